// The KMS and STS operations that an audit uses.

import type { Answer } from './s3.ts';
import type { SandboxKey, SandboxWorld } from './world.ts';
import { escapeXml } from './xml.ts';

const JSON_TYPE = { 'content-type': 'application/x-amz-json-1.1' };

/** Operation of an `x-amz-target` header (`TrentService.DescribeKey`). */
export function kmsOperation(target: string): string {
  return target.split('.')[1] ?? '';
}

export function kmsAnswer(operation: string, input: { KeyId?: string }, world: SandboxWorld): Answer {
  const key = world.keys?.find(({ arn }) => arn === input.KeyId || arn.endsWith(`/${input.KeyId}`));
  if (key === undefined) return kmsError('NotFoundException', `Key '${input.KeyId}' does not exist`);
  switch (operation) {
    case 'DescribeKey':
      return json({ KeyMetadata: metadataOf(key) });
    case 'GetKeyPolicy':
      return json({ Policy: JSON.stringify(key.policy), PolicyName: 'default' });
    case 'ListGrants':
      return json({ Grants: key.grants ?? [], Truncated: false });
    case 'GetKeyRotationStatus':
      return json({ KeyId: key.arn, KeyRotationEnabled: key.rotation ?? false });
    default:
      return kmsError('UnknownOperationException', operation);
  }
}

function metadataOf({ arn, metadata }: SandboxKey): object {
  const [, , , , account, resource = ''] = arn.split(':');
  return {
    AWSAccountId: account,
    Arn: arn,
    CreationDate: 1_760_000_000,
    Enabled: true,
    KeyId: resource.split('/')[1],
    KeyManager: 'CUSTOMER',
    KeySpec: 'SYMMETRIC_DEFAULT',
    KeyState: 'Enabled',
    KeyUsage: 'ENCRYPT_DECRYPT',
    MultiRegion: false,
    Origin: 'AWS_KMS',
    ...metadata,
  };
}

export function kmsError(type: string, message: string): Answer {
  return {
    status: 400,
    body: JSON.stringify({ __type: type, message, Message: message }),
    headers: JSON_TYPE,
  };
}

function json(value: object): Answer {
  return { status: 200, body: JSON.stringify(value), headers: JSON_TYPE };
}

/** Answers STS; an assumed role's access key is `ASIA` and the account of the role, so that its owner can be told. */
export function stsAnswer(form: URLSearchParams, account: string): Answer {
  if (form.get('Action') === 'AssumeRole') {
    const arn = form.get('RoleArn') ?? '';
    const roleAccount = arn.split(':')[4] ?? account;
    return sts('AssumeRole', {
      Credentials: `<AccessKeyId>ASIA${roleAccount}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>`,
      AssumedRoleUser: `<Arn>${escapeXml(arn)}/byob</Arn><AssumedRoleId>AROA:byob</AssumedRoleId>`,
    });
  }
  return sts('GetCallerIdentity', {
    Arn: `arn:aws:iam::${account}:user/auditor`,
    UserId: 'AIDA',
    Account: account,
  });
}

function sts(operation: string, members: Readonly<Record<string, string>>): Answer {
  const result = Object.entries(members)
    .map(([name, xml]) => `<${name}>${xml}</${name}>`)
    .join('');
  return {
    status: 200,
    body: `<${operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${operation}Result>${result}</${operation}Result></${operation}Response>`,
    headers: { 'content-type': 'text/xml' },
  };
}
