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
    .filter((statement) => !isFixed(statement))
    .map((statement) => {
      const { Action, NotAction } = statement.raw;
      return {
        statement,
        actions: Action === undefined ? textsOf(NotAction).map((name) => `all but ${name}`) : textsOf(Action),
      };
    });
}

function isFixed({ raw: { Condition: condition } }: Statement): boolean {
  if (!isJsonObject(condition)) return false;
  return Object.entries(condition).some(
    ([operator, keys]) =>
      isPositive(operator) &&
      isJsonObject(keys) &&
      Object.entries(keys).some(([name, value]) => {
        const key = name.toLowerCase();
        const values = textsOf(value);
        return FIXING.has(key) && values.length > 0 && values.every((text) => isFixedValue(key, text));
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
