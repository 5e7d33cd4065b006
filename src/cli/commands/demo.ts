// `byob demo`: a fleet of good and broken buckets of all providers in a sandbox on loopback, audited by `byob audit`.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from '@commander-js/extra-typings';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { EXIT, UsageError, wantsColor } from '../io.ts';
import type { Io } from '../io.ts';
import * as option from '../run-options.ts';

export function demoCommand(io: Io, exit: (code: number) => void): Command {
  return new Command('demo')
    .description('audit a made-up fleet on loopback and write its reports; no cloud, no credentials')
    .option('-o, --output <folder>', 'where the reports go', 'byob-report')
    .addOption(option.verboseOption)
    .action(async ({ output, verbose }) => {
      const at = (file: string): string => join(output, file);
      // Loaded here: no other command needs the sandbox.
      const [{ DEMO_FLEET, DEMO_WORLD }, { startSandbox }] = await Promise.all([
        import('../../sandbox/demo-fleet.ts'),
        import('../../sandbox/sandbox.ts'),
      ]);
      await mkdir(output, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
        throw new UsageError(`cannot make ${output}: ${error.code}`);
      });
      // Beside the reports, whose findings point at its lines.
      await writeFile(at('byob.yaml'), DEMO_FLEET).catch((error: NodeJS.ErrnoException) => {
        throw new UsageError(`cannot write ${at('byob.yaml')}: ${error.code}`);
      });
      const sandbox = await startSandbox(DEMO_WORLD);
      try {
        const formats = [
          'text',
          `html:${at('report.html')}`,
          `sarif:${at('byob.sarif')}`,
          `json:${at('report.json')}`,
        ];
        const code = await auditIn(sandbox, io, [
          '--fleet',
          at('byob.yaml'),
          '--timeout',
          '5',
          '--quiet',
          ...formats.flatMap((format) => ['--format', format]),
          ...(verbose === true ? ['--verbose'] : []),
        ]);
        // Findings and what could not be read are what a demo is for.
        if (code !== EXIT.findings && code !== EXIT.open && code !== EXIT.ok) return exit(code);
        io.stderr.write(
          `\nThis fleet was made up. Its reports: ${['report.html', 'byob.sarif', 'report.json'].map(at).join(', ')}\n`,
        );
        exit(EXIT.ok);
      } finally {
        await sandbox.close();
      }
    }) as unknown as Command;
}

const MAIN = fileURLToPath(import.meta.url.replace(/commands\/demo(\.[jt]s)$/, 'main$1'));

/**
 * `byob audit` in a process of its own: a certificate authority is read when a process starts, and Azure's SDKs send tokens
 * over https only. The process is given what the sandbox gives and nothing else: it must not find its way to a real cloud.
 */
async function auditIn(sandbox: Sandbox, io: Io, args: readonly string[]): Promise<number> {
  const ofTerminal = ['TERM', 'NO_COLOR', 'SystemRoot'].flatMap((name) => {
    const value = io.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  const child = spawn(process.execPath, [MAIN, 'audit', ...args], {
    env: {
      ...Object.fromEntries(ofTerminal),
      ...(wantsColor(io.stdout, io.env) && { FORCE_COLOR: '1' }),
      ...sandbox.env,
      DEMO_ENDPOINT: sandbox.url,
    },
    // The terminal itself where there is one, for its width.
    stdio: ['ignore', 'fd' in io.stdout ? io.stdout : 'pipe', 'fd' in io.stderr ? io.stderr : 'pipe'],
  });
  const stop = (): void => void child.kill('SIGINT');
  io.signal.addEventListener('abort', stop, { once: true });
  child.stdout?.pipe(io.stdout, { end: false });
  child.stderr?.pipe(io.stderr, { end: false });
  const [code] = (await once(child, 'close')) as [number | null];
  io.signal.removeEventListener('abort', stop);
  return io.signal.aborted ? EXIT.interrupted : (code ?? EXIT.bug);
}
