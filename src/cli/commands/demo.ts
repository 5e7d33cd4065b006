// `byob demo`: a fleet of good and broken buckets in a sandbox on loopback, audited as `byob audit` would.

import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { audit } from '../../audit/audit.ts';
import { readFleet } from '../../fleet/fleet.ts';
import { DEMO_FLEET, DEMO_WORLD } from '../../sandbox/demo-fleet.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { EXIT, UsageError } from '../io.ts';
import type { Io } from '../io.ts';
import { assertOutputsWritable, parseOutputs, writeOutputs } from '../outputs.ts';
import * as option from '../run-options.ts';
import { TOOL } from '../tool.ts';
import { RULES } from '../../../rules/index.ts';

export function demoCommand(io: Io, exit: (code: number) => void): Command {
  return new Command('demo')
    .description('audit a made-up fleet on loopback and write its reports; no cloud, no credentials')
    .option('-o, --output <folder>', 'where the reports go', 'byob-report')
    .addOption(option.verboseOption)
    .action(async (options) => {
      const at = (file: string): string => join(options.output, file);
      const fleetFile = at('byob.yaml');
      await mkdir(options.output, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
        throw new UsageError(`cannot make ${options.output}: ${error.code}`);
      });
      // Beside the reports, whose findings point at its lines.
      await writeFile(fleetFile, DEMO_FLEET);
      const outputs = parseOutputs([
        'text',
        `html:${at('report.html')}`,
        `sarif:${at('byob.sarif')}`,
        `json:${at('report.json')}`,
      ]);
      await assertOutputsWritable(outputs);
      const sandbox = await startSandbox(DEMO_WORLD);
      try {
        // Only what the sandbox gives: the demo must not find its way to a real cloud.
        const env = { ...sandbox.env, DEMO_ENDPOINT: sandbox.url };
        const { entries } = readFleet(DEMO_FLEET, fleetFile, env);
        const report = await audit(entries, {
          rules: RULES,
          env,
          now: io.now,
          signal: io.signal,
          timeoutMs: 3000,
          tool: TOOL,
          runId: randomUUID(),
        });
        await writeOutputs(report, outputs, { minSeverity: 'low', verbose: options.verbose === true }, io);
      } finally {
        await sandbox.close();
      }
      io.stderr.write(
        `\nThis fleet was made up. Its reports: ${['report.html', 'byob.sarif', 'report.json'].map(at).join(', ')}\n`,
      );
      exit(io.signal.aborted ? EXIT.interrupted : EXIT.ok);
    }) as unknown as Command;
}
