// `npm run build:lambda`: one folder a Lambda function in dist-lambda/, held to a budget.

import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { Metafile, Plugin } from 'esbuild';

export const FUNCTIONS = ['audit', 'plan', 'scan', 'merge'] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

/** Kilobytes. */
export interface Size {
  /** What is loaded before the first event is answered, whatever the fleet holds: most of a cold start. */
  readonly start: number;
  /** All of the function, gzipped: about its package. */
  readonly package: number;
}

/** What each function may have; docs/nightly.md has the measurements. */
export const BUDGET: Readonly<Record<FunctionName, Size>> = {
  audit: { start: 800, package: 1500 },
  // It lists what `discover` searches, with the SDKs of the clouds.
  plan: { start: 700, package: 1300 },
  scan: { start: 800, package: 1500 },
  merge: { start: 800, package: 1500 },
};

/** CommonJS within ES modules: SDKs call `require` for what Node has built in. */
const REQUIRE = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;

const PASSED = Symbol('resolved by esbuild itself');

/**
 * `import()` of a CommonJS package gives its names, as in Node: with code splitting esbuild leaves it the default alone
 * (google-auth-library, and the proxy agent that it loads).
 */
const commonJsNames: Plugin = {
  name: 'commonjs-names',
  setup(build) {
    build.onResolve({ filter: /^[@a-z]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (kind !== 'dynamic-import' || pluginData === PASSED) return undefined;
      const found = await build.resolve(path, { kind, importer, resolveDir, pluginData: PASSED });
      const isNamed = found.external || found.errors.length > 0 || !isCommonJs(found.path);
      return isNamed ? undefined : { path: found.path, namespace: 'commonjs-names' };
    });
    build.onLoad({ filter: /./, namespace: 'commonjs-names' }, ({ path }) => {
      const whole = createRequire(import.meta.url)(path) as object;
      const names = Object.keys(whole).filter(
        (name) => /^[A-Za-z_$][\w$]*$/.test(name) && name !== 'default',
      );
      const contents = `const whole = require(${JSON.stringify(path)});
        export const { ${names.join(', ')} } = whole;
        export default whole;`;
      return { contents, resolveDir: dirname(path) };
    });
  },
};

/** By what stands in it: some packages have ES modules in `.js` files without saying so. */
function isCommonJs(file: string): boolean {
  return /\.c?js$/.test(file) && !/^(import|export)\b/m.test(readFileSync(file, 'utf8'));
}

/** Bundles a function into `folder/NAME/index.mjs` and the chunks that it loads when a cloud asks for them. */
export async function bundle(name: FunctionName, folder: string): Promise<Size> {
  const outdir = join(folder, name);
  await rm(outdir, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: { index: `src/lambda/${name}.ts` },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.18',
    // The ES modules of SDKs that have both.
    mainFields: ['module', 'main'],
    plugins: [commonJsNames],
    minify: true,
    // Names of classes are part of errors' identity (`error.name`).
    keepNames: true,
    sourcemap: 'external',
    legalComments: 'none',
    banner: { js: REQUIRE },
    metafile: true,
    logLevel: 'warning',
  });
  return sizeOf(metafile, join(outdir, 'index.mjs'));
}

function sizeOf({ outputs }: Metafile, entry: string): Size {
  const code = Object.keys(outputs).filter((file) => file.endsWith('.mjs'));
  const zipped = code.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
  const started = [...staticallyLoaded(outputs, entry)];
  const start = started.reduce((sum, file) => sum + (outputs[file]?.bytes ?? 0), 0);
  return { start: Math.ceil(start / 1000), package: Math.ceil(zipped / 1000) };
}

function staticallyLoaded(outputs: Metafile['outputs'], file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const { path, kind } of outputs[file]?.imports ?? []) {
    if (kind === 'import-statement') staticallyLoaded(outputs, path, seen);
  }
  return seen;
}

if (process.argv[1] !== undefined && import.meta.filename === process.argv[1]) {
  for (const name of FUNCTIONS) {
    const size = await bundle(name, 'dist-lambda');
    const budget = BUDGET[name];
    const isOver = size.start > budget.start || size.package > budget.package;
    if (isOver) process.exitCode = 1;
    process.stdout.write(
      `${name}: ${size.start} kB at start (of ${budget.start}), ${size.package} kB packaged (of ${budget.package})${isOver ? ': over budget' : ''}\n`,
    );
  }
}
