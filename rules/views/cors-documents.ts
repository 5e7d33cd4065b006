// CORS in each provider's own shape: how to look at it, and how to replace it.

import type { CorsRule, Readings } from '../../src/model/evidence.ts';
import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { corsDialectOf } from '../../src/semantics/cors-dialects.ts';
import { CORS_EXPOSED_HEADER, CORS_MAX_AGE_SECONDS, CORS_METHODS } from '../../src/wandb/browser.ts';
import { accountName, azAccount } from './azure-commands.ts';
import { azCorsCommands } from './blob-documents.ts';
import { gcloudDescribe, gcloudUpdate, gcsCorsDocument } from './gcs-documents.ts';
import { s3api, s3CorsRemediation } from './s3-documents.ts';

/** The command that shows the CORS rules. */
export function verifyCors(target: Target): string {
  if (target.provider === 'gcp') return gcloudDescribe(target, 'cors');
  if (target.provider !== 'azure') return s3api(target, 'get-bucket-cors');
  return azAccount(target, 'account blob-service-properties show', '--query cors');
}

/** The rule W&B's guide asks for, narrowed to the front end's origin where it is declared. */
export function wandbCorsRule(target: Target): CorsRule {
  return {
    origins: [target.deployment.origin ?? '*'],
    methods: CORS_METHODS,
    allowedHeaders: ['*'],
    exposedHeaders: [CORS_EXPOSED_HEADER],
    maxAgeSeconds: CORS_MAX_AGE_SECONDS,
  };
}

/** The CORS rules that were read; none where they were not. */
export function corsRulesOf({ cors }: Readings): readonly CorsRule[] {
  return cors?.status === 'known' ? cors.value.rules : [];
}

/** Replaces the CORS rules by these; by W&B's own where nothing was read, as on a rule's page. */
export function corsRemediation(
  { target, readings }: RemediationContext,
  text: string,
  repaired: readonly CorsRule[],
): Remediation {
  const rules = readings.cors === undefined ? [wandbCorsRule(target)] : repaired;
  if (target.provider === 'gcp') return gcsRemediation(target, text, rules);
  if (target.provider === 'azure') return blobRemediation(target, text, rules);
  return s3CorsRemediation(target, text, rules);
}

function gcsRemediation(target: Target, text: string, rules: readonly CorsRule[]): Remediation {
  if (rules.length === 0) return { text, command: gcloudUpdate(target, '--clear-cors') };
  return {
    text,
    command: gcloudUpdate(target, '--cors-file=cors.json'),
    document: { file: 'cors.json', facet: 'cors', content: gcsCorsDocument(rules) },
  };
}

function blobRemediation(target: Target, text: string, rules: readonly CorsRule[]): Remediation {
  const scope = `The rules are those of the Blob service of ${accountName(target)}: they hold for all its containers.`;
  const { maxRules } = corsDialectOf('azure');
  if (rules.length > maxRules) {
    return {
      text: `${text} ${scope} Azure takes ${maxRules} rules at most and these would be ${rules.length}: merge or remove some first.`,
    };
  }
  return { text: `${text} ${scope}`, command: azCorsCommands(target, rules) };
}
