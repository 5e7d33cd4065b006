// Where things of the report are: ids that stay over runs, and links to them within a page or across pages.

import { fingerprint } from '../../src/model/fingerprint.ts';

/** `b-` and 32 hex digits: a link to a bucket still leads there tomorrow. */
export function bucketAnchor(bucketId: string): string {
  return `b-${fingerprint(bucketId)}`;
}

export function findingAnchor(findingFingerprint: string): string {
  return `f-${findingFingerprint}`;
}

/** How a page links to buckets and findings. */
export interface Links {
  /** Buckets have pages of their own; the page at hand is the index. */
  readonly paged: boolean;
  readonly bucket: (bucketId: string) => string;
  readonly finding: (bucketId: string, findingFingerprint: string) => string;
}

/** Everything is in the page at hand. */
export const WITHIN: Links = {
  paged: false,
  bucket: (bucketId) => `#${bucketAnchor(bucketId)}`,
  finding: (_bucketId, id) => `#${findingAnchor(id)}`,
};

/** The folder of the pages of the index `file`: `report-buckets` of `report.html`. */
export function pagesFolder(file: string): string {
  return `${file.replace(/\.html?$/i, '')}-buckets`;
}

/** Each bucket has a page in `folder`, beside the index. */
export function acrossPages(folder: string): Links {
  const page = (bucketId: string): string => `${encodeURIComponent(folder)}/${bucketPage(bucketId)}`;
  return {
    paged: true,
    bucket: page,
    finding: (bucketId, id) => `${page(bucketId)}#${findingAnchor(id)}`,
  };
}

/** File name of a bucket's page. */
export function bucketPage(bucketId: string): string {
  return `${bucketAnchor(bucketId)}.html`;
}

/** Whether a file is such a page, of any bucket. */
export function isBucketPage(file: string): boolean {
  return /^b-[\da-f]{32}\.html$/.test(file);
}
