// No lifecycle rule or archive tier puts W&B's data where it must be restored before it can be read.

import type { Facets, Lifecycle, Reading } from '../../src/model/evidence.ts';
import type { Remediation, RemediationContext, Violation } from '../../src/model/rule.ts';
import { defineRule, open } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { prefixReaches, prefixesOf, prefixesOverlap, tagLimits } from '../../src/semantics/lifecycle.ts';
import { lifecycleRemediation, verifyLifecycle } from '../views/lifecycle-documents.ts';
import { perProvider } from '../views/per-provider.ts';
import { quoted, s3api } from '../views/s3-documents.ts';
import type { ReachingRule } from './wandb-keys.ts';
import {
  LIFECYCLE_REFERENCES,
  keysOf,
  nameOfRule,
  pathOfRule,
  placeInWords,
  reachingRules,
  timeInWords,
} from './wandb-keys.ts';

type Tiering = Facets['tiering'];
type TieringConfiguration = Tiering['configurations'][number];

/**
 * Restored before read: https://docs.aws.amazon.com/AmazonS3/latest/userguide/archived-objects.html,
 * https://learn.microsoft.com/en-us/azure/storage/blobs/archive-rehydrate-overview. Google's ARCHIVE is read like any class.
 */
const ARCHIVES: readonly string[] = ['GLACIER', 'DEEP_ARCHIVE', 'Archive'];
const ARCHIVE_TIERS: readonly string[] = ['ARCHIVE_ACCESS', 'DEEP_ARCHIVE_ACCESS'];

/** CoreWeave knows no storage classes, and all of Google's are read at once. */
const PROVIDERS = ['aws', 'azure', 's3-compatible'] as const;

export default defineRule({
  id: 'lifecycle-keeps-data-readable',
  severity: 'high',
  providers: PROVIDERS,
  reads: ['lifecycle'],
  considers: ['tiering'],
  messages: {
    archives:
      "Lifecycle rule {{rule}} moves W&B's data in {{place}} to {{class}} {{time}}: it cannot be read from there.",
    mayArchive: {
      severity: 'medium',
      text: "Lifecycle rule {{rule}} moves objects to {{class}} {{time}}, limited to {{limits}}: it may hit W&B's data in {{place}}.",
    },
    archiveTier:
      "Lifecycle rule {{rule}} moves W&B's data in {{place}} to Intelligent-Tiering, where configuration {{configuration}} archives it ({{tiers}}).",
    mayArchiveTier: {
      severity: 'medium',
      text: "Lifecycle rule {{rule}} moves objects to Intelligent-Tiering, where configuration {{configuration}} archives them ({{tiers}}), limited to {{limits}}: it may hit W&B's data in {{place}}.",
    },
  },
  docs: {
    title: "W&B's data stays readable without a restore",
    why: "Objects in GLACIER, DEEP_ARCHIVE, an archive tier of Intelligent-Tiering or Azure's Archive tier answer reads with an error until somebody restores them. W&B does not: old runs and artifacts look lost. STANDARD_IA, ONEZONE_IA, GLACIER_IR, Intelligent-Tiering without archive tiers, and Azure's Cool and Cold are fine.",
    references: [
      ...LIFECYCLE_REFERENCES,
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/archived-objects.html',
      'https://learn.microsoft.com/en-us/azure/storage/blobs/archive-rehydrate-overview',
    ],
    verify: perProvider(PROVIDERS, verifyLifecycle),
    remediation: perProvider(PROVIDERS, remediation),
  },
  check({ lifecycle, tiering }, target) {
    const archived = archivingTransitions(lifecycle, target);
    const tiered = reachingRules(lifecycle, target).filter(({ rule }) =>
      movesTo(rule, ['INTELLIGENT_TIERING']),
    );
    const inTiers = archivingTiers(tiering, tiered, target);
    if (archived.length + inTiers.length === 0 && tiered.length > 0 && tiering.status === 'unreadable') {
      return open(`could not verify whether Intelligent-Tiering archives: ${tiering.call} ${tiering.cause}`);
    }
    return [...archived, ...inTiers];
  },
});

