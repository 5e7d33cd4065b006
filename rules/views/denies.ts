// What a Deny is about: each kind is one rule's, so that no fault is reported twice.

import { open } from '../../src/model/rule.ts';
import type { Verdict, Violation } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import type { Clause, Context, Decider } from '../../src/semantics/policy/evaluate.ts';
import type { WantedAction } from '../../src/wandb/actions.ts';
import { deniesFor, nameOf, WANDB_REQUESTS } from './wandb-request.ts';
import type { Asked } from './wandb-request.ts';

export type Subject = 'wandb' | 'network' | 'presigned' | 'headers';

/** A Deny statement that reaches W&B, and which of its actions. */
export interface Deny {
  readonly deny: Decider;
  readonly actions: readonly string[];
}

/** In lower case: where a request comes from. */
const NETWORK: ReadonlySet<string> = new Set([
  'aws:sourceip',
  'aws:vpcsourceip',
  'aws:sourcevpc',
  'aws:sourcevpcarn',
  'aws:sourcevpce',
  'aws:vpceaccount',
  'aws:vpceorgid',
  'aws:vpceorgpaths',
]);
const PRESIGNED: ReadonlySet<string> = new Set(['s3:authtype', 's3:signatureage']);
const UPLOAD_HEADER = /^s3:x-amz-(server-side-encryption|acl$|grant-)/;

export function isNetwork({ key }: Clause): boolean {
  return NETWORK.has(key.toLowerCase());
}

/**
 * By the conditions that leave it open. Networks that are decided are VPC endpoints on Multi-tenant, W&B's lock-out there.
 * The upload headers have a rule on AWS only.
 */
function subjectOf({ clauses, certain }: Decider, target: Target): Subject {
  const keys = clauses.map(({ key }) => key.toLowerCase());
  if (certain) return 'wandb';
  if (keys.some((key) => PRESIGNED.has(key))) return 'presigned';
  if (target.provider === 'aws' && keys.some((key) => UPLOAD_HEADER.test(key))) return 'headers';
  return clauses.some(isNetwork) ? 'network' : 'wandb';
}

/**
 * The Deny statements of one subject that still reach W&B's requests where `circumstances` are known of them. Statements
 * that all requests escape in these circumstances are harmless.
 */
export function deniesOn(
  asked: Asked,
  target: Target,
  subject: Subject,
  circumstances: Context = {},
  requests: readonly WantedAction[] = WANDB_REQUESTS,
): readonly Deny[] {
  const found = new Map<number, Deny>();
  for (const wanted of requests) {
    const concerned = new Set(
      deniesFor(asked, target, wanted, {})
        .filter((deny) => subjectOf(deny, target) === subject)
        .map(({ index }) => index),
    );
    for (const deny of deniesFor(asked, target, wanted, circumstances)) {
      if (!concerned.has(deny.index)) continue;
      const before = found.get(deny.index);
      const actions = [...(before?.actions ?? []), wanted.action];
      found.set(deny.index, { deny: before?.deny.certain === true ? before.deny : deny, actions });
    }
  }
  return [...found.values()];
}

/** What is decided is a violation, else what is not decided is open. */
export function verdictOn(denies: readonly Deny[], violationOf: (deny: Deny) => Violation): Verdict {
  const certain = denies.filter(({ deny }) => deny.certain);
  if (certain.length > 0) return certain.map(violationOf);
  const [maybe] = denies;
  if (maybe === undefined) return [];
  const { clauses, reasons } = maybe.deny;
  const on = [...clauses.map(({ key, operator }) => `${operator} ${key}`), ...reasons].join(', ');
  return open(`${nameOf(maybe.deny)} may deny W&B: it depends on ${on}, which cannot be seen from here`);
}
