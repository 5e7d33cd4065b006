// `byob diff`: what changed between two runs.

import { Command, Option } from '@commander-js/extra-typings';
import { writeAtomically } from '../../deliver/file.ts';
import { readEvidence, readReport } from '../../deliver/read.ts';
import { writeStdout } from '../../deliver/stdout.ts';
import { baselineProblem } from '../../evaluate/baseline.ts';
import { differenceOfEvidence, differenceOfReports } from '../../evaluate/difference.ts';
import type { Difference } from '../../model/difference.ts';
import type { Evidence } from '../../model/evidence.ts';
import { isJsonObject } from '../../model/json.ts';
import type { Report } from '../../model/report.ts';
import { differenceMarkdown } from '../../../reports/difference/markdown.ts';
import { differenceText } from '../../../reports/difference/text.ts';
import { readInput } from '../input.ts';
import { EXIT, UsageError, wantsColor } from '../io.ts';
import type { Io } from '../io.ts';
import { assertFileWritable, writeOrExplain } from '../outputs.ts';

const HELP = `
Examples:
  byob diff last.json report.json                          what is new, fixed, no longer readable
  byob diff last.json report.json --format markdown -o comment.md
  byob diff monday.evidence.json tuesday.evidence.json     which CORS rule, which statement

Exit code: 0, whatever changed; \`byob audit --baseline FILE --fail-on new:high\` fails for what is new.`;

interface EvidenceFiles {
  readonly oldEvidence?: string | undefined;
  readonly newEvidence?: string | undefined;
}

export function diffCommand(io: Io, exit: (code: number) => void): Command {
  return new Command('diff')
    .description('tell what changed between two reports, or two evidence files')
    .argument('<old>', 'a json report, or a file of `byob collect`')
    .argument('<new>', 'a later one of the same fleet')
    .addOption(
      new Option('--format <name>', 'how it is written')
        .choices(['text', 'markdown', 'json'])
        .default('text'),
    )
    .option('-o, --output <file>', 'where it is written (default: stdout)')
    .option('--old-evidence <file>', 'the evidence of the old report, for all changes of configuration')
    .option('--new-evidence <file>', 'the evidence of the new report')
    .addHelpText('after', HELP)
    .action(async (old, now, { format, output, ...evidence }) => {
      const difference = await read(old, now, evidence);
      if (output !== undefined) await assertFileWritable(output);
      const chunks = render(difference, format, io, output !== undefined);
      if (output === undefined) await writeStdout(chunks, io.stdout);
      else await writeOrExplain(output, () => writeAtomically(output, chunks));
      exit(EXIT.ok);
    }) as unknown as Command;
}

function render(difference: Difference, format: string, io: Io, isFile: boolean): Iterable<string> {
  if (format === 'json') return [`${JSON.stringify(difference, null, 2)}\n`];
  if (format === 'markdown') return differenceMarkdown(difference);
  const width = isFile ? 80 : (io.stdout.columns ?? 80);
  return differenceText(difference, {
    color: !isFile && wantsColor(io.stdout, io.env),
    width: Math.min(200, Math.max(60, width)),
  });
}

async function read(old: string, now: string, files: EvidenceFiles): Promise<Difference> {
  const [before, after] = [await readInput(old, readEither), await readInput(now, readEither)];
  const evidence = await readEvidenceFiles(files);
  if ('buckets' in before && 'buckets' in after) {
    assertSameFleet(old, idsOf(before), idsOf(after));
    return differenceOfEvidence(before, after);
  }
  if ('buckets' in before || 'buckets' in after) {
    throw new UsageError(`${old} and ${now}: give two reports, or two evidence files`);
  }
  const problem = baselineProblem(
    before,
    after.targets.map(({ id }) => id),
  );
  if (problem !== undefined) throw new UsageError(`${old}: ${problem}`);
  return differenceOfReports(before, after, evidence);
}

/** Which of the two it is stands in the file: only one has `buckets`. */
function readEither(text: string): Report | Evidence {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Told by the reader, in its words.
  }
  return isJsonObject(value) && 'buckets' in value ? readEvidence(text) : readReport(text);
}

async function readEvidenceFiles({
  oldEvidence,
  newEvidence,
}: EvidenceFiles): Promise<{ before: Evidence; after: Evidence } | undefined> {
  if (oldEvidence === undefined && newEvidence === undefined) return undefined;
  if (oldEvidence === undefined || newEvidence === undefined) {
    throw new UsageError('--old-evidence and --new-evidence go together');
  }
  return {
    before: await readInput(oldEvidence, readEvidence),
    after: await readInput(newEvidence, readEvidence),
  };
}

function idsOf({ buckets }: Evidence): string[] {
  return buckets.map(({ id }) => id);
}

function assertSameFleet(file: string, before: readonly string[], after: readonly string[]): void {
  const now = new Set(after);
  if (before.length > 0 && after.length > 0 && !before.some((id) => now.has(id))) {
    throw new UsageError(`${file}: it is of another fleet: no bucket is in both`);
  }
}
