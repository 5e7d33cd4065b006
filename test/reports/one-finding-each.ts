// Reports of any size, for limits.

import { summarise } from '../../src/evaluate/report.ts';
import type { Finding, Report, ReportTarget } from '../../src/model/report.ts';
import { SEVERITIES } from '../../src/model/severity.ts';
import { REPORT } from '../golden/report.ts';

/** One finding in each of `number` buckets, severities in turn; `over` is put over each. */
export function oneFindingEach(
  number: number,
  over: (index: number) => Partial<Finding> = () => ({}),
): Report {
  const targets = Array.from({ length: number }, (_, index): ReportTarget => {
    const bucket = `acme-${String(index).padStart(5, '0')}`;
    const id = `s3://${bucket}`;
    const location = { file: 'byob.yaml', line: index + 2, column: 5 };
    return { id, bucketId: id, bucket, provider: 'aws', level: 'instance', subpath: '', location };
  });
  const results = targets.map(({ id, location }, index): Finding => ({
    ruleId: 'cors-configured',
    kind: 'fail',
    severity: SEVERITIES[index % 4] as Finding['severity'],
    targetId: id,
    messageId: 'fault',
    message: 'The bucket has no CORS rules.',
    location,
    fingerprint: String(index).padStart(32, '0'),
    ...over(index),
  }));
  return { ...REPORT, targets, results, summary: summarise(targets, results) };
}
