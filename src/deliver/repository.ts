// Where files stand in their git repository: what links to lines of them needs their path from its top.

import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';

/** PATH_MAX of Linux; a report's text is no path beyond it, and every part of one costs a question to the file system. */
const LONGEST_PATH = 4096;

/**
 * The path of `file` from the top of the git repository it stands in, with forward slashes; undefined outside of one.
 * Symbolic links are followed: readers do not show what stands on one. The file itself need not exist.
 */
export async function repositoryPath(file: string): Promise<string | undefined> {
  const path = resolve(file);
  if (path.length > LONGEST_PATH) return undefined;
  const real = await realOrLexical(path);
  for (let folder = dirname(real); ; folder = dirname(folder)) {
    // A folder, or a file in worktrees and submodules.
    if (await exists(join(folder, '.git'))) return relative(folder, real).split(sep).join('/');
    if (folder === dirname(folder)) return undefined;
  }
}

/** The real path; of what does not exist, the real path of its nearest folder that does, and the rest. */
async function realOrLexical(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const folder = dirname(path);
    return folder === path ? path : join(await realOrLexical(folder), basename(path));
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
