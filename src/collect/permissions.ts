// The least-privilege policy or role that reading some facets takes, in the form of each cloud.

import type { Facet } from '../model/evidence.ts';
import { ARM_CALLS, FACET_CALLS, isAzureFacet } from './azure/calls.ts';
import { LIST_BUCKETS, permissionsOf } from './gcs/readers.ts';
import { callOf, DISCOVER_CALLS } from './s3/readers.ts';

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string;
}

/**
 * An AWS identity policy for the auditor. The region and the owner of a bucket are always asked for; `addressKey` is read
 * with the address's own key and needs nothing here. `discovers`: the fleet file has `discover`.
 */
export function awsPermissions(
  facets: readonly Facet[],
  discovers = false,
): { Version: string; Statement: PolicyStatement[] } {
  const needs = new Set<Facet>(['location', ...facets.filter((facet) => facet !== 'addressKey')]);
  // The bucket's key is known from its encryption, and what an alias stands for from the key.
  if (facets.some((facet) => facet.startsWith('key'))) needs.add('encryption').add('key');
  if (facets.includes('accountPublicAccess')) needs.add('owner');
  const { list, tags } = DISCOVER_CALLS;
  const actions = [
    ...[...needs].flatMap((facet) => callOf(facet)?.permission ?? []),
    ...(discovers ? [list.permission, tags.permission] : []),
  ];
  const statement = (
    Sid: string,
    wanted: (action: string) => boolean,
    Resource: string,
  ): PolicyStatement[] => {
    const Action = [...new Set(actions.filter(wanted))].toSorted();
    return Action.length === 0 ? [] : [{ Sid, Effect: 'Allow', Action, Resource }];
  };
  const account = 's3:GetAccountPublicAccessBlock';
  const ofAccount = [account, list.permission];
  return {
    Version: '2012-10-17',
    Statement: [
      ...statement(
        'ReadBucketConfiguration',
        (a) => a.startsWith('s3:') && !ofAccount.includes(a),
        'arn:aws:s3:::*',
      ),
      // An action on the account: no bucket can be named.
      ...statement('ReadAccountPublicAccessBlock', (a) => a === account, '*'),
      ...statement('ListBuckets', (a) => a === list.permission, '*'),
      ...statement('ReadKeyConfiguration', (a) => a.startsWith('kms:'), 'arn:aws:kms:*:*:key/*'),
    ],
  };
}

/** The definition of a custom role, as `gcloud iam roles create --file` takes it: https://cloud.google.com/iam/docs/creating-custom-roles */
export interface GoogleRoleDefinition {
  readonly title: string;
  readonly description: string;
  readonly stage: 'GA';
  readonly includedPermissions: readonly string[];
}

/** A Google custom role for the auditor, to be granted on the projects of the buckets. */
export function gcpPermissions(facets: readonly Facet[], discovers = false): GoogleRoleDefinition {
  const all = [...facets.flatMap(permissionsOf), ...(discovers ? [LIST_BUCKETS.permission] : [])];
  return {
    title: 'byob-audit',
    description: 'Reads the configuration of buckets, and nothing inside them.',
    stage: 'GA',
    includedPermissions: [...new Set(all)].toSorted(),
  };
}

/** A custom role, as `az role definition create --role-definition` takes it: https://learn.microsoft.com/en-us/azure/role-based-access-control/custom-roles */
export interface AzureRoleDefinition {
  readonly Name: string;
  readonly IsCustom: true;
  readonly Description: string;
  readonly Actions: readonly string[];
  readonly NotActions: readonly string[];
  readonly DataActions: readonly string[];
  readonly NotDataActions: readonly string[];
  /** To be replaced by the subscriptions, or the management group, that the accounts are in. */
  readonly AssignableScopes: readonly string[];
}

/**
 * An Azure custom role for the auditor: no data action, and never `listKeys`. The account and the container are always looked
 * for, and to list them takes no other action.
 */
export function azurePermissions(facets: readonly Facet[]): AzureRoleDefinition {
  const calls = facets.filter(isAzureFacet).flatMap((facet) => FACET_CALLS[facet]);
  const actions = (['subscriptions', 'accounts', 'container', ...calls] as const).map(
    (call) => ARM_CALLS[call].permission,
  );
  return {
    Name: 'byob-audit reader',
    IsCustom: true,
    Description: 'Reads the configuration of storage accounts and containers, and nothing inside them.',
    Actions: [...new Set(actions)].toSorted(),
    NotActions: [],
    DataActions: [],
    NotDataActions: [],
    AssignableScopes: ['/subscriptions/YOUR-SUBSCRIPTION-ID'],
  };
}
