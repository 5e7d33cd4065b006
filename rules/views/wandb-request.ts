// A request of W&B against a bucket: who asks, for what, and what is known of its circumstances.

import type { Policy } from '../../src/model/evidence.ts';
import { notApplicable, open } from '../../src/model/rule.ts';
import type { NotApplicable, Open } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { isJsonObject } from '../../src/model/json.ts';
import { globContains, globsOverlap } from '../../src/semantics/glob.ts';
import { parsePolicy, textsOf } from '../../src/semantics/policy/document.ts';
import type { PolicyDocument } from '../../src/semantics/policy/document.ts';
import { evaluatePolicy } from '../../src/semantics/policy/evaluate.ts';
import type { Context, ContextValue, Decider } from '../../src/semantics/policy/evaluate.ts';
import { accountOf } from '../../src/semantics/policy/principal.ts';
import { GET_OBJECT_ACTIONS, S3_ACTIONS } from '../../src/wandb/actions.ts';
import type { WantedAction } from '../../src/wandb/actions.ts';
import { wandbIdentity } from './wandb-identity.ts';
import type { WandbIdentity } from './wandb-identity.ts';

/** `arn:aws:s3:::NAME` */
export function bucketArn(target: Target): string {
  return `arn:${partitionOf(target)}:s3:::${target.bucket}`;
}

/**
 * That of the declared region; without one that of the declared key or principal, as nothing reaches across partitions.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
function partitionOf({ region, kmsKey, deployment }: Target): string {
  if (region?.startsWith('cn-') === true) return 'aws-cn';
  if (region?.startsWith('us-gov-') === true) return 'aws-us-gov';
  if (region !== undefined) return 'aws';
  const declared = [kmsKey, ...(deployment.principals?.aws ?? [])].flatMap(
    (arn) => /^arn:(aws[a-z-]*):/.exec(arn ?? '')?.[1] ?? [],
  );
  return declared[0] ?? 'aws';
}

/** Every object of the sub-path. */
export function objectsArn(target: Target): string {
  return `${bucketArn(target)}/${target.subpath === '' ? '' : `${target.subpath}/`}*`;
}

/** What W&B cannot do without; the essential part of `s3:GetObject*` is GetObject itself. */
export const ESSENTIAL_REQUESTS: readonly WantedAction[] = S3_ACTIONS.filter(
  ({ essential }) => essential,
).map((wanted) => (wanted.action === 's3:GetObject*' ? { ...wanted, action: 's3:GetObject' } : wanted));

/** All W&B asks for, `s3:GetObject*` as the actions W&B has a use for: a Deny on the others is no fault. */
export const WANDB_REQUESTS: readonly WantedAction[] = S3_ACTIONS.flatMap((wanted) =>
  wanted.action === 's3:GetObject*' ? GET_OBJECT_ACTIONS.map((action) => ({ ...wanted, action })) : [wanted],
);

export interface Asked {
  readonly policy: PolicyDocument;
  readonly identity: Extract<WandbIdentity, { kind: 'known' }>;
  /** Of W&B's principals (current first, then former ones) the one that holds most of the essential actions. */
  readonly principal: string;
}

const ASKED = new WeakMap<Policy, WeakMap<Target, Asked | NotApplicable | Open>>();

/** The parsed policy and whose access is judged, or why there is nothing to judge. A dozen rules ask: it is found once. */
export function askedOf(policy: Policy, target: Target): Asked | NotApplicable | Open {
  const targets = ASKED.get(policy) ?? new WeakMap<Target, Asked | NotApplicable | Open>();
  ASKED.set(policy, targets);
  const asked = targets.get(target) ?? findAsked(policy, target);
  targets.set(target, asked);
  return asked;
}

function findAsked(policy: Policy, target: Target): Asked | NotApplicable | Open {
  const identity = wandbIdentity(target);
  if (identity.kind === 'unknown') {
    return identity.why === 'undeclared' ? open(identity.message) : notApplicable(identity.message);
  }
  if (policy.invalid !== undefined) return notApplicable('the policy is not JSON: see bucket-grants-wandb');
  const document = parsePolicy(policy.document);
  const held = [...identity.principals, ...identity.former].map((principal) => {
    const asked: Asked = { policy: document, identity, principal };
    return { asked, count: ESSENTIAL_REQUESTS.filter((wanted) => isAllowed(asked, target, wanted)).length };
  });
  const most = Math.max(...held.map(({ count }) => count));
  const best = held.find(({ count }) => count === most);
  return best?.asked ?? { policy: document, identity, principal: '' };
}

export function isVerdict(asked: object): asked is NotApplicable | Open {
  return 'kind' in asked;
}

/** The value that `wandb:OrgID` has in W&B's requests on CoreWeave, where it is declared. */
export function organizationOf({ deployment }: Target): string | undefined {
  return deployment.type === 'multi-tenant' ? deployment.organizationId : deployment.customerNamespace;
}

/**
 * What a request of W&B carries, as far as it is known from outside; keys not listed are unknown. `wandb:OrgID` is not
 * among them: what an Allow says of it is coreweave-org-condition's.
 */
