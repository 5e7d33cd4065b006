// The KMS key of a bucket: what it is, its policy, grants and rotation; each key is read once a run.

import type { KMSClient } from '@aws-sdk/client-kms';
import type { Encryption, Facets, Key, Reading } from '../model/evidence.ts';
import type { Place, Shared } from './bucket.ts';
import { codeOf, readingOf } from './errors.ts';
import { OTHER_CALLS } from './readers.ts';
import { policyOf } from './s3/policy.ts';

export const KEY_FACETS = ['key', 'keyPolicy', 'keyGrants', 'keyRotation'] as const;
type KeyFacet = (typeof KEY_FACETS)[number];

/** Reads one side of the bucket's key; null where the bucket uses no key of its own. */
export async function readKey(
  facet: KeyFacet,
  place: Place,
  encryption: Promise<Reading<Encryption>>,
  shared: Shared,
): Promise<Reading<Facets[KeyFacet]>> {
  const used = await encryption;
  if (used.status !== 'known') return used;
  const { algorithm, keyId } = used.value;
  const { call } = OTHER_CALLS[facet];
  if (!algorithm.startsWith('aws:kms') || keyId === undefined) return { status: 'known', value: null, call };
  const region = /^arn:[^:]+:kms:([^:]+):/.exec(keyId)?.[1] ?? place.region;
  return shared.once<Reading<Facets[KeyFacet]>>(
    `${facet} ${keyId} ${region} ${place.reach.key}`,
    async () => {
      try {
        const client = await shared.clients.kms(place.reach, region);
        // Every reader takes the same arguments; their values differ.
        const read = READ[facet] as Read<KeyFacet>;
        const value = await shared.run(`KMS ${region}`, (abortSignal) =>
          read(client, keyId, { abortSignal }),
        );
        return value === undefined ? { status: 'unsupported', call } : { status: 'known', value, call };
      } catch (error) {
        return unrotatable(facet, error)
          ? { status: 'known', value: { enabled: false }, call }
          : readingOf(error, OTHER_CALLS[facet]);
      }
    },
  );
}

/** Asymmetric keys and imported material answer the rotation status with an error: there is none. */
function unrotatable(facet: KeyFacet, error: unknown): boolean {
  return facet === 'keyRotation' && codeOf(error) === 'UnsupportedOperationException';
}

type Read<F extends KeyFacet> = (
  client: KMSClient,
  keyId: string,
  options: { abortSignal: AbortSignal },
) => Promise<Facets[F] | undefined>;

const READ: { readonly [F in KeyFacet]: Read<F> } = {
  async key(client, KeyId, options) {
    const { DescribeKeyCommand } = await import('@aws-sdk/client-kms');
    const { KeyMetadata: metadata } = await client.send(new DescribeKeyCommand({ KeyId }), options);
    return metadata === undefined ? undefined : keyOf(metadata as Metadata);
  },
  async keyPolicy(client, KeyId, options) {
    const { GetKeyPolicyCommand } = await import('@aws-sdk/client-kms');
    const { Policy: text } = await client.send(
      new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' }),
      options,
    );
    return text === undefined ? undefined : policyOf(text);
  },
  async keyGrants(client, KeyId, options) {
    const { ListGrantsCommand } = await import('@aws-sdk/client-kms');
    const { Grants: grants = [] } = await client.send(new ListGrantsCommand({ KeyId, Limit: 100 }), options);
    return grants.map(({ GrantId, GranteePrincipal, Operations = [], Constraints }) => ({
      id: GrantId ?? '',
      granteePrincipal: GranteePrincipal ?? '',
      operations: Operations,
      ...(Constraints !== undefined && { constraints: JSON.parse(JSON.stringify(Constraints)) as never }),
    }));
  },
  async keyRotation(client, KeyId, options) {
    const { GetKeyRotationStatusCommand } = await import('@aws-sdk/client-kms');
    const output = await client.send(new GetKeyRotationStatusCommand({ KeyId }), options);
    const { KeyRotationEnabled: enabled, RotationPeriodInDays: periodDays } = output;
    return enabled === undefined ? undefined : { enabled, ...(periodDays !== undefined && { periodDays }) };
  },
};

interface Metadata {
  readonly Arn?: string;
  readonly AWSAccountId?: string;
  readonly KeyUsage?: string;
  readonly KeySpec?: string;
  readonly KeyState?: string;
  readonly KeyManager?: string;
  readonly Origin?: string;
  readonly ValidTo?: Date;
  readonly DeletionDate?: Date;
  readonly MultiRegion?: boolean;
}

/** Undefined where a member that KMS always sends is missing: absent is not known, never a fault of the key. */
function keyOf(metadata: Metadata): Key | undefined {
  const { Arn: arn, AWSAccountId, ValidTo: validTo, DeletionDate: deletion } = metadata;
  const { KeyUsage: usage, KeySpec: spec, KeyState: state } = metadata;
  if (arn === undefined || !usage || !spec || !state) return undefined;
  return {
    arn,
    account: AWSAccountId ?? arn.split(':')[4] ?? '',
    region: arn.split(':')[3] ?? '',
    usage,
    spec,
    state,
    manager: metadata.KeyManager ?? '',
    origin: metadata.Origin ?? '',
    ...(validTo !== undefined && { validTo: validTo.toISOString() }),
    ...(deletion !== undefined && { deletionDate: deletion.toISOString() }),
    multiRegion: metadata.MultiRegion ?? false,
  };
}
