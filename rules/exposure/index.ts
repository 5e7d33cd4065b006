// The rules about who else gets in.

import type { Rule } from '../../src/model/rule.ts';
import accessLoggingEnabled from './access-logging-enabled.ts';
import bucketNotPublic from './bucket-not-public.ts';
import httpsOnly from './https-only.ts';
import objectsOwnedByBucketOwner from './objects-owned-by-bucket-owner.ts';
import publicAccessBlocked from './public-access-blocked.ts';
import publicStatementSparesWandb from './public-statement-spares-wandb.ts';
import uniformBucketAccess from './uniform-bucket-access.ts';

export const exposureRules: readonly Rule[] = [
  bucketNotPublic,
  publicStatementSparesWandb,
  publicAccessBlocked,
  objectsOwnedByBucketOwner,
  uniformBucketAccess,
  httpsOnly,
  accessLoggingEnabled,
];
