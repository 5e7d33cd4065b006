// Lists the buckets of a Google Cloud project, page by page, with their labels.

import type { Found, Search, Tags } from '../../model/search.ts';
import { failureOf } from '../discover.ts';
import type { Listed, Lister } from '../discover.ts';
import { MOST_PAGES } from '../errors.ts';
import type { Run } from '../provider.ts';
import { createClients } from './clients.ts';
import type { Clients } from './clients.ts';
import { NotGoogle, readingOf } from './errors.ts';
import { LIST_BUCKETS } from './readers.ts';

interface Item {
  readonly name?: string;
  readonly labels?: Tags;
}

export function createGoogleLister(run: Run): Lister {
  const clients = createClients(run);
  return { close: clients.close, list: (search) => list(search, clients) };
}

async function list(search: Search, clients: Clients): Promise<Listed> {
  const buckets: Found[] = [];
  try {
    for await (const page of pages(search, clients)) {
      for (const { name = '', labels = {} } of page) {
        if (search.wantsName(name) && search.wantsTags?.(labels) !== false) buckets.push({ name });
      }
    }
    return { buckets, failures: [] };
  } catch (error) {
    return { buckets, failures: [failureOf(readingOf(error, LIST_BUCKETS), LIST_BUCKETS.call)] };
  }
}

async function* pages(search: Search, clients: Clients): AsyncGenerator<readonly Item[]> {
  const caller = clients.callerOf(search, search);
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const query = new URLSearchParams({
      project: search.within ?? '',
      maxResults: '1000',
      projection: 'noAcl',
      fields: 'kind,nextPageToken,items(name,labels)',
      ...(token !== undefined && { pageToken: token }),
    });
    const answer = await clients.ask(caller, {
      service: 'storage',
      path: `/storage/v1/b?${query.toString()}`,
    });
    const {
      kind,
      items = [],
      nextPageToken,
    } = answer as {
      kind?: string;
      items?: readonly Item[];
      nextPageToken?: string;
    };
    if (kind !== 'storage#buckets') throw new NotGoogle('the answer is no list of buckets of Cloud Storage');
    yield items;
    token = nextPageToken === '' ? undefined : nextPageToken;
    if (token !== undefined) {
      if (seen.has(token) || seen.size >= MOST_PAGES) throw new NotGoogle('the list of buckets has no end');
      seen.add(token);
    }
  } while (token !== undefined);
}
