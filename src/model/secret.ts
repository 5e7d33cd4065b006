// A value that must never be printed: keys out of storage addresses and the environment.

import { inspect } from 'node:util';

/** Holds a secret so that every way to print it gives `[redacted]`; only {@link Secret.reveal} gives the value. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself, for handing to an SDK and nothing else. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '[redacted]';
  }

  toJSON(): string {
    return '[redacted]';
  }

  [inspect.custom](): string {
    return '[redacted]';
  }
}
