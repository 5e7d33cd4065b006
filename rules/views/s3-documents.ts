// Facets back in the shape of the S3 API, and commands of the AWS CLI for the providers that speak it.

import type { CorsRule, LifecycleAction, LifecycleRule } from '../../src/model/evidence.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Provider } from '../../src/model/provider.ts';
import type { PerProvider, Remediation } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { COREWEAVE_HOST } from '../../src/wandb/availability.ts';

/** Providers that speak the S3 API. */
export const S3_PROVIDERS = ['aws', 'coreweave', 's3-compatible'] as const satisfies readonly Provider[];

/** The same value for every provider that speaks the S3 API, or for the ones named. */
export function forS3<T>(
  value: T,
  providers: readonly (typeof S3_PROVIDERS)[number][] = S3_PROVIDERS,
): PerProvider<T> {
  return Object.fromEntries(providers.map((provider) => [provider, value]));
}

/** `aws s3api COMMAND --bucket NAME`, with the endpoint of a store that is not AWS's. Words of `command` are quoted by the caller. */
export function s3api(target: Target, command: string): string {
  const endpoint =
    target.endpoint ?? (target.provider === 'coreweave' ? `https://${COREWEAVE_HOST}` : undefined);
  const [operation = '', ...rest] = command.split(' ');
  return [
    `aws s3api ${operation} --bucket ${quoted(target.bucket)}`,
    ...rest,
    ...(endpoint === undefined ? [] : [`--endpoint-url ${quoted(endpoint)}`]),
  ].join(' ');
}

/** A word for a POSIX shell. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** Replaces the CORS configuration. S3 refuses one without rules: then it is deleted. */
export function s3CorsRemediation(target: Target, text: string, rules: readonly CorsRule[]): Remediation {
  if (rules.length === 0) return { text, command: s3api(target, 'delete-bucket-cors') };
  return {
    text,
    command: s3api(target, 'put-bucket-cors --cors-configuration file://cors.json'),
    document: { file: 'cors.json', facet: 'cors', content: corsDocument(rules) },
  };
}

export const S3_LIFECYCLE_FILE = 'lifecycle.json';

/** Applies {@link S3_LIFECYCLE_FILE}. */
export function putS3Lifecycle(target: Target): string {
  return s3api(
    target,
    `put-bucket-lifecycle-configuration --lifecycle-configuration file://${S3_LIFECYCLE_FILE}`,
  );
}

/** Replaces the lifecycle configuration. S3 refuses one without rules: then it is deleted. */
export function s3LifecycleRemediation(
  target: Target,
  text: string,
  rules: readonly LifecycleRule[],
): Remediation {
  if (rules.length === 0) return { text, command: s3api(target, 'delete-bucket-lifecycle') };
  return {
    text,
    command: putS3Lifecycle(target),
    document: { file: S3_LIFECYCLE_FILE, facet: 'lifecycle', content: lifecycleDocument(rules) },
  };
}

/** Rules as `put-bucket-cors` takes them; https://docs.aws.amazon.com/AmazonS3/latest/API/API_CORSRule.html */
function corsDocument(rules: readonly CorsRule[]): JsonObject {
  return {
    CORSRules: rules.map((rule) => ({
      ...(rule.id !== undefined && { ID: rule.id }),
      AllowedOrigins: rule.origins,
      AllowedMethods: rule.methods,
      ...(rule.allowedHeaders.length > 0 && { AllowedHeaders: rule.allowedHeaders }),
      ...(rule.exposedHeaders.length > 0 && { ExposeHeaders: rule.exposedHeaders }),
      ...(rule.maxAgeSeconds !== undefined && { MaxAgeSeconds: rule.maxAgeSeconds }),
    })),
  };
}

/** Rules as `put-bucket-lifecycle-configuration` takes them; https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRule.html */
function lifecycleDocument(rules: readonly LifecycleRule[]): JsonObject {
  return { Rules: rules.map(lifecycleRule) };
}

function lifecycleRule(rule: LifecycleRule): JsonObject {
  const of = <T extends LifecycleAction['type']>(type: T): Extract<LifecycleAction, { type: T }>[] =>
    rule.actions.filter((action): action is Extract<LifecycleAction, { type: T }> => action.type === type);
  const [expire] = of('expire');
  const [noncurrent] = of('expireNoncurrent');
  const [abort] = of('abortUploads');
  const transitions = of('transition');
  const moved = of('transitionNoncurrent');
  return {
    ...(rule.id !== undefined && { ID: rule.id }),
    Status: rule.enabled ? 'Enabled' : 'Disabled',
    Filter: filterOf(rule),
    ...(of('removeDeleteMarkers').length > 0 && { Expiration: { ExpiredObjectDeleteMarker: true } }),
    ...(expire !== undefined && { Expiration: when(expire) }),
    ...(transitions.length > 0 && {
      Transitions: transitions.map((t) => ({ ...when(t), StorageClass: t.storageClass })),
    }),
    ...(noncurrent !== undefined && {
      NoncurrentVersionExpiration: {
        ...(noncurrent.days !== undefined && { NoncurrentDays: noncurrent.days }),
        ...(noncurrent.keep !== undefined && { NewerNoncurrentVersions: noncurrent.keep }),
      },
    }),
    ...(moved.length > 0 && {
      NoncurrentVersionTransitions: moved.map(({ days, storageClass }) => ({
        ...(days !== undefined && { NoncurrentDays: days }),
        StorageClass: storageClass,
      })),
    }),
    ...(abort !== undefined && { AbortIncompleteMultipartUpload: { DaysAfterInitiation: abort.days } }),
  };
}

function when({ days, date }: { readonly days?: number; readonly date?: string }): JsonObject {
  return { ...(days !== undefined && { Days: days }), ...(date !== undefined && { Date: date }) };
}

/** One condition stands alone, several stand in `And` (S3 refuses an `And` of one), none is the empty prefix. */
function filterOf({ prefixes, tags, sizeGreaterThan, sizeLessThan }: LifecycleRule): JsonObject {
  const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const plain: JsonObject = {
    ...(prefixes[0] !== undefined && { Prefix: prefixes[0] }),
    ...(sizeGreaterThan !== undefined && { ObjectSizeGreaterThan: sizeGreaterThan }),
    ...(sizeLessThan !== undefined && { ObjectSizeLessThan: sizeLessThan }),
  };
  const conditions = Object.keys(plain).length + list.length;
  if (conditions === 0) return { Prefix: '' };
  if (conditions > 1) return { And: { ...plain, ...(list.length > 0 && { Tags: list }) } };
  return list[0] === undefined ? plain : { Tag: list[0] };
}
