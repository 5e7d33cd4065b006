// Lists the buckets of an AWS account, page by page, and asks for the tags of those whose name is wanted.

import { GetBucketTaggingCommand, ListBucketsCommand } from '@aws-sdk/client-s3';
import type { Unreadable } from '../../model/evidence.ts';
import type { Found, Search, Tags } from '../../model/search.ts';
import { failureOf } from '../discover.ts';
import type { Listed, Lister } from '../discover.ts';
import { MOST_PAGES } from '../errors.ts';
import type { Run } from '../provider.ts';
import { send } from './bucket.ts';
import type { Shared } from './bucket.ts';
import { createClients } from './clients.ts';
import type { Reach } from './clients.ts';
import { isNotConfigured, readingOf, UnexpectedContent } from './errors.ts';
import { DISCOVER_CALLS } from './readers.ts';

const PAGE = 1000;
/** Names in one line about buckets whose tags could not be read. */
const NAMED = 3;

interface Candidate {
  readonly name: string;
  /** Told by pages only. */
  readonly region?: string;
}

export function createS3Lister(run: Run): Lister {
  const clients = createClients(run);
  const shared: Shared = { ...run, clients };
  return { close: clients.close, list: (search) => list(search, shared) };
}

async function list(search: Search, shared: Shared): Promise<Listed> {
  const reach = shared.clients.reachOf(search);
  const candidates: Candidate[] = [];
  const failures: Unreadable[] = [];
  try {
    for await (const page of pages(reach, shared)) {
      candidates.push(...page.filter(({ name }) => search.wantsName(name)));
    }
  } catch (error) {
    failures.push(failureOf(readingOf(error, DISCOVER_CALLS.list), DISCOVER_CALLS.list.call));
  }
  const { wantsTags } = search;
  if (wantsTags === undefined) return { buckets: candidates.map(({ name }) => ({ name })), failures };
  const tagged = await Promise.all(candidates.map((candidate) => tagsOf(candidate, reach, shared)));
  const buckets = tagged.flatMap((tags, index): Found[] => {
    const { name = '' } = candidates[index] ?? {};
    return tags.status === 'known' && wantsTags(tags.value) ? [{ name }] : [];
  });
  const unknown = tagged.flatMap((tags, index) =>
    tags.status === 'known' ? [] : [{ tags, name: candidates[index]?.name ?? '' }],
  );
  return { buckets, failures: [...failures, ...untagged(unknown)] };
}

async function* pages(reach: Reach, shared: Shared): AsyncGenerator<Candidate[]> {
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const command = new ListBucketsCommand({
      MaxBuckets: PAGE,
      ...(token !== undefined && { ContinuationToken: token }),
    });
    const client = await shared.clients.s3(reach, reach.region);
    const { Buckets: buckets, ContinuationToken: next } = await shared.run(
      shared.clients.endpointName(reach, reach.region, ''),
      (abortSignal) => client.send(command, { abortSignal }),
    );
    if (buckets === undefined) throw new UnexpectedContent('the answer is no list of buckets');
    yield buckets.map(({ Name: name = '', BucketRegion: region }) => ({
      name,
      ...(region !== undefined && { region }),
    }));
    token = next === '' ? undefined : next;
    if (token !== undefined) {
      if (seen.has(token) || seen.size >= MOST_PAGES) throw new UnexpectedContent('the list has no end');
      seen.add(token);
    }
  } while (token !== undefined);
}

type Tagged = { readonly status: 'known'; readonly value: Tags } | Unreadable;

async function tagsOf({ name, region }: Candidate, reach: Reach, shared: Shared): Promise<Tagged> {
  const place = { bucket: name, reach, amazon: true, region: region ?? reach.region };
  try {
    const { TagSet: tags } = await send(place, shared, (client, options) =>
      client.send(new GetBucketTaggingCommand({ Bucket: name }), options),
    );
    if (tags === undefined) throw new UnexpectedContent('the answer holds no tags');
    return { status: 'known', value: Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value ?? ''])) };
  } catch (error) {
    if (isNotConfigured(error, 'NoSuchTagSet')) return { status: 'known', value: {} };
    return failureOf(readingOf(error, DISCOVER_CALLS.tags, true), DISCOVER_CALLS.tags.call);
  }
}

/** One failure a cause, with the buckets: whether these are wanted is not known. */
function untagged(unknown: readonly { readonly tags: Unreadable; readonly name: string }[]): Unreadable[] {
  // One that was deleted meanwhile is not wanted any more.
  const left = unknown.filter(({ tags }) => tags.cause !== 'absent');
  return [...Map.groupBy(left, ({ tags }) => `${tags.cause} ${tags.detail}`).values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const more = group.length > NAMED ? `, and ${group.length - NAMED} more` : '';
    const names = group.slice(0, NAMED).map(({ name }) => name);
    return [{ ...first.tags, detail: `${first.tags.detail ?? ''}: tags of ${names.join(', ')}${more}` }];
  });
}
