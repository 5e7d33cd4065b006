// The commands that rules propose for a look run in a shell, and names of buckets do nothing there.

import { expect, test } from 'vitest';
import { RULES } from '../../rules/index.ts';
import { PROVIDERS } from '../../src/model/provider.ts';
import { HOSTILE_NAME as NAME, taken } from './shell.ts';
import { aTarget } from './test-rule.ts';

test.each(PROVIDERS)('%s', (provider) => {
  const target = aTarget(provider, {
    bucket: NAME,
    account: NAME,
    kmsKey: NAME,
    region: NAME,
    clientId: NAME,
  });
  const commands = RULES.flatMap(({ docs }) => docs.verify[provider]?.(target) ?? []);
  expect(commands.length).toBeGreaterThan(20);
  expect(taken(commands)).toEqual([]);
});
