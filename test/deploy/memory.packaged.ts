// 100,000 buckets are merged, compared with the night before and rendered under 512 MB.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('the merge of 100,000 buckets stays under 512 MB', async () => {
  // As a function of 512 MB would be given them: what V8 may take, it takes.
  const flags = ['--max-old-space-size=380', '--max-semi-space-size=8'];
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, 'test/lambda/large-merge.ts']);
  const { peakMb, summary } = JSON.parse(stdout) as {
    peakMb: number;
    summary: { buckets: number; results: Record<string, number> };
  };
  console.log(`peak ${Math.round(peakMb)} MB`);
  expect(summary).toMatchObject({ buckets: 100_000, results: { pass: 2_000_000, fail: 10_000, open: 1000 } });
  expect(peakMb).toBeLessThan(512);
}, 180_000);
