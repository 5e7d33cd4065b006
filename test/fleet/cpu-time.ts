// CPU time of a piece of work: what tests of speed measure, for the clock on the wall also counts the neighbours.

/** Milliseconds of CPU that `work` takes in this process. */
export function cpuTime(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
