// What every client of the S3 family is spared a call: work that the SDK does anew for each, and that this tool does itself.

import { createHmac, createSecretKey, hash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { DefaultIdentityProviderConfig, getHttpAuthSchemeEndpointRuleSetPlugin } from '@smithy/core';
import { getSchemaSerdePlugin } from '@smithy/core/schema';
import type { S3Client, S3ClientConfig, S3ClientResolvedConfig } from '@aws-sdk/client-s3';
import type { BuildMiddleware, HttpRequest, MetadataBearer } from '@aws-sdk/types';

/** A hash as the signer uses it: all data, then one digest. */
interface Digest {
  readonly update: (data: string | Uint8Array) => void;
  readonly digest: () => Promise<Uint8Array>;
}

const keys = new WeakMap<Uint8Array, KeyObject>();

/** The signer names the credentials by an HMAC under their secret, the same each call. One is kept: most fleets have one. */
let named: { readonly secret: string; readonly data: Uint8Array; readonly digest: Uint8Array } | undefined;

function digestUnder(secret: string, data: Uint8Array): Uint8Array {
  if (named?.secret !== secret || Buffer.compare(named.data, data) !== 0)
    named = { secret, data, digest: createHmac('sha256', secret).update(data).digest() };
  return named.digest;
}

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
      if (typeof secret === 'string') return Promise.resolve(digestUnder(secret, data));
      return Promise.resolve(
        createHmac('sha256', keyOf(secret as Uint8Array))
          .update(data)
          .digest(),
      );
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
  client.middlewareStack.add(introduced, {
    step: 'build',
    priority: 'low',
    name: 'getUserAgentMiddleware',
    override: true,
  });
  const { signer, endpointProvider } = client.config;
  // The SDK copies the settings some times a call; of an object that grew member by member that takes seven times as long.
  const config = {
    ...client.config,
    signer: oneSigner(signer),
    endpointProvider: onePlace(endpointProvider),
    httpAuthSchemeProvider: sigV4,
  };
  Object.assign(client, { config });
  // Again, and in place of those before: they hold the settings that they were made with.
  client.middlewareStack.use(getSchemaSerdePlugin(config));
  client.middlewareStack.use(getHttpAuthSchemeEndpointRuleSetPlugin(config, IDENTITY));
  return client;
}

const SIGV4 = 'aws.auth#sigv4';
type SchemeProvider = S3ClientResolvedConfig['httpAuthSchemeProvider'];

/**
 * Signature version 4, which all reads of a configuration are signed with. The SDK works out the endpoint at this place, to see
 * whether it asks for another, and once more where it sends the call.
 */
const sigV4: SchemeProvider = ({ region }) => [
  {
    schemeId: SIGV4,
    signingProperties: { name: 's3', region },
    propertiesExtractor: (config, context) => ({ signingProperties: { config, context } }),
  },
];

const IDENTITY = {
  httpAuthSchemeParametersProvider: async ({ region }: S3ClientResolvedConfig) => ({
    region: await region(),
  }),
  identityProviderConfigProvider: ({ credentials }: S3ClientResolvedConfig) =>
    Promise.resolve(new DefaultIdentityProviderConfig({ [SIGV4]: credentials })),
};

/** How logs of an account tell this tool from others. */
const introduced: BuildMiddleware<object, MetadataBearer> = (next) => (args) => {
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

type Places = S3ClientResolvedConfig['endpointProvider'];
/** Buckets under way are fewer. */
const MOST_PLACES = 1000;

/** Where a bucket is asked, worked out once: the SDK keeps 50, fewer than are under way. */
function onePlace(find: Places): Places {
  const places = new Map<string, ReturnType<Places>>();
  return (params, context) => {
    const { Bucket, UseS3ExpressControlEndpoint: control, DisableS3ExpressSessionAuth: session } = params;
    // All else is the client's.
    const name = `${Bucket} ${control} ${session}`;
    let place = places.get(name);
    if (place === undefined) {
      if (places.size >= MOST_PLACES) places.clear();
      place = find(params, context);
      places.set(name, place);
    }
    return place;
  };
}
