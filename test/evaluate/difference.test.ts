// Two reports compared, in every format.

import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import differenceSchema from '../../schema/difference.schema.json' with { type: 'json' };
import reportSchema from '../../schema/report.schema.json' with { type: 'json' };
import { differenceOfEvidence, differenceOfReports } from '../../src/evaluate/difference.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import type { JsonValue } from '../../src/model/json.ts';
import type { Result } from '../../src/model/report.ts';
import { differenceMarkdown } from '../../reports/difference/markdown.ts';
import { differenceText } from '../../reports/difference/text.ts';
import { aTarget, readingsOf } from '../rules/test-rule.ts';
import type { FacetValues } from '../rules/test-rule.ts';
import { fail, FIRST, open, pass, reportOf, SECOND } from './reports.ts';

const STATEMENT = { Sid: 'Public', Effect: 'Allow', Action: 's3:GetObject', Principal: '*' };
const HOSTILE = { Sid: '\u001b[31m<b>|@all', Effect: 'Allow', Action: '::add-mask::x' };
const at = (index: number, evidence: JsonValue): Partial<Result> => ({
  facet: 'policy',
  evidencePath: `/document/Statement/${index}`,
  evidence,
});

const BEFORE = reportOf(
  [
    fail(FIRST, 'cors-rule', 'a', at(0, STATEMENT)),
    fail(FIRST, 'tls-rule', 'b', { facet: 'encryption', evidencePath: '/algorithm', evidence: 'AES256' }),
    pass(SECOND, 'cors-rule'),
    fail(SECOND, 'tls-rule', 'c'),
  ],
  { day: '2026-11-24' },
);
const AFTER = reportOf([
  fail(FIRST, 'cors-rule', 'a', at(3, { ...STATEMENT, Action: 's3:*' })),
  pass(FIRST, 'tls-rule'),
  fail(SECOND, 'cors-rule', '\u202e::add-mask::d', at(1, HOSTILE)),
  open(SECOND, 'tls-rule'),
]);
const DIFFERENCE = differenceOfReports(BEFORE, AFTER);

describe('two reports', () => {
  test('findings are new, fixed, unchanged or not known', () => {
    const { findings, targets } = DIFFERENCE;
    expect(targets).toEqual({ added: [], removed: [] });
    expect(findings).toMatchObject({
      new: [{ ruleId: 'cors-rule', targetId: SECOND.id }],
      fixed: [{ message: 'b is at fault.' }],
      unchanged: 1,
      newlyUnreadable: [{ ruleId: 'tls-rule' }],
      lastKnown: [{ message: 'c is at fault.' }],
      leftOut: [],
    });
  });

  test('without evidence, findings tell which part changed, came to be at fault or no longer is', () => {
    expect(DIFFERENCE.configuration).toMatchObject({
      from: 'findings',
      changes: [
        { kind: 'changed', name: 'Public', path: '/document/Statement/3', before: STATEMENT },
        { kind: 'faulty', name: HOSTILE.Sid, bucketId: SECOND.bucketId },
        { kind: 'mended', facet: 'encryption', path: '/algorithm', before: 'AES256' },
      ],
    });
  });

  test('targets that came and went are told', () => {
    const third = aTarget('aws', { bucket: 'acme-third' });
    const { targets, findings } = differenceOfReports(BEFORE, reportOf([], { targets: [FIRST, third] }));
    expect(targets).toEqual({ added: [third.id], removed: [SECOND.id] });
    expect(findings?.leftOut).toMatchObject([{ message: 'c is at fault.' }]);
  });

  test('what could not be read is told once, by its rules', () => {
    const unread = [
      open(FIRST, 'evidence-readable'),
      open(FIRST, 'cors-rule'),
      open(SECOND, 'evidence-readable'),
    ];
    const { findings } = differenceOfReports(BEFORE, reportOf(unread));
    expect(findings?.newlyUnreadable.map(({ ruleId, targetId }) => [targetId, ruleId])).toEqual([
      [FIRST.id, 'cors-rule'],
      [SECOND.id, 'evidence-readable'],
    ]);
  });

  test('waived findings count as in reports: neither new nor unchanged', () => {
    const waiver = { reason: 'r', owner: 'o', expires: '2027-01-01' };
    const waived = (name: string): Result => fail(FIRST, 'cors-rule', name, { waiver });
    const before = reportOf([fail(FIRST, 'cors-rule', 'was'), waived('stays'), waived('ended')]);
    const after = reportOf([
      waived('was'),
      waived('stays'),
      fail(FIRST, 'cors-rule', 'ended'),
      waived('fresh'),
    ]);
    const { findings } = differenceOfReports(before, after);
    expect(findings?.unchanged).toBe(0);
    expect(findings?.new).toMatchObject([{ message: 'ended is at fault.' }]);
    expect(findings?.newlyWaived.map(({ message }) => message)).toEqual([
      'was is at fault.',
      'fresh is at fault.',
    ]);
    const difference = differenceOfReports(before, after);
    for (const text of [
      [...differenceText(difference, { color: false, width: 80 })].join(''),
      [...differenceMarkdown(difference)].join(''),
    ]) {
      expect(text).toContain('1 new, 0 fixed, 0 unchanged, 2 newly waived');
      expect(text).toContain('Newly waived');
      expect(text).not.toContain('stays');
    }
  });

  test('the same report twice has no difference', () => {
    expect(differenceOfReports(BEFORE, BEFORE)).toMatchObject({
      findings: { new: [], fixed: [], unchanged: 3, newlyUnreadable: [], lastKnown: [] },
      configuration: { changes: [] },
    });
  });
});

