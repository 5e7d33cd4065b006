// `discover`: the accounts, projects and subscriptions that a fleet file asks for buckets, one search each.

import type { Search, Tags } from '../model/search.ts';
import type { Access, Deployment, Location, Target } from '../model/target.ts';
import { wildcard } from './naming.ts';
import { filled, isPattern } from './reach.ts';
import type { Defaults } from './reach.ts';

type Patterns = string | readonly string[];

/** An entry of `discover`, as the schema has it. */
export interface DeclaredSearch {
  readonly provider: SearchProvider;
  readonly accounts?: readonly string[];
  readonly profile?: string;
  readonly roleArn?: string;
  readonly externalId?: string;
  readonly region?: string;
  readonly projects?: readonly string[];
  readonly impersonateServiceAccount?: string;
  readonly tenantId?: string;
  readonly subscriptions?: readonly string[];
  readonly storageAccount?: Patterns;
  readonly name?: Patterns;
  readonly tags?: Readonly<Record<string, string>>;
}

type SearchProvider = 'aws' | 'gcp' | 'azure';

type Key = keyof DeclaredSearch;

const SCHEMES: Readonly<Record<SearchProvider, string>> = { aws: 's3', gcp: 'gs', azure: 'az' };

/** The keys that not every provider has. */
const OWN: Readonly<Record<SearchProvider, readonly Key[]>> = {
  aws: ['accounts', 'profile', 'roleArn', 'externalId', 'region'],
  gcp: ['projects', 'impersonateServiceAccount'],
  azure: ['tenantId', 'subscriptions', 'storageAccount'],
};
const EVERYWHERE: readonly Key[] = ['provider', 'name', 'tags'];

/** The searches of one entry; what is wrong with it is reported under the key at fault. */
export function searchesOf(
  declared: DeclaredSearch,
  defaults: Defaults,
  deployment: Deployment,
  location: Location,
  report: (key: Key, message: string) => void,
): Search[] {
  const { provider } = declared;
  const foreign = (Object.keys(declared) as Key[]).filter(
    (key) => !EVERYWHERE.includes(key) && !OWN[provider].includes(key),
  );
  for (const key of foreign) report(key, `${key} is not for provider ${provider}`);
  if (foreign.length > 0) return [];
  const frame = { declared, deployment, location };
  switch (provider) {
    case 'aws':
      return amazon(frame, defaults, report);
    case 'gcp':
      if (declared.projects === undefined)
        report('provider', 'projects is missing: Google lists buckets by project');
      return (declared.projects ?? []).map((project) => {
        const pattern = declared.impersonateServiceAccount ?? defaults.impersonateServiceAccount;
        const as = pattern === undefined ? undefined : filled(pattern, 'project', project);
        return searchOf(frame, project, as === undefined ? {} : { impersonateServiceAccount: as });
      });
    case 'azure':
      return (declared.subscriptions ?? [undefined]).map((subscription) => searchOf(frame, subscription, {}));
  }
}

interface Frame {
  readonly declared: DeclaredSearch;
  readonly deployment: Deployment;
  readonly location: Location;
}

function amazon(frame: Frame, defaults: Defaults, report: (key: Key, message: string) => void): Search[] {
  const { accounts, profile } = frame.declared;
  const roleArn = frame.declared.roleArn ?? (profile === undefined ? defaults.roleArn : undefined);
  const externalId = frame.declared.externalId ?? defaults.externalId;
  const access: Access = {
    ...(profile !== undefined && { profile }),
    ...(roleArn !== undefined && externalId !== undefined && { externalId }),
  };
  if (accounts === undefined) {
    if (!isPattern(roleArn, 'account')) return [searchOf(frame, undefined, withRole(access, roleArn))];
    if (frame.declared.roleArn === undefined) return [searchOf(frame, undefined, {})];
    report('roleArn', '{account} stands in roleArn: give accounts, too');
    return [];
  }
  if (roleArn === undefined || !isPattern(roleArn, 'account')) {
    report(
      'accounts',
      'accounts are asked by a role in each: give roleArn with {account}, here or in defaults',
    );
    return [];
  }
  return accounts.map((account) =>
    searchOf(frame, account, withRole(access, filled(roleArn, 'account', account))),
  );
}

function withRole(access: Access, roleArn: string | undefined): Access {
  return roleArn === undefined ? access : { ...access, roleArn };
}

function searchOf(
  { declared, deployment, location }: Frame,
  within: string | undefined,
  access: Access,
): Search {
  const { provider, name, storageAccount, tags, tenantId, region } = declared;
  const id = [
    'discover',
    provider,
    tenantId,
    within,
    patternsOf(storageAccount),
    patternsOf(name),
    tagsText(tags),
  ]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
  const target: Target = {
    id,
    bucketId: id,
    provider,
    bucket: '',
    subpath: '',
    level: deployment.type === 'multi-tenant' ? 'team' : 'instance',
    ...(tenantId !== undefined && { tenantId }),
    ...(region !== undefined && { region }),
    address: { form: 'plain', text: id, scheme: SCHEMES[provider], hasCredentials: false, faults: [] },
    deployment,
    peers: [],
    location,
  };
  return {
    target,
    access,
    ...(within !== undefined && { within }),
    wantsName: oneOf(name),
    wantsAccount: oneOf(storageAccount),
    ...(tags !== undefined && { wantsTags: tagged(tags) }),
  };
}

function patternsOf(patterns: Patterns | undefined): string | undefined {
  return typeof patterns === 'string' ? patterns : patterns?.join(',');
}

function tagsText(tags: Tags | undefined): string {
  return Object.entries(tags ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

function oneOf(patterns: Patterns | undefined): (text: string) => boolean {
  if (patterns === undefined) return () => true;
  const matches = (typeof patterns === 'string' ? [patterns] : patterns).map(wildcard);
  return (text) => matches.some((match) => match(text));
}

/** Every tag that is asked for must be there, with a value that matches. */
function tagged(wanted: Tags): (tags: Tags) => boolean {
  const all = Object.entries(wanted).map(([key, value]) => [key, wildcard(value)] as const);
  return (tags) => all.every(([key, matches]) => Object.hasOwn(tags, key) && matches(tags[key] ?? ''));
}
