// The command line as a function: arguments in, exit code out.

import { Command, CommanderError } from '@commander-js/extra-typings';
import { FleetError } from '../fleet/fleet.ts';
import { auditCommand, collectCommand } from './commands/scan.ts';
import { explainCommand, permissionsCommand, rulesCommand } from './commands/catalogue.ts';
import { demoCommand } from './commands/demo.ts';
import { diffCommand } from './commands/diff.ts';
import { initCommand } from './commands/init.ts';
import { scheduleCommand } from './commands/schedule.ts';
import { evaluateCommand, renderCommand } from './commands/offline.ts';
import { uploadCommand } from './commands/upload.ts';
import { EXIT, UsageError } from './io.ts';
import type { Io } from './io.ts';
import { TOOL } from './tool.ts';
import { withoutSecrets } from './without-secrets.ts';

const COMMANDS = [
  auditCommand,
  collectCommand,
  evaluateCommand,
  renderCommand,
  diffCommand,
  uploadCommand,
  rulesCommand,
  explainCommand,
  permissionsCommand,
  scheduleCommand,
  initCommand,
  demoCommand,
];

const INTRODUCTION = `Audits the buckets you bring to Weights & Biases: do they work, keep run history, let nobody else in?
It only reads; it never changes a bucket.`;

const EXAMPLES = `
Examples:
  byob demo                                      see it work, without a cloud
  byob audit --bucket s3://acme-wandb --deployment dedicated --origin https://acme.wandb.io
  byob init && byob audit                        a fleet of buckets, declared in byob.yaml
  byob explain cors-etag-exposed                 what a finding means`;

/** Runs one command line; never throws. Exit codes as the README lists them. */
export async function runCli(args: readonly string[], io: Io): Promise<number> {
  let code: number = EXIT.ok;
  const program = programOf(io, (given) => {
    code = given;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    return report(error, io, wantsStack(args));
  }
}

export function wantsStack(args: readonly string[]): boolean {
  return args.includes('-v') || args.includes('--verbose');
}

/** The commands, bound to what they may touch. */
export function programOf(io: Io, exit: (code: number) => void): Command {
  const program = new Command('byob')
    .description(INTRODUCTION)
    .version(TOOL.version)
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('(byob --help shows how)');
  for (const make of COMMANDS) program.addCommand(make(io, exit));
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(withoutSecrets(text, io.env)),
      getOutHelpWidth: () => Math.min(100, io.stdout.columns ?? 100),
    });
  }
  return program as unknown as Command;
}

function report(error: unknown, io: Io, verbose: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof UsageError) {
    io.stderr.write(`byob: ${withoutSecrets(error.message, io.env)}\n`);
    return EXIT.usage;
  }
  if (error instanceof FleetError) {
    io.stderr.write(`${error.message}\n`);
    return EXIT.usage;
  }
  io.stderr.write(describeBug(error, verbose, io.env));
  return EXIT.bug;
}

/** What is said of an error that nobody expected, with its stack under `-v`; nothing of it but these texts is shown. */
export function describeBug(error: unknown, verbose: boolean, env: Io['env']): string {
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
  const said = withoutSecrets(verbose ? (stack ?? message) : message, env);
  return `byob: a bug: ${said}\nPlease report it with the output of the same command and -v; keys are never printed.\n`;
}
