// `byob upload`: a SARIF file to GitHub code scanning.

import { Command, Option } from '@commander-js/extra-typings';
import { GitHubError, uploadSarif } from '../../deliver/github.ts';
import type { Upload } from '../../deliver/github.ts';
import { PartialScanError, uploadable } from '../../deliver/uploadable.ts';
import type { Uploadable } from '../../deliver/uploadable.ts';
import { writeStdout } from '../../deliver/stdout.ts';
import { Secret } from '../../model/secret.ts';
import { readInput } from '../input.ts';
import { EXIT, UsageError } from '../io.ts';
import type { Io } from '../io.ts';
import { TOOL } from '../tool.ts';

const HELP = `
The token is read from GITHUB_TOKEN and needs \`security-events: write\`.

Example:
  byob audit --format sarif:byob.sarif --baseline last.json && byob upload byob.sarif

Exit codes: 3 where the scan was partial (GitHub would close alerts that may still be true) or GitHub
refused the file, 2 wrong use.`;

interface Place {
  readonly repository?: string | undefined;
  readonly commit?: string | undefined;
  readonly ref?: string | undefined;
  readonly apiUrl?: string | undefined;
}

export function uploadCommand(io: Io, exit: (code: number) => void): Command {
  return new Command('upload')
    .description('send a SARIF file to GitHub code scanning and wait until it is processed')
    .argument('<sarif>', 'a file written by `byob audit --format sarif:FILE`')
    .addOption(new Option('--repository <owner/name>', 'default: GITHUB_REPOSITORY'))
    .addOption(new Option('--commit <sha>', 'the commit whose fleet file was audited; default: GITHUB_SHA'))
    .addOption(new Option('--ref <ref>', 'refs/heads/... or refs/pull/N/merge; default: GITHUB_REF'))
    .addOption(new Option('--api-url <url>', 'default: GITHUB_API_URL, else https://api.github.com'))
    .addHelpText('after', HELP)
    .action(async (file, options) => {
      const place = placeOf(options, io.env);
      const found = await readInput(file, readUploadable);
      if (found instanceof PartialScanError) {
        io.stderr.write(
          `byob: ${file} is not uploaded: ${found.message}\nRun again with --baseline and the json report of the last complete run.\n`,
        );
        return exit(EXIT.open);
      }
      exit(await send({ ...place, sarif: found.text }, found, io));
    }) as unknown as Command;
}

/** A partial scan is no wrong use: it has an exit code of its own. */
function readUploadable(text: string): Uploadable | PartialScanError {
  try {
    return uploadable(text, TOOL.name);
  } catch (error) {
    if (error instanceof PartialScanError) return error;
    throw error;
  }
}

async function send(upload: Upload, { results, waived }: Uploadable, io: Io): Promise<number> {
  try {
    const analysis = await uploadSarif(upload, { signal: io.signal });
    const left = waived === 0 ? '' : `, ${waived} waived left out`;
    io.stderr.write(`byob: uploaded to ${upload.repository}, ${upload.ref}: ${results} results${left}\n`);
    await writeStdout([`${analysis}\n`], io.stdout);
    return EXIT.ok;
  } catch (error) {
    if (io.signal.aborted) return EXIT.interrupted;
    if (!(error instanceof GitHubError)) throw error;
    io.stderr.write(`byob: ${error.message}\n`);
    return EXIT.open;
  }
}

function placeOf(given: Place, env: Io['env']): Omit<Upload, 'sarif'> {
  const repository = given.repository ?? env['GITHUB_REPOSITORY'];
  const commit = given.commit ?? env['GITHUB_SHA'];
  const ref = given.ref ?? env['GITHUB_REF'];
  const apiUrl = given.apiUrl ?? (env['GITHUB_API_URL'] || 'https://api.github.com');
  const token = env['GITHUB_TOKEN'];
  if (repository === undefined || !/^[\w.-]+\/[\w.-]+$/.test(repository)) {
    throw new UsageError('--repository (or GITHUB_REPOSITORY) must be owner/name');
  }
  if (commit === undefined || !/^[0-9a-f]{40}$/.test(commit)) {
    throw new UsageError('--commit (or GITHUB_SHA) must be the 40 hex digits of a commit');
  }
  if (ref === undefined || !ref.startsWith('refs/')) {
    throw new UsageError('--ref (or GITHUB_REF) must be a full ref, like refs/heads/main');
  }
  if (!isSafe(apiUrl)) {
    throw new UsageError('--api-url (or GITHUB_API_URL) must be https: the token goes there');
  }
  if (token === undefined || token === '') {
    throw new UsageError('GITHUB_TOKEN is not set: a token with `security-events: write`');
  }
  return { repository, commit, ref, apiUrl, token: new Secret(token) };
}

/** Plain http only where it does not leave the machine. */
function isSafe(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return (
    protocol === 'https:' || (protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname))
  );
}
