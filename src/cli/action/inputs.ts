// The inputs of the GitHub action, out of the environment that action.yml hands over.

import { SEVERITIES } from '../../model/severity.ts';
import { UsageError } from '../io.ts';
import type { Io } from '../io.ts';

/** Whether the SARIF file goes to code scanning: `auto` where it can, without failing where it cannot. */
const UPLOADS = ['auto', 'always', 'never'] as const;

export interface Inputs {
  readonly fleet: string;
  /** Folder of the reports. */
  readonly output: string;
  readonly failOn: string;
  readonly minSeverity: string;
  /** More formats, each `NAME:FILE`. */
  readonly formats: readonly string[];
  readonly upload: (typeof UPLOADS)[number];
  readonly category?: string;
  readonly annotations: boolean;
  readonly summary: boolean;
  readonly baseline?: string;
  readonly history?: string;
}

/** Reads `BYOB_*`; an empty one is not given. Throws {@link UsageError} for what an input must not be. */
export function readInputs(env: Io['env']): Inputs {
  const given = (name: string): string | undefined => {
    const value = env[`BYOB_${name}`]?.trim();
    return value === '' ? undefined : value;
  };
  const [category, baseline, history] = [given('CATEGORY'), given('BASELINE'), given('HISTORY')];
  return {
    fleet: path('fleet', given('FLEET') ?? 'byob.yaml'),
    output: path('output', given('OUTPUT') ?? 'byob-report').replace(/\/$/, ''),
    failOn: oneOf('fail-on', given('FAIL_ON') ?? 'high', [
      ...SEVERITIES,
      ...SEVERITIES.map((severity) => `new:${severity}`),
    ]),
    minSeverity: oneOf('min-severity', given('MIN_SEVERITY') ?? 'low', SEVERITIES),
    formats: (given('FORMAT') ?? '').split(/\s+/).filter((word) => word !== ''),
    upload: oneOf('sarif-upload', given('SARIF_UPLOAD') ?? 'auto', UPLOADS),
    annotations: flag('annotations', given('ANNOTATIONS')),
    summary: flag('summary', given('SUMMARY')),
    ...(category !== undefined && { category }),
    ...(baseline !== undefined && { baseline: path('baseline', baseline) }),
    ...(history !== undefined && { history: path('history', history) }),
  };
}

function oneOf<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((word) => word === value);
  if (found === undefined) throw new UsageError(`input ${name} must be one of ${allowed.join(', ')}`);
  return found;
}

function flag(name: string, value = 'true'): boolean {
  return oneOf(name, value, ['true', 'false']) === 'true';
}

/** A line feed in a path would end its line in the file of outputs. */
function path(name: string, value: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is refused
  if (/[\u0000-\u001f]/.test(value)) throw new UsageError(`input ${name} must be a path of one line`);
  return value;
}
