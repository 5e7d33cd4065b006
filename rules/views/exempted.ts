// A Deny that spares W&B: the condition, with a clause that never holds for W&B's principal.

import { isJsonObject } from '../../src/model/json.ts';
import type { JsonObject, JsonValue } from '../../src/model/json.ts';
import { textsOf } from '../../src/semantics/policy/document.ts';

/** Clauses of a Condition must all hold: one that never holds for W&B takes W&B out of a Deny. */
export function exempted(written: JsonValue | undefined, principal: string): JsonObject {
  const condition = isJsonObject(written) ? written : {};
  const account = /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(principal)?.[1];
  const [operator, key, value] =
    account === undefined
      ? ['ArnNotEquals', 'aws:PrincipalArn', principal]
      : ['StringNotEquals', 'aws:PrincipalAccount', account];
  const keys = isJsonObject(condition[operator]) ? condition[operator] : {};
  const spelt = Object.keys(keys).find((one) => one.toLowerCase() === key.toLowerCase()) ?? key;
  const values = textsOf(keys[spelt]);
  return { ...condition, [operator]: { ...keys, [spelt]: values.length === 0 ? value : [...values, value] } };
}
