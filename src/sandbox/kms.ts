// The KMS operations that an audit uses.

import { errorOf } from './answer.ts';
import type { Answer } from './answer.ts';
import type { Caller } from './callers.ts';
import type { Asked } from './request.ts';
import type { SandboxKey } from './world.ts';

interface Input {
  readonly KeyId?: string;
  readonly Limit?: number;
  readonly Marker?: string;
}

/** Answers from the keys of the region that the request is signed for. */
export function kmsAnswer(asked: Asked, caller: Caller, keys: readonly SandboxKey[]): Answer {
  const input = inputOf(asked);
  if (input === undefined) return kmsError('SerializationException', 'The body is no JSON object.');
  const key = keyOf(input.KeyId ?? '', asked, caller, keys);
  if ('status' in key) return key;
  switch (asked.operation) {
    case 'DescribeKey':
      return json({ KeyMetadata: metadataOf(key) });
    case 'GetKeyPolicy': {
      const { policy } = key;
      return json({
        Policy: typeof policy === 'string' ? policy : JSON.stringify(policy),
        PolicyName: 'default',
      });
    }
    case 'ListGrants':
      return json(pageOf(key.grants ?? [], input));
    case 'GetKeyRotationStatus':
      return rotationOf(key);
    default:
      return kmsError('UnknownOperationException', `The operation ${asked.operation} is not known.`);
  }
}

/** The members of a request; undefined where the body is no JSON. */
export function inputOf({ body }: Asked): Input | undefined {
  try {
    return JSON.parse(body) as Input;
  } catch {
    return undefined;
  }
}

/**
 * Finds a key by id, ARN or alias. Bare ids and aliases are the caller's own; an alias works for DescribeKey only:
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html (KeyId)
 */
function keyOf(id: string, asked: Asked, caller: Caller, keys: readonly SandboxKey[]): SandboxKey | Answer {
  const region = asked.signature?.region ?? '';
  const arn = id.startsWith('arn:') ? id : `arn:aws:kms:${region}:${caller.account}:${resourceOf(id)}`;
  const [, , , itsRegion = '', , resource = ''] = arn.split(':');
  if (itsRegion !== region) return kmsError('NotFoundException', `Invalid arn ${itsRegion}`);
  if (resource.startsWith('alias/')) {
    if (asked.operation !== 'DescribeKey') return kmsError('NotFoundException', `Invalid keyId '${id}'`);
    const owner = arn.slice(0, -resource.length);
    const key = keys.find((k) => k.arn.startsWith(owner) && k.aliases?.includes(resource) === true);
    return key ?? kmsError('NotFoundException', `Alias ${arn} is not found.`);
  }
  const key = keys.find((k) => k.arn === arn);
  if (key !== undefined) return key;
  return KEY_ID.test(resource)
    ? kmsError('NotFoundException', `Key '${arn}' does not exist`)
    : kmsError('NotFoundException', `Invalid keyId '${id}'`);
}

const KEY_ID = /^key\/(mrk-)?[\da-f-]{32,36}$/;

function resourceOf(id: string): string {
  return id.startsWith('alias/') ? id : `key/${id}`;
}

interface Metadata {
  readonly [member: string]: unknown;
  readonly KeyState: string;
  readonly KeySpec: string;
  readonly Origin: string;
}

function metadataOf({ arn, metadata = {} }: SandboxKey): Metadata {
  const [, , , , AWSAccountId, resource = ''] = arn.split(':');
  const { KeyState = 'Enabled' } = metadata as Partial<Metadata>;
  return {
    AWSAccountId,
    KeyId: resource.split('/')[1],
    Arn: arn,
    CreationDate: 1_760_000_000.123,
    Enabled: KeyState === 'Enabled',
    Description: '',
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeyState,
    Origin: 'AWS_KMS',
    KeyManager: 'CUSTOMER',
    CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
    KeySpec: 'SYMMETRIC_DEFAULT',
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
    MultiRegion: false,
    ...metadata,
  };
}

/** 50 grants a page without `Limit`: https://docs.aws.amazon.com/kms/latest/APIReference/API_ListGrants.html */
function pageOf(grants: readonly object[], { Limit: limit = 50, Marker: marker = '0' }: Input): object {
  const end = Number(marker) + limit;
  const page = { Grants: grants.slice(Number(marker), end) };
  return end < grants.length
    ? { ...page, NextMarker: String(end), Truncated: true }
    : { ...page, Truncated: false };
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html */
function rotationOf(key: SandboxKey): Answer {
  const { KeySpec: spec, KeyState: state, Origin: origin } = metadataOf(key);
  const unfit =
    origin !== 'AWS_KMS'
      ? `origin is ${origin}`
      : spec !== 'SYMMETRIC_DEFAULT'
        ? `spec is ${spec}`
        : undefined;
  if (unfit !== undefined) {
    return kmsError(
      'UnsupportedOperationException',
      `${key.arn} ${unfit} which is not valid for this operation.`,
    );
  }
  const { rotation = false } = key;
  if (typeof rotation === 'object') return json({ KeyId: key.arn, ...rotation });
  // While a key waits for its deletion the status is false.
  const enabled = rotation && state !== 'PendingDeletion';
  return json({
    KeyId: key.arn,
    KeyRotationEnabled: enabled,
    ...(enabled && { RotationPeriodInDays: 365, NextRotationDate: 1_791_536_000 }),
  });
}

function kmsError(code: string, message: string): Answer {
  return errorOf('kms', 400, code, message);
}

function json(value: object): Answer {
  return { status: 200, body: JSON.stringify(value) };
}
