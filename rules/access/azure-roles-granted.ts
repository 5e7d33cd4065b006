// The managed identity given to W&B holds the roles that W&B needs.

import type { RoleAssignment } from '../../src/model/evidence.ts';
import { defineRule, open } from '../../src/model/rule.ts';
import type { Remediation, RemediationContext, Verdict, Violation } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { azureRoleGives } from '../../src/semantics/azure-roles.ts';
import type { Plane } from '../../src/semantics/azure-roles.ts';
import type { Truth } from '../../src/semantics/policy/truth.ts';
import { AZURE_DATA_ACTIONS, AZURE_DELEGATION_ACTION, AZURE_ROLES } from '../../src/wandb/azure-access.ts';
import { accountId } from '../views/azure-commands.ts';
import { AZURE_REFERENCES, principalId, withoutIdentity } from '../views/azure-identity.ts';
import { judged } from '../views/reading.ts';

export default defineRule({
  id: 'azure-roles-granted',
  severity: 'high',
  providers: ['azure'],
  considers: ['roleAssignments'],
  messages: {
    noDataRole:
      "No role of the identity gives it {{actions}} on the container's blobs; W&B's module assigns Storage Blob Data Owner on the storage account.",
    noDelegation:
      'No role of the identity on the storage account or above gives it generateUserDelegationKey: W&B cannot sign URLs with {{roles}} alone.',
    lessThanOwner: {
      severity: 'medium',
      text: "{{roles}} is less than Storage Blob Data Owner, which W&B's module assigns on the storage account.",
    },
    noAccountRole: {
      severity: 'medium',
      text: "The identity is not Storage Account Contributor of the storage account, as W&B's module makes it: W&B cannot read the account's CORS and properties.",
    },
  },
  docs: {
    title: 'The managed identity holds the roles W&B needs',
    why: 'W&B reads and writes blobs as the identity, and signs URLs with a key that the storage account hands out (user delegation key): a data role on the container alone is not enough. Deny assignments are not checked.',
    references: [
      ...AZURE_REFERENCES,
      'https://learn.microsoft.com/rest/api/storageservices/get-user-delegation-key#permissions',
    ],
    verify: {
      azure: (target) =>
        `az role assignment list --assignee ${principalId(target)} --scope ${accountId(target)} --include-inherited --include-groups`,
    },
    remediation: { azure: assigned },
  },
  check({ roleAssignments }, target) {
    const without = withoutIdentity(target);
    if (without !== undefined) return without;
    return judged('roleAssignments', roleAssignments, (assignments) => byRoles(assignments ?? [], target));
  },
});

/** Whether any of the assignments gives an action, and what stands in the way of knowing. */
interface Given {
  readonly truth: Truth;
  readonly doubts: readonly string[];
}

function given(assignments: readonly RoleAssignment[], plane: Plane, action: string): Given {
  const all = assignments.map(({ role, condition }) => {
    const gives = azureRoleGives(role, plane, action);
    const name = nameOf(role);
    if (gives === 'unknown') return { truth: gives, doubt: `what ${name} gives could not be read` };
    // Only data actions are under the conditions of an assignment: https://learn.microsoft.com/azure/role-based-access-control/conditions-overview
    // The resource manager writes null for none, and evidence may hold it so.
    if (gives && typeof condition === 'string' && plane === 'data')
      return { truth: 'unknown' as const, doubt: `${name} is assigned under a condition: ${condition}` };
    return { truth: gives, doubt: '' };
  });
  if (all.some(({ truth }) => truth === true)) return { truth: true, doubts: [] };
  const doubts = all.flatMap(({ truth, doubt }) => (truth === 'unknown' ? [doubt] : []));
  return { truth: doubts.length > 0 ? 'unknown' : false, doubts };
}

