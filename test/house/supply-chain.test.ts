// What ships and what builds it: every package is pinned and hashed, its licence allows it, and none runs a script that nobody named.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const TOP = new URL('../../', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, TOP), 'utf8');

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
}

const MANIFEST = JSON.parse(read('package.json')) as Manifest;
const LOCK = JSON.parse(read('package-lock.json')) as { readonly packages: Readonly<Record<string, Locked>> };
/** Every package that is installed, by the path where it lies. */
const PACKAGES = Object.entries(LOCK.packages).filter(([path]) => path !== '');
const SHIPPED = PACKAGES.filter(([, { dev }]) => dev !== true);

/** Paths of the packages for which something is so. */
function where(packages: typeof PACKAGES, isSo: (locked: Locked, path: string) => boolean): string[] {
  return packages.filter(([path, locked]) => isSo(locked, path)).map(([path]) => path);
}

/** Licences that ask for nothing but their own text, and patents at most: https://opensource.org/licenses */
const PERMISSIVE = ['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];
/** Of a file, not of what is made with it; nothing of these ships. */
const TOOLS_ONLY = ['MPL-2.0', 'PSF-2.0', 'Python-2.0'];

describe('package-lock.json', () => {
  test('has the SHA-512 of every package, all of them from the registry', () => {
    expect(PACKAGES.length).toBeGreaterThan(300);
    expect(where(PACKAGES, ({ integrity = '' }) => !/^sha512-[\w+/]{86}==$/.test(integrity))).toEqual([]);
    // .npmrc leaves out addresses of the registry: one that is there is of a repository or a file.
    expect(where(PACKAGES, ({ resolved }) => resolved !== undefined)).toEqual([]);
  });

  test('is of package.json, whose versions are exact', () => {
    const wanted = { ...MANIFEST.dependencies, ...MANIFEST.devDependencies };
    for (const [name, version] of Object.entries(wanted)) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
      expect(LOCK.packages[`node_modules/${name}`]?.version, name).toBe(version);
    }
  });

  test('what ships is under a permissive licence, without copyleft; tools are under a known one', () => {
    expect(where(SHIPPED, ({ license = 'none' }) => !PERMISSIVE.includes(license))).toEqual([]);
    const known = [...PERMISSIVE, ...TOOLS_ONLY];
    expect(where(PACKAGES, ({ license = 'none' }) => !known.includes(license))).toEqual([]);
  });

  test('nothing that ships runs a script when it is installed; tools that have one are named', () => {
    expect(where(SHIPPED, ({ hasInstallScript }) => hasInstallScript === true)).toEqual([]);
    const named = Object.keys(MANIFEST.allowScripts);
    // The multitool has a package for each system; npm installs that of its own.
    const others = /^node_modules\/@microsoft\/sarif-multitool-(darwin|win32)$/;
    const unnamed = where(
      PACKAGES,
      ({ hasInstallScript }, path) =>
        hasInstallScript === true &&
        !others.test(path) &&
        !named.includes(path.slice('node_modules/'.length)),
    );
    expect(unnamed).toEqual([]);
  });
});

describe('.github/workflows', () => {
  const folder = '.github/workflows/';
  const files = readdirSync(new URL(folder, TOP));
  test.each(files)(
    '%s: every action by its commit, no rights but those named, no expression in a script',
    (file) => {
      const text = read(folder + file);
      const used = [...text.matchAll(/uses: (\S+)/g)].map(([, name]) => name);
      expect(used.length).toBeGreaterThan(0);
      for (const name of used) expect(name).toMatch(/^[\w-]+(\/[\w-]+)+@[0-9a-f]{40}$/);
      const { permissions, jobs } = parse(text) as {
        permissions: object;
        jobs: Record<string, { permissions?: object; steps: { run?: string }[] }>;
      };
      expect(permissions).toEqual({});
      for (const job of Object.values(jobs)) {
        expect(job.permissions).toBeDefined();
        for (const { run = '' } of job.steps) expect(run).not.toContain('${{');
      }
    },
  );

  test('publishing: with provenance, by the identity of the workflow, without a token', () => {
    const text = read(`${folder}publish.yml`);
    const { jobs } = parse(text) as {
      jobs: { publish: { permissions: object; steps: { run?: string }[] } };
    };
    expect(jobs.publish.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
    expect(jobs.publish.steps.at(-1)?.run).toContain('npm publish');
    expect(text).toContain('--provenance');
    expect(text).not.toMatch(/secrets\.|NODE_AUTH_TOKEN|_authToken/);
  });
});
