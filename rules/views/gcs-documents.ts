// Commands of the gcloud CLI, and facets back in the shape of the Cloud Storage API.

import type { CorsRule, LifecycleAction } from '../../src/model/evidence.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Target } from '../../src/model/target.ts';
import { quoted } from './s3-documents.ts';

/** `gcloud storage buckets update gs://NAME FLAGS`; https://cloud.google.com/sdk/gcloud/reference/storage/buckets/update */
export function gcloudUpdate({ bucket }: Target, flags: string): string {
  return `gcloud storage buckets update ${quoted(`gs://${bucket}`)} ${flags}`;
}

/** Shows some fields of the bucket, in the API's own words. */
export function gcloudDescribe({ bucket }: Target, ...fields: readonly string[]): string {
  return `gcloud storage buckets describe ${quoted(`gs://${bucket}`)} --raw --format=${quoted(`json(${fields.join(',')})`)}`;
}

/**
 * CORS as `--cors-file` takes it: https://cloud.google.com/storage/docs/json_api/v1/buckets#resource. One list of headers
 * is both what a preflight allows and what the answer exposes.
 */
export function gcsCorsDocument(rules: readonly CorsRule[]): readonly JsonObject[] {
  return rules.map((rule) => ({
    origin: rule.origins,
    method: rule.methods,
    responseHeader: responseHeaderOf(rule),
    ...(rule.maxAgeSeconds !== undefined && { maxAgeSeconds: rule.maxAgeSeconds }),
  }));
}

function responseHeaderOf({ allowedHeaders, exposedHeaders }: CorsRule): string[] {
  const all = new Map([...allowedHeaders, ...exposedHeaders].map((name) => [name.toLowerCase(), name]));
  return all.has('*') ? ['*'] : [...all.values()];
}

/** A new rule of the lifecycle; https://cloud.google.com/storage/docs/lifecycle. Undefined for actions that Google has not. */
export function gcsLifecycleRule(action: LifecycleAction, prefix: string): JsonObject | undefined {
  const scope = prefix === '' ? {} : { matchesPrefix: [prefix] };
  if (action.type === 'abortUploads') {
    return { action: { type: 'AbortIncompleteMultipartUpload' }, condition: { age: action.days, ...scope } };
  }
  if (action.type === 'expireNoncurrent' && action.days !== undefined) {
    return {
      action: { type: 'Delete' },
      condition: { daysSinceNoncurrentTime: action.days, isLive: false, ...scope },
    };
  }
  return undefined;
}

/** A stored rule with its action changed: on Google a rule has one action, and only an abort's days are ever changed. */
export function gcsRepairedRule(stored: JsonObject, action: LifecycleAction): JsonObject {
  if (action.type !== 'abortUploads') return stored;
  return { ...stored, condition: { ...(stored['condition'] as JsonObject), age: action.days } };
}
