// Every Kubernetes service account of W&B may act as the managed identity given to W&B.

import type { ManagedIdentity } from '../../src/model/evidence.ts';
import { defineRule, notApplicable } from '../../src/model/rule.ts';
import type { Remediation, RemediationContext, Verdict, Violation } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { AZURE_AUDIENCE, AZURE_NAMESPACE, AZURE_SERVICE_ACCOUNTS } from '../../src/wandb/azure-access.ts';
import { AZURE_REFERENCES, identityField, withoutIdentity } from '../views/azure-identity.ts';
import { judged } from '../views/reading.ts';
import { quoted } from '../views/s3-documents.ts';

type Credential = ManagedIdentity['federatedCredentials'][number];

export default defineRule({
  id: 'azure-federation-complete',
  severity: 'high',
  providers: ['azure'],
  considers: ['identity'],
  messages: {
    missing: 'No federated credential of the identity is for {{subjects}}.',
    namespace:
      'The federated credentials for {{accounts}} are of the Kubernetes namespace {{found}}; W&B runs in {{namespace}}.',
    issuer: "The federated credentials for {{accounts}} trust the issuer {{found}}; W&B's is {{issuer}}.",
    issuerSlash:
      'The federated credentials for {{accounts}} trust the issuer {{found}} without the slash at its end: Azure compares it character by character.',
    audience: 'The federated credentials for {{accounts}} are for the audience {{found}}, not {{audience}}.',
  },
  docs: {
    title: 'Every service account of W&B may act as the managed identity',
    why: "W&B's pods sign in to Azure as Kubernetes service accounts. Azure lets one act as the identity only where a federated credential has exactly its issuer, subject and audience; each part of W&B whose service account is missing stays outside.",
    references: [
      ...AZURE_REFERENCES,
      'https://learn.microsoft.com/entra/workload-id/workload-identity-federation-create-trust-user-assigned-managed-identity',
    ],
    verify: {
      azure: (target) =>
        `az rest --method get --url "https://management.azure.com${identityField(target, 'id')}/federatedIdentityCredentials?api-version=2024-11-30"`,
    },
    remediation: { azure: completed },
  },
  check({ identity }, target) {
    const without = withoutIdentity(target);
    if (without !== undefined) return without;
    return judged('identity', identity, (value) =>
      value === null
        ? notApplicable('declare clientId, the client id of the managed identity given to W&B')
        : byCredentials(value.federatedCredentials, target),
    );
  },
});

function namespaceOf({ deployment }: Target): string {
  return deployment.namespace ?? AZURE_NAMESPACE;
}

function subjectOf(account: string, namespace: string): string {
  return `system:serviceaccount:${namespace}:${account}`;
}

/** AKS puts a slash behind its issuers: https://learn.microsoft.com/azure/aks/use-oidc-issuer */
function isAks(issuer: string): boolean {
  return /^https:\/\/[^/]+\.oic\.prod-aks\.azure\.[a-z]+\//.test(`${issuer}/`);
}

/** W&B's issuer as its tokens name it; undefined where it is not declared. */
function issuerOf({ deployment: { oidcIssuer: declared } }: Target): string | undefined {
  return declared !== undefined && isAks(declared) ? `${declared.replace(/\/+$/, '')}/` : declared;
}

/** What is wrong with the credentials of one service account; undefined where one of them fits. */
interface Fault {
  readonly kind: 'missing' | 'namespace' | 'issuer' | 'issuerSlash' | 'audience';
  readonly account: string;
  readonly found: string;
  readonly index?: number;
}

function faultOf(account: string, credentials: readonly Credential[], target: Target): Fault | undefined {
  const subject = subjectOf(account, namespaceOf(target));
  const own = credentials.flatMap((credential, index) =>
    credential.subject === subject ? [{ credential, index }] : [],
  );
  const faults = own.map(({ credential, index }) => credentialFault(credential, index, account, target));
  if (faults.length > 0) return faults.includes(undefined) ? undefined : faults[0];
  const elsewhere = credentials.findIndex(
    ({ subject: other }) => /^system:serviceaccount:[^:]+:(.*)$/.exec(other)?.[1] === account,
  );
  const found = credentials[elsewhere]?.subject.split(':')[2];
  return found === undefined
    ? { kind: 'missing', account, found: subject }
    : { kind: 'namespace', account, found, index: elsewhere };
}

