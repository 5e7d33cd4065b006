// What a fleet file asks for buckets that it does not declare, and what the clouds answered.

import type { Unreadable } from './evidence.ts';
import type { FleetEntry } from './target.ts';

/** Tags or labels: name -> value. */
export type Tags = Readonly<Record<string, string>>;

/**
 * One place to look for buckets: an account, a project, a subscription or all that are in reach. `target` stands for the
 * search itself, on the line of the `discover` entry; `access` is how the place is asked, and later what it has.
 */
export interface Search extends FleetEntry {
  /** AWS: the account; Google: the project; Azure: the subscription. Absent: the caller's own, or all in reach. */
  readonly within?: string;
  /** Whether a bucket of that name is wanted. */
  readonly wantsName: (bucket: string) => boolean;
  /** Azure: whether containers of an account of that name are. */
  readonly wantsAccount: (account: string) => boolean;
  /** Absent: whatever the tags (Google: labels; Azure: tags of the account) are, so that nobody asks for them. */
  readonly wantsTags?: (tags: Tags) => boolean;
}

/** A bucket that a listing named, and that is wanted. Names are as the cloud gave them. */
export interface Found {
  readonly name: string;
  /** Azure: the storage account. */
  readonly account?: string;
  /** Azure: its resource id. */
  readonly accountResourceId?: string;
}

/** What one search gave. Plain JSON. */
export interface Listing {
  /** Of {@link Search}: its target's id. */
  readonly searchId: string;
  readonly buckets: readonly Found[];
  /** Calls that failed: buckets may be missing. */
  readonly failures: readonly Unreadable[];
}
