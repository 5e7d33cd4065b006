// The STS operations that an audit uses: who am I, and become this role.

import { errorOf, REQUEST_ID, STS_NAMESPACE } from './answer.ts';
import type { Answer } from './answer.ts';
import type { Caller, Callers } from './callers.ts';
import type { Asked } from './request.ts';
import { documentOf } from './xml.ts';

const ROLE = /^arn:aws:iam::\d{12}:role\/.+/;
const HOUR_MS = 3_600_000;

/** Answers STS; credentials of a role belong to the role's account from then on. */
export function stsAnswer({ operation, body }: Asked, caller: Caller, callers: Callers): Answer {
  if (operation === 'GetCallerIdentity') {
    return result(operation, { Arn: caller.arn, UserId: caller.userId, Account: caller.account });
  }
  if (operation !== 'AssumeRole') {
    return errorOf(
      'sts',
      400,
      'InvalidAction',
      `Could not find operation ${operation} for version 2011-06-15`,
    );
  }
  const form = new URLSearchParams(body);
  const [roleArn, session] = [form.get('RoleArn') ?? '', form.get('RoleSessionName') ?? ''];
  if (!ROLE.test(roleArn) || session === '')
    return errorOf('sts', 400, 'ValidationError', `${roleArn} is invalid`);
  const { credentials, caller: role } = callers.assume(roleArn, session);
  return result(operation, {
    AssumedRoleUser: { AssumedRoleId: role.userId, Arn: role.arn },
    Credentials: {
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      SessionToken: credentials.sessionToken,
      Expiration: new Date(Date.now() + HOUR_MS).toISOString(),
    },
  });
}

function result(operation: string, members: object): Answer {
  const document = { [`${operation}Result`]: members, ResponseMetadata: { RequestId: REQUEST_ID } };
  return { status: 200, body: documentOf(`${operation}Response`, document, STS_NAMESPACE) };
}
