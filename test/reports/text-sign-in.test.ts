// The text's advice where no credentials were accepted: in the words of the cloud that refused them.

import { expect, test } from 'vitest';
import text from '../../reports/text.ts';
import { summarise } from '../../src/evaluate/report.ts';
import type { Provider } from '../../src/model/provider.ts';
import type { ReportTarget, Result } from '../../src/model/report.ts';
import { REPORT } from '../golden/report.ts';

function targetOf(provider: Provider, index: number): ReportTarget {
  const id = `bucket-${index}`;
  const location = { file: 'byob.yaml', line: index + 2, column: 5 };
  return { id, bucketId: id, bucket: id, provider, level: 'instance', subpath: '', location };
}

function advice(...providers: readonly Provider[]): string {
  const targets = providers.map(targetOf);
  const results = targets.map(({ id }): Result => ({
    ruleId: 'cors-configured',
    kind: 'open',
    targetId: id,
    message: 'could not verify',
    missing: [{ facet: 'cors', cause: 'credentials', call: 'x' }],
  }));
  const report = { ...REPORT, targets, results, summary: summarise(targets, results) };
  const shown = [...text.render(report, { color: false, width: 200, minSeverity: 'low', verbose: false })];
  return (
    shown
      .join('')
      .split('What to do next')[1]
      ?.replaceAll(/\n {5}(?=\S)/g, ' ') ?? ''
  );
}

test.each<[Provider, RegExp, RegExp]>([
  ['aws', /sign in to AWS, .* profile or roleArn/, /Azure|Google/],
  ['gcp', /gcloud auth application-default login.* impersonateServiceAccount/, /roleArn|az login/],
  ['azure', /az login.* tenantId/, /roleArn|gcloud/],
  ['coreweave', /CoreWeave buckets credentials/, /sign in|roleArn/],
  ['s3-compatible', /S3-compatible buckets credentials/, /sign in|roleArn/],
])('%s', (provider, said, unsaid) => {
  const lines = advice(provider, provider);
  expect(lines).toMatch(said);
  expect(lines).not.toMatch(unsaid);
  expect(lines.match(/and run again/g)).toHaveLength(1);
});

test('one line for each cloud of a mixed fleet', () => {
  expect(advice('azure', 'aws', 'azure').match(/and run again/g)).toHaveLength(2);
});
