// The GitHub action: an audit, its annotations and job summary, the upload to code scanning, and the outputs.

import { existsSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';
import { readReport } from '../../deliver/read.ts';
import { isJsonObject } from '../../model/json.ts';
import { newFindings } from '../../model/report.ts';
import type { Report } from '../../model/report.ts';
import { SEVERITIES } from '../../model/severity.ts';
import { render } from '../../render.ts';
import { runCli } from '../cli.ts';
import { EXIT, UsageError } from '../io.ts';
import type { Io } from '../io.ts';
import { withoutSecrets } from '../without-secrets.ts';
import { readInputs } from './inputs.ts';
import type { Inputs } from './inputs.ts';

interface Files {
  readonly json: string;
  readonly html: string;
  readonly sarif: string;
}

/**
 * Runs the action in the working folder; gives the exit code of the audit, or of the upload where that was asked for
 * `always` and failed. Never throws.
 */
export async function runAction(io: Io): Promise<number> {
  try {
    const inputs = readInputs(io.env);
    return await runWith(await withoutMissingBaseline(inputs, io), io);
  } catch (error) {
    const isUsage = error instanceof UsageError;
    annotate('error', withoutSecrets(error instanceof Error ? error.message : String(error), io.env), io);
    return isUsage ? EXIT.usage : EXIT.bug;
  }
}

async function runWith(inputs: Inputs, io: Io): Promise<number> {
  const { output } = inputs;
  const files: Files = {
    json: `${output}/report.json`,
    html: `${output}/report.html`,
    sarif: `${output}/byob.sarif`,
  };
  const audited = await runCli(auditArguments(inputs, files), io);
  const wasReported = audited !== EXIT.usage && audited !== EXIT.bug;
  if (!wasReported) {
    annotate('error', `byob audit ended with exit code ${audited}: the log says why`, io);
    await giveOutputs({ 'exit-code': String(audited), complete: 'false', uploaded: 'false' }, io);
    return audited;
  }
  const report = readReport(await readFile(files.json, 'utf8'));
  if (inputs.annotations) await runCli(annotationArguments(inputs, files), io);
  if (inputs.summary) await summarise(report, inputs, io);
  const { uploaded, code } = await upload(inputs, files, io);
  const exitCode = audited === EXIT.ok ? code : audited;
  await giveOutputs(
    { ...outputsOf(report, files), uploaded: String(uploaded), 'exit-code': String(exitCode) },
    io,
  );
  return exitCode;
}

function auditArguments(inputs: Inputs, files: Files): string[] {
  const { fleet, failOn, minSeverity, formats, category, baseline, history } = inputs;
  const reports = ['text', `json:${files.json}`, `html:${files.html}`, `sarif:${files.sarif}`, ...formats];
  return [
    'audit',
    '--fleet',
    fleet,
    '--fail-on',
    failOn,
    '--min-severity',
    minSeverity,
    ...reports.flatMap((format) => ['--format', format]),
    ...(category === undefined ? [] : ['--category', category]),
    ...(baseline === undefined ? [] : ['--baseline', baseline]),
    ...(history === undefined ? [] : ['--history', history]),
  ];
}

function annotationArguments({ minSeverity }: Inputs, { json }: Files): string[] {
  return ['render', json, '--format', 'github', '--min-severity', minSeverity];
}

/** The first run has no baseline yet: then everything is new. */
async function withoutMissingBaseline(inputs: Inputs, io: Io): Promise<Inputs> {
  if (inputs.baseline === undefined || existsSync(inputs.baseline)) return inputs;
  annotate('notice', `no baseline at ${inputs.baseline} yet: every finding counts as new`, io);
  const { baseline: _, ...rest } = inputs;
  return { ...rest, failOn: rest.failOn.replace(/^new:/, '') };
}

async function summarise(report: Report, { minSeverity }: Inputs, io: Io): Promise<void> {
  const file = io.env['GITHUB_STEP_SUMMARY'];
  if (file === undefined || file === '') return;
  const options = { verbose: true, minSeverity: minSeverity as (typeof SEVERITIES)[number] };
  await appendFile(file, render(report, 'markdown', options));
}

/** In `auto`, what keeps the upload from working (a fork, no Advanced Security, a partial scan) is told and no failure. */
async function upload(
  inputs: Inputs,
  { sarif }: Files,
  io: Io,
): Promise<{ readonly uploaded: boolean; readonly code: number }> {
  if (inputs.upload === 'never') return { uploaded: false, code: EXIT.ok };
  if (inputs.upload === 'auto' && (await hasReadOnlyToken(io.env))) {
    annotate('notice', 'not uploaded to code scanning: the token of a fork or of Dependabot only reads', io);
    return { uploaded: false, code: EXIT.ok };
  }
  const code = await runCli(['upload', sarif], io);
  if (code === EXIT.ok) return { uploaded: true, code };
  const level = inputs.upload === 'auto' ? 'warning' : 'error';
  annotate(
    level,
    'not uploaded to code scanning: the log says why (input sarif-upload: auto, always, never)',
    io,
  );
  return { uploaded: false, code: inputs.upload === 'auto' ? EXIT.ok : code };
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflows-in-forked-repositories */
async function hasReadOnlyToken(env: Io['env']): Promise<boolean> {
  if (env['GITHUB_ACTOR'] === 'dependabot[bot]') return true;
  const file = env['GITHUB_EVENT_PATH'];
  if (file === undefined || !existsSync(file)) return false;
  const event: unknown = JSON.parse(await readFile(file, 'utf8'));
  const pull = isJsonObject(event) ? event['pull_request'] : undefined;
  const head = isJsonObject(pull) ? pull['head'] : undefined;
  if (!isJsonObject(head)) return false;
  // The repository of a fork that was deleted is null.
  const from = isJsonObject(head['repo']) ? head['repo']['full_name'] : null;
  return from !== env['GITHUB_REPOSITORY'];
}

function outputsOf({ summary, run, baseline, results }: Report, files: Files): Record<string, string> {
  return {
    'json-file': files.json,
    'html-file': files.html,
    'sarif-file': files.sarif,
    complete: String(run.complete),
    ...Object.fromEntries(SEVERITIES.map((severity) => [severity, String(summary.findings[severity])])),
    open: String(summary.results.open),
    waived: String(summary.waived),
    ...(baseline !== undefined && {
      new: String(newFindings({ results }).length),
      fixed: String(baseline.fixed.length),
    }),
  };
}

async function giveOutputs(outputs: Readonly<Record<string, string>>, { env }: Io): Promise<void> {
  const file = env['GITHUB_OUTPUT'];
  if (file === undefined || file === '') return;
  const lines = Object.entries(outputs).map(([name, value]) => `${name}=${value}\n`);
  await appendFile(file, lines.join(''));
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands */
function annotate(level: 'error' | 'warning' | 'notice', text: string, io: Io): void {
  const escaped = text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  io.stdout.write(`::${level} title=byob-audit::${escaped}\n`);
}
