// The identity of an unattended run: the time it was scheduled for, so that a retry is the same run.

/** `20261125T021500Z`: sorts by time, and is safe in file names, object keys and URLs. */
export function runIdOf(scheduledFor: Date): string {
  return scheduledFor
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replace(/[-:]/g, '');
}
