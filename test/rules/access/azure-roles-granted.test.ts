import azureRolesGranted from '../../../rules/access/azure-roles-granted.ts';
import type { RoleAssignment } from '../../../src/model/evidence.ts';
import { testRule, unreadable } from '../test-rule.ts';
import { ACCOUNT, assignment, CONTAINER, ROLES, TEAM } from './azure-cases.ts';

const BLOBS = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs';
const SUBSCRIPTION = '/subscriptions/00000000-0000-0000-0000-000000000000';
const { owner, contributor, reader, delegator, account, contributorOfAll } = ROLES;
const CUSTOM = { id: 'aaaaaaaa-0000-0000-0000-000000000001', name: 'W&B blobs' };

function custom(dataActions: readonly string[], notDataActions: readonly string[] = []) {
  return { ...CUSTOM, permissions: [{ actions: [], notActions: [], dataActions, notDataActions }] };
}

function roles(...roleAssignments: readonly RoleAssignment[]) {
  return { provider: 'azure', target: TEAM, facets: { roleAssignments } } as const;
}

testRule(azureRolesGranted, {
  pass: [
    { name: "W&B's module", ...roles(assignment(owner), assignment(account)) },
    {
      name: 'inherited',
      ...roles(assignment(owner, SUBSCRIPTION), assignment(contributorOfAll, SUBSCRIPTION)),
    },
    {
      name: 'on the container, the key from the account',
      ...roles(assignment(owner, CONTAINER), assignment(account)),
    },
    {
      name: 'in other case, with a slash at the end',
      ...roles(
        assignment({ ...owner, id: owner.id.toUpperCase() }, `${ACCOUNT.toUpperCase()}/`),
        assignment(account),
      ),
    },
    {
      name: 'a custom role with all data actions',
      ...roles(assignment(custom([`${BLOBS}/*`])), assignment(account)),
    },
    {
      name: 'one assignment of two is without a condition',
      ...roles(
        assignment(owner, ACCOUNT, { condition: 'x' }),
        assignment(owner, SUBSCRIPTION),
        assignment(account),
      ),
    },
  ],
  fail: [
    {
      name: 'nothing',
      ...roles(),
      violations: [
        {
          messageId: 'noDataRole',
          data: { actions: [`${BLOBS}/read`, `${BLOBS}/write`, `${BLOBS}/delete`] },
        },
      ],
    },
    { name: 'the management plane only', ...roles(assignment(account)), violations: ['noDataRole'] },
    { name: 'Owner of all has no data', ...roles(assignment(contributorOfAll)), violations: ['noDataRole'] },
    {
      name: 'reading only',
      ...roles(assignment(reader), assignment(account)),
      violations: [{ messageId: 'noDataRole', data: { actions: [`${BLOBS}/write`, `${BLOBS}/delete`] } }],
    },
    {
      name: 'another container',
      ...roles(assignment(owner, `${CONTAINER}-old`), assignment(account)),
      violations: ['noDataRole'],
    },
    {
      name: 'another account',
      ...roles(assignment(owner, `${ACCOUNT}2`), assignment(account)),
      violations: ['noDataRole'],
    },
    {
      name: 'queues',
      ...roles(assignment(owner, `${ACCOUNT}/queueServices/default/queues/q`), assignment(account)),
      violations: ['noDataRole'],
    },
    {
      name: 'a custom role but for deletions',
      ...roles(assignment(custom([`${BLOBS}/*`], [`${BLOBS}/delete`])), assignment(account)),
      violations: [{ messageId: 'noDataRole', data: { actions: [`${BLOBS}/delete`] } }],
    },
    {
      name: 'on the container only',
      ...roles(assignment(owner, CONTAINER)),
      violations: [{ messageId: 'noDelegation', data: { roles: ['Storage Blob Data Owner'] } }],
    },
    {
      name: 'a custom role without the key',
      ...roles(assignment(custom([`${BLOBS}/*`]))),
      violations: ['noDelegation'],
    },
    {
      name: 'Contributor of the data',
      ...roles(assignment(contributor), assignment(account)),
      violations: [
        {
          messageId: 'lessThanOwner',
          severity: 'medium',
          data: { roles: ['Storage Blob Data Contributor'] },
        },
      ],
    },
    {
      name: 'no role on the account itself',
      ...roles(assignment(owner)),
      violations: [{ messageId: 'noAccountRole', severity: 'medium' }],
    },
    {
      name: 'on the container with Delegator above',
      ...roles(assignment(contributor, CONTAINER), assignment(delegator)),
      violations: ['lessThanOwner', 'noAccountRole'],
    },
  ],
  open: [
    {
      name: 'a condition on the only data role',
      ...roles(
        assignment(owner, ACCOUNT, { condition: '@Resource[name] StringEquals x' }),
        assignment(account),
      ),
      message: /under a condition: @Resource/,
    },
    {
      name: 'a role that could not be read',
      ...roles(assignment(CUSTOM), assignment(account)),
      message: /W&B blobs/,
    },
    {
      name: "a role that could not be read, where only the account's is missing",
      ...roles(assignment(owner), assignment(CUSTOM)),
      message: /W&B blobs/,
    },
    {
      name: 'assignments could not be read',
      provider: 'azure',
      target: TEAM,
      facets: { roleAssignments: unreadable() },
      message: /needs test:Permission/,
    },
  ],
  notApplicable: [
    { name: 'instance level', provider: 'azure', facets: { roleAssignments: null }, message: /access key/ },
    {
      name: 'no client id',
      provider: 'azure',
      target: { level: 'team', team: 'omega' },
      facets: { roleAssignments: null },
      message: /declare clientId/,
    },
    {
      name: 'a key in the address',
      provider: 'azure',
      target: {
        ...TEAM,
        address: { form: 'full', text: 'az://', scheme: 'az', hasCredentials: true, faults: [] },
      },
      facets: { roleAssignments: unreadable() },
      message: /access key in the storage address/,
    },
  ],
});
