// What a function is told by its environment.

/** The environment lacks something; names the variable, never its value. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

export type Env = Readonly<Record<string, string | undefined>>;

export interface Settings {
  /** `s3://bucket/key` each, or a file packaged with the function. */
  readonly fleets: readonly string[];
  readonly reportBucket: string;
  /** Where code scanning alerts go; absent: nowhere. */
  readonly codeScanning?: {
    /** `owner/name` */
    readonly repository: string;
    /** A full ref, whose head the alerts are about. */
    readonly ref: string;
    readonly apiUrl: string;
  };
}

/**
 * Reads `BYOB_FLEET` (one or more, blanks between), `BYOB_REPORT_BUCKET`, and for code scanning `BYOB_GITHUB_REPOSITORY`
 * with `BYOB_GITHUB_REF` (default `refs/heads/main`) and `GITHUB_API_URL`. Throws {@link SettingsError}.
 */
export function settingsOf(env: Env): Settings {
  const fleets = (env['BYOB_FLEET'] ?? '').split(/\s+/).filter((uri) => uri !== '');
  const reportBucket = env['BYOB_REPORT_BUCKET'] ?? '';
  if (fleets.length === 0) throw new SettingsError('BYOB_FLEET is not set: s3://bucket/byob.yaml');
  if (reportBucket === '') throw new SettingsError('BYOB_REPORT_BUCKET is not set');
  const repository = env['BYOB_GITHUB_REPOSITORY'] ?? '';
  if (repository === '') return { fleets, reportBucket };
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) {
    throw new SettingsError('BYOB_GITHUB_REPOSITORY must be owner/name');
  }
  const ref = env['BYOB_GITHUB_REF'] || 'refs/heads/main';
  if (!ref.startsWith('refs/heads/')) {
    throw new SettingsError('BYOB_GITHUB_REF must be a branch, like refs/heads/main');
  }
  const apiUrl = env['GITHUB_API_URL'] || 'https://api.github.com';
  return { fleets, reportBucket, codeScanning: { repository, ref, apiUrl } };
}
