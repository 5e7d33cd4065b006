// Differences of configuration: the part that changed is named, whatever moved around it.

import { describe, expect, test } from 'vitest';
import { configurationChanges } from '../../src/evaluate/configuration.ts';
import type { BucketEvidence, Readings } from '../../src/model/evidence.ts';
import type { JsonValue } from '../../src/model/json.ts';
import { aTarget, known, readingsOf, unreadable, unsupported } from '../rules/test-rule.ts';
import type { FacetValues } from '../rules/test-rule.ts';

function bucket(readings: Readings): BucketEvidence {
  const target = aTarget('aws');
  return { id: target.bucketId, targets: [target], readings };
}

function changes(before: FacetValues, after: FacetValues) {
  return configurationChanges(bucket(readingsOf(before)), bucket(readingsOf(after))).map(
    ({ bucketId, ...change }) => {
      expect(bucketId).toBe('s3://acme-wandb');
      return change;
    },
  );
}

const policy = (...Statement: readonly JsonValue[]): FacetValues => ({
  policy: { document: { Version: '2012-10-17', Statement } },
});
const READ = { Sid: 'Read', Effect: 'Allow', Action: ['s3:GetObject', 's3:ListBucket'], Resource: '*' };
const WRITE = { Sid: 'Write', Effect: 'Allow', Action: 's3:PutObject', Resource: '*' };
const NAMELESS = { Effect: 'Deny', Action: 's3:*', Resource: '*', Principal: '*' };

describe('statements', () => {
  test('moved, or written in another order, have not changed', () => {
    const moved = { ...READ, Action: READ.Action.toReversed() };
    expect(changes(policy(READ, WRITE, NAMELESS), policy(NAMELESS, WRITE, moved))).toEqual([]);
  });

  test('added, removed and changed are told by their Sid and their place', () => {
    const wider = { ...WRITE, Action: 's3:*' };
    const other = { ...READ, Sid: 'Other' };
    expect(changes(policy(READ, WRITE), policy(wider, other))).toEqual([
      {
        facet: 'policy',
        kind: 'changed',
        path: '/document/Statement/0',
        name: 'Write',
        before: WRITE,
        after: wider,
      },
      { facet: 'policy', kind: 'added', path: '/document/Statement/1', name: 'Other', after: other },
      { facet: 'policy', kind: 'removed', path: '/document/Statement/0', name: 'Read', before: READ },
    ]);
  });

  test('without a Sid are found again by what they share', () => {
    const edited = { ...NAMELESS, Action: 's3:DeleteObject' };
    const unlike = { Effect: 'Allow', NotAction: 's3:PutObject', NotResource: 'x', NotPrincipal: 'y' };
    expect(changes(policy(NAMELESS), policy(unlike, edited))).toEqual([
      { facet: 'policy', kind: 'added', path: '/document/Statement/0', after: unlike },
      { facet: 'policy', kind: 'changed', path: '/document/Statement/1', before: NAMELESS, after: edited },
    ]);
  });

  test('with one Sid are told apart', () => {
    const twin = { ...WRITE, Sid: 'Read' };
    const edited = { ...twin, Resource: 'arn:aws:s3:::acme-wandb/*' };
    expect(changes(policy(READ, twin), policy(edited, READ))).toEqual([
      {
        facet: 'policy',
        kind: 'changed',
        path: '/document/Statement/0',
        name: 'Read',
        before: twin,
        after: edited,
      },
    ]);
  });

  test('a single one outside of a list is one', () => {
    const single: FacetValues = { policy: { document: { Version: '2012-10-17', Statement: READ } } };
    expect(changes(single, policy(READ))).toEqual([]);
  });

  test('a policy that came or went is one change', () => {
    const none: FacetValues = { policy: { document: null } };
    expect(changes(none, policy(READ))).toMatchObject([{ kind: 'added', path: '/document' }]);
    expect(changes(policy(READ), none)).toMatchObject([{ kind: 'removed', path: '/document' }]);
  });
});

const cors = (...ids: readonly string[]): FacetValues => ({
  cors: {
    scope: 'bucket',
    rules: ids.map((id) => ({
      id,
      origins: [`https://${id}.example`],
      methods: ['GET'],
      allowedHeaders: ['*'],
      exposedHeaders: [],
    })),
  },
});

describe('CORS rules', () => {
  test('in another order answer otherwise', () => {
    expect(changes(cors('a', 'b', 'c'), cors('b', 'a', 'c'))).toMatchObject([
      { facet: 'cors', kind: 'reordered', path: '/rules' },
    ]);
  });

  test('added before and taken out from between leave the others in order', () => {
    expect(changes(cors('a', 'b', 'c'), cors('new', 'a', 'c')).map(({ kind, name }) => [kind, name])).toEqual(
      [
        ['added', 'new'],
        ['removed', 'b'],
      ],
    );
  });
});

describe('settings and readings', () => {
  test('a setting is told by its path', () => {
    expect(
      changes(
        { encryption: { algorithm: 'AES256' }, versioning: { status: 'Enabled', mfaDelete: false } },
        {
          encryption: { algorithm: 'aws:kms', keyId: 'arn' },
          versioning: { status: 'Enabled', mfaDelete: false },
        },
      ),
    ).toEqual([
      { facet: 'encryption', kind: 'changed', path: '/algorithm', before: 'AES256', after: 'aws:kms' },
      { facet: 'encryption', kind: 'added', path: '/keyId', after: 'arn' },
    ]);
  });

  test('a list of grants without a name around it', () => {
    const grant = (id: string, ...operations: string[]) => ({ id, granteePrincipal: 'arn', operations });
    expect(
      changes({ keyGrants: [grant('g1', 'Decrypt')] }, { keyGrants: [grant('g1', 'Decrypt', 'Encrypt')] }),
    ).toMatchObject([{ facet: 'keyGrants', kind: 'changed', path: '/0', name: 'g1' }]);
  });

  test('what cannot be read any more, or again, is neither added nor removed', () => {
    const value = { payer: 'BucketOwner' } as const;
    expect(changes({ requestPayment: value }, { requestPayment: unreadable() })).toEqual([
      { facet: 'requestPayment', kind: 'unreadable', path: '', before: value },
    ]);
    expect(changes({ requestPayment: unreadable() }, { requestPayment: value })).toEqual([
      { facet: 'requestPayment', kind: 'readable', path: '', after: value },
    ]);
    expect(changes({ requestPayment: unreadable() }, { requestPayment: unreadable('throttled') })).toEqual(
      [],
    );
    expect(changes({ requestPayment: unsupported }, { requestPayment: value })).toMatchObject([
      { kind: 'changed' },
    ]);
  });

  test('a facet that one of the two never asked for is not compared', () => {
    expect(
      configurationChanges(bucket({}), bucket({ requestPayment: known({ payer: 'Requester' }) })),
    ).toEqual([]);
  });
});
