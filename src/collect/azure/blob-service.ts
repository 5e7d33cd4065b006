// The blob service of an account: CORS, versioning and soft delete, one set for all its containers.

import type { BlobServiceProperties } from '@azure/arm-storage';
import type { Cors, Facets } from '../../model/evidence.ts';

/** A CORS rule of the resource manager (lists) or of the data plane (texts with commas). */
export interface AzureCorsRule {
  readonly allowedOrigins: string | readonly string[];
  readonly allowedMethods: string | readonly string[];
  readonly allowedHeaders?: string | readonly string[];
  readonly exposedHeaders?: string | readonly string[];
  readonly maxAgeInSeconds: number;
}

export function corsOf(rules: readonly AzureCorsRule[]): Cors {
  return {
    scope: 'account',
    rules: rules.map(
      ({ allowedOrigins, allowedMethods, allowedHeaders = [], exposedHeaders = [], maxAgeInSeconds }) => ({
        origins: listOf(allowedOrigins),
        methods: listOf(allowedMethods).map((method) => method.toUpperCase()),
        allowedHeaders: listOf(allowedHeaders),
        exposedHeaders: listOf(exposedHeaders),
        maxAgeSeconds: maxAgeInSeconds,
      }),
    ),
  };
}

/** Lists may hold commas, too: both are one text in the end. */
function listOf(value: string | readonly string[]): string[] {
  return [value]
    .flat()
    .flatMap((text) => text.split(','))
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

/** Whether it was on before is not told: old versions may remain where it is off. */
export function versioningOf({ isVersioningEnabled }: BlobServiceProperties): Facets['versioning'] {
  return { status: isVersioningEnabled === true ? 'Enabled' : 'Off', mfaDelete: false };
}

/** Of blobs; containers have a policy of their own. */
export function softDeleteOf(policy: { enabled?: boolean; days?: number } | undefined): Facets['softDelete'] {
  const { enabled = false, days } = policy ?? {};
  return { enabled, ...(enabled && days !== undefined && { days }) };
}
