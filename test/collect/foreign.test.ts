// What a family has, its reader reads with a call, and nothing else.

import { expect, test } from 'vitest';
import { isAzureFacet } from '../../src/collect/azure/calls.ts';
import { FACETS, isForeign } from '../../src/collect/foreign.ts';
import type { Family } from '../../src/collect/foreign.ts';
import { permissionsOf } from '../../src/collect/gcs/readers.ts';
import { callOf } from '../../src/collect/s3/readers.ts';
import type { Facet } from '../../src/model/evidence.ts';

const READ: Readonly<Record<Family, (facet: Facet) => boolean>> = {
  s3: (facet) => callOf(facet) !== undefined,
  gcs: (facet) => permissionsOf(facet).length > 0,
  azure: isAzureFacet,
};

test.each(Object.entries(READ) as [Family, (facet: Facet) => boolean][])('%s', (family, isRead) => {
  const has = FACETS.filter((facet) => !isForeign(facet, family));
  expect(has).toEqual(FACETS.filter(isRead));
});
