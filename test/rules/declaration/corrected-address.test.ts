// The address a remediation shows: taken as it stands, it is the same bucket without a fault; no secret is in any result.

import { describe, expect, test } from 'vitest';
import { declarationRules } from '../../../rules/declaration/index.ts';
import { documentedAddress, rewriteAddress } from '../../../rules/declaration/address-lines.ts';
import { evaluateBucket } from '../../../src/evaluate/evaluate.ts';
import { bucketIdOf, parseAddress } from '../../../src/fleet/address.ts';
import { readFleet } from '../../../src/fleet/fleet.ts';
import type { Target } from '../../../src/model/target.ts';
import { known } from '../test-rule.ts';

const SA = 'wandb@acme.iam.gserviceaccount.com';

/** Address, the rules that fail, high or worse unless said otherwise. */
const ADDRESSES: readonly (readonly [string, readonly string[]])[] = [
  ['s3://acme-wandb/teams/omega', []],
  ['s3://AK:CANARY@s3.eu-west-1.amazonaws.com/acme?region=eu-west-1', []],
  ['s3://AK:CAN/ARY@s3.eu-west-1.amazonaws.com/acme?region=eu-west-1', ['address-wellformed']],
  ['s3://AK:CANARY@s3.eu-west-1.amazonaws.com/acme', ['address-names-region']],
  ['s3://AK:CANARY@s3.us-west-2.amazonaws.com/acme?region=eu-west-1', ['address-names-region']],
  ['s3://AK:CANARY@minio.acme.example:9000/acme?region=eu-west-1&tls=true', []],
  ['s3://AK:CANARY@minio.acme.example:9000/acme?region=eu-west-1?tls=true', ['address-wellformed']],
  ['s3://AK:CANARY@minio.acme.example:9000/acme', ['address-uses-tls', 'address-names-region']],
  ['cw://AK:CANARY@cwobject.com/acme/p', []],
  ['cw://acme.cwobject.com', []],
  ['cw://AK:CANARY@acme.cwlota.com?tls=false', ['address-uses-tls', 'address-host-supported']],
  ['s3://AK:CANARY@cwobject.com/acme', ['address-uses-native-scheme']],
  [`gs://${SA}:CAN%2BARY@acme`, []],
  [`gs://${SA}:CAN+ARY@acme`, ['address-wellformed']],
  ['az://:CANARY%3D@acct/box', []],
  ['az://user:CANARY@acct/box', ['address-wellformed']],
];

function targetOf(address: string): Target {
  const text = `deployment: {type: dedicated}\nbuckets: [{address: "\${ADDRESS}", team: omega}]`;
  const [entry] = readFleet(text, 'byob.yaml', { ADDRESS: address }).entries;
  if (entry === undefined) throw new Error('no target');
  return entry.target;
}

describe.each(ADDRESSES)('%s', (address, failing) => {
  const target = targetOf(address);
  const readings = { location: known({ region: 'eu-west-1' }) };
  const rules = declarationRules.filter(({ id }) => id.startsWith('address-'));
  const results = evaluateBucket({ id: target.bucketId, targets: [target], readings }, rules);
  const failed = results.filter(({ kind }) => kind === 'fail');

  test('the rules that fail, at the line of the address', () => {
    expect([...new Set(failed.map(({ ruleId }) => ruleId))]).toEqual(failing);
    for (const { location } of failed) expect(location).toEqual({ file: 'byob.yaml', line: 2, column: 21 });
  });

  test('no secret in any result', () => {
    expect(JSON.stringify(results)).not.toMatch(/CANARY|CAN.{1,3}ARY/);
  });

  test('the corrected address is the same bucket, and whole', () => {
    const corrected = documentedAddress(target, 'eu-west-1');
    for (const { remediation } of failed) expect(remediation?.text).toContain('address: ');
    const value = corrected.replaceAll(/\$\{(\w+)\}/g, 'X').replace('SERVICE_ACCOUNT_EMAIL', SA);
    const parsed = parseAddress(value);
    expect(bucketIdOf(parsed)).toBe(target.bucketId);
    expect(parsed.subpath).toBe(target.subpath);
    expect(parsed.address.faults).toEqual([]);
    const again = evaluateBucket({ id: target.bucketId, targets: [targetOf(value)], readings }, rules);
    expect(again.filter(({ kind }) => kind === 'fail')).toEqual([]);
  });
});

test('a bucket of the command line is in no file yet', () => {
  const target = { ...targetOf('s3://AK:CANARY@h/acme'), location: { file: '--bucket', line: 1, column: 1 } };
  expect(rewriteAddress(target, 'Why.').text).toMatch(
    /^Why\. In a fleet file \(`byob init`\): `address: s3:/,
  );
});