function credentialFault(
  { issuer, audiences }: Credential,
  index: number,
  account: string,
  target: Target,
): Fault | undefined {
  const expected = issuerOf(target);
  const slashMissing = isAks(issuer) && !issuer.endsWith('/');
  if (slashMissing && (expected === undefined || expected === `${issuer}/`))
    return { kind: 'issuerSlash', account, found: issuer, index };
  if (expected !== undefined && issuer !== expected) return { kind: 'issuer', account, found: issuer, index };
  if (!audiences.includes(AZURE_AUDIENCE))
    return { kind: 'audience', account, found: audiences.join(', '), index };
  return undefined;
}

/** One finding a kind and wrong value: a wrong issuer in thirteen credentials is one mistake. */
function byCredentials(credentials: readonly Credential[], target: Target): Verdict {
  const faults = AZURE_SERVICE_ACCOUNTS.flatMap((account) => faultOf(account, credentials, target) ?? []);
  const groups = Map.groupBy(faults, ({ kind, found }) => (kind === 'missing' ? kind : `${kind} ${found}`));
  const issuer = issuerOf(target);
  if (faults.length === 0 && issuer === undefined)
    return notApplicable(
      "declare oidcIssuer, the OIDC issuer of W&B's cluster: subjects and audiences of the federated credentials are complete",
    );
  return [...groups.values()].flatMap((group): Violation[] => {
    const [first] = group;
    if (first === undefined) return [];
    const { kind, found, index } = first;
    const accounts = group.map(({ account }) => account);
    const data =
      kind === 'missing'
        ? { accounts, subjects: group.map((one) => one.found) }
        : {
            accounts,
            found,
            namespace: namespaceOf(target),
            issuer: issuer ?? '',
            audience: AZURE_AUDIENCE,
          };
    const path = index === undefined ? '/federatedCredentials' : `/federatedCredentials/${index}`;
    return [{ messageId: kind, data, facet: 'identity', path }];
  });
}

/** Makes the credentials that are missing and rewrites those that differ, one command each. */
function completed({ target, readings, violations }: RemediationContext): Remediation {
  const text =
    "Give each service account of W&B a federated credential with the issuer of W&B's cluster, its subject and the audience api://AzureADTokenExchange. An identity takes twenty.";
  const identity = readings.identity?.status === 'known' ? readings.identity.value : null;
  const credentials = identity?.federatedCredentials ?? [];
  const accounts = violations.flatMap(({ data }) => data?.['accounts'] ?? []);
  const issuer = issuerOf(target) ?? issuerInUse(credentials);
  const [, group, name] =
    /\/resourceGroups\/([^/]+)\/.*\/userAssignedIdentities\/([^/]+)/i.exec(identity?.resourceId ?? '') ?? [];
  if (issuer === undefined || group === undefined || name === undefined) return { text };
  const commands = accounts.map((account) => {
    const subject = subjectOf(String(account), namespaceOf(target));
    const existing = credentials.find((credential) => credential.subject === subject);
    return [
      `az identity federated-credential ${existing === undefined ? 'create' : 'update'}`,
      `--name ${quoted(existing?.name ?? String(account))}`,
      `--identity-name ${quoted(name)} --resource-group ${quoted(group)}`,
      `--issuer ${quoted(issuer)} --subject ${quoted(subject)} --audiences ${AZURE_AUDIENCE}`,
    ].join(' ');
  });
  return { text, ...(commands.length > 0 && { command: commands.join(' && ') }) };
}

/** The one issuer of W&B's credentials that are there, where it is but one; with AKS's slash. */
function issuerInUse(credentials: readonly Credential[]): string | undefined {
  const issuers = credentials.map(({ issuer }) =>
    isAks(issuer) ? `${issuer.replace(/\/+$/, '')}/` : issuer,
  );
  const [only, ...more] = new Set(issuers);
  return more.length === 0 ? only : undefined;
}
