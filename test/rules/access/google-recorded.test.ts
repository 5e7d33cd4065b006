// IAM policies as Google answers them, and what the rules of access and exposure find in each.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { accessRules } from '../../../rules/access/index.ts';
import { exposureRules } from '../../../rules/exposure/index.ts';
import { evaluateBucket } from '../../../src/evaluate/evaluate.ts';
import type { IamPolicy } from '../../../src/model/evidence.ts';
import type { Result } from '../../../src/model/report.ts';
import type { DeploymentType } from '../../../src/model/provider.ts';
import { INHERITED, project } from './bindings.ts';
import { aTarget, readingsOf } from '../test-rule.ts';

const FOLDER = new URL('../../../../shared/data/wire/gcp/buckets.getIamPolicy/', import.meta.url);
const files = existsSync(FOLDER) ? readdirSync(FOLDER) : [];
if (files.length === 0) console.warn('SKIPPED: wire/gcp/buckets.getIamPolicy is not beside this checkout');

interface Answer {
  readonly body?: IamPolicy;
  readonly response?: { readonly body: IamPolicy };
}

/** By file: the deployment, and `rule kind` of whatever neither passes nor is no question here. */
const EXPECTED: Readonly<Record<string, readonly [DeploymentType, ...string[]]>> = {
  'composed-conditional-read-as-version-1.json': ['dedicated', 'storage-admin-granted open'],
  'composed-deleted-service-account.json': ['dedicated', 'principal-is-alive fail'],
  'composed-object-admin-only.json': ['multi-tenant', 'storage-admin-granted fail'],
  'composed-public.json': ['dedicated', 'storage-admin-granted fail', 'bucket-not-public fail'],
  'composed-version-3-conditional.json': ['dedicated', 'grant-is-unconditional fail'],
  // Everybody holds a role of Cloud Build: what that is worth here is not known.
  'public-and-other-2021-1.json': ['dedicated', 'storage-admin-granted open', 'bucket-not-public fail'],
  'public-and-other-2021-2.json': ['dedicated', 'storage-admin-granted open', 'bucket-not-public fail'],
  // The same bucket after the public members were taken out.
  'public-and-other-2021-3.json': ['dedicated', 'storage-admin-granted fail'],
  'roles-2026.json': ['dedicated', 'storage-admin-granted fail', 'bucket-not-public fail'],
};

const RULES = [...accessRules, ...exposureRules].filter(({ reads, considers }) =>
  [...reads, ...considers].includes('iam'),
);

function judge(file: string, type: DeploymentType): Result[] {
  const { body, response } = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Answer;
  const iam = body ?? response?.body;
  const target = aTarget('gcp', {}, { type });
  const facets = {
    ...(iam !== undefined && { iam: { ...iam, bindings: iam.bindings ?? [] } }),
    ...project(),
    ...INHERITED,
    uniformAccess: { enabled: true },
    acl: { grants: [] },
  };
  return evaluateBucket({ id: target.bucketId, targets: [target], readings: readingsOf(facets) }, RULES);
}

describe.runIf(files.length > 0)('answers of Google', () => {
  test.each(files)('%s', (file) => {
    const [type = 'dedicated', ...found] = EXPECTED[file] ?? [];
    const told = judge(file, type).filter(({ kind }) => kind === 'fail' || kind === 'open');
    expect([...new Set(told.map(({ ruleId, kind }) => `${ruleId} ${kind}`))]).toEqual(found);
  });
});
