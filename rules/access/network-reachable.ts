// W&B, its SDK and browsers are inside allowed networks.

import type { Network, Policy } from '../../src/model/evidence.ts';
import { defineRule } from '../../src/model/rule.ts';
import type { Verdict } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import type { Context } from '../../src/semantics/policy/evaluate.ts';
import { showAccount } from '../views/azure-commands.ts';
import { policyFix, POLICY_REFERENCES, showPolicy } from '../views/bucket-policy.ts';
import { deniesOn, isNetwork, verdictOn } from '../views/denies.ts';
import { gcloudDescribe } from '../views/gcs-documents.ts';
import { withWandbExempt } from '../views/merged-policy.ts';
import { judged } from '../views/reading.ts';
import { askedOf, isVerdict, nameOf, NO_ENDPOINT } from '../views/wandb-request.ts';

/** A host in nobody's network: the benchmarking range of RFC 2544. A Deny of some listed networks does not reach it. */
const OUTSIDE: Context = { ...NO_ENDPOINT, 'aws:SourceIp': ['198.18.0.1'] };

export default defineRule({
  id: 'network-reachable',
  severity: 'medium',
  providers: ['aws', 'gcp', 'azure', 'coreweave'],
  considers: ['policy', 'network'],
  messages: {
    denied:
      '{{statement}} of the bucket policy limits access to networks ({{keys}}): W&B, the hosts of the SDK and the browsers of your users must all be inside.',
    restricted:
      'Only {{networks}} reach the bucket: W&B, the hosts of the SDK and the browsers of your users must all be inside.',
    private:
      'No public network reaches the bucket, only private endpoints: W&B, the hosts of the SDK and the browsers of your users must all have one.',
  },
  docs: {
    title: 'W&B, its SDK and browsers are inside allowed networks',
    why: 'W&B recommends limiting networks, but pre-signed URLs are used from everywhere people work: the servers of W&B, training hosts, and browsers. Whoever is outside gets an access denied that nothing in W&B explains.',
    references: [
      ...POLICY_REFERENCES,
      'https://cloud.google.com/storage/docs/ip-filtering-overview',
      'https://learn.microsoft.com/azure/storage/common/storage-network-security',
    ],
    verify: {
      ...showPolicy,
      gcp: (target) => gcloudDescribe(target, 'ipFilter'),
      azure: (target) => showAccount(target, '[publicNetworkAccess, networkRuleSet]'),
    },
    remediation: {
      ...policyFix(
        "List every network that uses the bucket in the condition, or exempt W&B's principal, whose pre-signed URLs are then used from everywhere.",
        withWandbExempt,
      ),
      gcp: () => ({
        text: 'List every network that uses the bucket in its IP filter (gcloud storage buckets update --ip-filter-file), and waive this rule; where people work from everywhere, take the filter off (--clear-ip-filter): IAM and signed URLs go on to decide who gets in.',
      }),
      azure: () => ({
        text: 'Allow every network that uses the container (az storage account network-rule add), and waive this rule; where people work from everywhere, allow all (--default-action Allow): roles, keys and signatures go on to decide who gets in. The setting is for all containers of the account.',
      }),
    },
  },
  check({ policy, network }, target) {
    return target.provider === 'gcp' || target.provider === 'azure'
      ? judged('network', network, byNetwork)
      : judged('policy', policy, (value) => byPolicy(value, target));
  },
});

function byPolicy(policy: Policy, target: Target): Verdict {
  const asked = askedOf(policy, target);
  if (isVerdict(asked)) return asked;
  return verdictOn(deniesOn(asked, target, 'network', OUTSIDE), ({ deny, actions }) => ({
    messageId: 'denied',
    data: { statement: nameOf(deny), actions, keys: deny.clauses.filter(isNetwork).map(({ key }) => key) },
    facet: 'policy',
    path: `/document${deny.path}`,
  }));
}

/** Where W&B and the people who use it are cannot be seen: any limit may leave some outside. */
function byNetwork({ access, ipRanges, networks }: Network): Verdict {
  if (access === 'open' || (access === 'restricted' && ipRanges.includes('0.0.0.0/0'))) return [];
  const inside = [...ipRanges, ...networks];
  return access === 'disabled' || inside.length === 0
    ? [{ messageId: 'private', facet: 'network', path: '/access' }]
    : [{ messageId: 'restricted', data: { networks: inside }, facet: 'network', path: '' }];
}
