// The text for people: widths, colours, filters, long fleets.

import { describe, expect, test } from 'vitest';
import text from '../../reports/text.ts';
import { summarise } from '../../src/evaluate/report.ts';
import type { RenderOptions } from '../../src/model/format.ts';
import type { Finding, Report, ReportTarget, Result } from '../../src/model/report.ts';
import { SEVERITIES } from '../../src/model/severity.ts';
import { DRIFTED } from '../golden/drifted.ts';
import { REPORT } from '../golden/report.ts';

const PLAIN: RenderOptions = { color: false, width: 80, minSeverity: 'low', verbose: false };

function render(report: Report, options: Partial<RenderOptions> = {}): string {
  return [...text.render(report, { ...PLAIN, ...options })].join('');
}

function withResults(targets: readonly ReportTarget[], results: readonly Result[], complete = true): Report {
  const run = { ...REPORT.run, complete };
  return { ...REPORT, run, targets, results, summary: summarise(targets, results) };
}

/** `number` buckets; `of` gives the result of each. */
function fleet(number: number, of: (target: ReportTarget, index: number) => Result[]): Report {
  const targets = Array.from({ length: number }, (_, index): ReportTarget => {
    const bucket = `acme-${String(index).padStart(4, '0')}`;
    const id = `s3://${bucket}`;
    const location = { file: 'byob.yaml', line: index + 2, column: 5 };
    return { id, bucketId: id, bucket, provider: 'aws', level: 'instance', subpath: '', location };
  });
  return withResults(targets, targets.flatMap(of));
}

const failing = ({ id, location }: ReportTarget, index: number): [Finding] => [
  {
    ruleId: 'cors-configured',
    kind: 'fail',
    severity: SEVERITIES[index % 4] as Finding['severity'],
    targetId: id,
    messageId: 'fault',
    message: 'No CORS rules.',
    location,
    fingerprint: String(index).padStart(32, '0'),
  },
];
const passing = ({ id }: ReportTarget): [Result] => [
  { ruleId: 'cors-configured', kind: 'pass', targetId: id },
];
const denied = ({ id }: ReportTarget): [Result] => [
  {
    ruleId: 'cors-configured',
    kind: 'open',
    targetId: id,
    message: 'could not verify: s3:GetBucketCors denied',
    missing: [{ facet: 'cors', cause: 'denied', call: 's3:GetBucketCors', permission: 's3:GetBucketCORS' }],
  },
];

describe('the first line', () => {
  test.each<[string, Report]>([
    ['3 buckets clean', fleet(3, passing)],
    ['no findings, but 2 checks could not be verified', fleet(2, denied)],
    ['1 finding in 1 of 1 bucket', fleet(1, failing)],
    ['nothing was audited', fleet(2, () => [])],
    ['6 findings in 4 of 6 buckets, 4 checks could not be verified', REPORT],
  ])('%s', (verdict, report) => {
    expect(render(report, { width: 200 }).split('\n')[0]).toBe(`byob-audit 0.1.0: ${verdict}`);
  });
});

test.each([60, 80, 137, 200])('%i columns hold all but words and commands that must stay whole', (width) => {
  for (const line of render(REPORT, { width, verbose: true }).split('\n')) {
    if (line.length <= width || /^ +(\$|verify:|--bucket) /.test(line)) continue;
    // A bucket's name heads its section whole; else one long word may stand alone.
    expect(line).toMatch(/^(\S+ ?)*?s3:\/\/|^ *(\S+) *\S+$/);
  }
});

test('a bucket and what it is stand below each other where there is no room', () => {
  const [target] = fleet(1, passing).targets as [ReportTarget];
  const bucketId = `s3://${'acme-'.repeat(10)}data`;
  const team = { level: 'team', team: 'omega', subpath: 'teams/omega' } as const;
  const long = { ...target, ...team, bucketId };
  expect(render(withResults([long], failing(long, 0)), { width: 60 })).toContain(
    `\n${bucketId}\n  Amazon S3, team omega at teams/omega\n`,
  );
  expect(render(withResults([long], passing(long)), { width: 60 })).toContain(
    `\n  ${bucketId}\n    Amazon S3, team omega at teams/omega\n`,
  );
});

test('widths out of range are brought into it', () => {
  expect(render(REPORT, { width: 5 })).toBe(render(REPORT, { width: 60 }));
  expect(render(REPORT, { width: 5000 })).toBe(render(REPORT, { width: 200 }));
});

