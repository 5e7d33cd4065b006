// Block public access as it is in effect: the strictest of bucket and account.

import type { PublicAccessBlock, Reading } from '../../src/model/evidence.ts';
import type { Target } from '../../src/model/target.ts';
import { s3api } from '../views/s3-documents.ts';

/** Flags in the order of the API, with the API's names. */
export const FLAGS = {
  blockPublicAcls: 'BlockPublicAcls',
  ignorePublicAcls: 'IgnorePublicAcls',
  blockPublicPolicy: 'BlockPublicPolicy',
  restrictPublicBuckets: 'RestrictPublicBuckets',
} as const satisfies Record<keyof PublicAccessBlock, string>;

/**
 * Whether a flag is on for the bucket or its account; unknown where one of them is not known. The account's is read only
 * where it is the caller's; stores other than AWS have none.
 */
export function isBlocked(
  flag: keyof PublicAccessBlock,
  bucket: Reading<PublicAccessBlock>,
  account: Reading<PublicAccessBlock>,
  { provider }: Target,
): boolean | 'unknown' {
  const blocks = [bucket, account];
  if (blocks.some((block) => block.status === 'known' && block.value[flag])) return true;
  const unread = blocks.some(({ status }) => status === 'unreadable');
  return unread || (provider === 'aws' && account.status !== 'known') ? 'unknown' : false;
}

/** All four flags on, for the bucket. */
export function blockEverything(target: Target): string {
  const flags = Object.values(FLAGS).map((flag) => `${flag}=true`);
  return s3api(target, `put-public-access-block --public-access-block-configuration ${flags.join(',')}`);
}
