// What every client of the S3 family is spared a call: work that the SDK does anew for each, and that this tool does itself.

import { createHmac, createSecretKey, hash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { S3Client, S3ClientConfig, S3ClientResolvedConfig } from '@aws-sdk/client-s3';
import type { BuildMiddleware, HttpRequest, MetadataBearer } from '@aws-sdk/types';

/** A hash as the signer uses it: all data, then one digest. */
interface Digest {
  readonly update: (data: string | Uint8Array) => void;
  readonly digest: () => Promise<Uint8Array>;
}

const keys = new WeakMap<Uint8Array, KeyObject>();

/** The signer keeps the key of a day, region and service, and asks for an HMAC with it each call: node need not import it each time. */
function keyOf(secret: Uint8Array): KeyObject {
  let key = keys.get(secret);
  if (key === undefined) {
    key = createSecretKey(secret);
    keys.set(secret, key);
  }
  return key;
}

/** SHA-256, or its HMAC where there is a secret; the same digests as the SDK's own, for less than half of its CPU. */
function Sha256(secret?: string | ArrayBuffer | ArrayBufferView): Digest {
  const chunks: Uint8Array[] = [];
  return {
    update: (data) => void chunks.push(typeof data === 'string' ? Buffer.from(data) : data),
    digest() {
      const data = chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
      if (secret === undefined) return Promise.resolve(hash('sha256', data, 'buffer'));
      const key = secret instanceof Uint8Array ? keyOf(secret) : (secret as string);
      return Promise.resolve(createHmac('sha256', key).update(data).digest());
    },
  };
}

/** Settings of a client; it goes through {@link lean} afterwards. */
export const LEAN: Required<Pick<S3ClientConfig, 'retryStrategy' | 'sha256'>> = {
  // Called with `new`, which gives what the function returns.
  sha256: Sha256 as unknown as NonNullable<S3ClientConfig['sha256']>,
  // The limiter retries: the SDK need not keep tokens, tries and an id of the invocation.
  retryStrategy: { retry: (next, args) => next(args) } as NonNullable<S3ClientConfig['retryStrategy']>,
};

/**
 * Parts of the SDK that do nothing for a read of a configuration: they follow redirects (we do, and remember), send bodies, sign
 * for directory buckets, log, and look for a recursion of Lambda.
 */
const IDLE = [
  'addExpectContinueMiddleware',
  'contentLengthMiddleware',
  'loggerMiddleware',
  'recursionDetectionMiddleware',
  'regionRedirectMiddleware',
  's3ExpressMiddleware',
] as const;

/** Takes off a client what each call would do anew. Throws where the SDK no longer has a part that is named here. */
export function lean(client: S3Client): S3Client {
  for (const name of IDLE) {
    if (!client.middlewareStack.remove(name)) throw new Error(`the S3 SDK has no ${name} any more`);
  }
  // In place of the SDK's own of that name, which puts the same text together for each call.
  client.middlewareStack.add(named, {
    step: 'build',
    priority: 'low',
    name: 'getUserAgentMiddleware',
    override: true,
  });
  // The SDK copies the settings three times a call; of an object that grew member by member that takes seven times as long.
  const config = { ...client.config, signer: oneSigner(client.config.signer) };
  return Object.assign(client, { config });
}

/** How logs of an account tell this tool from others. */
const named: BuildMiddleware<object, MetadataBearer> = (next) => (args) => {
  (args.request as HttpRequest).headers['user-agent'] = 'byob-audit';
  return next(args);
};

type Signer = S3ClientResolvedConfig['signer'];

/** One signer a signing region, where the SDK makes one a call out of a copy of all its settings. */
function oneSigner(make: Signer): Signer {
  const signers = new Map<string, ReturnType<Signer>>();
  return (scheme) => {
    const name = `${scheme?.name} ${scheme?.signingName} ${scheme?.signingRegion}`;
    let signer = signers.get(name);
    if (signer === undefined) {
      signer = make(scheme);
      signers.set(name, signer);
    }
    return signer;
  };
}
