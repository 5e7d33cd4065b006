// The S3 client's own serialiser, endpoint rules, signer and parser, without the two dozen steps of its middleware between them.

import { createHmac, createSecretKey, hash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';
import { operation } from '@smithy/core/schema';
import { toEndpointV1 } from '@smithy/core/transport';
import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import type { Endpoint, EndpointV2, Handler, HttpRequest, MetadataBearer } from '@aws-sdk/types';
import type { RequestHandler, Response } from './request-handler.ts';

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

/** Settings of a client that is made lean. */
export const LEAN: Required<Pick<S3ClientConfig, 'sha256'>> = {
  // Called with `new`, which gives what the function returns.
  sha256: Sha256 as unknown as NonNullable<S3ClientConfig['sha256']>,
};

/** A command of S3 that answers with `O`. */
interface Command<O extends MetadataBearer> {
  readonly input: object;
  readonly schema?: unknown;
  resolveMiddleware(stack: never, configuration: never, options: never): Handler<never, O>;
}

/** Sends commands that read configurations. */
export interface LeanClient {
  /** @throws what `S3Client` throws, with the answer in `$response` where one came */
  readonly send: <O extends MetadataBearer>(
    command: Command<O>,
    options: { readonly abortSignal: AbortSignal },
  ) => Promise<O>;
  readonly destroy: () => void;
}

type Operation = ReturnType<typeof operation>;
type Schema = [9, ...Parameters<typeof operation>];

/** Of a call's context, what serialiser and parser look at; the SDK's types ask for all settings of a client. */
interface Context {
  readonly endpoint: () => Promise<Endpoint>;
}

/** The part of https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html that a client's setting of this name does. */
interface Protocol {
  readonly serializeRequest: (asked: Operation, input: object, context: Context) => Promise<HttpRequest>;
  readonly deserializeResponse: <O>(asked: Operation, context: Context, response: Response) => Promise<O>;
}

/** Where calls of a bucket go, and what they are signed for. */
interface Place {
  readonly context: Context;
  readonly scheme: { readonly name: string; readonly signingName: string; readonly signingRegion: string };
}

/** Buckets under way are fewer. */
const MOST_PLACES = 1000;

/**
 * A call costs two thirds of what it does by `S3Client.send`, which for each makes a stack of middleware, copies all settings
 * several times and works the endpoint out twice. What the middleware does beyond this is of no use to reads of configurations:
 * it follows redirects (so do we, and remember), tries again (the limiter does), sends bodies, signs for directory buckets, and
 * sets a wrong clock right for the calls of a fleet that come late.
 */
export function lean({ config }: S3Client): LeanClient {
  // A copy copies fast, unlike an object that grew member by member.
  const settings = { ...config };
  const protocol = config.protocol as unknown as Protocol;
  const handler = config.requestHandler as unknown as RequestHandler;
  const operations = new Map<unknown, Operation>();
  let places = new Map<string, Promise<Place>>();
  let signer: ReturnType<typeof config.signer> | undefined;

  function operationOf(schema: unknown): Operation {
    let made = operations.get(schema);
    if (made === undefined) {
      const [, ...parts] = schema as Schema;
      made = operation(...parts);
      operations.set(schema, made);
    }
    return made;
  }

  function placeOf({ input, constructor }: Command<MetadataBearer>): Promise<Place> {
    const supplier = constructor as unknown as Supplier;
    const { UseS3ExpressControlEndpoint: control } = supplier.getEndpointParameterInstructions();
    // All else is the client's.
    const name = `${(input as { Bucket?: string }).Bucket} ${control === undefined}`;
    let place = places.get(name);
    if (place === undefined) {
      if (places.size >= MOST_PLACES) places = new Map();
      place = getEndpointFromInstructions(input, supplier, { ...settings }).then(placeAt);
      places.set(name, place);
    }
    return place;
  }

  return {
    destroy: handler.destroy,
    async send<O extends MetadataBearer>(command: Command<O>, options: { abortSignal: AbortSignal }) {
      const asked = operationOf(command.schema);
      const { context, scheme } = await placeOf(command);
      const request = await protocol.serializeRequest(asked, command.input, context);
      request.headers['host'] ??=
        `${request.hostname}${request.port === undefined ? '' : `:${request.port}`}`;
      // How logs of an account tell this tool from others.
      request.headers['user-agent'] = 'byob-audit';
      signer ??= config.signer({ ...scheme, properties: {} });
      const { signingRegion, signingName: signingService } = scheme;
      const signed = await (await signer).sign(request, { signingRegion, signingService });
      const { response } = await handler.handle(signed, options);
      try {
        return await protocol.deserializeResponse<O>(asked, context, response);
      } catch (error) {
        throw answeredBy(response, error as object);
      }
    },
  };
}

/** A command's class says what its endpoint depends on. */
interface Supplier {
  readonly getEndpointParameterInstructions: () => Record<string, never>;
}

function placeAt(place: EndpointV2): Place {
  const [scheme] = (place.properties?.['authSchemes'] ?? []) as Place['scheme'][];
  if (scheme === undefined) throw new TypeError('the S3 SDK has no way to sign for this endpoint');
  const endpoint = toEndpointV1(place);
  return { context: { endpoint: () => Promise.resolve(endpoint) }, scheme };
}

/** As the SDK tells it: the answer's headers and status with the error, whatever its parser stumbled over. */
function answeredBy(response: Response, error: object): object {
  Object.defineProperty(error, '$response', { value: response });
  if (!('$metadata' in error)) Object.assign(error, { $metadata: { httpStatusCode: response.statusCode } });
  return error;
}
