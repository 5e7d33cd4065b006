// Which statements make a bucket or key public, as AWS defines it.
// Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html

import { isJsonObject } from '../../model/json.ts';
import { textsOf } from './document.ts';
import type { PolicyDocument, Statement } from './document.ts';
import { networkOf } from './ip.ts';
import { isEveryone } from './principal.ts';

export interface PublicStatement {
  readonly statement: Statement;
  readonly actions: readonly string[];
}

/** Keys that limit a statement for everyone to somebody, where their values are fixed. */
const FIXING: ReadonlySet<string> = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceip',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:userid',
  'kms:calleraccount',
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
  'wandb:orgid',
]);

/** Allow statements for everyone without a condition that fixes who. NotPrincipal with Allow is for everyone else: public. */
export function publicStatements(policy: PolicyDocument): readonly PublicStatement[] {
  return policy.statements
    .filter(
      ({ effect, raw }) =>
        effect === 'Allow' && (isEveryone(raw['Principal']) || raw['NotPrincipal'] !== undefined),
    )
    .filter((statement) => !isLimited(statement, isFixedValue))
    .map((statement) => {
      const { Action, NotAction } = statement.raw;
      return {
        statement,
        actions: Action === undefined ? textsOf(NotAction).map((name) => `all but ${name}`) : textsOf(Action),
      };
    });
}

/**
 * Of the statements that AWS deems public, the ones that strangers may meet. A wildcard behind a fixed account or
 * organization (`arn:aws:iam::111122223333:role/*`, `o-acme/*`) is no fixed value to AWS, and lets nobody else in.
 */
export function openStatements(policy: PolicyDocument): readonly PublicStatement[] {
  return publicStatements(policy).filter(({ statement }) => !isLimited(statement, isOfSomebody));
}

type Fixes = (key: string, value: string) => boolean;

function isLimited({ raw: { Condition: condition } }: Statement, fixes: Fixes): boolean {
  if (!isJsonObject(condition)) return false;
  return Object.entries(condition).some(
    ([operator, keys]) =>
      isPositive(operator) &&
      isJsonObject(keys) &&
      Object.entries(keys).some(([name, value]) => {
        const key = name.toLowerCase();
        const values = textsOf(value);
        return FIXING.has(key) && values.length > 0 && values.every((text) => fixes(key, text));
      }),
  );
}

/** An operator that can only hold for the values it names. */
function isPositive(operator: string): boolean {
  return /^(ForAnyValue:)?(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike|IpAddress)$/i.test(
    operator,
  );
}

/** An access point of one account: AWS lets a wildcard stand for its name. */
const ACCESS_POINTS = /^arn:[\w-]+:s3:[^:]*:\d{12}:[^$]*$/;

/** "Values that don't contain a wildcard or a policy variable"; no network broader than /8, or /32 with IPv6. */
function isFixedValue(key: string, value: string): boolean {
  if (key === 'aws:sourceip') {
    const network = networkOf(value);
    return network !== undefined && network.length >= (network.bits === 32 ? 8 : 32);
  }
  if (key === 's3:dataaccesspointarn') return ACCESS_POINTS.test(value);
  return value !== '' && !/[*?]|\$\{/.test(value);
}

/** ARNs of one account, with wildcards behind it only: a star before it could run past it. */
const OF_ONE_ACCOUNT = /^arn:[\w-]+:[\w-]+:[\w-]*:\d{12}:[^$]*$/;
/** Paths of one organization: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgpaths */
const OF_ONE_ORGANIZATION = /^o-[a-z0-9]+\/[^$]*$/;

function isOfSomebody(key: string, value: string): boolean {
  if (key === 'aws:principalarn' || key === 'aws:sourcearn') return OF_ONE_ACCOUNT.test(value);
  return key.endsWith('orgpaths') && OF_ONE_ORGANIZATION.test(value);
}
