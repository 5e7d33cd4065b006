// What S3 answers to the writes of bucket settings, and the bucket as it is afterwards.

import { errorOf } from './answer.ts';
import type { Answer } from './answer.ts';
import { isPublic, statementsOf } from './public-policy.ts';
import type { Asked } from './request.ts';
import type { SandboxBucket } from './world.ts';
import { parseDocument } from './xml.ts';

/** The answer, and the bucket where it changed. */
export interface Written {
  readonly answer: Answer;
  readonly bucket?: SandboxBucket;
}

const DONE: Answer = { status: 200, body: '' };
const ALL_BLOCKED = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

/** Applies a write; undefined for an operation that is none. */
export function writeAnswer(asked: Asked, bucket: SandboxBucket): Written | undefined {
  if (asked.operation === 'PutBucketPolicy') return writePolicy(asked.body, bucket);
  const document = parseDocument(asked.body);
  const change = document === undefined ? undefined : changeOf(asked, document);
  if (document !== undefined) {
    return change === undefined ? undefined : { answer: DONE, bucket: { ...bucket, ...change } };
  }
  return asked.operation.startsWith('Put')
    ? { answer: errorOf('s3', 400, 'MalformedXML', MALFORMED) }
    : undefined;
}

const MALFORMED = 'The XML you provided was not well-formed or did not validate against our published schema';

function changeOf({ operation, headers }: Asked, document: object): Partial<SandboxBucket> | undefined {
  switch (operation) {
    case 'PutBucketCors':
      return { cors: document };
    case 'PutBucketEncryption':
      return { encryption: document };
    case 'PutPublicAccessBlock':
      return { publicAccessBlock: document };
    case 'PutBucketVersioning': {
      const { MfaDelete: MFADelete, ...rest } = document as { MfaDelete?: string };
      return { versioning: { ...rest, ...(MFADelete !== undefined && { MFADelete }) } };
    }
    case 'PutBucketLifecycleConfiguration': {
      const size = headers['x-amz-transition-default-minimum-object-size'];
      return {
        lifecycle: { ...document, ...(size !== undefined && { TransitionDefaultMinimumObjectSize: size }) },
      };
    }
    case 'PutBucketOwnershipControls': {
      const { Rules: [rule] = [] } = document as { Rules?: readonly { ObjectOwnership: string }[] };
      return rule === undefined ? {} : { ownership: rule.ObjectOwnership };
    }
    default:
      return undefined;
  }
}

function writePolicy(text: string, bucket: SandboxBucket): Written {
  if (statementsOf(text) === undefined) {
    const message = "Policies must be valid JSON and the first byte must be '{'";
    return { answer: errorOf('s3', 400, 'MalformedPolicy', message) };
  }
  const { BlockPublicPolicy: blocked } = (bucket.publicAccessBlock ?? {}) as { BlockPublicPolicy?: unknown };
  if (String(blocked) === 'true' && isPublic(text)) {
    return { answer: errorOf('s3', 403, 'AccessDenied', 'Access Denied') };
  }
  const { policyIsPublic: _, ...rest } = bucket;
  return { answer: { status: 204, body: '' }, bucket: { ...rest, policy: text } };
}

/** Makes a bucket as S3 does since 2023: https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html */
export function createAnswer(asked: Asked, account: string, existing: SandboxBucket | undefined): Written {
  const { bucket: name = '', body } = asked;
  if (existing !== undefined) {
    const own = existing.account === account;
    const code = own ? 'BucketAlreadyOwnedByYou' : 'BucketAlreadyExists';
    return { answer: errorOf('s3', 409, code, 'The bucket name is taken.', { BucketName: name }) };
  }
  const { LocationConstraint: region = 'us-east-1' } = (parseDocument(body) ?? {}) as Record<string, string>;
  return {
    answer: { ...DONE, headers: { location: `/${name}` } },
    bucket: { name, region, account, publicAccessBlock: ALL_BLOCKED, ownership: 'BucketOwnerEnforced' },
  };
}
