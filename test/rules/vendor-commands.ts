// The commands of remediations for Google and Azure, applied to facets as the clouds would: what they leave is judged again.

import type { Facets, IamBinding, ManagedIdentity, RoleAssignment } from '../../src/model/evidence.ts';
import type { FacetValues } from './test-rule.ts';
import { ROLES } from './access/azure-cases.ts';

type Values = { -readonly [F in keyof FacetValues]: FacetValues[F] };
type Flags = ReadonlyMap<string, string>;

/** The facets after the commands, joined by `&&`, have run. Throws for a command or flag it does not know. */
export function applyCommands(command: string, before: FacetValues): FacetValues {
  const values: Values = { ...before };
  for (const one of commandsOf(command)) run(one, values);
  return values;
}

function commandsOf(command: string): string[][] {
  const commands: string[][] = [[]];
  for (const [text] of command.matchAll(/(?:'[^']*'|\\'|"[^"]*"|[^\s'"\\])+/g)) {
    if (text === '&&') commands.push([]);
    else commands.at(-1)?.push(text.replaceAll(/'([^']*)'|\\(')|"([^"]*)"/g, '$1$2$3'));
  }
  return commands.filter((words) => words.length > 0);
}

/** `--flag=value` and `--flag value`; a flag without a value is the empty text. */
function flagsOf(words: readonly string[]): Flags {
  const flags = new Map<string, string>();
  words.forEach((word, index) => {
    if (!word.startsWith('--')) return;
    const [name = '', value] = word.split(/=(.*)/s);
    const next = words[index + 1];
    flags.set(name, value ?? (next === undefined || next.startsWith('--') ? '' : next));
  });
  return flags;
}

function run(words: readonly string[], values: Values): void {
  const at = words.findIndex((word) => word.startsWith('--') || word.startsWith('gs://'));
  const name = words.slice(0, at).join(' ');
  const apply = COMMANDS[name];
  if (apply === undefined) throw new Error(`no such command here: ${words.join(' ')}`);
  apply(flagsOf(words.slice(at)), values);
}

const COMMANDS: Readonly<Record<string, (flags: Flags, values: Values) => void>> = {
  'gcloud storage buckets add-iam-policy-binding': (flags, values) => {
    const bindings = bindingsIn(values);
    if (bindings.some(({ condition }) => condition !== undefined) && flags.get('--condition') !== 'None')
      throw new Error('gcloud would ask which condition is meant');
    setBindings(values, [...bindings, { role: need(flags, '--role'), members: [need(flags, '--member')] }]);
  },
  'gcloud storage buckets remove-iam-policy-binding': (flags, values) => {
    const [role, member] = [need(flags, '--role'), need(flags, '--member')];
    const bindings = bindingsIn(values);
    if (!bindings.some((one) => one.role === role && one.members.includes(member)))
      throw new Error(`no such binding: ${role} ${member}`);
    const left = bindings.map((one) =>
      one.role === role ? { ...one, members: one.members.filter((other) => other !== member) } : one,
    );
    setBindings(
      values,
      left.filter(({ members }) => members.length > 0),
    );
  },
  'gcloud storage buckets update': (flags, values) => update(GCLOUD_UPDATES, flags, values),
  'az storage account update': (flags, values) => update(AZ_ACCOUNT_UPDATES, flags, values),
  'az storage container-rm update': (flags, values) => {
    if (need(flags, '--public-access') === 'off') values.containerAccess = { level: 'none' };
  },
  'az role assignment create': (flags, values) => {
    const role = Object.values(ROLES).find(({ name }) => name === need(flags, '--role'));
    if (role === undefined) throw new Error('no such role');
    const scope = need(flags, '--scope');
    const made = { id: `${scope}/${role.id}`, principalId: need(flags, '--assignee-object-id'), scope, role };
    values.roleAssignments = [...((values.roleAssignments ?? []) as readonly RoleAssignment[]), made];
  },
  'az identity federated-credential create': (flags, values) => federate(flags, values, false),
  'az identity federated-credential update': (flags, values) => federate(flags, values, true),
};

type Updates = Readonly<Record<string, (value: string, values: Values) => void>>;

const GCLOUD_UPDATES: Updates = {
  '--clear-default-encryption-key': (_, values) => (values.encryption = { algorithm: 'google-managed' }),
  '--log-bucket': (value, values) => (values.logging = { enabled: true, targetBucket: value }),
  '--log-object-prefix': () => undefined,
  '--no-requester-pays': (_, values) => (values.requestPayment = { payer: 'BucketOwner' }),
  '--public-access-prevention': (_, values) =>
    (values.publicAccessPrevention = { enforced: true, setting: 'enforced' }),
  '--remove-acl-grant': (value, values) => closeAcl(values, 'grants', value),
  '--remove-default-object-acl-grant': (value, values) => closeAcl(values, 'defaultObjectGrants', value),
  '--uniform-bucket-level-access': (_, values) => (values.uniformAccess = { enabled: true }),
};

const AZ_ACCOUNT_UPDATES: Updates = {
  '--allow-blob-public-access': (value, values) =>
    (values.publicAccessPrevention = { enforced: value === 'false', setting: value }),
  '--allow-shared-key-access': (value, values) => (values.sharedKey = { allowed: value === 'true' }),
  '--https-only': (value, values) =>
    (values.transport = { minimumTls: '1.0', ...(values.transport as object), httpsOnly: value === 'true' }),
  '--ids': () => undefined,
  '--min-tls-version': (value, values) =>
    (values.transport = {
      httpsOnly: false,
      ...(values.transport as object),
      minimumTls: value.replace('TLS', '').replace('_', '.') as '1.2',
    }),
  '--name': () => undefined,
  '--sas-expiration-period': (value, values) => {
    const [days = 0, hours = 0, minutes = 0, seconds = 0] = value.split(/[.:]/).map(Number);
    values.sasPolicy = { seconds: ((days * 24 + hours) * 60 + minutes) * 60 + seconds, action: 'block' };
  },
};

function update(updates: Updates, flags: Flags, values: Values): void {
  for (const [flag, value] of flags) {
    const set = updates[flag];
    if (set === undefined) throw new Error(`no such flag here: ${flag}`);
    set(value, values);
  }
}

function federate(flags: Flags, values: Values, existing: boolean): void {
  const identity = values.identity as ManagedIdentity;
  const name = need(flags, '--name');
  if (identity.federatedCredentials.some((one) => one.name === name) !== existing)
    throw new Error(`${name}: ${existing ? 'nothing to update' : 'is there already'}`);
  const credential = {
    name,
    issuer: need(flags, '--issuer'),
    subject: need(flags, '--subject'),
    audiences: [need(flags, '--audiences')],
  };
  const others = identity.federatedCredentials.filter((one) => one.name !== name);
  values.identity = { ...identity, federatedCredentials: [...others, credential] };
}

function closeAcl(values: Values, list: 'grants' | 'defaultObjectGrants', entity: string): void {
  const acl = values.acl as Facets['acl'];
  const gone = entity === 'AllUsers' ? 'allUsers' : 'authenticatedUsers';
  values.acl = { ...acl, [list]: acl[list]?.filter(({ grantee }) => grantee !== gone) };
}

function bindingsIn({ iam }: Values): readonly IamBinding[] {
  return (iam as { readonly bindings: readonly IamBinding[] }).bindings;
}

function setBindings(values: Values, bindings: readonly IamBinding[]): void {
  values.iam = { version: 3, bindings };
}

function need(flags: Flags, name: string): string {
  const value = flags.get(name);
  if (value === undefined || value === '') throw new Error(`${name} is missing`);
  return value;
}
