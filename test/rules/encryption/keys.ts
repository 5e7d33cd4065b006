// Keys and key policies for the cases of the encryption rules.

import type { Key } from '../../../src/model/evidence.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { KMS_ACTIONS } from '../../../src/wandb/actions.ts';

export const ARN = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-1111-4111-8111-111111111111';

export function key(over: Partial<Key> = {}): { key: Key } {
  return {
    key: {
      arn: ARN,
      account: '111122223333',
      region: 'eu-west-1',
      usage: 'ENCRYPT_DECRYPT',
      spec: 'SYMMETRIC_DEFAULT',
      state: 'Enabled',
      manager: 'CUSTOMER',
      origin: 'AWS_KMS',
      multiRegion: false,
      ...over,
    },
  };
}

export const owner: JsonObject = {
  Sid: 'Internal',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111122223333:root' },
  Action: 'kms:*',
  Resource: '*',
};

/** W&B's statement of the guide, with what a case changes. */
export function external(over: JsonObject = {}): JsonObject {
  return {
    Sid: 'External',
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::830241207209:root' },
    Action: [...KMS_ACTIONS],
    Resource: '*',
    ...over,
  };
}

/** An enabled key with that policy and no grants, the default of a bucket without S3 Bucket Key. */
export function keyWith(...Statement: readonly JsonObject[]) {
  return {
    ...key(),
    keyPolicy: { document: { Version: '2012-10-17', Statement } },
    keyGrants: [],
    encryption: { algorithm: 'aws:kms' as const, keyId: ARN },
  };
}

/** An identity of the key's own account, as Self-Managed has it. */
export const OWN_ROLE = 'arn:aws:iam::111122223333:role/wandb';
