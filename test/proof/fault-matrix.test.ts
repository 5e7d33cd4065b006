// Each call of each reader fails in each way: the bucket says so with the right cause, nothing is invented, no other bucket notices.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FACET_CALLS } from '../../src/collect/azure/calls.ts';
import { BUCKET_READERS } from '../../src/collect/gcs/readers.ts';
import { OTHER_CALLS, S3_READERS } from '../../src/collect/s3/readers.ts';
import { facetsOf } from '../../src/model/rule.ts';
import type { Facet } from '../../src/model/evidence.ts';
import { RULES } from '../../rules/index.ts';
import { estateOf } from './estate.ts';
import { applies, FAULTS } from './faults.ts';
import { faultMatrix } from './fault-matrix.ts';
import { matrixSection } from './fault-page.ts';
import { ROWS } from './readers.ts';
import { scan } from './scan.ts';

test('every cell of the matrix', { timeout: 400_000 }, async () => {
  const cells = await faultMatrix();
  const wrong = cells.flatMap(({ row, fault, problems }) =>
    problems.map((problem) => `${row.provider} ${row.operation} ${fault}: ${problem}`),
  );
  expect(wrong).toEqual([]);
  expect(cells).toHaveLength(ROWS.flatMap((row) => FAULTS.filter((fault) => applies(row, fault))).length);
  // Written by `node tools/proof-faults.ts`.
  const page = readFileSync(new URL('../../docs/faults.md', import.meta.url), 'utf8');
  expect(page).toContain(await matrixSection(cells));
});

test('the rows are every reader of a facet that a rule asks for', () => {
  const asked = new Set<Facet>(facetsOf(RULES));
  const covered = (family: string): Set<Facet> =>
    new Set(
      ROWS.filter(({ provider }) => provider === family).flatMap(({ facets, partOf = [] }) => [
        ...facets,
        ...partOf,
      ]),
    );
  const readers: Readonly<Record<string, readonly Facet[]>> = {
    aws: [...S3_READERS.map(({ facet }) => facet), ...(Object.keys(OTHER_CALLS) as Facet[])],
    gcp: [...BUCKET_READERS.map(({ facet }) => facet), 'iam', 'projectIam'],
    azure: Object.keys(FACET_CALLS) as Facet[],
  };
  for (const [family, facets] of Object.entries(readers)) {
    const wanted = facets.filter((facet) => asked.has(facet));
    expect(wanted.filter((facet) => !covered(family).has(facet))).toEqual([]);
  }
});

test('the rows are every call that a scan makes, but those that ask for tokens', async () => {
  const shapes = ['address', 'declared', 'customRole', undefined] as const;
  const members = [
    ...(['aws', 'coreweave', 's3-compatible', 'gcp'] as const).map((provider) => ({
      name: `${provider.slice(0, 2)}1x`,
      provider,
    })),
    { name: 'keyed1x', provider: 'aws', shape: 'address' } as const,
    ...shapes.map((shape, index) => ({
      name: `azure${index}x`,
      provider: 'azure' as const,
      ...(shape !== undefined && { shape }),
    })),
  ];
  const { calls } = await scan(estateOf(members));
  const byKey = await scan(estateOf([{ name: 'azure9x', provider: 'azure', shape: 'address' }]), {
    env: () => ({ AZURE_CLIENT_SECRET: 'no longer good' }),
  });
  const made = new Set([...calls, ...byKey.calls].map(({ operation }) => operation));
  const tokens = ['Token', 'OpenIdConfiguration'];
  expect([...made].filter((operation) => !tokens.includes(operation)).toSorted()).toEqual(
    [...new Set(ROWS.map(({ operation }) => operation))].toSorted(),
  );
});
