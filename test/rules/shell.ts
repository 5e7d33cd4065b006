// Runs proposed commands in a shell, with the vendors' tools doing nothing: names in them must do nothing, either.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Leaves a file behind wherever a shell takes it for more than a name. */
export const HOSTILE_NAME = `x$(touch taken)\`touch taken\`'"; touch taken; echo "`;
const CLIS = ['aws', 'az', 'gcloud', 'byob', 'curl', 'grep'].map((cli) => `${cli}() { :; }`).join('; ');

/** The commands that end badly, or in which {@link HOSTILE_NAME} was more than a name. */
export function taken(commands: readonly string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'byob-'));
  const isTaken = (command: string): boolean => {
    const { status } = spawnSync('sh', ['-c', `${CLIS}\n${command}`], { cwd: folder, stdio: 'ignore' });
    const left = readdirSync(folder);
    for (const file of left) rmSync(join(folder, file));
    return status !== 0 || left.length > 0;
  };
  try {
    // All at once first: a shell takes longer to start than to run one.
    const together = [...new Set(commands)].map((command) => `( ${command}\n) || exit 1`).join('\n');
    return isTaken(together) ? commands.filter(isTaken) : [];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The value with the hostile name behind every text in it that `isName` tells for one. */
export function poisoned<T>(value: T, isName: (text: string) => boolean): T {
  const visit = (part: unknown): unknown => {
    if (typeof part === 'string') return isName(part) ? `${part}${HOSTILE_NAME}` : part;
    if (Array.isArray(part)) return part.map(visit);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, one]) => [key, visit(one)]));
  };
  return visit(value) as T;
}
