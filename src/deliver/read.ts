// Evidence and report files back into values, checked against their schemas.
// It is here, beside what writes them, because these rooms know files and may use ajv; nothing is changed on the way.

import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import evidenceSchema from '../../schema/evidence.schema.json' with { type: 'json' };
import reportSchema from '../../schema/report.schema.json' with { type: 'json' };
import type { Evidence } from '../model/evidence.ts';
import { EVIDENCE_SCHEMA_VERSION } from '../model/evidence.ts';
import { isJsonObject, isTooDeep } from '../model/json.ts';
import type { Report } from '../model/report.ts';
import { REPORT_SCHEMA_VERSION } from '../model/report.ts';
import { jsonFault } from './json-fault.ts';
import { oneLine } from './one-line.ts';

/** The text is not the file asked for; the message is one clear line without the file's name. */
class ReadError extends Error {
  override readonly name = 'ReadError';
}

/** Reads a file of `byob collect`. Throws {@link ReadError}: cut short, no JSON, another version, wrong shape. */
export function readEvidence(text: string): Evidence {
  const value = parse(text);
  if (isJsonObject(value) && 'results' in value) {
    throw new ReadError('this is a report, not evidence: `byob render` reads it');
  }
  check(value, 'evidence', EVIDENCE_SCHEMA_VERSION, evidenceSchema);
  return value as Evidence;
}

/** Reads a file of `byob audit --format json`. Throws {@link ReadError} like {@link readEvidence}. */
export function readReport(text: string): Report {
  const value = parse(text);
  if (isJsonObject(value) && 'buckets' in value) {
    throw new ReadError('this is evidence, not a report: `byob evaluate` reads it');
  }
  check(value, 'report', REPORT_SCHEMA_VERSION, reportSchema);
  return value as Report;
}

function parse(text: string): unknown {
  if (text.trim() === '') throw new ReadError('the file is empty');
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    const { message } = error as SyntaxError;
    // The messages of V8; the second is of a text that ends within a string.
    const cut = /^(Unexpected end|Unterminated|Expected .* at position (\d+))/.exec(message);
    const atEnd = cut !== null && (cut[2] === undefined || Number(cut[2]) >= text.trimEnd().length);
    throw new ReadError(
      atEnd ? 'the file is cut short: its JSON ends too early' : `not JSON: ${jsonFault(error)}`,
    );
  }
}

function check(value: unknown, what: string, version: number, schema: object): void {
  if (!isJsonObject(value)) throw new ReadError(`this is no ${what} file: it holds no JSON object`);
  const found = value['schemaVersion'];
  if (found === undefined) throw new ReadError(`this is no ${what} file: schemaVersion is missing`);
  if (found !== version) {
    const told = typeof found === 'number' ? String(found) : 'no number';
    throw new ReadError(`its ${what} version is ${told}, this byob reads version ${version}`);
  }
  if (isTooDeep(value)) throw new ReadError('nested too deeply');
  const validate = validator(schema);
  if (!validate(value)) throw new ReadError(`not the shape of ${what}: ${describe(validate.errors?.[0])}`);
}

const compiled = new Map<object, ValidateFunction>();

/** Compiled when first needed: most runs read neither file. */
function validator(schema: object): ValidateFunction {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const validate = new Ajv2020({ strictRequired: false, strictTypes: false }).compile(schema);
  compiled.set(schema, validate);
  return validate;
}

function describe(error: ErrorObject | undefined): string {
  if (error === undefined) return 'unknown fault';
  const allowed =
    error.keyword === 'enum' ? ` (${(error.params['allowedValues'] as unknown[]).join(', ')})` : '';
  return oneLine(`${error.instancePath || '/'} ${error.message ?? error.keyword}${allowed}`);
}
