// Files that a command is given to read, and the one line where they cannot be.

import { readFile } from 'node:fs/promises';
import { UsageError } from './io.ts';

/** The value that `read` makes of a file's text; throws {@link UsageError} with the file's name for all that is wrong. */
export async function readInput<T>(file: string, read: (text: string) => T): Promise<T> {
  const text = await textOf(file);
  try {
    return read(text);
  } catch (error) {
    throw new UsageError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'is a directory, not a file',
  EACCES: 'may not be read (permission denied)',
};

/** The file as text; throws {@link UsageError} with its name. */
export async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new UsageError(`${file}: ${PROBLEMS[code] ?? `cannot be read (${code})`}`);
  }
}
