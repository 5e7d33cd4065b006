// Nothing refuses that W&B overwrites or deletes its files.

import type { RetentionPolicy } from '../../src/model/evidence.ts';
import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { defineRule } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { azAccount, azAccountUpdate, showContainer } from '../views/azure-commands.ts';
import { gcloudDescribe, gcloudUpdate } from '../views/gcs-documents.ts';
import { quoted } from '../views/s3-documents.ts';

const DAY_SECONDS = 86_400;

export default defineRule({
  id: 'overwrites-allowed',
  severity: 'high',
  providers: ['gcp', 'azure'],
  reads: ['retention'],
  messages: {
    retentionPolicy:
      'The retention policy refuses to overwrite or delete an object for {{period}}{{lock}}: W&B cannot store a run file again.',
    eventBasedHold:
      'New objects get an event-based hold: they can be neither overwritten nor deleted until somebody releases each of them.',
    immutabilityPolicy:
      'The immutability policy of the container refuses to overwrite or delete a blob for {{period}}{{lock}}: W&B cannot store a run file again.',
    legalHold:
      'The container is under a legal hold: its blobs can be neither overwritten nor deleted until the hold is cleared.',
    versionsKept: {
      severity: 'medium',
      text: 'The immutability policy of the {{scope}} keeps every version of a blob for {{period}}{{lock}}: what W&B overwrites or deletes is not freed until then.',
    },
  },
  docs: {
    title: 'Nothing refuses to overwrite or delete objects',
    why: 'W&B stores files of a run again under the same name (config.yaml, wandb-summary.json, logs), and its garbage collection deletes. A retention policy, a hold or an immutability policy refuses both: runs stop syncing, and nothing is freed. Once locked, such a policy cannot be taken back.',
    references: [
      'https://cloud.google.com/storage/docs/bucket-lock',
      'https://cloud.google.com/storage/docs/object-holds',
      'https://learn.microsoft.com/en-us/azure/storage/blobs/immutable-storage-overview',
    ],
    verify: {
      gcp: (target) => gcloudDescribe(target, 'retentionPolicy', 'defaultEventBasedHold'),
      azure: (target) => showContainer(target, '[immutabilityPolicy, legalHold]'),
    },
    remediation: { gcp: allowOnGoogle, azure: allowOnAzure },
  },
  check({ retention: { policies } }) {
    return policies.map((policy, index) => ({
      messageId: messageOf(policy),
      data: {
        scope: policy.scope,
        period: periodInWords(policy),
        lock: policy.locked === true ? ' and is locked' : '',
      },
      facet: 'retention' as const,
      path: `/policies/${index}`,
    }));
  },
});

/** Where a policy is kept by version, as an account's always is, writing again makes a new one. */
function messageOf({ kind, scope, byVersion }: RetentionPolicy): string {
  const kept = scope === 'account' || byVersion === true;
  return kind === 'immutabilityPolicy' && kept ? 'versionsKept' : kind;
}

function periodInWords({ seconds }: RetentionPolicy): string {
  if (seconds === undefined) return 'an unknown time';
  const [count, unit] = seconds % DAY_SECONDS === 0 ? [seconds / DAY_SECONDS, 'day'] : [seconds, 'second'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

const LOCKED =
  'A locked policy cannot be removed or shortened by anybody: give W&B another bucket, and have W&B support move what is stored.';

/** `left`: commands for what can be ended beside it. */
function lockedText(left: number): string {
  return left === 0 ? LOCKED : `${LOCKED} The command ends what is not locked.`;
}

/** All there can be where nothing was read, as on the rule's page. */
function policiesOf({ readings: { retention }, target }: RemediationContext): readonly RetentionPolicy[] {
  if (retention === undefined) {
    return target.provider === 'gcp'
      ? [
          { kind: 'retentionPolicy', scope: 'bucket' },
          { kind: 'eventBasedHold', scope: 'bucket' },
        ]
      : [
          { kind: 'immutabilityPolicy', scope: 'container' },
          { kind: 'legalHold', scope: 'container' },
        ];
  }
  return retention.status === 'known' ? retention.value.policies : [];
}

function allowOnGoogle(context: RemediationContext): Remediation {
  const policies = policiesOf(context);
  const isLocked = policies.some(({ locked }) => locked === true);
  const flags = policies.flatMap(({ kind, locked }) => {
    if (kind === 'eventBasedHold') return '--no-default-event-based-hold';
    return locked === true ? [] : '--clear-retention-period';
  });
  const text =
    'Remove the retention period and the default hold; objects that are under a hold already must be released one by one.';
  return {
    text: isLocked ? lockedText(flags.length) : text,
    ...(flags.length > 0 && { command: gcloudUpdate(context.target, [...new Set(flags)].join(' ')) }),
  };
}

function allowOnAzure(context: RemediationContext): Remediation {
  const policies = policiesOf(context);
  const isLocked = policies.some(({ locked }) => locked === true);
  const commands = policies
    .filter(({ locked }) => locked !== true)
    .map((p) => azureCommand(p, context.target));
  return {
    text: isLocked
      ? lockedText(commands.length)
      : `Remove the policy or the hold from container ${context.target.bucket}, or give W&B a container without; versions that are protected already stay until their date.`,
    ...(commands.length > 0 && { command: commands.join(' && ') }),
  };
}

/** https://learn.microsoft.com/en-us/azure/storage/blobs/immutable-policy-configure-container-scope */
function azureCommand({ kind, scope }: RetentionPolicy, target: Target): string {
  const container = `--container-name ${quoted(target.bucket)}`;
  if (kind === 'legalHold') {
    const tags = azAccount(target, 'container legal-hold show', `${container} --query 'tags[]' --output tsv`);
    return azAccount(target, 'container legal-hold clear', `${container} --tags $(${tags})`);
  }
  if (scope === 'account') {
    return azAccountUpdate(target, '--immutability-state Disabled');
  }
  const etag = azAccount(
    target,
    'container immutability-policy show',
    `${container} --query etag --output tsv`,
  );
  return azAccount(target, 'container immutability-policy delete', `${container} --if-match "$(${etag})"`);
}