function byRoles(assignments: readonly RoleAssignment[], target: Target): Verdict {
  const reaching = assignments.filter(({ scope }) => reach(scope, target) !== 'elsewhere');
  const above = assignments.filter(({ scope }) => reach(scope, target) === 'account');
  const data = AZURE_DATA_ACTIONS.map((action) => ({ action, ...given(reaching, 'data', action) }));
  const actions = data.filter(({ truth }) => truth === false).map(({ action }) => action);
  const at = { facet: 'roleAssignments', path: '' } as const;
  if (actions.length > 0) return [{ messageId: 'noDataRole', data: { actions }, ...at }];
  const delegation = given(above, 'management', AZURE_DELEGATION_ACTION);
  if (delegation.truth === false)
    return [{ messageId: 'noDelegation', data: { roles: namesOf(reaching) }, ...at }];
  const doubts = [...data, delegation].flatMap((one) => one.doubts);
  if (doubts.length > 0) return open([...new Set(doubts)].join('; '));
  return lesser(reaching, above);
}

/** What W&B's module assigns beyond what W&B cannot do without. */
function lesser(reaching: readonly RoleAssignment[], above: readonly RoleAssignment[]): Verdict {
  const { dataOwner, accountContributor } = AZURE_ROLES;
  const owner = given(reaching, 'data', dataOwner.dataAction);
  const contributor = given(above, 'management', accountContributor.action);
  const dataRoles = reaching.filter(({ role }) =>
    AZURE_DATA_ACTIONS.some((action) => azureRoleGives(role, 'data', action) === true),
  );
  const at = { facet: 'roleAssignments', path: '' } as const;
  const found: Violation[] = [
    ...(owner.truth === false
      ? [{ messageId: 'lessThanOwner', data: { roles: namesOf(dataRoles) }, ...at }]
      : []),
    ...(contributor.truth === false ? [{ messageId: 'noAccountRole', ...at }] : []),
  ];
  const doubts = [...owner.doubts, ...contributor.doubts];
  return found.length > 0 || doubts.length === 0 ? found : open([...new Set(doubts)].join('; '));
}

/** A scope is the account's or above, the container's, or that of something else. */
function reach(scope: string, { bucket, account }: Target): 'account' | 'container' | 'elsewhere' {
  const [, name, inside = ''] = /\/storageAccounts\/([^/]+)(.*)$/i.exec(scope) ?? [];
  if (name !== undefined && account !== undefined && name.toLowerCase() !== account.toLowerCase())
    return 'elsewhere';
  const path = inside.toLowerCase().replace(/\/$/, '');
  if (path === '') return 'account';
  const ofContainer = ['/blobservices/default', `/blobservices/default/containers/${bucket.toLowerCase()}`];
  return ofContainer.includes(path) ? 'container' : 'elsewhere';
}

function nameOf({ name, id }: RoleAssignment['role']): string {
  return name ?? `the role ${id}`;
}

function namesOf(assignments: readonly RoleAssignment[]): string[] {
  return [...new Set(assignments.map(({ role }) => nameOf(role)))];
}

/** Assigning a role twice is refused with RoleAssignmentExists and changes nothing: only what is missing is proposed. */
function assigned({ target, readings, violations }: RemediationContext): Remediation {
  const missing = new Set(violations.map(({ messageId }) => messageId));
  const { dataOwner, accountContributor } = AZURE_ROLES;
  const roles = [
    ...(missing.size === 1 && missing.has('noAccountRole') ? [] : [dataOwner.name]),
    ...(missing.size === 1 && missing.has('lessThanOwner') ? [] : [accountContributor.name]),
  ];
  const commands = roles.map(
    (role) =>
      `az role assignment create --assignee-object-id ${principalId(target, readings)} --assignee-principal-type ServicePrincipal --role "${role}" --scope ${accountId(target)}`,
  );
  return {
    text: `Assign ${roles.join(' and ')} on the storage account to the identity, as W&B's module does.`,
    command: commands.join(' && '),
  };
}
