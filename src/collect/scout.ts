// A bucket that refuses whatever it is asked: one of its calls asks on, the others wait for what that one brings back.

/** What the calls of one bucket share. A call that belongs to no bucket has one of its own. */
export interface Bucket {
  /** Waits for the bucket's scout, where there is one; rejects as it did where it was given up. */
  readonly scouted: () => Promise<void>;
  /** The bucket has something to say: its calls are asked again, all at once. */
  readonly answered: () => void;
  /** Too many calls, it says. True where that tells of the endpoint; what comes after many refusals in a row is the bucket's own. */
  readonly refused: () => boolean;
  /** Makes the call that was refused the scout; undefined where there is one, and where the bucket is not as stubborn as that. */
  readonly scout: () => Scout | undefined;
}

/** The call that asks on. */
export interface Scout {
  readonly cameBack: () => void;
  readonly gaveUp: (why: unknown) => void;
}

/** So many refusals in a row, whatever was asked. */
const STUBBORN = 4;

export function createBucket(): Bucket {
  let refusals = 0;
  let out: Promise<void> | undefined;
  return {
    async scouted() {
      // Whoever comes back first may have become the next one.
      for (let scout = out; scout !== undefined; scout = out) await scout;
    },
    answered() {
      refusals = 0;
    },
    refused: () => ++refusals <= STUBBORN,
    scout() {
      if (out !== undefined || refusals < STUBBORN) return undefined;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      // It may be rejected while nobody waits for it.
      promise.catch(() => undefined);
      out = promise;
      return {
        cameBack() {
          out = undefined;
          resolve();
        },
        gaveUp(why) {
          out = undefined;
          refusals = 0;
          reject(why);
        },
      };
    },
  };
}
