// The commands that rules propose for a look run in a shell, and names of buckets do nothing there.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { RULES } from '../../rules/index.ts';
import { PROVIDERS } from '../../src/model/provider.ts';
import { aTarget } from './test-rule.ts';

/** Leaves a file behind wherever a shell takes it for more than a name. */
const NAME = `x$(touch taken)\`touch taken\`'"; touch taken; echo "`;
const CLIS = ['aws', 'az', 'gcloud', 'byob', 'curl', 'grep'].map((cli) => `${cli}() { :; }`).join('; ');

test.each(PROVIDERS)('%s', (provider) => {
  const folder = mkdtempSync(join(tmpdir(), 'byob-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const target = aTarget(provider, {
    bucket: NAME,
    account: NAME,
    kmsKey: NAME,
    region: NAME,
    clientId: NAME,
  });
  const commands = RULES.flatMap(({ docs }) => docs.verify[provider]?.(target) ?? []);
  expect(commands.length).toBeGreaterThan(20);
  const taken = commands.filter((command) => {
    const { status } = spawnSync('sh', ['-c', `${CLIS}\n${command}`], { cwd: folder, stdio: 'ignore' });
    const left = readdirSync(folder);
    for (const file of left) rmSync(join(folder, file));
    return status !== 0 || left.length > 0;
  });
  expect(taken).toEqual([]);
});
