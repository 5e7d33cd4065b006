// The CORS rules of a bucket.

import type { GetBucketCorsCommandOutput } from '@aws-sdk/client-s3';
import type { Cors } from '../../model/evidence.ts';
import { s3Reader } from './reader.ts';

/** S3's CORS rules as the facet. */
export function corsOf({ CORSRules = [] }: Pick<GetBucketCorsCommandOutput, 'CORSRules'>): Cors {
  return {
    scope: 'bucket',
    rules: CORSRules.map((rule) => ({
      ...(rule.ID !== undefined && { id: rule.ID }),
      origins: rule.AllowedOrigins ?? [],
      methods: (rule.AllowedMethods ?? []).map((method) => method.toUpperCase()),
      allowedHeaders: rule.AllowedHeaders ?? [],
      exposedHeaders: rule.ExposeHeaders ?? [],
      ...(rule.MaxAgeSeconds !== undefined && { maxAgeSeconds: rule.MaxAgeSeconds }),
    })),
  };
}

export const cors = s3Reader<'cors', GetBucketCorsCommandOutput>({
  facet: 'cors',
  command: 'GetBucketCorsCommand',
  permission: 's3:GetBucketCORS',
  none: { code: 'NoSuchCORSConfiguration', value: { scope: 'bucket', rules: [] } },
  read: corsOf,
});
