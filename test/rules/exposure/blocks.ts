// Block public access, on and off, for the cases of the exposure rules.

import type { PublicAccessBlock } from '../../../src/model/evidence.ts';

function all(on: boolean): PublicAccessBlock {
  return { blockPublicAcls: on, ignorePublicAcls: on, blockPublicPolicy: on, restrictPublicBuckets: on };
}
export const BLOCKED = all(true);
export const OPEN = all(false);
export const CLOSED_ACL = { grants: [{ grantee: '75aa57f09aa0c8ca', permission: 'FULL_CONTROL' }] };
