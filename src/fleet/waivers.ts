// The waivers of a fleet file: read leniently, for a faulty one is a finding and no reason to audit nothing.

import type { Target } from '../model/target.ts';
import type { DeclaredWaiver } from '../model/waiver.ts';
import { parseAddress } from './address.ts';
import { secretPart } from './address-parts.ts';
import { namedBy, namedByPattern } from './naming.ts';
import { FleetError } from './problem.ts';
import type { Source } from './source.ts';

const KEYS = ['rule', 'bucket', 'reason', 'owner', 'expires'] as const;

type Written = { readonly [K in (typeof KEYS)[number]]?: string };

/** The waivers in the order of the file. `faults` is what the schema found in each, by its index. */
export function waiversOf(
  source: Source,
  file: string,
  targets: readonly Target[],
  faults: ReadonlyMap<number, readonly string[]>,
): DeclaredWaiver[] {
  const declared = (source.value as { waivers?: unknown } | null)?.waivers;
  const list = Array.isArray(declared) ? (declared as readonly unknown[]) : [];
  return list.map((entry, index) => {
    const { line, column } = source.at(['waivers', index]);
    const texts = textsOf(entry);
    const found = faults.get(index) ?? [];
    const blank = KEYS.filter((key) => texts[key]?.trim() === '').map((key) => `${key} is empty`);
    const bucket = texts.bucket === undefined ? undefined : shown(texts.bucket, targets);
    return {
      ...texts,
      ...(bucket !== undefined && { bucket }),
      targetIds: idsOf(texts.bucket, targets),
      faults: [...new Set([...found, ...blank])],
      location: { file, line, column },
    };
  });
}

/** The waivers with the targets that they name among `targets`, too: `--bucket` may have added some. */
export function linkWaivers(
  waivers: readonly DeclaredWaiver[],
  targets: readonly Target[],
): DeclaredWaiver[] {
  return waivers.map((waiver) => ({
    ...waiver,
    targetIds: [...new Set([...waiver.targetIds, ...idsOf(waiver.bucket, targets)])],
  }));
}

/** True for a bucket that names no target and holds credentials: written out, they must not stay in the file. */
export function holdsCredentials(bucket: string, targets: readonly Target[]): boolean {
  return secretPart(bucket) !== undefined && idsOf(bucket, targets, false).length === 0;
}

function textsOf(entry: unknown): Written {
  if (typeof entry !== 'object' || entry === null) return {};
  const texts = KEYS.map((key) => [key, (entry as Record<string, unknown>)[key]] as const);
  return Object.fromEntries(texts.filter(([, value]) => typeof value === 'string')) as Written;
}

/** Ids of the targets that the text names; without `asAddress` only where it stands for an id as it is written. */
function idsOf(bucket: string | undefined, targets: readonly Target[], asAddress = true): string[] {
  if (bucket === undefined || bucket === '') return [];
  const literal = targets.filter(({ id, bucketId }) => id === bucket || bucketId === bucket);
  const isNamed = bucket.includes('*') ? namedByPattern(bucket) : namedBy(bucket);
  const named = asAddress || bucket.includes('*') ? targets.filter(isNamed) : [];
  return [...new Set([...literal, ...named].map(({ id }) => id))];
}

function shown(bucket: string, targets: readonly Target[]): string {
  if (!holdsCredentials(bucket, targets)) return bucket;
  try {
    return parseAddress(bucket).address.text;
  } catch (error) {
    if (error instanceof FleetError) return '[redacted]';
    throw error;
  }
}
