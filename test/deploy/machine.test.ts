// The state machine's definition: valid, bounded, and with every step that the roles know.

import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { madeUpAt } from '../../src/schedule/clock-change.ts';
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
/** Of the provider, for functions without their own. */
const DEFAULT_TIMEOUT = 900;
interface Retry {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
}
const definition = JSON.parse(substituted) as {
  StartAt: string;
  States: Record<string, { MaxConcurrency?: number; Next?: string; Retry?: readonly Retry[] }>;
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
  const { functions, custom, params } = parse(await read('serverless.yml'), { logLevel: 'error' }) as {
    functions: Record<string, { reservedConcurrency?: number; timeout?: number }>;
    custom: { isOn: Record<string, Record<string, string>> };
    params: { default: Record<string, string> };
  };

  test('no more scans at once than the map starts', () => {
    expect(functions['scan']?.reservedConcurrency).toBe(definition.States['ScanAll']?.MaxConcurrency);
  });

  test('what must not run twice at once never does: the audit, the plan, the merge; who comes second waits', async () => {
    for (const name of ['audit', 'plan', 'merge']) expect(functions[name]?.reservedConcurrency, name).toBe(1);
    for (const name of ['Plan', 'Merge']) {
      const waits = definition.States[name]?.Retry?.find(({ ErrorEquals }) =>
        ErrorEquals.includes('Lambda.TooManyRequestsException'),
      );
      // Half of it on average, as the jitter is full: longer than the function may take.
      const { IntervalSeconds = 0, MaxAttempts = 0, BackoffRate = 1 } = waits ?? {};
      const seconds = Array.from({ length: MaxAttempts }, (_, i) => IntervalSeconds * BackoffRate ** i);
      const { timeout = DEFAULT_TIMEOUT } = functions[name.toLowerCase()] ?? {};
      expect(seconds.reduce((sum, one) => sum + one, 0) / 2, name).toBeGreaterThan(timeout);
    }
  });

  // A run that falls into the hour that a clock skips is left out:
  // https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
  test('the hour of the schedules exists every night, in every zone', { timeout: 60_000 }, async () => {
    const { Resources } = parse(await read('deploy/nightly.yml'), { logLevel: 'error' }) as {
      Resources: Record<string, { Type: string; Properties: { ScheduleExpression?: string } }>;
    };
    const expressions = Object.values(Resources)
      .filter(({ Type }) => Type === 'AWS::Scheduler::Schedule')
      .map(({ Properties }) => Properties.ScheduleExpression);
    expect(expressions).toHaveLength(2);
    const [from, until] = [new Date('2027-01-01T00:00:00Z'), new Date('2028-01-01T00:00:00Z')];
    const skippedIn = (cron: string): string[] =>
      Intl.supportedValuesOf('timeZone').filter((zone) => madeUpAt(cron, zone, from, until) !== undefined);
    expect(skippedIn('15 2 * * *')).toContain('Europe/Berlin');
    for (const expression of expressions) {
      const [, minute, hour] = /^cron\((\d+) (\d+) \* \* \? \*\)$/.exec(expression ?? '') ?? [];
      expect(skippedIn(`${minute} ${hour} * * *`), expression).toEqual([]);
    }
  });

  test('pages name parameters that there are, and no option that osls would refuse', async () => {
    const pages = (await Promise.all(['docs/nightly.md', 'serverless.yml'].map(read))).join('\n');
    const named = [...pages.matchAll(/--param (\w+)=/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(3);
    expect(Object.keys(params.default)).toEqual(expect.arrayContaining(named));
    const lines = pages.split('\n').filter((line) => line.includes('osls deploy'));
    const options = lines.flatMap((line) =>
      [...line.matchAll(/--(?!param )([\w-]+)/g)].map(([name]) => name),
    );
    expect(options).toEqual([]);
  });

  test('one schedule is on, whichever is chosen', () => {
    for (const [chosen, states] of Object.entries(custom.isOn)) {
      expect(Object.entries(states).filter(([, state]) => state === 'ENABLED')).toEqual([
        [chosen, 'ENABLED'],
      ]);
    }
  });
});
