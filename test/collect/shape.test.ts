// Readings of another shape than evidence has are malformed, and nothing else is.

import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Ajv2020 } from 'ajv/dist/2020.js';
import schema from '../../schema/evidence.schema.json' with { type: 'json' };
import { fits, shapely } from '../../src/collect/shape.ts';
import type { Evidence, Readings } from '../../src/model/evidence.ts';

const HEALTHY = JSON.parse(
  readFileSync(new URL('../fuzz/healthy.json', import.meta.url), 'utf8'),
) as Evidence;

const KNOWN = ['$ref', 'type', 'const', 'enum', 'minimum', 'required', 'properties', 'additionalProperties'];
const KEYWORDS = [...KNOWN, 'items', 'minItems', 'allOf', 'anyOf', 'if', 'then', 'description'];

test('the schema uses no keyword that is not read', () => {
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    for (const [keyword, value] of Object.entries(part)) {
      expect(KEYWORDS).toContain(keyword);
      if (keyword === 'properties') Object.values(value as object).forEach(visit);
      else if (['allOf', 'anyOf'].includes(keyword)) (value as unknown[]).forEach(visit);
      else if (['items', 'if', 'then', 'additionalProperties'].includes(keyword)) visit(value);
    }
  };
  Object.values(schema.$defs).forEach(visit);
});

test('what was read stays as it is', () => {
  for (const { readings } of HEALTHY.buckets) expect(shapely(readings)).toEqual(readings);
});

test.each<[string, Readings]>([
  ['a null', { cors: { status: 'known', call: 'c', value: { scope: 'bucket', rules: [null] } as never } }],
  ['a text for a list', { acl: { status: 'known', call: 'c', value: { grants: 'x' } as never } }],
  ['no value', { policy: { status: 'known', call: 'c' } as never }],
  [
    'a number that is none',
    { softDelete: { status: 'known', call: 'c', value: { enabled: true, days: NaN } } },
  ],
])('%s is malformed', (_, readings) => {
  const [checked] = Object.values(shapely(readings));
  expect(checked).toMatchObject({ status: 'unreadable', cause: 'malformed', call: 'c' });
});

test('says of every value what a full validator says', () => {
  const ajv = new Ajv2020({ strict: false });
  const whole = ajv.compile(schema);
  const values = fc.oneof(
    fc.json().map((text) => JSON.parse(text) as unknown),
    fc.constantFrom(null, 'x', [], {}),
  );
  const facets = HEALTHY.buckets.flatMap(({ readings }, bucket) =>
    Object.keys(readings).map((facet) => [bucket, facet] as const),
  );
  const part = fc.tuple(fc.constantFrom(...facets), fc.nat(), values);
  fc.assert(
    fc.property(part, ([[index, facet], place, value]) => {
      const bucket = structuredClone(HEALTHY.buckets[index]) as unknown as {
        readings: Record<string, unknown>;
      };
      exchange(bucket.readings[facet], place, value);
      const [checked] = Object.values(shapely({ [facet]: bucket.readings[facet] } as Readings));
      const evidence = { ...HEALTHY, buckets: [bucket] };
      expect(checked === bucket.readings[facet]).toBe(whole(evidence));
    }),
    { numRuns: 300 },
  );
});

/** Puts the value at one of the places within. */
function exchange(within: unknown, place: number, value: unknown): void {
  const places: [Record<string, unknown>, string][] = [];
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    for (const [key, member] of Object.entries(part)) {
      places.push([part as Record<string, unknown>, key]);
      visit(member);
    }
  };
  visit(within);
  const [parent, key] = places[place % places.length] ?? [];
  if (parent !== undefined && key !== undefined) parent[key] = value;
}

test('a schema that names nothing fits nothing', () => {
  expect(fits({}, { $ref: '#/$defs/none' })).toBe(false);
});
