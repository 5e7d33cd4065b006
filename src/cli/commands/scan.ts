// The commands that read buckets: `audit` and `collect`.

import { randomUUID } from 'node:crypto';
import { Command } from '@commander-js/extra-typings';
import { audit, collect } from '../../audit/audit.ts';
import type { AuditOptions } from '../../audit/audit.ts';
import { writeAtomically } from '../../deliver/file.ts';
import { writeStdout } from '../../deliver/stdout.ts';
import { exitCode } from '../../evaluate/report.ts';
import type { FailOn } from '../../evaluate/report.ts';
import type { Fleet } from '../../fleet/fleet.ts';
import type { Report } from '../../model/report.ts';
import type { Rule } from '../../model/rule.ts';
import { assertDeliverable, deliverReport, filesIn, parsePlace, withStore } from '../delivery.ts';
import { EXIT } from '../io.ts';
import type { Io } from '../io.ts';
import {
  assertFileWritable,
  assertOutputsWritable,
  parseOutputs,
  writeOrExplain,
  writeOutputs,
} from '../outputs.ts';
import { progressLine } from '../progress.ts';
import { historyIn, prepareReview, withHistory } from '../review.ts';
import * as option from '../run-options.ts';
import { discovered, loadFleet, selectRules } from '../select.ts';
import { TOOL } from '../tool.ts';
import { RULES } from '../../../rules/index.ts';

const AUDIT_EXAMPLES = `
Examples:
  byob audit --bucket s3://acme-wandb --deployment dedicated --origin https://acme.wandb.io
  byob audit                                            every bucket of ./byob.yaml
  byob audit --format text --format sarif:byob.sarif    a report to read, and one for GitHub
  byob audit --rule cors-etag-exposed --fail-on medium  one question
  byob audit --baseline last.json --fail-on new:high    fail only for what is new
  byob audit --output gs://acme-reports/nightly         the reports into a bucket, too

Exit codes: 1 a finding at or above --fail-on, else 3 something could not be verified, else 0;
2 wrong use or a faulty fleet file, 70 a bug, 130 interrupted.`;

export function auditCommand(io: Io, exit: (code: number) => void): Command {
  return new Command('audit')
    .description('read the buckets, hold them against what W&B needs, report')
    .addOption(option.bucketOption)
    .addOption(option.fleetOption)
    .addOption(option.deploymentOption)
    .addOption(option.originOption)
    .addOption(option.formatOption)
    .addOption(option.deliveryOption)
    .addOption(option.categoryOption)
    .addOption(option.failOnOption)
    .addOption(option.baselineOption)
    .addOption(option.historyOption)
    .addOption(option.minSeverityOption)
    .addOption(option.ruleOption)
    .addOption(option.concurrencyOption)
    .addOption(option.timeoutOption)
    .addOption(option.quietOption)
    .addOption(option.verboseOption)
    .addHelpText('after', AUDIT_EXAMPLES)
    .action(async (options) => {
      const outputs = parseOutputs(options.format);
      const place = options.output === undefined ? undefined : parsePlace(options.output);
      const rules = selectRules(options.rule);
      const declared = await loadFleet(options, io);
      await assertOutputsWritable(outputs, options.history, place === undefined ? [] : filesIn(place));
      if (place !== undefined) await withStore(place, io, (store) => assertDeliverable(store));
      const fleet = await discovered(declared, options, io);
      const review = await prepareReview(options, fleet.declaredIds);
      const progress = progressLine(io, options.quiet === true);
      const audited = await audit(fleet.entries, {
        ...scanOptions(rules, fleet, options, io),
        ...review,
        onProgress: progress.update,
      });
      progress.end();
      const report = await withHistory(audited, historyIn(options.history), io);
      const { minSeverity, category } = options;
      const choice = { minSeverity, category, fleet: options.fleet, verbose: options.verbose === true };
      try {
        if (place !== undefined) {
          await withStore(place, io, (store) => deliverReport(report, store, choice, io));
        }
      } finally {
        // A store that fails takes no other report along.
        await writeOutputs(report, outputs, choice, io);
      }
      exit(verdictOf(report, options.failOn, io));
    }) as unknown as Command;
}

const COLLECT_EXAMPLES = `
Examples:
  byob collect -o evidence.json             where the credentials are
  byob evaluate evidence.json --format text anywhere`;

export function collectCommand(io: Io, exit: (code: number) => void): Command {
  return new Command('collect')
    .description('read the buckets and write what was read, without secrets')
    .option('-o, --output <file>', 'the evidence file (default: stdout)')
    .addOption(option.bucketOption)
    .addOption(option.fleetOption)
    .addOption(option.deploymentOption)
    .addOption(option.originOption)
    .addOption(option.ruleOption)
    .addOption(option.concurrencyOption)
    .addOption(option.timeoutOption)
    .addOption(option.quietOption)
    .addHelpText('after', COLLECT_EXAMPLES)
    .action(async (options) => {
      const rules = selectRules(options.rule);
      const declared = await loadFleet(options, io);
      if (options.output !== undefined) await assertFileWritable(options.output);
      const fleet = await discovered(declared, options, io);
      const progress = progressLine(io, options.quiet === true);
      const evidence = await collect(fleet.entries, {
        ...scanOptions(rules, fleet, options, io),
        onProgress: progress.update,
      });
      progress.end();
      const chunks = [`${JSON.stringify(evidence, null, 2)}\n`];
      const { output } = options;
      if (output === undefined) await writeStdout(chunks, io.stdout);
      else await writeOrExplain(output, () => writeAtomically(output, chunks));
      exit(io.signal.aborted ? EXIT.interrupted : EXIT.ok);
    }) as unknown as Command;
}

function scanOptions(
  rules: readonly Rule[],
  { file, waivers, entries, declaredIds }: Fleet,
  { concurrency, timeout }: { readonly concurrency: number; readonly timeout: number },
  { env, now, signal }: Io,
): AuditOptions {
  return {
    rules,
    waivers,
    narrowed: file === '--bucket' || entries.length < declaredIds.length || rules.length < RULES.length,
    concurrency,
    timeoutMs: timeout * 1000,
    env,
    now,
    signal,
    tool: TOOL,
    runId: randomUUID(),
  };
}

/** The exit code of a report; an interrupted run says so whatever it found. */
export function verdictOf(report: Report, failOn: FailOn, io: Pick<Io, 'signal'>): number {
  return io.signal.aborted ? EXIT.interrupted : exitCode(report, failOn);
}
