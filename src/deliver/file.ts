// Reports into files: whole or not at all.

import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import type { Stats } from 'node:fs';
import { access, chmod, mkdir, open, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { gathered } from './gathered.ts';

/**
 * Writes to a temporary file beside `path`, syncs it and renames it over `path`: a reader sees the old file or the new
 * one, never half of one. Folders are made, a symbolic link is followed, the mode of a replaced file is kept. What is
 * not a regular file (`/dev/null`, a pipe) is written to directly. Throws what the file system throws, and what
 * `chunks` throws; the temporary file is gone then and `path` untouched.
 */
export async function writeAtomically(path: string, chunks: Iterable<string>): Promise<void> {
  const existing = await statOrUndefined(path);
  if (existing?.isDirectory()) throw new Error('it is a directory');
  if (existing !== undefined && !existing.isFile()) return writeAll(path, 'w', chunks);
  const target = existing === undefined ? resolve(path) : await realpath(path);
  await mkdir(dirname(target), { recursive: true });
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await writeAll(temporary, 'wx', chunks);
    if (existing !== undefined) await chmod(temporary, existing.mode & 0o777);
    await rename(temporary, target);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}

async function writeAll(path: string, flags: 'w' | 'wx', chunks: Iterable<string>): Promise<void> {
  const handle = await open(path, flags);
  try {
    for (const text of gathered(chunks)) await handle.writeFile(text);
    if (flags === 'wx') await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Throws where `path` cannot be written: it or a part of its path is of the wrong kind, or the nearest folder that
 * exists is closed to us. Creates nothing.
 */
export async function assertWritable(path: string): Promise<void> {
  const existing = await statOrUndefined(path);
  if (existing?.isDirectory()) throw new Error('it is a directory');
  if (existing !== undefined && !existing.isFile()) return access(path, constants.W_OK);
  let folder = dirname(existing === undefined ? resolve(path) : await realpath(path));
  let found = await statOrUndefined(folder);
  while (found === undefined) {
    folder = dirname(folder);
    found = await statOrUndefined(folder);
  }
  if (!found.isDirectory()) throw new Error(`${folder} is not a folder`);
  await access(folder, constants.W_OK | constants.X_OK).catch(() => {
    throw new Error(`the folder ${folder} is not writable`);
  });
}

/** Undefined where nothing is there, or where a part of the path is a file. */
async function statOrUndefined(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
