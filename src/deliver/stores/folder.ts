// Files in a folder, as a store: each whole or not at all.

import { appendFile, mkdir, readdir, readFile, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { assertWritable, writeAtomically } from '../file.ts';
import { gapAfter, StoreError } from './store.ts';
import type { ObjectStore } from './store.ts';

/** A folder, there or not: what is written makes it. */
export function folderStore(folder: string): ObjectStore {
  const at = (key: string): string => join(folder, key);
  return {
    name: folder,
    at,
    get: (key) => refused('read', at(key), () => textOf(at(key))),
    put: (key, chunks) => refused('write', at(key), () => writeAtomically(at(key), chunks)),
    append: (key, line) => refused('write', at(key), () => appendLine(at(key), line)),
    assertWritable: (key) =>
      assertWritable(at(key)).catch((error: Error) => {
        throw refusal('write', at(key), error);
      }),
    prune: (name, isStale) => refused('write', at(name), () => deleteFiles(at(name), isStale)),
    close: () => undefined,
  };
}

/** What the file system refuses; what the text of a file throws is none of it. */
async function refused<T>(verb: 'read' | 'write', path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw refusal(verb, path, error);
  }
}

function refusal(verb: 'read' | 'write', path: string, error: Error): StoreError {
  return new StoreError(`cannot ${verb} ${path}: ${error.message}`, { cause: error });
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** In one write: a line that was cut short before stays alone. */
async function appendLine(path: string, line: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const before = (await textOf(path)) ?? '';
  await appendFile(path, `${gapAfter(before)}${line}\n`);
}

async function deleteFiles(folder: string, isStale: (name: string) => boolean): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  for (const name of names.filter(isStale)) await unlink(join(folder, name));
}
