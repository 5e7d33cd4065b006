// The scanners that are run side by side: how each is started, and what it says it judged.

import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a scan says of itself: verdicts given, and those (or errors) that say that something could not be read. */
export interface Judged {
  readonly verdicts: number;
  readonly unread: number;
}

export interface Tool {
  readonly name: string;
  readonly version: string;
  /** What is in flight by the tool's own default. */
  readonly inFlight: string;
  /** What the tool did in these runs, and did not. */
  readonly does: string;
  /** The command; `folder` is empty and the tool's own, `buckets` are `bench-0` and so on. */
  readonly command: (folder: string, buckets: number) => readonly [string, ...string[]];
  /** Exit codes of a whole scan. */
  readonly codes: readonly number[];
  readonly judged: (folder: string, buckets: number) => Judged;
}

/** Output of the tool, in its folder. */
export const LOG = 'log.txt';

const bench = dirname(fileURLToPath(import.meta.url));
const cache = join(bench, '../.cache/peers');

function json<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}

function pythonPackage(venv: string, name: string): string {
  const lib = join(cache, venv, 'lib');
  const found = readdirSync(lib)
    .flatMap((python) => readdirSync(join(lib, python, 'site-packages')))
    .find((entry) => entry.startsWith(`${name}-`) && entry.endsWith('.dist-info'));
  return found?.slice(name.length + 1, -'.dist-info'.length) ?? 'unknown';
}

function python(venv: string, script: string, ...args: string[]): readonly [string, ...string[]] {
  const bin = join(cache, venv, 'bin');
  return [join(bin, 'python'), join(bench, 'peers-launch.py'), join(bin, script), ...args];
}

function ours(): Tool {
  return {
    name: 'byob-audit',
    version: json<{ version: string }>(join(bench, '../package.json')).version,
    inFlight: '128 calls',
    does: 'The built command over a fleet file of the buckets, all rules, one JSON report. It reads what W&B needs: CORS, ownership, lifecycle and so on; no tags, website, replication or notifications.',
    command: (folder, buckets) => {
      const names = Array.from({ length: buckets }, (_, i) => `  - address: s3://bench-${i}\n`);
      const fleet = `deployment: { type: dedicated, origin: 'https://acme.wandb.io' }\nbuckets:\n${names.join('')}`;
      writeFileSync(join(folder, 'byob.yaml'), fleet);
      const main = join(bench, '../dist/src/cli/main.js');
      return [process.execPath, main, 'audit', '--quiet', '--format', 'json:report.json'];
    },
    codes: [0, 1],
    judged: (folder) => {
      const { results } = json<{ results: { kind: string }[] }>(join(folder, 'report.json'));
      return { verdicts: results.length, unread: results.filter(({ kind }) => kind === 'open').length };
    },
  };
}

function cloudsploit(): Tool {
  const folder = join(cache, 'cloudsploit');
  const sdk = json<{ version: string }>(join(folder, 'node_modules/aws-sdk/package.json')).version;
  const revision = readFileSync(join(folder, 'revision'), 'utf8').trim();
  return {
    name: 'CloudSploit',
    version: `${revision}, aws-sdk ${sdk}`,
    inFlight: '10 buckets, one API after another',
    does: "Its engine and all 24 plugins of its category S3, one JSON report. Its command has no filter by service, so that a driver of ours leaves only these plugins; the SDK's own agent instead of the tool's, which refuses plain HTTP. Some plugins ask CloudTrail, KMS and AppConfig in each region.",
    command: (out) => [
      process.execPath,
      join(bench, 'peers-cloudsploit.cjs'),
      folder,
      join(out, 'report.json'),
    ],
    codes: [0],
    judged: (out) => {
      const results = json<{ status: string }[]>(join(out, 'report.json'));
      return {
        verdicts: results.length,
        unread: results.filter(({ status }) => status === 'UNKNOWN').length,
      };
    },
  };
}

function prowler(): Tool {
  return {
    name: 'Prowler',
    version: pythonPackage('prowler', 'prowler'),
    inFlight: '10 threads an API, bucket locations one by one',
    does: 'Its command with `--service s3`, one region, all 22 checks (object-level sampling is off by its default), OCSF JSON. It writes compliance tables as well and cannot be told not to.',
    command: (folder) =>
      python(
        'prowler',
        'prowler',
        ...'aws --service s3 --region eu-west-1 --output-formats json-ocsf --output-filename report'.split(
          ' ',
        ),
        ...'--no-banner --no-color --ignore-exit-code-3 --log-level ERROR --output-directory'.split(' '),
        folder,
      ),
    codes: [0],
    judged: (folder) => ({
      verdicts: json<unknown[]>(join(folder, 'report.ocsf.json')).length,
      unread: readFileSync(join(folder, LOG), 'utf8').split(' ERROR: ').length - 1,
    }),
  };
}

function custodian(): Tool {
  const policies = join(bench, 'peers-custodian.yml');
  return {
    name: 'Cloud Custodian',
    version: pythonPackage('c7n', 'c7n'),
    inFlight: '10 buckets, some filters 2',
    does: 'Its command over eight policies of ours (bench/peers-custodian.yml), for it brings none; its cache of resources on, as by default, and empty. It writes the buckets that match, not those that do not: its verdicts are buckets x policies.',
    command: (folder) =>
      python('c7n', 'custodian', 'run', '--region', 'eu-west-1', '--output-dir', folder, policies),
    codes: [0],
    judged: (folder, buckets) => {
      const log = readFileSync(join(folder, LOG), 'utf8');
      const ended = log.match(/custodian\.policy:INFO policy:/g)?.length ?? 0;
      return { verdicts: ended * buckets, unread: log.match(/:(?:ERROR|WARNING)/g)?.length ?? 0 };
    },
  };
}

/** The tools that are installed, ours first, and the names of those that are not. */
export function installedTools(): { readonly tools: readonly Tool[]; readonly missing: readonly string[] } {
  const peers = [
    { name: 'CloudSploit', at: 'cloudsploit/node_modules/aws-sdk/package.json', tool: cloudsploit },
    { name: 'Prowler', at: 'prowler/bin/prowler', tool: prowler },
    { name: 'Cloud Custodian', at: 'c7n/bin/custodian', tool: custodian },
  ];
  const has = peers.filter(({ at }) => existsSync(join(cache, at)));
  return {
    tools: [ours(), ...has.map(({ tool }) => tool())],
    missing: peers.filter((peer) => !has.includes(peer)).map(({ name }) => name),
  };
}
