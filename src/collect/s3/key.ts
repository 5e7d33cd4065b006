// The KMS key of a bucket: what it is, its policy, grants and rotation; each key is read once a run.

import type { GrantListEntry, KMSClient } from '@aws-sdk/client-kms';
import type { Encryption, Facets, Key, KeyGrant, Reading } from '../../model/evidence.ts';
import type { Place, Shared } from './bucket.ts';
import { codeOf, MOST_PAGES } from '../errors.ts';
import { readingOf, UnexpectedContent } from './errors.ts';
import { OTHER_CALLS } from './readers.ts';
import { policyOf } from './policy.ts';

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
  if (facet === 'key' || !/(^|:)alias\//.test(keyId)) return readSide(facet, keyId, place, shared);
  // Only DescribeKey takes an alias: https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html
  const described = (await readSide('key', keyId, place, shared)) as Reading<Facets['key']>;
  if (described.status !== 'known' || described.value === null) return described as Reading<never>;
  return readSide(facet, described.value.arn, place, shared);
}

function readSide(
  facet: KeyFacet,
  keyId: string,
  place: Place,
  shared: Shared,
): Promise<Reading<Facets[KeyFacet]>> {
  const { call } = OTHER_CALLS[facet];
  const region = /^arn:[^:]+:kms:([^:]+):/.exec(keyId)?.[1] ?? place.region;
  return shared.once<Reading<Facets[KeyFacet]>>(
    `${facet} ${keyId} ${region} ${place.reach.key}`,
    async () => {
      try {
        const client = await shared.clients.kms(place.reach, region);
        const run: Run = (make) =>
          shared.run(`KMS ${region}`, (abortSignal) => make(client, { abortSignal }));
        // Every reader takes the same arguments; their values differ.
        const value = await (READ[facet] as Read<KeyFacet>)(run, keyId);
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

/** One call of KMS under the limits. */
type Run = <T>(call: (client: KMSClient, options: { abortSignal: AbortSignal }) => Promise<T>) => Promise<T>;

type Read<F extends KeyFacet> = (run: Run, keyId: string) => Promise<Facets[F] | undefined>;

const READ: { readonly [F in KeyFacet]: Read<F> } = {
  async key(run, KeyId) {
    const { DescribeKeyCommand } = await import('@aws-sdk/client-kms');
    const command = new DescribeKeyCommand({ KeyId });
    const { KeyMetadata: metadata } = await run((client, options) => client.send(command, options));
    return metadata === undefined ? undefined : keyOf(metadata as Metadata);
  },
  async keyPolicy(run, KeyId) {
    const { GetKeyPolicyCommand } = await import('@aws-sdk/client-kms');
    const command = new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' });
    const { Policy: text } = await run((client, options) => client.send(command, options));
    return text === undefined ? undefined : policyOf(text);
  },
  async keyGrants(run, KeyId) {
    const { ListGrantsCommand } = await import('@aws-sdk/client-kms');
    const grants: KeyGrant[] = [];
    let marker: string | undefined;
    let pages = 0;
    do {
      if (++pages > MOST_PAGES) throw new UnexpectedContent('the list has no end');
      const page = marker === undefined ? {} : { Marker: marker };
      const command = new ListGrantsCommand({ KeyId, Limit: 100, ...page });
      const { Grants, Truncated, NextMarker } = await run((client, options) => client.send(command, options));
      grants.push(...(Grants ?? []).map(grantOf));
      marker = Truncated === true ? NextMarker : undefined;
    } while (marker !== undefined);
    return grants;
  },
  async keyRotation(run, KeyId) {
    const { GetKeyRotationStatusCommand } = await import('@aws-sdk/client-kms');
    const command = new GetKeyRotationStatusCommand({ KeyId });
    const output = await run((client, options) => client.send(command, options));
    const { KeyRotationEnabled: enabled, RotationPeriodInDays: periodDays } = output;
    return enabled === undefined ? undefined : { enabled, ...(periodDays !== undefined && { periodDays }) };
  },
};

function grantOf({ GrantId, GranteePrincipal, Operations = [], Constraints }: GrantListEntry): KeyGrant {
  return {
    id: GrantId ?? '',
    granteePrincipal: GranteePrincipal ?? '',
    operations: Operations,
    ...(Constraints !== undefined && { constraints: JSON.parse(JSON.stringify(Constraints)) as never }),
  };
}

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
