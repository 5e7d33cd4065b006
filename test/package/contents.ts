// What is in the package, from what `npm pack --json` says: all that it needs to run, and nothing of how it is made.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

interface Packed {
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

const MOST_BYTES = 2_000_000;
const MAY_HOLD =
  /^(dist\/(src|rules|reports|schema)\/.+\.(js|d\.ts|json)|dist\/package\.json|docs\/rules\/.+\.md|schema\/.+\.json|[A-Z]+(\.md)?|package\.json)$/;
const MUST_HOLD = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'dist/src/cli/main.js',
  'dist/src/collect/thread.js',
  'dist/src/index.d.ts',
  'docs/rules/README.md',
  'package.json',
  'schema/fleet.schema.json',
];

const said = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Packed[] | Record<string, Packed>;
const [packed] = Object.values(said);
assert.ok(packed !== undefined, 'npm packed something');
const paths = packed.files.map(({ path }) => path);
assert.deepEqual(
  paths.filter((path) => !MAY_HOLD.test(path)),
  [],
  'nothing else is in the package',
);
assert.deepEqual(
  MUST_HOLD.filter((path) => !paths.includes(path)),
  [],
  'nothing is missing',
);
assert.ok(packed.size < MOST_BYTES, `${packed.size} bytes`);
console.log(`contents: ok (${paths.length} files, ${packed.size} bytes packed)`);
