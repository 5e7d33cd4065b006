// What a resource policy decides for one principal, action and resource, as far as it can be known.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html

import { expandAction, matchesAction } from './actions.ts';
import { judgeConditions } from './condition.ts';
import type { Clause } from './condition.ts';
import { readerOf } from './context.ts';
import type { Context, ContextReader } from './context.ts';
import type { PolicyDocument, Statement } from './document.ts';
import { matchesPrincipal } from './principal.ts';
import { matchesResource } from './resource.ts';
import type { Truth } from './truth.ts';

export type { Clause } from './condition.ts';
export type { Context, ContextValue } from './context.ts';

export interface PolicyRequest {
  /** ARN. An account's root stands for an identity of that account that is not known; CoreWeave ARNs as they are. */
  readonly principal: string;
  /** May hold wildcards: all it names is asked for. */
  readonly action: string;
  /** ARN; may hold wildcards: all of it is asked for. */
  readonly resource: string;
  readonly context: Context;
}

export type Effect = 'allowed' | 'denied' | 'implicitlyDenied' | 'conditional';

/** A statement that matches the request, or may. */
export interface Decider {
  readonly index: number;
  readonly path: string;
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  /** It matches for certain. */
  readonly certain: boolean;
  /** Where uncertain, the conditions that could not be decided; else those that hold. */
  readonly clauses: readonly Clause[];
  /** Other uncertainty, in words. */
  readonly reasons: readonly string[];
}

export interface Decision {
  readonly effect: Effect;
  readonly allows: readonly Decider[];
  readonly denies: readonly Decider[];
}

/**
 * Explicit Deny beats Allow, no Allow is an implicit deny, and what rests on something unknown is conditional. A wildcard
 * action is allowed where one pattern takes in all it may name, or where each action it names today is; it is denied where
 * one of them is.
 */
export function evaluatePolicy(policy: PolicyDocument, request: PolicyRequest): Decision {
  const context = readerOf(request.context);
  const whole = decide(policy, request, request.action, context);
  const actions = expandAction(request.action);
  if (whole.effect === 'allowed' || actions === undefined) return whole;
  return combine(actions.map((action) => decide(policy, request, action, context)));
}

const WORST: readonly Effect[] = ['denied', 'implicitlyDenied', 'conditional', 'allowed'];

function combine(decisions: readonly Decision[]): Decision {
  const effect =
    WORST.find((worst) => decisions.some((decision) => decision.effect === worst)) ?? 'implicitlyDenied';
  return {
    effect,
    allows: unique(decisions.flatMap(({ allows }) => allows)),
    denies: unique(decisions.flatMap(({ denies }) => denies)),
  };
}

function unique(deciders: readonly Decider[]): Decider[] {
  return [...new Map(deciders.map((decider) => [decider.index, decider])).values()];
}

function decide(
  policy: PolicyDocument,
  request: PolicyRequest,
  action: string,
  context: ContextReader,
): Decision {
  const deciders = policy.statements.flatMap(
    (statement) => deciderOf(statement, policy.version, request, action, context) ?? [],
  );
  const allows = deciders.filter(({ effect }) => effect === 'Allow');
  const denies = deciders.filter(({ effect }) => effect === 'Deny');
  return { effect: effectOf(allows, denies), allows, denies };
}

function effectOf(allows: readonly Decider[], denies: readonly Decider[]): Effect {
  if (denies.some(({ certain }) => certain)) return 'denied';
  if (allows.length === 0) return 'implicitlyDenied';
  return denies.length === 0 && allows.some(({ certain }) => certain) ? 'allowed' : 'conditional';
}

function deciderOf(
  { index, path, sid, effect, raw }: Statement,
  version: string,
  { principal, resource }: PolicyRequest,
  action: string,
  context: ContextReader,
): Decider | undefined {
  const cover = effect === 'Allow' ? 'all' : 'part';
  if (!matchesAction(raw, action, cover)) return undefined;
  const who = matchesPrincipal(raw, principal);
  if (who === false) return undefined;
  const what = matchesResource(raw, resource, cover, version, context);
  if (what === false) return undefined;
  const judged = judgeConditions(raw, path, version, context);
  if (judged.some(({ truth }) => truth === false)) return undefined;
  const open = judged.filter(({ truth }) => truth === 'unknown');
  const reasons = [
    ...reason(
      who,
      raw['Principal'] === undefined
        ? 'its NotPrincipal does not list both the identity and its account'
        : 'it names one identity of the account',
    ),
    ...reason(what, 'its resource holds a variable or too many wildcards'),
  ];
  const certain = open.length === 0 && reasons.length === 0;
  return {
    index,
    path,
    ...(sid !== undefined && { sid }),
    effect,
    certain,
    clauses: (open.length > 0 ? open : judged).map(({ clause }) => clause),
    reasons,
  };
}

function reason(truth: Truth, words: string): string[] {
  return truth === 'unknown' ? [words] : [];
}