function archivingTransitions(lifecycle: Lifecycle, target: Target): Violation[] {
  return reachingRules(lifecycle, target).flatMap(({ rule, index, limits }) => {
    const move = rule.actions.find(
      (action) => action.type === 'transition' && ARCHIVES.includes(action.storageClass),
    );
    if (move?.type !== 'transition') return [];
    const data = {
      rule: nameOfRule({ rule, index }),
      class: move.storageClass,
      time: timeInWords(move),
      place: placeInWords(target),
      ...(limits.length > 0 && { limits }),
    };
    const messageId = limits.length > 0 ? 'mayArchive' : 'archives';
    return [{ messageId, data, facet: 'lifecycle', path: pathOfRule(index) }];
  });
}

function movesTo({ actions }: ReachingRule['rule'], classes: readonly string[]): boolean {
  return actions.some((action) => action.type === 'transition' && classes.includes(action.storageClass));
}

/** One violation a configuration, by the transition that is limited least. */
function archivingTiers(
  tiering: Reading<Tiering>,
  transitions: readonly ReachingRule[],
  target: Target,
): Violation[] {
  if (tiering.status !== 'known') return [];
  return tiering.value.configurations.flatMap((configuration, index) => {
    const tiers = configuration.tiers.map(({ tier }) => tier).filter((tier) => ARCHIVE_TIERS.includes(tier));
    const [worst] = transitions
      .filter((reaching) => meets(configuration, reaching, target))
      .toSorted((a, b) => a.limits.length - b.limits.length);
    if (!configuration.enabled || tiers.length === 0 || worst === undefined) return [];
    const limits = [...worst.limits, ...tagLimits(configuration.tags)];
    const data = {
      rule: nameOfRule(worst),
      configuration: configuration.id,
      tiers,
      place: placeInWords(target),
      ...(limits.length > 0 && { limits }),
    };
    const messageId = limits.length > 0 ? 'mayArchiveTier' : 'archiveTier';
    return [{ messageId, data, facet: 'tiering', path: `/configurations/${index}` }];
  });
}

/** True where some key of W&B starts with a prefix of the rule and with that of the configuration. */
function meets({ prefix = '' }: TieringConfiguration, { rule }: ReachingRule, target: Target): boolean {
  return prefixesOf(rule).some(
    (other) =>
      prefixesOverlap(prefix, other) &&
      prefixReaches(prefix.length > other.length ? prefix : other, keysOf(target)),
  );
}

function remediation(context: RemediationContext): Remediation {
  if (context.target.provider === 'azure') {
    return withoutArchives(
      context,
      'Take the move to the Archive tier out of these rules (Cool and Cold stay readable). Blobs that are archived already must be rehydrated.',
    );
  }
  const { target, violations } = context;
  const restore = 'Objects that are archived already must be restored.';
  const ids = new Set(
    violations.filter(({ facet }) => facet === 'tiering').map(({ data }) => String(data?.['configuration'])),
  );
  const deletions = [...ids].map((id) =>
    s3api(target, `delete-bucket-intelligent-tiering-configuration --id ${quoted(id)}`),
  );
  if (deletions.length > 0 && violations.every(({ facet }) => facet === 'tiering')) {
    return {
      text: `Delete the archive configurations of Intelligent-Tiering. ${restore}`,
      command: deletions.join(' && '),
    };
  }
  const text = `Take the transitions to GLACIER and DEEP_ARCHIVE out of these rules (GLACIER_IR stays readable)${
    deletions.length > 0 ? ', and delete the archive configurations of Intelligent-Tiering' : ''
  }. ${restore}`;
  const { command, ...rest } = withoutArchives(context, text);
  return { ...rest, command: [command ?? [], deletions].flat().join(' && ') };
}

function withoutArchives(context: RemediationContext, text: string): Remediation {
  return lifecycleRemediation(context, text, {
    repair: (action) =>
      action.type === 'transition' && ARCHIVES.includes(action.storageClass) ? undefined : action,
  });
}
