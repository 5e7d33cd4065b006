// A double of Step Functions for our definition: tasks with Retry and Catch, and a Distributed Map over items in S3.
// It throws for what the definition does not use, so that the two cannot part.

import { readFile } from 'node:fs/promises';

type Task = (input: never) => Promise<unknown>;

interface Retry {
  readonly ErrorEquals: readonly string[];
  readonly MaxAttempts: number;
}

interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Retry?: readonly Retry[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly ResultPath?: null;
  readonly Next?: string;
  readonly End?: boolean;
  readonly MaxConcurrency?: number;
  readonly ToleratedFailurePercentage?: number;
  readonly ItemReader?: { readonly Parameters: Readonly<Record<string, string>> };
  readonly ItemProcessor?: Machine & { readonly ProcessorConfig: { readonly Mode: string } };
}

export interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

const KNOWN = new Set(
  'Type Resource Retry Catch ResultPath Next End MaxConcurrency ToleratedFailurePercentage ItemReader ItemProcessor Label TimeoutSeconds'.split(
    ' ',
  ),
);

/** The definition as it is deployed. */
export async function fleetMachine(): Promise<Machine> {
  const file = new URL('../../deploy/fleet.asl.json', import.meta.url);
  return JSON.parse(await readFile(file, 'utf8')) as Machine;
}

export interface Doubles {
  /** By the name of the substitution: `PlanFunction`. */
  readonly tasks: Readonly<Record<string, Task>>;
  /** The text of an object. */
  readonly read: (bucket: string, key: string) => string | undefined;
}

/** Runs an execution; rejects where it fails. */
export async function execute(machine: Machine, input: unknown, doubles: Doubles): Promise<unknown> {
  let value = input;
  for (let name: string | undefined = machine.StartAt; name !== undefined;) {
    const state: State | undefined = machine.States[name];
    if (state === undefined) throw new Error(`no state ${name}`);
    const odd = Object.keys(state).find((key) => !KNOWN.has(key));
    if (odd !== undefined) throw new Error(`the double does not know ${odd}`);
    try {
      const result =
        state.Type === 'Map' ? await map(state, value, doubles) : await task(state, value, doubles);
      if (state.ResultPath !== null) value = result;
      name = state.End === true ? undefined : state.Next;
    } catch (error) {
      const caught = state.Catch?.find(({ ErrorEquals }) => ErrorEquals.includes('States.ALL'));
      if (caught === undefined) throw error;
      name = caught.Next;
    }
  }
  return value;
}

async function task(
  { Type, Resource = '', Retry = [] }: State,
  input: unknown,
  { tasks }: Doubles,
): Promise<unknown> {
  const run = tasks[/^\$\{(\w+)\}$/.exec(Resource)?.[1] ?? ''];
  if (Type !== 'Task' || run === undefined) throw new Error(`the double does not know ${Type} ${Resource}`);
  const used = new Map<Retry, number>();
  for (;;) {
    try {
      // As between functions: only JSON passes.
      return JSON.parse(JSON.stringify(await run(JSON.parse(JSON.stringify(input)) as never))) as unknown;
    } catch (error) {
      const name = (error as Error).name;
      const retry = Retry.find(({ ErrorEquals }) =>
        ErrorEquals.some(
          (one) =>
            one === name ||
            one === 'States.ALL' ||
            (one === 'States.TaskFailed' && name !== 'States.Timeout'),
        ),
      );
      const tries = retry === undefined ? 0 : (used.get(retry) ?? 0);
      if (retry === undefined || tries >= retry.MaxAttempts) throw error;
      used.set(retry, tries + 1);
    }
  }
}

async function map(state: State, input: unknown, doubles: Doubles): Promise<unknown[]> {
  const { ItemReader, ItemProcessor, MaxConcurrency = 0, ToleratedFailurePercentage = 0 } = state;
  if (
    ItemProcessor?.ProcessorConfig.Mode !== 'DISTRIBUTED' ||
    ItemReader === undefined ||
    MaxConcurrency < 1
  ) {
    throw new Error('the double knows a distributed map with a reader and a bound only');
  }
  const at = (path = ''): string => String((input as Record<string, unknown>)[path.replace('$.', '')]);
  const { 'Bucket.$': bucket, 'Key.$': key } = ItemReader.Parameters;
  const items = JSON.parse(doubles.read(at(bucket), at(key)) ?? 'null') as readonly unknown[];
  const results: unknown[] = [];
  let failures = 0;
  const queue = [...items.entries()];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, item] = next;
      await execute(ItemProcessor, item, doubles).then(
        (result) => (results[index] = result),
        () => failures++,
      );
    }
  };
  await Promise.all(Array.from({ length: MaxConcurrency }, worker));
  if (failures > 0 && (failures / items.length) * 100 > ToleratedFailurePercentage) {
    throw Object.assign(new Error('too many failed'), { name: 'States.ExceedToleratedFailureThreshold' });
  }
  return results;
}
