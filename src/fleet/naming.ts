// Which targets an address, a target's id or a pattern names.

import type { Target } from '../model/target.ts';
import { bucketIdOf, parseAddress } from './address.ts';
import type { ParsedAddress } from './address.ts';
import { FleetError } from './problem.ts';

type Names = (target: Target) => boolean;

/** A target's id, a bucket with all its targets, or a bucket with a sub-path. */
export function namedBy(address: string): Names {
  const plain = address.replace(/\/$/, '');
  const parsed = parsedOrUndefined(address);
  return (target) =>
    plain === target.id ||
    plain === target.bucketId ||
    plain === target.address.text ||
    (parsed !== undefined && isPlaceOf(parsed, target));
}

/** The same with `*` for any run of characters, over each way in which a target can be named. */
export function namedByPattern(pattern: string): Names {
  const matches = wildcard(pattern);
  return (target) => namesOf(target).some(matches);
}

function parsedOrUndefined(address: string): ParsedAddress | undefined {
  try {
    return parseAddress(address);
  } catch (error) {
    if (error instanceof FleetError) return undefined;
    throw error;
  }
}

function isPlaceOf(parsed: ParsedAddress, target: Target): boolean {
  // `s3://acme` names the store of an `endpoint`, too, as the file writes it.
  const isBucket =
    bucketIdOf(parsed) === target.bucketId ||
    (parsed.address.form === 'plain' &&
      parsed.address.scheme === target.address.scheme &&
      parsed.bucket === target.bucket &&
      parsed.account === target.account);
  return isBucket && (parsed.subpath === '' || parsed.subpath === target.subpath);
}

function namesOf({ id, bucketId, bucket, account, subpath, address }: Target): string[] {
  const written = `${address.scheme}://${account === undefined ? '' : `${account}/`}${bucket}`;
  return [id, ...[bucketId, written].flatMap((name) => [name, `${name}/${subpath}`])];
}

/** Whether a text is the pattern, `*` standing for any run of characters. Matches from the left, each part as early as it can be: linear, and enough where `*` is the only wildcard. */
export function wildcard(pattern: string): (text: string) => boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return (text) => text === pattern;
  return (text) => {
    if (!text.startsWith(first)) return false;
    let from = first.length;
    for (const part of rest) {
      const at = text.indexOf(part, from);
      if (at === -1) return false;
      from = at + part.length;
    }
    return text.length - last.length >= from && text.endsWith(last);
  };
}
