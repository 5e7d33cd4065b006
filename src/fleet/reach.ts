// One role name for many accounts: patterns with `{account}` or `{project}`, filled in for each bucket and search.

import type { FleetEntry } from '../model/target.ts';
import type { DeclaredBucket } from './declared.ts';

/** `defaults` of a fleet file. */
export interface Defaults {
  readonly roleArn?: string;
  readonly externalId?: string;
  readonly impersonateServiceAccount?: string;
}

/** The pattern with the account or project in place of its name in braces. */
export function filled(pattern: string, name: 'account' | 'project', value: string): string {
  return pattern.replaceAll(`{${name}}`, value);
}

export function isPattern(text: string | undefined, name: 'account' | 'project'): boolean {
  return text?.includes(`{${name}}`) === true;
}

/**
 * The entry with what the defaults give its bucket, patterns filled in. A default that needs to know the account or the
 * project leaves out buckets that do not say theirs; a bucket's own `roleArn` or `profile` comes first.
 */
export function withDefaults(
  { target, access }: FleetEntry,
  declared: DeclaredBucket,
  defaults: Defaults,
  report: (key: 'account' | 'project' | 'roleArn' | 'impersonateServiceAccount', message: string) => void,
): FleetEntry {
  const { account, project } = declared;
  if (account !== undefined && target.provider !== 'aws') report('account', 'account belongs to s3:// only');
  if (project !== undefined && target.provider !== 'gcp') report('project', 'project belongs to gs:// only');
  const wanted = (
    key: 'roleArn' | 'impersonateServiceAccount',
    name: 'account' | 'project',
  ): string | undefined => {
    const value = declared[name];
    const own = declared[key];
    const pattern = own ?? (declared.profile === undefined ? defaults[key] : undefined);
    if (value !== undefined) {
      if (isPattern(pattern, name)) return filled(pattern ?? '', name, value);
      report(name, `${name} fills {${name}} of ${key}, which is not there`);
    } else if (isPattern(pattern, name)) {
      if (own !== undefined) report(key, `{${name}} stands in ${key}: give the bucket's ${name}, too`);
      return undefined;
    }
    return pattern;
  };
  if (target.provider === 'gcp') {
    const impersonateServiceAccount = wanted('impersonateServiceAccount', 'project');
    return impersonateServiceAccount === undefined
      ? { target, access }
      : { target, access: { ...access, impersonateServiceAccount } };
  }
  const roleArn = target.provider === 'aws' ? wanted('roleArn', 'account') : undefined;
  if (roleArn === undefined) return { target, access };
  const externalId =
    declared.externalId ?? (declared.roleArn === undefined ? defaults.externalId : undefined);
  return { target, access: { ...access, roleArn, ...(externalId !== undefined && { externalId }) } };
}
