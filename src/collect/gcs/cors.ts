// The CORS configuration of a bucket.

import type { Cors } from '../../model/evidence.ts';
import type { GoogleBucket, GoogleCorsRule } from './wire.ts';

/** Google's CORS entries as the facet; a bucket without has no rule. */
export function corsOf({ cors = [] }: Pick<GoogleBucket, 'cors'>): Cors {
  return { scope: 'bucket', rules: cors.map(ruleOf) };
}

/**
 * `responseHeader` is both lists at once: what a preflight allows and what a browser's script may read.
 * https://cloud.google.com/storage/docs/cross-origin#cors-components
 */
function ruleOf({
  origin = [],
  method = [],
  responseHeader = [],
  maxAgeSeconds,
}: GoogleCorsRule): Cors['rules'][number] {
  return {
    origins: origin,
    methods: method.map((name) => name.toUpperCase()),
    allowedHeaders: responseHeader,
    exposedHeaders: responseHeader,
    ...(maxAgeSeconds !== undefined && { maxAgeSeconds }),
  };
}
