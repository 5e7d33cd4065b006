// The state machine's definition: valid, bounded, and with every step that the roles know.

import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
// @ts-expect-error -- it has no types
import untyped from 'asl-validator';

const validate = untyped as (definition: unknown) => {
  readonly isValid: boolean;
  readonly errorsText: () => string;
};
const read = (file: string): Promise<string> => readFile(new URL(`../../${file}`, import.meta.url), 'utf8');
const substituted = (await read('deploy/fleet.asl.json'))
  .replaceAll('${Partition}', 'aws')
  .replaceAll(/\$\{(\w+)Function\}/g, 'arn:aws:lambda:eu-west-1:111122223333:function:$1');
const definition = JSON.parse(substituted) as {
  StartAt: string;
  States: Record<string, { MaxConcurrency?: number; Next?: string }>;
};

test('asl-validator finds nothing, and does where something is wrong', () => {
  const { isValid, errorsText } = validate(definition);
  expect(isValid, isValid ? '' : errorsText()).toBe(true);
  expect(validate({ ...definition, StartAt: 'Nowhere' }).isValid).toBe(false);
});

test('every substitution is given', async () => {
  const names = [...(await read('deploy/fleet.asl.json')).matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
  const given =
    /DefinitionSubstitutions:\n((?: {8}\w+: .*\n)+)/.exec(await read('deploy/nightly.yml'))?.[1] ?? '';
  expect(new Set(names)).toEqual(new Set([...given.matchAll(/^ {8}(\w+):/gm)].map(([, name]) => name)));
});

describe('serverless.yml', async () => {
  // The tags are CloudFormation's.
  const { functions, custom } = parse(await read('serverless.yml'), { logLevel: 'error' }) as {
    functions: Record<string, { reservedConcurrency?: number; timeout?: number }>;
    custom: { isOn: Record<string, Record<string, string>> };
  };

  test('no more scans at once than the map starts', () => {
    expect(functions['scan']?.reservedConcurrency).toBe(definition.States['ScanAll']?.MaxConcurrency);
  });

  test('one schedule is on, whichever is chosen', () => {
    for (const [chosen, states] of Object.entries(custom.isOn)) {
      expect(Object.entries(states).filter(([, state]) => state === 'ENABLED')).toEqual([
        [chosen, 'ENABLED'],
      ]);
    }
  });
});
