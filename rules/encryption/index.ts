// The rules about encryption and keys.

import type { Rule } from '../../src/model/rule.ts';
import encryptionBucketKeyEnabled from './encryption-bucket-key-enabled.ts';
import encryptionIsGoogleManaged from './encryption-is-google-managed.ts';
import encryptionKeyInRegion from './encryption-key-in-region.ts';
import encryptionKeyShareable from './encryption-key-shareable.ts';
import encryptionModeSupported from './encryption-mode-supported.ts';
import encryptionUsesCustomerKey from './encryption-uses-customer-key.ts';
import kmsGrantMinimal from './kms-grant-minimal.ts';
import kmsGrantsDocumentedActions from './kms-grants-documented-actions.ts';
import kmsGrantsWandb from './kms-grants-wandb.ts';
import kmsKeyAdministrable from './kms-key-administrable.ts';
import kmsKeyNotPublic from './kms-key-not-public.ts';
import kmsKeyUsable from './kms-key-usable.ts';
import kmsRotationEnabled from './kms-rotation-enabled.ts';

export const encryptionRules: readonly Rule[] = [
  encryptionUsesCustomerKey,
  encryptionKeyShareable,
  encryptionKeyInRegion,
  encryptionIsGoogleManaged,
  encryptionModeSupported,
  encryptionBucketKeyEnabled,
  kmsKeyUsable,
  kmsGrantsWandb,
  kmsGrantsDocumentedActions,
  kmsKeyAdministrable,
  kmsGrantMinimal,
  kmsKeyNotPublic,
  kmsRotationEnabled,
];
