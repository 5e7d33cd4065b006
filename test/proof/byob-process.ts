// The command as a process of its own, in a folder of its own: what it says, and every file that it leaves.

import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Place {
  readonly folder: string;
  /** Writes a file that the command is given; it is not among those it leaves. */
  readonly give: (file: string, text: string) => Promise<string>;
  readonly run: (args: readonly string[], env?: Env) => Promise<Ended>;
  /** All files but those given, in the home and temporary folders, too: name and text. */
  readonly left: () => Promise<Map<string, string>>;
  readonly remove: () => Promise<void>;
}

type Env = Readonly<Record<string, string | undefined>>;

const TIMEOUT_MS = 60_000;

/** A folder with a home and a place for temporary files; nothing of the machine's own environment but the search path. */
export async function placeFor(base: Env): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'byob-secrets-'));
  const [home, temporary] = [join(folder, 'home'), join(folder, 'tmp')];
  await Promise.all([home, temporary].map((path) => mkdir(path)));
  const given = new Set<string>();
  return {
    folder,
    async give(file, text) {
      given.add(file);
      await writeFile(join(folder, file), text);
      return join(folder, file);
    },
    run: (args, env = {}) =>
      ended(args, folder, { PATH: process.env['PATH'], HOME: home, TMPDIR: temporary, ...base, ...env }),
    async left() {
      const names = await readdir(folder, { recursive: true, withFileTypes: true });
      const files = names
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
      const own = files.filter((file) => !given.has(file));
      const read = async (file: string): Promise<[string, string]> => [
        file,
        await readFile(join(folder, file), 'latin1'),
      ];
      return new Map(await Promise.all(own.map(read)));
    },
    remove: () => rm(folder, { recursive: true }),
  };
}

function ended(args: readonly string[], cwd: string, env: Env): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const text = { out: '', err: '' };
    child.stdout.on('data', (chunk: Buffer) => (text.out += chunk.toString('latin1')));
    child.stderr.on('data', (chunk: Buffer) => (text.err += chunk.toString('latin1')));
    const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MS);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, ...text });
    });
  });
}
