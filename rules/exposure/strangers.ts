// What a policy denies to everybody: the test of a Deny that closes what an Allow for everyone opens.

import { textsOf } from '../../src/semantics/policy/document.ts';
import type { PolicyDocument, Statement } from '../../src/semantics/policy/document.ts';
import { evaluatePolicy } from '../../src/semantics/policy/evaluate.ts';
import type { Context } from '../../src/semantics/policy/evaluate.ts';
import { isEveryone } from '../../src/semantics/policy/principal.ts';
import { NO_ENDPOINT } from '../views/wandb-request.ts';

/** Somebody of an account that no policy names. */
const ACCOUNT = '000000000000';
const STRANGER = `arn:aws:iam::${ACCOUNT}:user/anyone`;

const FROM_ANYWHERE: Context = {
  ...NO_ENDPOINT,
  'aws:PrincipalIsAWSService': ['false'],
  'aws:PrincipalOrgID': 'absent',
  'aws:PrincipalOrgPaths': 'absent',
  'aws:SecureTransport': ['true'],
  'aws:SourceAccount': 'absent',
  'aws:SourceArn': 'absent',
  // An address of documentation (RFC 5737): in nobody's network.
  'aws:SourceIp': ['192.0.2.1'],
  's3:TlsVersion': ['1.3'],
};
const SIGNED_IN: Context = {
  ...FROM_ANYWHERE,
  'aws:PrincipalAccount': [ACCOUNT],
  'aws:PrincipalArn': [STRANGER],
  'aws:PrincipalType': ['User'],
};

/** Of another AWS account, and without any. */
export const S3_STRANGERS: readonly Context[] = [
  SIGNED_IN,
  { ...FROM_ANYWHERE, 'aws:PrincipalAccount': 'absent', 'aws:PrincipalArn': 'absent' },
];

/** KMS answers nobody who is not signed in. */
export const KMS_STRANGERS: readonly Context[] = [
  { ...SIGNED_IN, 'kms:CallerAccount': [ACCOUNT], 'kms:ViaService': 'absent' },
];

/**
 * True where Deny statements take all of the asked action and resource (both may hold wildcards) from whoever asks in these
 * circumstances. A Deny bites where it overlaps; here it has to cover, as an Allow does.
 */
function deniesAll(
  { version, statements }: PolicyDocument,
  action: string,
  resource: string,
  context: Context,
): boolean {
  const covering = statements
    // The rest of a NotAction is not to be told for a wildcard.
    .filter(({ effect, raw }) => effect === 'Deny' && raw['NotAction'] === undefined)
    .map((statement) => ({ ...statement, effect: 'Allow' as const }));
  const policy = { version, statements: covering, problems: [] };
  return evaluatePolicy(policy, { principal: STRANGER, action, resource, context }).effect === 'allowed';
}

/** The same with the Deny statements that name everyone: nobody is spared. */
export function deniesEveryone(
  policy: PolicyDocument,
  action: string,
  resource: string,
  context: Context,
): boolean {
  const statements = policy.statements.filter(({ raw }) => isEveryone(raw['Principal']));
  return deniesAll({ ...policy, statements }, action, resource, context);
}

/** True where no stranger gets anything from an Allow statement for everyone. */
export function isDeniedToAll(
  policy: PolicyDocument,
  { raw: { Action: actions, Resource: resources } }: Statement,
  strangers: readonly Context[],
): boolean {
  const [asked, on] = [textsOf(actions), textsOf(resources)];
  if (asked.length === 0 || on.length === 0) return false;
  return strangers.every((context) =>
    asked.every((action) => on.every((resource) => deniesAll(policy, action, resource, context))),
  );
}