function evidence(facets: FacetValues): Evidence {
  return {
    schemaVersion: 1,
    tool: { name: 'byob-audit', version: '1' },
    collectedAt: '2026-11-25T00:00:00.000Z',
    complete: true,
    buckets: [{ id: FIRST.bucketId, targets: [FIRST], readings: readingsOf(facets) }],
  };
}

test('evidence tells all of the configuration, alone or beside reports', () => {
  const [before, after] = [
    evidence({ requestPayment: { payer: 'BucketOwner' } }),
    evidence({ requestPayment: { payer: 'Requester' } }),
  ];
  const change = { facet: 'requestPayment', path: '/payer', before: 'BucketOwner', after: 'Requester' };
  const alone = differenceOfEvidence(before, after);
  expect(alone.findings).toBeUndefined();
  expect(alone.configuration).toMatchObject({ from: 'evidence', changes: [change] });
  expect(differenceOfReports(BEFORE, AFTER, { before, after }).configuration).toEqual(alone.configuration);
});

test('its JSON is of the published shape', () => {
  const validate = new Ajv2020({ strictRequired: false, strictTypes: false })
    .addSchema(reportSchema)
    .compile(differenceSchema);
  for (const difference of [DIFFERENCE, differenceOfEvidence(evidence({}), evidence({}))]) {
    expect(validate(JSON.parse(JSON.stringify(difference))), JSON.stringify(validate.errors)).toBe(true);
  }
  expect(validate({ ...DIFFERENCE, findings: { ...DIFFERENCE.findings, fixed: [{ kind: 'pass' }] } })).toBe(
    false,
  );
});

const UNSEEN = ['\u001b', '\u202e'];

describe('written', () => {
  test('as text', async () => {
    const text = [...differenceText(DIFFERENCE, { color: false, width: 80 })].join('');
    await expect(text).toMatchFileSnapshot('../golden/difference.txt');
    for (const unseen of UNSEEN) expect(text).not.toContain(unseen);
    expect(text).not.toMatch(/^\s*::/m);
  });

  test('as Markdown', async () => {
    const markdown = [...differenceMarkdown(DIFFERENCE)].join('');
    await expect(markdown).toMatchFileSnapshot('../golden/difference.md');
    for (const unseen of UNSEEN) expect(markdown).not.toContain(unseen);
    // In code nothing is markup, and nobody is called.
    expect(markdown.replace(/`[^`\n]+`/g, '')).not.toMatch(/<b>|@all/);
  });
});
