// Whether what was read has the shape that the schema of evidence promises: a service may answer anything.

import evidence from '../../schema/evidence.schema.json' with { type: 'json' };
import type { Facet, Reading, Readings } from '../model/evidence.ts';
import { isTooDeep } from '../model/json.ts';

/** The keywords that the schema uses, a small part of https://json-schema.org/draft/2020-12 */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema | true>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly if?: Schema;
  readonly then?: Schema;
}

const SCHEMA = evidence as unknown as {
  readonly $defs: Readonly<Record<string, Schema>>;
  readonly properties: {
    readonly buckets: { readonly items: { readonly properties: { readonly readings: Schema } } };
  };
};
const DEFINITIONS: ReadonlyMap<string, Schema> = new Map(
  Object.entries(SCHEMA.$defs).map(([name, schema]) => [`#/$defs/${name}`, schema]),
);
const READINGS = SCHEMA.properties.buckets.items.properties.readings.properties ?? {};

/**
 * The readings with those whose value is of another shape as malformed: one of them would make the whole evidence file
 * unreadable. A full validator would cost every run its loading; this is the part of one that the schema needs.
 */
export function shapely(readings: Readings): Readings {
  const checked = Object.entries(readings).map(([facet, reading]) => {
    const schema = READINGS[facet];
    return [
      facet,
      schema === undefined || (!isTooDeep(reading) && fits(reading, schema))
        ? reading
        : malformed(facet as Facet, reading),
    ];
  });
  return Object.fromEntries(checked) as Readings;
}

function malformed(facet: Facet, { call = '' }: Reading<unknown>): Reading<never> {
  const detail = `the answer is not the document of this API: ${facet} cannot be told from it`;
  return { status: 'unreadable', cause: 'malformed', call, detail };
}

/** True where the value fits the schema. */
export function fits(value: unknown, schema: Schema | boolean): boolean {
  if (typeof schema === 'boolean') return schema;
  const { $ref: ref, type } = schema;
  if (ref !== undefined && !fits(value, DEFINITIONS.get(ref) ?? false)) return false;
  if (typeof type === 'string' ? !isOf(value, type) : type?.some((one) => isOf(value, one)) === false) {
    return false;
  }
  if ('const' in schema && value !== schema.const) return false;
  if (schema.enum?.includes(value) === false) return false;
  if (schema.minimum !== undefined && typeof value === 'number' && value < schema.minimum) return false;
  if (Array.isArray(value) && value.length < (schema.minItems ?? 0)) return false;
  if (schema.items !== undefined && Array.isArray(value)) {
    const { items } = schema;
    if (!value.every((item) => fits(item, items))) return false;
  }
  if (isObject(value) && !hasMembers(value, schema)) return false;
  if (schema.if !== undefined && fits(value, schema.if) && !fits(value, schema.then ?? true)) return false;
  if (schema.allOf?.every((part) => fits(value, part)) === false) return false;
  return schema.anyOf?.some((part) => fits(value, part)) ?? true;
}

function hasMembers(value: Readonly<Record<string, unknown>>, schema: Schema): boolean {
  const { required = [], properties = {}, additionalProperties: others = true } = schema;
  if (required.some((name) => value[name] === undefined)) return false;
  return Object.entries(value).every(([name, member]) => {
    // What is undefined is left out of JSON.
    if (member === undefined) return true;
    return fits(member, Object.hasOwn(properties, name) ? (properties[name] ?? true) : others);
  });
}

function isOf(value: unknown, type: string): boolean {
  switch (type) {
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return Number.isFinite(value);
    case 'null':
      return value === null;
    default:
      return typeof value === type;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
