// Pre-signed URLs are allowed, and live as long as W&B needs them.

import type { Facets, Policy } from '../../src/model/evidence.ts';
import { defineRule } from '../../src/model/rule.ts';
import type { Remediation, RemediationContext, Verdict } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import type { Context } from '../../src/semantics/policy/evaluate.ts';
import { GET_OBJECT_ACTIONS } from '../../src/wandb/actions.ts';
import { PRESIGNED_READ_SECONDS, PRESIGNED_WRITE_SECONDS } from '../../src/wandb/browser.ts';
import { azAccountUpdate, showAccount } from '../views/azure-commands.ts';
import { policyFix, POLICY_REFERENCES, showPolicy } from '../views/bucket-policy.ts';
import { deniesOn, verdictOn } from '../views/denies.ts';
import type { Deny } from '../views/denies.ts';
import { withWandbExempt } from '../views/merged-policy.ts';
import { judged } from '../views/reading.ts';
import { askedOf, isVerdict, nameOf, WANDB_REQUESTS } from '../views/wandb-request.ts';

/** A pre-signed URL in its last moment; `s3:signatureAge` is in milliseconds. */
function urlOf(seconds: number): Context {
  return { 's3:authType': ['REST-QUERY-STRING'], 's3:signatureAge': [String(seconds * 1000 - 1)] };
}

/** What W&B's server itself sends, signed a moment ago. */
const SIGNED_HEADER: Context = { 's3:authType': ['REST-HEADER'], 's3:signatureAge': ['0'] };

const READS = WANDB_REQUESTS.filter(({ action }) => GET_OBJECT_ACTIONS.includes(action));
const WRITES = WANDB_REQUESTS.filter(({ action }) => action === 's3:PutObject');

export default defineRule({
  id: 'presigned-urls-allowed',
  severity: 'high',
  providers: ['aws', 'azure', 'coreweave'],
  considers: ['policy', 'sasPolicy'],
  messages: {
    denied: '{{statement}} of the bucket policy denies {{actions}} with pre-signed URLs ({{keys}}).',
    headersDenied:
      "{{statement}} of the bucket policy denies {{actions}} to requests signed with headers ({{keys}}): W&B's server signs its own so.",
    sasPolicy:
      "The SAS policy of the storage account blocks signatures that live longer than {{seconds}} seconds: W&B's write URLs live {{needed}} seconds.",
  },
  docs: {
    title: 'Pre-signed URLs are allowed for as long as they live',
    why: "Pre-signed URLs are the only way W&B's SDK and browsers reach the bucket: read URLs live one hour, write URLs a day. A Deny on query-string authentication, or on signatures younger than that, breaks uploads and media though the server's own calls work; a Deny on header signatures breaks these.",
    references: ['https://docs.wandb.ai/platform/hosting/data-security/presigned-urls', ...POLICY_REFERENCES],
    verify: { ...showPolicy, azure: (target) => showAccount(target, 'sasPolicy') },
    remediation: {
      ...policyFix(
        "Take the condition out, raise s3:signatureAge to a day, or exempt W&B's principal.",
        withWandbExempt,
      ),
      azure: raised,
    },
  },
  check({ policy, sasPolicy }, target) {
    return target.provider === 'azure'
      ? judged('sasPolicy', sasPolicy, bySasPolicy)
      : judged('policy', policy, (value) => byPolicy(value, target));
  },
});

function byPolicy(policy: Policy, target: Target): Verdict {
  const asked = askedOf(policy, target);
  if (isVerdict(asked)) return asked;
  const urls = merged([
    ...deniesOn(asked, target, 'presigned', urlOf(PRESIGNED_READ_SECONDS), READS),
    ...deniesOn(asked, target, 'presigned', urlOf(PRESIGNED_WRITE_SECONDS), WRITES),
  ]);
  const told = new Set(urls.map(({ deny }) => deny.index));
  const headers = deniesOn(asked, target, 'presigned', SIGNED_HEADER).filter(
    ({ deny }) => !told.has(deny.index),
  );
  const ofHeaders = new Set(headers);
  return verdictOn([...urls, ...headers], (found) => ({
    messageId: ofHeaders.has(found) ? 'headersDenied' : 'denied',
    data: {
      statement: nameOf(found.deny),
      actions: found.actions,
      keys: found.deny.clauses.map(({ key }) => key),
    },
    facet: 'policy',
    path: `/document${found.deny.path}`,
  }));
}

/** `log` only tells of signatures that live longer. https://learn.microsoft.com/azure/storage/common/sas-expiration-policy */
function bySasPolicy(policy: Facets['sasPolicy']): Verdict {
  if (policy === null || policy.action === 'log' || policy.seconds >= PRESIGNED_WRITE_SECONDS) return [];
  const data = { seconds: policy.seconds, needed: PRESIGNED_WRITE_SECONDS };
  return [{ messageId: 'sasPolicy', data, facet: 'sasPolicy', path: '' }];
}

function raised({ target }: RemediationContext): Remediation {
  return {
    text: "Let signatures live a day, or only log those that live longer. The policy is the storage account's: it is for all of its containers.",
    command: azAccountUpdate(target, '--sas-expiration-period 1.00:00:00'),
  };
}

/** One entry a statement, where it reaches reads and writes. */
function merged(denies: readonly Deny[]): Deny[] {
  const found = new Map<number, Deny>();
  for (const { deny, actions } of denies) {
    const before = found.get(deny.index);
    found.set(deny.index, {
      deny: before?.deny.certain === true ? before.deny : deny,
      actions: [...(before?.actions ?? []), ...actions],
    });
  }
  return [...found.values()];
}
