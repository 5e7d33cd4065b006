// The rules about browsers (CORS), in the order of the catalogue.

import type { Rule } from '../../src/model/rule.ts';
import corsConfigured from './cors-configured.ts';
import corsEtagExposed from './cors-etag-exposed.ts';
import corsHeadersAllowed from './cors-headers-allowed.ts';
import corsMaxAgeSet from './cors-max-age-set.ts';
import corsMethodsAllowed from './cors-methods-allowed.ts';
import corsMethodsMinimal from './cors-methods-minimal.ts';
import corsOriginAllowed from './cors-origin-allowed.ts';
import corsOriginRestricted from './cors-origin-restricted.ts';
import corsOriginsWellformed from './cors-origins-wellformed.ts';
import corsRulesReachable from './cors-rules-reachable.ts';

export const browserRules: readonly Rule[] = [
  corsConfigured,
  corsOriginAllowed,
  corsMethodsAllowed,
  corsHeadersAllowed,
  corsEtagExposed,
  corsOriginsWellformed,
  corsRulesReachable,
  corsOriginRestricted,
  corsMaxAgeSet,
  corsMethodsMinimal,
];
