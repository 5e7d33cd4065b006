// Who may do what: the bucket policy, the ACL, block public access and object ownership.

import type {
  GetBucketAclCommandOutput,
  GetBucketOwnershipControlsCommandOutput,
  GetBucketPolicyCommandOutput,
  GetPublicAccessBlockCommandOutput,
  Grantee,
  PublicAccessBlockConfiguration,
} from '@aws-sdk/client-s3';
import type { Policy, PublicAccessBlock } from '../../model/evidence.ts';
import { isTooDeep } from '../../model/json.ts';
import type { JsonValue } from '../../model/json.ts';
import { s3Reader } from './reader.ts';

/** A stored policy text as the facet; a text that is no JSON is kept as the reason. */
export function policyOf(text: string): Policy {
  try {
    const document = JSON.parse(text) as JsonValue;
    return isTooDeep(document) ? { document: null, invalid: 'nested too deeply' } : { document };
  } catch (error) {
    return { document: null, invalid: error instanceof Error ? error.message : 'not JSON' };
  }
}

export const policy = s3Reader<'policy', GetBucketPolicyCommandOutput>({
  facet: 'policy',
  command: 'GetBucketPolicyCommand',
  permission: 's3:GetBucketPolicy',
  none: { code: 'NoSuchBucketPolicy', value: { document: null } },
  read: ({ Policy: text }) => (text === undefined ? undefined : policyOf(text)),
});

const GROUPS: Readonly<Record<string, string>> = {
  'http://acs.amazonaws.com/groups/global/AllUsers': 'allUsers',
  'http://acs.amazonaws.com/groups/global/AuthenticatedUsers': 'authenticatedUsers',
  'http://acs.amazonaws.com/groups/s3/LogDelivery': 'logDelivery',
};

export const acl = s3Reader<'acl', GetBucketAclCommandOutput>({
  facet: 'acl',
  command: 'GetBucketAclCommand',
  permission: 's3:GetBucketAcl',
  read: ({ Owner: owner, Grants: grants }) =>
    owner === undefined && grants === undefined
      ? undefined
      : {
          ...(owner?.ID !== undefined && { owner: owner.ID }),
          grants: (grants ?? []).map(({ Grantee: grantee, Permission }) => ({
            grantee: granteeOf(grantee),
            permission: Permission ?? '',
          })),
        },
});

function granteeOf(grantee: Grantee | undefined): string {
  const uri = grantee?.URI;
  return (uri === undefined ? undefined : (GROUPS[uri] ?? uri)) ?? grantee?.ID ?? grantee?.EmailAddress ?? '';
}

export const NO_BLOCK: PublicAccessBlock = {
  blockPublicAcls: false,
  ignorePublicAcls: false,
  blockPublicPolicy: false,
  restrictPublicBuckets: false,
};

/** Block public access as the facet; a flag that was not sent is off, as the service has it. */
export function blockOf(
  configuration: PublicAccessBlockConfiguration | undefined,
): PublicAccessBlock | undefined {
  if (configuration === undefined) return undefined;
  return {
    blockPublicAcls: configuration.BlockPublicAcls ?? false,
    ignorePublicAcls: configuration.IgnorePublicAcls ?? false,
    blockPublicPolicy: configuration.BlockPublicPolicy ?? false,
    restrictPublicBuckets: configuration.RestrictPublicBuckets ?? false,
  };
}

export const publicAccess = s3Reader<'publicAccess', GetPublicAccessBlockCommandOutput>({
  facet: 'publicAccess',
  command: 'GetPublicAccessBlockCommand',
  permission: 's3:GetBucketPublicAccessBlock',
  none: { code: 'NoSuchPublicAccessBlockConfiguration', value: NO_BLOCK },
  read: ({ PublicAccessBlockConfiguration: configuration }) => blockOf(configuration),
});

export const ownership = s3Reader<'ownership', GetBucketOwnershipControlsCommandOutput>({
  facet: 'ownership',
  command: 'GetBucketOwnershipControlsCommand',
  permission: 's3:GetBucketOwnershipControls',
  // Buckets from before the setting existed: ACLs rule, the writer owns.
  none: { code: 'OwnershipControlsNotFoundError', value: { mode: 'ObjectWriter' } },
  read: ({ OwnershipControls: controls }) => {
    const mode = controls?.Rules?.[0]?.ObjectOwnership;
    return mode === undefined ? undefined : { mode };
  },
});
