// A policy document as statements, whatever its author wrote: a part that cannot be read never hides the rest.
// Grammar: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html

import { isJsonObject } from '../../model/json.ts';
import type { JsonObject, JsonValue } from '../../model/json.ts';

export interface Statement {
  readonly index: number;
  /** `/Statement/2`, or `/Statement` where it is a single object. */
  readonly path: string;
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  readonly raw: JsonObject;
}

export interface PolicyDocument {
  /** Missing means 2008-10-17: policy variables are then literal text. */
  readonly version: string;
  readonly statements: readonly Statement[];
  readonly problems: readonly { readonly path: string; readonly message: string }[];
}

/** Reads a document; null is "no policy". Never throws. */
export function parsePolicy(document: JsonValue): PolicyDocument {
  const statements: Statement[] = [];
  const problems: { path: string; message: string }[] = [];
  if (!isJsonObject(document)) {
    if (document !== null) problems.push({ path: '', message: 'the policy is not a JSON object' });
    return { version: '2008-10-17', statements, problems };
  }
  const { Version: version, Statement: written } = document;
  const list = Array.isArray(written)
    ? (written as readonly JsonValue[])
    : written === undefined
      ? []
      : [written];
  list.forEach((raw, index) => {
    const path = Array.isArray(written) ? `/Statement/${index}` : '/Statement';
    if (!isJsonObject(raw))
      return void problems.push({ path, message: 'the statement is not a JSON object' });
    const { Effect: effect, Sid: sid } = raw;
    if (effect !== 'Allow' && effect !== 'Deny')
      return void problems.push({ path, message: 'Effect is neither Allow nor Deny' });
    statements.push({ index, path, ...(typeof sid === 'string' && sid !== '' && { sid }), effect, raw });
  });
  return { version: typeof version === 'string' ? version : '2008-10-17', statements, problems };
}

/** A string or an array of them, as policies write both; numbers and booleans as their text. */
export function textsOf(value: JsonValue | undefined): string[] {
  const list = Array.isArray(value)
    ? (value as readonly JsonValue[])
    : value === undefined || value === null
      ? []
      : [value];
  return list.filter((item) => typeof item !== 'object').map(String);
}
