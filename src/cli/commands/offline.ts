// The commands that need no cloud: `evaluate` an evidence file, `render` a report file.

import { randomUUID } from 'node:crypto';
import { Command } from '@commander-js/extra-typings';
import { evaluate } from '../../audit/audit.ts';
import { readEvidence, readReport } from '../../deliver/read.ts';
import { readInput } from '../input.ts';
import { EXIT } from '../io.ts';
import type { Io } from '../io.ts';
import { assertOutputsWritable, parseOutputs, writeOutputs } from '../outputs.ts';
import { historyIn, prepareReview, withHistory } from '../review.ts';
import * as option from '../run-options.ts';
import { selectRules } from '../select.ts';
import { TOOL } from '../tool.ts';
import { RULES } from '../../../rules/index.ts';
import { verdictOf } from './scan.ts';

export function evaluateCommand(io: Io, exit: (code: number) => void): Command {
  return new Command('evaluate')
    .description('hold an evidence file against the rules, without a cloud')
    .argument('<evidence>', 'a file written by `byob collect`')
    .addOption(option.formatOption)
    .addOption(option.categoryOption)
    .addOption(option.failOnOption)
    .addOption(option.baselineOption)
    .addOption(option.historyOption)
    .addOption(option.minSeverityOption)
    .addOption(option.ruleOption)
    .addOption(option.verboseOption)
    .addHelpText('after', '\nExample:\n  byob evaluate evidence.json --format html:byob.html')
    .action(async (file, options) => {
      const outputs = parseOutputs(options.format);
      const rules = selectRules(options.rule);
      const evidence = await readInput(file, readEvidence);
      await assertOutputsWritable(outputs, options.history);
      const ids = evidence.buckets.flatMap(({ targets }) => targets.map(({ id }) => id));
      const review = await prepareReview(options, ids);
      const judged = evaluate(evidence, {
        ...review,
        rules,
        narrowed: rules.length < RULES.length,
        now: io.now,
        runId: randomUUID(),
        tool: TOOL,
      });
      const report = await withHistory(judged, historyIn(options.history), io);
      const { minSeverity, category } = options;
      const choice = { minSeverity, category, verbose: options.verbose === true };
      await writeOutputs(report, outputs, choice, io);
      exit(verdictOf(report, options.failOn, io));
    }) as unknown as Command;
}

export function renderCommand(io: Io, exit: (code: number) => void): Command {
  return new Command('render')
    .description('write a report file in another format')
    .argument('<report>', 'a file written by `byob audit --format json:FILE`')
    .addOption(option.formatOption)
    .addOption(option.categoryOption)
    .addOption(option.minSeverityOption)
    .addOption(option.verboseOption)
    .addHelpText(
      'after',
      '\nExample:\n  byob render report.json --format html:report.html --format sarif:byob.sarif',
    )
    .action(async (file, options) => {
      const outputs = parseOutputs(options.format);
      const report = await readInput(file, readReport);
      await assertOutputsWritable(outputs);
      const { minSeverity, category } = options;
      const choice = { minSeverity, category, verbose: options.verbose === true };
      await writeOutputs(report, outputs, choice, io);
      exit(EXIT.ok);
    }) as unknown as Command;
}
