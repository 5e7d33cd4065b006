// A bucket that refuses whatever it is asked: one of its calls asks on, the others wait for what that one brings back.

/** The call that asks on. */
export interface Scout {
  readonly cameBack: () => void;
  readonly gaveUp: (why: unknown) => void;
}

/** So many refusals in a row, whatever was asked. */
const STUBBORN = 4;

/** What the calls of one bucket share; a call that belongs to no bucket has one of its own. A run keeps thousands. */
export class Bucket {
  #refusals = 0;
  #scout: Promise<void> | undefined;

  /** Waits for the bucket's scout, where there is one; rejects as it did where it was given up. */
  async scouted(): Promise<void> {
    // Whoever comes back first may have become the next one.
    for (let scout = this.#scout; scout !== undefined; scout = this.#scout) await scout;
  }

  /** The bucket has something to say: its calls are asked again, all at once. */
  answered(): void {
    this.#refusals = 0;
  }

  /** Too many calls, it says. True where that tells of the endpoint; what comes after many refusals in a row is the bucket's own. */
  refused(): boolean {
    return ++this.#refusals <= STUBBORN;
  }

  /** Makes the call that was refused the scout; undefined where there is one, and where the bucket is not as stubborn as that. */
  scout(): Scout | undefined {
    if (this.#scout !== undefined || this.#refusals < STUBBORN) return undefined;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // It may be rejected while nobody waits for it.
    promise.catch(() => undefined);
    this.#scout = promise;
    return {
      cameBack: () => {
        this.#scout = undefined;
        resolve();
      },
      gaveUp: (why) => {
        this.#scout = undefined;
        this.#refusals = 0;
        reject(why);
      },
    };
  }
}
