// What a reader of the S3 family is: one facet, one call, one permission, one normaliser.

import type * as s3 from '@aws-sdk/client-s3';
import type { Facet, Facets } from '../../model/evidence.ts';

type S3 = typeof s3;

/** The names of the S3 commands that only read a bucket's configuration. */
export type ReadCommand = Extract<
  keyof S3,
  | `${'Get' | 'List'}Bucket${string}Command`
  | 'GetPublicAccessBlockCommand'
  | 'GetObjectLockConfigurationCommand'
>;

/** Reads one facet with one S3 call. */
export interface S3Reader<F extends Facet = Facet> {
  readonly facet: F;
  readonly command: ReadCommand;
  /** IAM action that the call needs; https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html */
  readonly permission: string;
  /** Error code for "nothing configured", and the value that stands for it. */
  readonly none?: { readonly code: string; readonly value: Facets[F] };
  /** Undefined: a member that the service always sends is missing, so this is another document than the one asked for. */
  readonly read: (output: never) => Facets[F] | undefined;
  /** Input of the next page, where the answer is not the last. */
  readonly next?: (output: never) => { readonly ContinuationToken: string } | undefined;
  /** Two pages as one. */
  readonly join?: (page: Facets[F], next: Facets[F]) => Facets[F];
}

/** Declares a reader with its output typed. */
export function s3Reader<F extends Facet, O>(
  reader: Omit<S3Reader<F>, 'read' | 'next'> & {
    readonly read: (output: O) => Facets[F] | undefined;
    readonly next?: (output: O) => { readonly ContinuationToken: string } | undefined;
  },
): S3Reader {
  return reader as unknown as S3Reader;
}
