// Which statements make a bucket or key public, as AWS defines it.
// Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html

import { isJsonObject } from '../../model/json.ts';
import { textsOf } from './document.ts';
import type { PolicyDocument, Statement } from './document.ts';
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
      Object.entries(keys).some(
        ([key, value]) =>
          FIXING.has(key.toLowerCase()) && textsOf(value).length > 0 && textsOf(value).every(isFixedValue),
      ),
  );
}

/** An operator that can only hold for the values it names. */
function isPositive(operator: string): boolean {
  return /^(ForAnyValue:)?(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike|IpAddress)$/i.test(
    operator,
  );
}

/** No wildcard that spans identities, no network of the whole internet. */
function isFixedValue(value: string): boolean {
  if (value.startsWith('arn:')) return !/[*?]/.test(value.split(':').slice(0, 5).join(':'));
  return !/[*?]/.test(value) && !/^(0\.0\.0\.0|::)\/0$/.test(value) && value !== '';
}
