// Paths from the top of a git repository, however a file is named.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { repositoryPath } from '../../src/deliver/repository.ts';

let folder: string;
const home = process.cwd();

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'byob-repository-')));
  mkdirSync(join(folder, 'repo/.git'), { recursive: true });
  mkdirSync(join(folder, 'repo/infra/prod'), { recursive: true });
  mkdirSync(join(folder, 'repo/worktree'));
  writeFileSync(join(folder, 'repo/worktree/.git'), 'gitdir: elsewhere\n');
  writeFileSync(join(folder, 'repo/infra/byob.yaml'), '');
  writeFileSync(join(folder, 'outside.yaml'), '');
  symlinkSync(join(folder, 'repo/infra'), join(folder, 'link'));
  symlinkSync(join(folder, 'repo/infra/byob.yaml'), join(folder, 'repo/link.yaml'));
});
beforeEach(() => process.chdir(join(folder, 'repo/infra/prod')));
afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

test.each([
  ['byob.yaml', 'infra/prod/byob.yaml'],
  ['./byob.yaml', 'infra/prod/byob.yaml'],
  ['../byob.yaml', 'infra/byob.yaml'],
  ['../../byob.yaml', 'byob.yaml'],
  ['not/yet/there.yaml', 'infra/prod/not/yet/there.yaml'],
  ['../../worktree/byob.yaml', 'byob.yaml'],
  ['../../link.yaml', 'infra/byob.yaml'],
])('%s is %s', async (file, path) => {
  expect(await repositoryPath(file)).toBe(path);
});

test('absolute paths, and folders that are links', async () => {
  expect(await repositoryPath(join(folder, 'repo/infra/byob.yaml'))).toBe('infra/byob.yaml');
  expect(await repositoryPath(join(folder, 'link/byob.yaml'))).toBe('infra/byob.yaml');
});

test('outside of a repository there is none', async () => {
  expect(await repositoryPath(join(folder, 'outside.yaml'))).toBeUndefined();
});
