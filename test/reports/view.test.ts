// What could not be verified is told once: by the calls where there are any, else by what the check asks for.

import { expect, test } from 'vitest';
import type { Report, Result } from '../../src/model/report.ts';
import text from '../../reports/text.ts';
import { REPORT } from '../golden/report.ts';

function rendered(result: Omit<Result, 'kind' | 'targetId'>): string {
  const [target] = REPORT.targets;
  if (target === undefined) throw new Error('the golden report has no target');
  const report: Report = {
    ...REPORT,
    targets: [target],
    results: [{ ...result, kind: 'open', targetId: target.id }],
  };
  return [...text.render(report, { color: false, width: 200, minSeverity: 'low', verbose: false })].join('');
}

const DENIED = {
  facet: 'cors',
  cause: 'denied',
  call: 's3:GetBucketCors',
  permission: 's3:GetBucketCORS',
} as const;

test('a denied call explains its results, whatever their own words', () => {
  const out = rendered({
    ruleId: 'placeholders-replaced',
    message: 'a policy could not be read',
    missing: [DENIED],
  });
  expect(out).toContain('s3:GetBucketCors denied, needs s3:GetBucketCORS');
  expect(out).not.toContain('a policy could not be read');
});

test('a question that no call answers is asked', () => {
  expect(rendered({ ruleId: 'cors-origin-allowed', message: 'declare --origin' })).toContain(
    'declare --origin',
  );
});