test('colours change nothing but colours', () => {
  const colored = render(REPORT, { color: true });
  expect(colored).toContain('\u001b[1;31mCRITICAL\u001b[0m');
  // oxlint-disable-next-line no-control-regex -- the colours
  expect(colored.replace(/\u001b\[[\d;]*m/g, '')).toBe(render(REPORT));
});

test('findings below the wanted severity are hidden, counted, and no bucket becomes clean by it', () => {
  const shown = render(REPORT, { minSeverity: 'critical' });
  expect(shown).toContain('5 findings below critical are not shown (--min-severity).');
  expect(shown).not.toContain('cors-configured at');
  expect(shown).toContain('Clean (1)');
  expect(shown).toContain('1 critical  3 high  1 medium  1 low');
});

test('verify commands and documents are for -v', () => {
  expect(render(REPORT)).not.toContain('get-bucket-cors');
  expect(render(REPORT, { verbose: true })).toContain(
    'verify: aws s3api get-bucket-cors --bucket acme-teams',
  );
  expect(render(REPORT, { verbose: true })).toContain('"ExposeHeaders"');
});

test('a finding shared by the targets of a bucket is told once', () => {
  expect(render(REPORT).match(/The bucket has no CORS rules/g)).toHaveLength(1);
  expect(render(REPORT)).toContain('for team kappa at teams/kappa, team omega at teams/omega');
});

describe('long fleets', () => {
  const long = fleet(30, failing);
  test('the worst 20 are listed, worst first, the rest counted', () => {
    const shown = render(long);
    const names = [...shown.matchAll(/^s3:\/\/acme-(\d+)/gm)].map(([, number]) => Number(number));
    expect(names).toHaveLength(20);
    expect(names.slice(0, 9)).toEqual([0, 4, 8, 12, 16, 20, 24, 28, 1]);
    expect(shown).toContain('10 more findings in 10 buckets: -v shows all');
    expect(shown).toContain('  CRITICAL  30 buckets  cors-configured\n');
    expect(render(long, { verbose: true }).match(/^s3:\/\/acme-/gm)).toHaveLength(30);
  });

  test('a low finding of a bad bucket never hides a worse one of another', () => {
    const low = Array.from(
      { length: 30 },
      (_, index) => ({ severity: 'low', message: `Low ${index}.` }) as const,
    );
    const mixed = fleet(10, (target, index) => {
      const [finding] = failing(target, 1);
      const worst = { ...finding, severity: index === 0 ? 'critical' : 'high' } as const;
      return [worst, ...low.map((over) => ({ ...finding, ...over }))];
    });
    const shown = render(mixed);
    expect(shown.match(/^  (CRITICAL|HIGH) +No CORS/gm)).toHaveLength(10);
    expect(shown.match(/^  LOW +Low/gm)).toHaveLength(10);
    expect(shown).toContain('  and 20 more in this bucket\n');
    expect(shown).toContain('290 more findings in 10 buckets');
  });

  test('the summary stands first and last; once in a short report', () => {
    const title = 'byob-audit 0.1.0: 30 findings in 30 of 30 buckets';
    const lines = render(long).trimEnd().split('\n');
    expect([lines.at(0), lines.at(-2)]).toEqual([title, title]);
    expect(render(fleet(2, failing)).match(/findings in/g)).toHaveLength(1);
  });

  test('many clean buckets stand together', () => {
    expect(render(fleet(10, passing))).toContain('  s3://acme-0009  Amazon S3, instance\n');
    expect(render(fleet(50, passing))).toContain('and 40 more (-v lists them)');
    expect(render(fleet(50, passing), { verbose: true })).toContain('s3://acme-0049');
  });

  test('the same missing permission of many buckets is told once', () => {
    const shown = render(fleet(500, denied));
    expect(shown.match(/s3:GetBucketCors denied, needs s3:GetBucketCORS/g)).toHaveLength(1);
    expect(shown.replace(/\s+/g, ' ')).toContain('s3://acme-0009 and 490 more');
    expect(shown).toContain('byob permissions');
  });

  test('what keeps many calls of a bucket from their answer is told once', () => {
    const missing = ['cors', 'policy', 'acl', 'lifecycle'].map((facet) => ({
      facet: facet as 'cors',
      cause: 'credentials' as const,
      call: `s3:${facet}`,
      detail: 'no credentials: sign in',
    }));
    const message = 'could not verify: s3:cors credentials; s3:policy credentials';
    const report = fleet(1, ({ id }) => [
      { ruleId: 'cors-configured', kind: 'open', targetId: id, message, missing },
      { ruleId: 'bucket-not-public', kind: 'open', targetId: id, message, missing: missing.slice(1, 2) },
    ]);
    const shown = render(report).replace(/\s+/g, ' ');
    expect(shown).toContain(
      '- s3:cors, s3:policy, s3:acl and 1 more credentials (no credentials: sign in) leaves open: cors-configured, bucket-not-public',
    );
    expect(shown.match(/credentials \(/g)).toHaveLength(1);
    expect(render(report, { verbose: true })).toContain('s3:lifecycle');
  });
});

test('what a rule asks for is told beside the call that it is missing', () => {
  const shown = render(DRIFTED);
  expect(shown).toContain('- kms:GetKeyPolicy denied, needs kms:GetKeyPolicy');
  expect(shown).toContain(
    '- declare organizationId: the policy is conditioned on it\n      leaves open: bucket-grants-wandb',
  );
});

test('against a baseline: what is new, last known, fixed and waived', () => {
  const shown = render(DRIFTED, { width: 200 });
  expect(shown).toContain(
    'Since 2026-11-23: 2 new, 1 fixed, 1 unchanged, 1 last known (not verified this time), 1 check no longer verified.',
  );
  expect(shown.match(/new since the baseline/g)).toHaveLength(2);
  expect(shown).toContain('- MEDIUM cw://acme-locked: The bucket takes plain http. (https-only)');
  expect(shown).toContain(
    '- MEDIUM https-only in s3://acme-wandb: CloudTrail data events are on (platform@acme.example, until 2027-03-31)',
  );
  expect(shown).toContain('- CRITICAL s3://acme-wandb: lifecycle-keeps-run-history');
});

test('findings about the fleet file stand under its name', () => {
  expect(render(DRIFTED)).toMatch(/^byob\.yaml\n  LOW       The waiver of cors-max-age-set waives nothing/m);
  expect(render(DRIFTED, { minSeverity: 'medium' })).not.toContain('waives nothing');
});

describe('1,000 buckets that all fail in many ways', () => {
  const rules = Array.from({ length: 40 }, (_, index) => `rule-${index}`);
  const huge = fleet(1000, (target, index) =>
    rules.flatMap((ruleId): Result[] =>
      (index + ruleId.length) % 3 === 0
        ? denied(target).map((result) => ({ ...result, ruleId }))
        : failing(target, index).map((result) => ({ ...result, ruleId })),
    ),
  );

  test('the reader is never far from the summary, which stands first and last', () => {
    const lines = render(huge, { width: 120 }).trimEnd().split('\n');
    expect(lines.length).toBeLessThan(250);
    expect(lines.at(-2)).toBe(lines[0]);
    expect(lines[0]).toMatch(/findings in \d+ of 1000 buckets/);
  });

  test('every rule that fails is counted, and how to see all is told', () => {
    const shown = render(huge);
    for (const ruleId of rules) expect(shown).toMatch(new RegExp(`^  \\w+ +\\d+ buckets?  ${ruleId}$`, 'm'));
    expect(shown).toMatch(
      /^\d+ more findings in \d+ buckets: -v shows all, --format html:FILE as a page\.$/m,
    );
  });
});

test('a screen reader hears all: severities, states and fixes are words', () => {
  const shown = render(REPORT);
  for (const word of [
    'CRITICAL',
    'HIGH',
    'MEDIUM',
    'LOW',
    'could not verify',
    'Clean',
    'fix ',
    'leaves open:',
  ]) {
    expect(shown).toContain(word);
  }
  // No box drawing, ticks or other glyphs that carry a meaning.
  expect(shown.replace(/\\u[0-9a-f]{4}/g, '')).toMatch(/^[\n\u0020-\u007e]*$/);
});

test('an interrupted run says so, and which buckets were not audited', () => {
  const whole = fleet(3, passing);
  const partial = withResults(whole.targets, whole.results.slice(0, 2), false);
  const shown = render(partial);
  expect(shown).toContain('PARTIAL the run was interrupted');
  expect(shown).toContain('2 of 3 buckets clean');
  expect(shown).toMatch(/s3:\/\/acme-0002\n\s+not audited: the run was interrupted/);
});

test('what one waiver covers is told once, and counted', () => {
  const waiver = { reason: 'Meant so', owner: 'o@acme.example', expires: '2027-01-01' };
  const waived = fleet(5, (target, index) => [{ ...failing(target, index)[0], severity: 'low', waiver }]);
  expect(render(waived, { width: 200 })).toContain(
    'Waived (5)\n  - LOW cors-configured in s3://acme-0000, s3://acme-0001, s3://acme-0002 and 2 more: Meant so (o@acme.example, until 2027-01-01)\n',
  );
  expect(render(waived, { width: 200, verbose: true })).toContain('s3://acme-0004: Meant so');
});

test('a waived finding is not listed', () => {
  const waiver = { reason: 'r', owner: 'o', expires: '2027-01-01' };
  const waived = fleet(1, (target, index) => [{ ...failing(target, index)[0], waiver }]);
  expect(render(waived)).not.toContain('No CORS rules');
});
