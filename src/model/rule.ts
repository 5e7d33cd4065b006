// A rule: one requirement, its words and its pure check.

import type { Facet, Facets, Reading, Readings, Unreadable } from './evidence.ts';
import type { JsonValue } from './json.ts';
import type { Provider } from './provider.ts';
import type { Severity } from './severity.ts';
import type { Target } from './target.ts';

/** The rule that the engine answers itself, from what could not be read of a target's bucket; its own check is never run. */
export const EVIDENCE_READABLE = 'evidence-readable';

/** The rules about the fleet's waivers; the engine answers them itself, from the waivers and the results of all others. */
export const WAIVER_IS_VALID = 'waiver-is-valid';
export const WAIVER_IS_USED = 'waiver-is-used';

/** Rules whose own check is never run. What they report cannot be waived. */
export const ENGINE_RULES: readonly string[] = [EVIDENCE_READABLE, WAIVER_IS_VALID, WAIVER_IS_USED];

/** Values put into a message's `{{placeholders}}`; lists are joined with commas. */
export type MessageData = Readonly<Record<string, string | number | readonly string[]>>;

/** One way in which a requirement is not met. */
export interface Violation {
  readonly messageId: string;
  readonly data?: MessageData;
  /** The facet at fault, and a JSON Pointer (RFC 6901) into its value: `/document/Statement/2`. */
  readonly facet?: Facet;
  readonly path?: string;
  /** The key of the declaration at fault (`kmsKey`, `address`, `path`): the finding is placed on its line. */
  readonly key?: string;
}

/** The check could not decide; `message` says what would. */
export interface Open {
  readonly kind: 'open';
  readonly message: string;
}

/** The requirement does not concern this target; `message` says why. */
export interface NotApplicable {
  readonly kind: 'notApplicable';
  readonly message: string;
}

/** Violations (none: the rule passes), or why there is no verdict. */
export type Verdict = readonly Violation[] | Open | NotApplicable;

export function open(message: string): Open {
  return { kind: 'open', message };
}

export function notApplicable(message: string): NotApplicable {
  return { kind: 'notApplicable', message };
}

/** What `open` says where calls failed: `could not verify: s3:GetBucketPolicy denied (needs s3:GetBucketPolicy)`. */
export function couldNotVerify(calls: readonly Pick<Unreadable, 'call' | 'cause' | 'permission'>[]): string {
  const parts = calls.map(({ call, cause, permission }) =>
    permission === undefined ? `${call} ${cause}` : `${call} ${cause} (needs ${permission})`,
  );
  return `could not verify: ${parts.join('; ')}`;
}

/** Whether words of an open result say no more than some of its calls do, as those of {@link couldNotVerify}. */
export function onlyNamesCalls(
  message: string,
  calls: readonly Pick<Unreadable, 'call' | 'cause'>[],
): boolean {
  const told = calls.map(({ call, cause }) => `${call} ${cause}`);
  const parts = message.replace(/^could not verify: /, '').split('; ');
  return parts.every((part) => told.some((one) => part === one || part.startsWith(`${one} (needs `)));
}

/** What to do about a finding, with the bucket's real names. */
export interface Remediation {
  /** One or two sentences. */
  readonly text: string;
  /** A command of the vendor's own CLI that applies `document` (or the change itself), or several, joined by ` && `. */
  readonly command?: string;
  /** The whole document to apply, in the vendor's own shape, ready to be written to `file`. */
  readonly document?: RemediationDocument;
}

export interface RemediationDocument {
  /** File name the command refers to: `cors.json`. */
  readonly file: string;
  /** The facet that the document becomes once applied: the closed loop feeds it back. */
  readonly facet: Facet;
  readonly content: JsonValue;
}

/** What a remediation is made from. Readings may be missing or unreadable: then it starts from nothing. */
export interface RemediationContext {
  readonly target: Target;
  readonly readings: Readings;
  readonly violations: readonly Violation[];
}

export type PerProvider<T> = { readonly [P in Provider]?: T };

export interface RuleDocs {
  /** The requirement as an assertion, 75 characters at most: `CORS exposes the ETag header`. */
  readonly title: string;
  /** What happens to W&B or the data where it is not met: one short paragraph. */
  readonly why: string;
  /** Links: W&B's guide and the cloud's own pages. */
  readonly references: readonly string[];
  /** A read-only command of the vendor's own CLI that shows the fact. */
  readonly verify: PerProvider<(target: Target) => string>;
  readonly remediation: PerProvider<(context: RemediationContext) => Remediation>;
}

/** Message text with `{{placeholders}}`; with an object, a severity of its own. */
export type Message = string | { readonly severity: Severity; readonly text: string };

/** What a check is given: the values of `reads`, the readings of `considers`. */
export type CheckFacets<R extends Facet, C extends Facet> = {
  readonly [F in R]: Facets[F];
} & { readonly [F in C]: Reading<Facets[F]> };

/** A rule as the engine sees it. */
export interface Rule {
  readonly id: string;
  readonly severity: Severity;
  readonly providers: readonly Provider[];
  /** Facets that must be known: unreadable makes the engine answer `open`, unsupported `notApplicable`. */
  readonly reads: readonly Facet[];
  /** Facets handed over as readings, for proofs that need only part of them. */
  readonly considers: readonly Facet[];
  readonly messages: Readonly<Record<string, Message>>;
  readonly docs: RuleDocs;
  readonly check: (facets: never, target: Target) => Verdict;
}

/** Declares a rule; the types of `check` follow from `reads` and `considers`. */
export function defineRule<const R extends Facet = never, const C extends Facet = never>(rule: {
  readonly id: string;
  readonly severity: Severity;
  readonly providers: readonly Provider[];
  readonly reads?: readonly R[];
  readonly considers?: readonly C[];
  readonly messages: Readonly<Record<string, Message>>;
  readonly docs: RuleDocs;
  readonly check: (facets: CheckFacets<R, C>, target: Target) => Verdict;
}): Rule {
  return {
    ...rule,
    reads: rule.reads ?? [],
    considers: rule.considers ?? [],
    check: rule.check as Rule['check'],
  };
}

/** Every facet that the rules ask for, each once. */
export function facetsOf(rules: readonly Pick<Rule, 'reads' | 'considers'>[]): Facet[] {
  return [...new Set(rules.flatMap(({ reads, considers }) => [...reads, ...considers]))];
}

/** The severity of a message: its own, or the rule's. */
export function severityOf(rule: Pick<Rule, 'severity' | 'messages'>, messageId: string): Severity {
  const message = rule.messages[messageId];
  return typeof message === 'object' ? message.severity : rule.severity;
}
