// Files: whole or not at all.

import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { assertWritable, writeAtomically } from '../../src/deliver/file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'byob-file-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('writeAtomically', () => {
  test('makes folders, writes all chunks and leaves nothing else', async () => {
    const path = join(folder, 'a/b/report.json');
    await writeAtomically(path, ['one ', 'two ', 'ü']);
    expect(readFileSync(path, 'utf8')).toBe('one two ü');
    expect(readdirSync(join(folder, 'a/b'))).toEqual(['report.json']);
  });

  test('a failure half-way leaves the old file and no temporary one', async () => {
    const path = join(folder, 'report.json');
    writeFileSync(path, 'old');
    const chunks = function* (): Generator<string> {
      yield 'new';
      expect(readFileSync(path, 'utf8')).toBe('old');
      throw new Error('planted');
    };
    await expect(writeAtomically(path, chunks())).rejects.toThrow('planted');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['report.json']);
  });

  test('keeps the mode of a replaced file and follows a link to it', async () => {
    const path = join(folder, 'report.json');
    const linked = join(folder, 'latest.json');
    writeFileSync(path, 'old');
    chmodSync(path, 0o640);
    symlinkSync('report.json', linked);
    await writeAtomically(linked, ['new']);
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(lstatSync(linked).isSymbolicLink()).toBe(true);
  });

  test.skipIf(!existsSync('/dev/null'))('a device is written to, not replaced', async () => {
    await writeAtomically('/dev/null', ['gone']);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  test('a folder is refused', async () => {
    await expect(writeAtomically(folder, ['x'])).rejects.toThrow('it is a directory');
  });
});

describe('assertWritable', () => {
  test('accepts new and existing files and folders to be made, and makes nothing', async () => {
    writeFileSync(join(folder, 'there'), '');
    for (const path of ['there', 'new', 'a/b/new']) await assertWritable(join(folder, path));
    expect(readdirSync(folder)).toEqual(['there']);
  });

  test('refuses a folder, and a path through a file', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(assertWritable(folder)).rejects.toThrow('it is a directory');
    await expect(assertWritable(join(folder, 'file/report.json'))).rejects.toThrow('is not a folder');
  });

  test.skipIf(process.getuid?.() === 0)('refuses a closed folder', async () => {
    mkdirSync(join(folder, 'closed'), { mode: 0o500 });
    await expect(assertWritable(join(folder, 'closed/report.json'))).rejects.toThrow('is not writable');
  });
});