export function contextOf(asked: Asked, target: Target): Context {
  const known = CONTEXTS.get(asked) ?? makeContext(asked, target);
  CONTEXTS.set(asked, known);
  return known;
}

/** An {@link Asked} is of one target. */
const CONTEXTS = new WeakMap<Asked, Context>();

function makeContext({ policy, identity, principal }: Asked, target: Target): Context {
  const account = accountOf(principal);
  const published = identity.source === 'published';
  return {
    'aws:SecureTransport': ['true'],
    // W&B's clients and browsers take the highest version the endpoint offers.
    's3:TlsVersion': ['1.3'],
    's3:signatureversion': ['AWS4-HMAC-SHA256'],
    'aws:PrincipalArn': principalArn(policy, principal),
    'aws:PrincipalAccount': account === undefined ? 'unknown' : [account],
    // W&B's own organization, never the customer's; an identity of the customer's own may be in it.
    'aws:PrincipalOrgID': published ? ['o-wandb'] : 'unknown',
    'aws:PrincipalIsAWSService': ['false'],
    'aws:ViaAWSService': ['false'],
    // Multi-tenant runs on Google Cloud and has no VPC endpoint; Dedicated may have a private connection.
    ...(published && target.deployment.type === 'multi-tenant' && NO_ENDPOINT),
  };
}

/** Of a request that does not come through a VPC endpoint. */
export const NO_ENDPOINT: Context = {
  'aws:SourceVpc': 'absent',
  'aws:SourceVpcArn': 'absent',
  'aws:SourceVpce': 'absent',
  'aws:VpceAccount': 'absent',
  'aws:VpceOrgID': 'absent',
  'aws:VpceOrgPaths': 'absent',
  'aws:VpcSourceIp': 'absent',
};

/**
 * Which identity of an account asks is not known; where every pattern of the policy takes all of them or none, any one
 * of them stands for the others.
 */
function principalArn({ statements }: PolicyDocument, principal: string): ContextValue {
  const account = accountOf(principal);
  if (account === undefined) return 'unknown';
  if (!/^\d{12}$|:root$/.test(principal)) return [principal];
  const anyone = `arn:aws:iam::${account}:*`;
  const patterns = statements.flatMap(({ raw: { Condition: condition } }) =>
    (isJsonObject(condition) ? Object.values(condition) : []).flatMap((keys) =>
      (isJsonObject(keys) ? Object.entries(keys) : [])
        .filter(([key]) => key.toLowerCase() === 'aws:principalarn')
        .flatMap(([, value]) => textsOf(value)),
    ),
  );
  const uniform = patterns.every(
    (pattern) => !pattern.includes('${') && (!globsOverlap(pattern, anyone) || globContains(pattern, anyone)),
  );
  return uniform ? [`arn:aws:iam::${account}:role/any`] : 'unknown';
}

/** Allow statements that grant the action, for certain or under a condition. Denies are other rules'. */
export function allowsFor(asked: Asked, target: Target, wanted: WantedAction): readonly Decider[] {
  return decide(asked, target, wanted, 'Allow', contextOf(asked, target)).allows;
}

export function isAllowed(asked: Asked, target: Target, wanted: WantedAction): boolean {
  return allowsFor(asked, target, wanted).length > 0;
}

/** Deny statements that reach the action, for certain or perhaps. */
export function deniesFor(
  asked: Asked,
  target: Target,
  wanted: WantedAction,
  circumstances: Context,
): readonly Decider[] {
  if (asked.policy.statements.every(({ effect }) => effect === 'Allow')) return [];
  const organization = organizationOf(target);
  const context = {
    ...contextOf(asked, target),
    ...(organization !== undefined && { 'wandb:OrgID': [organization] }),
    ...circumstances,
  };
  return decide(asked, target, wanted, 'Deny', context).denies;
}

function decide(
  { policy, principal }: Asked,
  target: Target,
  { action, on }: WantedAction,
  effect: 'Allow' | 'Deny',
  context: Context,
): ReturnType<typeof evaluatePolicy> {
  const statements = policy.statements.filter((statement) => statement.effect === effect);
  const resource = on === 'bucket' ? bucketArn(target) : objectsArn(target);
  return evaluatePolicy({ ...policy, statements }, { principal, action, resource, context });
}

/** The statement's Sid, or its place. */
export function nameOf({ sid, index }: { readonly sid?: string; readonly index: number }): string {
  return sid ?? `statement ${index + 1}`;
}

/** Every principal that an Allow statement names, with the statement it stands in. */
export function granteesIn({ statements }: PolicyDocument): {
  readonly principal: string;
  readonly kind: string;
  readonly path: string;
  readonly index: number;
}[] {
  return statements
    .filter(({ effect }) => effect === 'Allow')
    .flatMap(({ raw: { Principal: principal }, path, index }) =>
      Object.entries(isJsonObject(principal) ? principal : {}).flatMap(([kind, value]) =>
        textsOf(value).map((text) => ({ principal: text, kind, path, index })),
      ),
    );
}
