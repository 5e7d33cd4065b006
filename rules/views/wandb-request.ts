// A request of W&B against a bucket: who asks, for what, and what is known of its circumstances.

import type { Policy } from '../../src/model/evidence.ts';
import type { JsonValue } from '../../src/model/json.ts';
import { notApplicable, open } from '../../src/model/rule.ts';
import type { NotApplicable, Open } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { parsePolicy } from '../../src/semantics/policy/document.ts';
import type { PolicyDocument } from '../../src/semantics/policy/document.ts';
import { evaluatePolicy } from '../../src/semantics/policy/evaluate.ts';
import type { Context, Decider, Decision } from '../../src/semantics/policy/evaluate.ts';
import { accountOf } from '../../src/semantics/policy/principal.ts';
import type { WantedAction } from '../../src/wandb/actions.ts';
import { wandbIdentity } from './wandb-identity.ts';

/** `arn:aws:s3:::NAME`; the partition of the declared region. */
export function bucketArn({ bucket, region = '' }: Target): string {
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  return `arn:${partition}:s3:::${bucket}`;
}

/** Every object of the sub-path. */
function objectsArn(target: Target): string {
  return `${bucketArn(target)}/${target.subpath === '' ? '' : `${target.subpath}/`}*`;
}

/** What a request of W&B carries, as far as it is known from outside; keys not listed are unknown. */
function contextOf(principal: string, target: Target): Context {
  const { organizationId, customerNamespace, type } = target.deployment;
  const org = type === 'multi-tenant' ? organizationId : customerNamespace;
  return {
    'aws:SecureTransport': ['true'],
    's3:TlsVersion': ['1.3'],
    's3:signatureversion': ['AWS4-HMAC-SHA256'],
    'aws:PrincipalArn': principal.endsWith(':root') ? 'unknown' : [principal],
    'aws:PrincipalAccount': accountOf(principal) === undefined ? 'unknown' : [accountOf(principal) ?? ''],
    // W&B's own organization, never the customer's.
    'aws:PrincipalOrgID': ['o-wandb'],
    'aws:PrincipalIsAWSService': ['false'],
    'aws:ViaAWSService': ['false'],
    'aws:ResourceAccount': 'unknown',
    ...(org !== undefined && { 'wandb:OrgID': [org] }),
  };
}

export interface Asked {
  readonly policy: PolicyDocument;
  /** W&B's principals: current first, then former ones. */
  readonly principals: readonly [string, ...string[]];
}

/** The parsed policy and whose access is judged, or why there is nothing to judge. */
export function askedOf(policy: Policy, target: Target): Asked | NotApplicable | Open {
  const identity = wandbIdentity(target);
  if (identity.kind === 'unknown') {
    return identity.why === 'undeclared' ? open(identity.message) : notApplicable(identity.message);
  }
  if (policy.invalid !== undefined) return notApplicable('the policy is not JSON: see bucket-grants-wandb');
  const [first = '', ...rest] = [...identity.principals, ...identity.former];
  return { policy: parsePolicy(policy.document), principals: [first, ...rest] };
}

export function isVerdict(asked: Asked | NotApplicable | Open): asked is NotApplicable | Open {
  return 'kind' in asked;
}

/** What the policy decides for one action, for the first principal that is allowed it, else for the first. */
export function decisionFor(
  { policy, principals }: Asked,
  target: Target,
  { action, on }: WantedAction,
): Decision {
  const resource = on === 'bucket' ? bucketArn(target) : objectsArn(target);
  const decisions = principals.map((principal) =>
    evaluatePolicy(policy, { principal, action, resource, context: contextOf(principal, target) }),
  );
  return decisions.find(({ allows }) => allows.length > 0) ?? (decisions[0] as Decision);
}

/** Deny statements that reach one of W&B's actions, with the actions each reaches. */
export function deniesOf(
  asked: Asked,
  target: Target,
  actions: readonly WantedAction[],
): { readonly deny: Decider; readonly actions: string[] }[] {
  const found = new Map<number, { deny: Decider; actions: string[] }>();
  for (const wanted of actions) {
    for (const deny of decisionFor(asked, target, wanted).denies) {
      const entry = found.get(deny.index) ?? { deny, actions: [] };
      entry.actions.push(wanted.action);
      found.set(deny.index, { ...entry, deny: entry.deny.certain ? entry.deny : deny });
    }
  }
  return [...found.values()];
}

/** The statement's Sid, or its place. */
export function nameOf({ sid, index }: { readonly sid?: string; readonly index: number }): string {
  return sid ?? `statement ${index + 1}`;
}

/** Every principal a policy names, with the statement it stands in. */
export function principalsIn(
  document: JsonValue,
): { readonly principal: string; readonly kind: string; readonly path: string; readonly index: number }[] {
  return parsePolicy(document).statements.flatMap(({ raw: { Principal: principal }, path, index }) => {
    if (typeof principal !== 'object' || principal === null || Array.isArray(principal)) return [];
    return Object.entries(principal).flatMap(([kind, value]) =>
      (Array.isArray(value) ? (value as readonly JsonValue[]) : [value])
        .filter((text): text is string => typeof text === 'string')
        .map((text) => ({ principal: text, kind, path, index })),
    );
  });
}
