// What the rows about Amazon S3's lifecycle rules share.

import { aws, lifecycle } from './aws-case.ts';
import type { AwsChange } from './aws-case.ts';
import { SOURCES } from './case.ts';
import type { AccuracyCase } from './case.ts';

export const EXPIRES = 'lifecycle-keeps-run-history/expires';

export function rule(over: object): object {
  return { ID: 'tidy', Status: 'Enabled', Filter: { Prefix: '' }, ...over };
}

export function expiry(over: object = {}): object {
  return rule({ Expiration: { Days: 30 }, ...over });
}

export function history(
  id: string,
  reason: string,
  rules: readonly object[],
  finds: readonly string[],
  change: AwsChange = {},
): AccuracyCase {
  const { bucket, ...rest } = change;
  return aws(
    id,
    reason,
    { source: SOURCES.s3Lifecycle, bucket: { ...lifecycle(...rules), ...bucket }, ...rest },
    finds,
  );
}

export const AT_TEAM1: AwsChange = { declared: { path: 'team1' } };
