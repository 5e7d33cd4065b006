// Bucket policies for the cases of the access rules.

import type { JsonObject } from '../../../src/model/json.ts';
import { S3_ACTIONS } from '../../../src/wandb/actions.ts';

export const DEDICATED = 'arn:aws:iam::830241207209:root';
export const MULTI_TENANT = 'arn:aws:iam::725579432336:role/WandbIntegration';
export const COREWEAVE = 'arn:aws:iam::wandb:static/wandb-integration';
export const RESOURCES = ['arn:aws:s3:::acme-wandb', 'arn:aws:s3:::acme-wandb/*'];

/** W&B's statement of the guide, with what a case changes. */
export function grant(over: JsonObject = {}): JsonObject {
  return {
    Sid: 'WandbAccountAccess',
    Effect: 'Allow',
    Principal: { AWS: DEDICATED },
    Action: S3_ACTIONS.map(({ action }) => action),
    Resource: RESOURCES,
    ...over,
  };
}

/** The same on CoreWeave, for the organization `acme`. */
export function coreweaveGrant(over: JsonObject = {}): JsonObject {
  return grant({
    Principal: { CW: COREWEAVE },
    Condition: { StringLike: { 'wandb:OrgID': 'acme' } },
    ...over,
  });
}

export function deny(Condition: JsonObject, over: JsonObject = {}): JsonObject {
  return {
    Sid: 'Ours',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: RESOURCES,
    Condition,
    ...over,
  };
}

/** A statement for somebody else. */
export const FOREIGN: JsonObject = {
  Sid: 'Backup',
  Effect: 'Allow',
  Principal: { AWS: ['arn:aws:iam::444455556666:role/backup'] },
  Action: ['s3:GetObject', 's3:ListBucket'],
  Resource: RESOURCES,
};

/** The Deny of W&B's own Terraform. */
export const HTTPS_ONLY: JsonObject = {
  Sid: 'DenyHTTPRequests',
  Effect: 'Deny',
  Principal: { AWS: '*' },
  Action: 's3:*',
  Resource: RESOURCES,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

export function policy(...Statement: readonly JsonObject[]) {
  return { policy: { document: { Version: '2012-10-17', Statement } } };
}
