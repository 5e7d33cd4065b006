// All rules, in the order of the catalogue.

import type { Rule } from '../src/model/rule.ts';
import { accessRules } from './access/index.ts';
import { browserRules } from './browser/index.ts';
import { declarationRules } from './declaration/index.ts';
import { encryptionRules } from './encryption/index.ts';
import { exposureRules } from './exposure/index.ts';
import { historyRules } from './history/index.ts';

export const RULES: readonly Rule[] = [
  ...declarationRules,
  ...browserRules,
  ...historyRules,
  ...encryptionRules,
  ...accessRules,
  ...exposureRules,
];
