// The commands about the rules themselves: `rules`, `explain`, `permissions`.

import { Command, Option } from '@commander-js/extra-typings';
import { awsPermissions, azurePermissions, gcpPermissions } from '../../collect/permissions.ts';
import { writeStdout } from '../../deliver/stdout.ts';
import { facetsOf } from '../../model/rule.ts';
import { EXIT } from '../io.ts';
import type { Io } from '../io.ts';
import * as option from '../run-options.ts';
import { rulePage } from '../rule-page.ts';
import { findRule, selectRules } from '../select.ts';
import { RULES } from '../../../rules/index.ts';

export function rulesCommand(io: Io, exit: (code: number) => void): Command {
  return new Command('rules')
    .description('list the rules: id, severity, providers, requirement')
    .action(async () => {
      const width = Math.max(...RULES.map(({ id }) => id.length));
      const lines = RULES.map(
        (rule) =>
          `${rule.id.padEnd(width)}  ${rule.severity.padEnd(8)}  ${rule.providers.join(',').padEnd(42)}  ${rule.docs.title}\n`,
      );
      await writeStdout(lines, io.stdout);
      exit(EXIT.ok);
    }) as unknown as Command;
}

export function explainCommand(io: Io, exit: (code: number) => void): Command {
  return new Command('explain')
    .description('tell what a rule wants, why, how to verify it and how to fix it')
    .argument('<rule>', 'a rule id, as reports show it')
    .addHelpText('after', '\nExample:\n  byob explain cors-etag-exposed')
    .action(async (id) => {
      // Reports of GitHub show `https-only/low` where a message has a severity of its own.
      await writeStdout([rulePage(findRule(id.replace(/\/(critical|high|medium|low)$/, '')))], io.stdout);
      exit(EXIT.ok);
    }) as unknown as Command;
}

const PERMISSIONS = { aws: awsPermissions, azure: azurePermissions, gcp: gcpPermissions };
const CLOUDS = Object.keys(PERMISSIONS) as (keyof typeof PERMISSIONS)[];

export function permissionsCommand(io: Io, exit: (code: number) => void): Command {
  return new Command('permissions')
    .description('print the least-privilege policy or role that the rules need to read')
    .addOption(option.ruleOption)
    .addOption(
      new Option(
        '--format <cloud>',
        'aws: an IAM policy; azure: a custom role for az role definition create; gcp: a custom role for gcloud iam roles create --file',
      )
        .choices(CLOUDS)
        .default('aws' as const),
    )
    .option('--discover', 'with what `discover` of a fleet file needs to list buckets')
    .addHelpText(
      'after',
      '\nExamples:\n  byob permissions > byob-reader.json\n  byob permissions --format azure > byob-reader.json\n  byob permissions --format gcp > byob-reader.json',
    )
    .action(async (options) => {
      const policy = PERMISSIONS[options.format](
        facetsOf(selectRules(options.rule)),
        options.discover === true,
      );
      await writeStdout([`${JSON.stringify(policy, null, 2)}\n`], io.stdout);
      exit(EXIT.ok);
    }) as unknown as Command;
}
