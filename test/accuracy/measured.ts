// Precision and recall of each rule over the table.

import { RULES } from '../../rules/index.ts';
import { ENGINE_RULES } from '../../src/model/rule.ts';
import type { Severity } from '../../src/model/severity.ts';
import { openOf, ruleOf, sorted } from './audited.ts';
import type { Outcome } from './audited.ts';

export interface Measure {
  readonly rule: string;
  readonly severity: Severity;
  /** Targets where it must be found and is. */
  readonly found: number;
  /** Targets where it must be found and is not. */
  readonly missed: number;
  /** Targets where it is found and must not be. */
  readonly invented: number;
  /** Targets where it must pass and does. */
  readonly silent: number;
}

/** One measure a rule that judges configurations, in the order of the catalogue. */
export function measure(outcomes: readonly Outcome[]): Measure[] {
  return RULES.filter(({ id }) => !ENGINE_RULES.includes(id)).map(({ id, severity }) => {
    const count = (wanted: boolean, is: boolean): number =>
      outcomes.filter(
        ({ target, found }) =>
          target.finds.some((one) => ruleOf(one) === id) === wanted &&
          found.some((one) => ruleOf(one) === id) === is,
      ).length;
    const silent = outcomes.filter(
      ({ target, found, judged }) =>
        judged.includes(id) && ![...target.finds, ...found].some((one) => ruleOf(one) === id),
    ).length;
    return {
      rule: id,
      severity,
      found: count(true, true),
      missed: count(true, false),
      invented: count(false, true),
      silent,
    };
  });
}

/** Of all that is found, the share that must be; 1 where nothing is. */
export function precision({ found, invented }: Pick<Measure, 'found' | 'invented'>): number {
  return found + invented === 0 ? 1 : found / (found + invented);
}

/** Of all that must be found, the share that is; 1 where nothing must be. */
export function recall({ found, missed }: Pick<Measure, 'found' | 'missed'>): number {
  return found + missed === 0 ? 1 : found / (found + missed);
}

/** Targets that differ from their row in any finding or open result, with the way they do. */
export function differences(outcomes: readonly Outcome[]): string[] {
  return outcomes.flatMap(({ row, target, found, open }) => {
    const finds = sorted(target.finds);
    const parts = [
      ...finds.filter((one) => !found.includes(one)).map((one) => `misses ${one}`),
      ...found.filter((one) => !finds.includes(one)).map((one) => `invents ${one}`),
      ...openOf(target)
        .filter((one) => !open.includes(one))
        .map((one) => `should leave ${one} open`),
      ...open.filter((one) => !openOf(target).includes(one)).map((one) => `leaves ${one} open`),
    ];
    return parts.length === 0 ? [] : `${row.id}: ${parts.join(', ')}`;
  });
}
