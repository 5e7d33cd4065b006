// The inputs that fuzzing starts from, a folder a target: small, and every past crash among them.

import { readdirSync, readFileSync } from 'node:fs';

const SEEDS = new URL('seeds/', import.meta.url);

/** Text by file name. */
export function seedsOf(target: string): Map<string, string> {
  const folder = new URL(`${target}/`, SEEDS);
  return new Map(
    readdirSync(folder)
      .toSorted()
      .map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]),
  );
}
