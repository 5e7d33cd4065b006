// Soft delete is on, as W&B asks for it on Google Cloud Storage and Azure.

import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import { defineRule } from '../../src/model/rule.ts';
import { accountName, azAccount } from '../views/azure-commands.ts';
import { gcloudDescribe, gcloudUpdate } from '../views/gcs-documents.ts';

/** The service's own default on Google Cloud Storage, and what Azure's portal proposes. */
const DAYS = 7;

export default defineRule({
  id: 'soft-delete-enabled',
  severity: 'high',
  providers: ['gcp', 'azure'],
  reads: ['softDelete'],
  messages: {
    off: 'Soft delete is off: W&B refuses the bucket when a team is created ("Bucket does not have soft deletion enabled").',
    blobsOff: {
      severity: 'medium',
      text: "Soft delete for blobs is off in the account: W&B's artifact garbage collection wants it.",
    },
  },
  docs: {
    title: 'Soft delete is on',
    why: "On Cloud Storage W&B asks for soft delete and refuses a bucket without it when a team is created. On Azure W&B's garbage collection of artifacts waits until blob soft delete is on. What is deleted by mistake can be brought back for as long.",
    references: [
      'https://docs.wandb.ai/platform/hosting/data-security/secure-storage-connector',
      'https://docs.wandb.ai/models/artifacts/delete-artifacts',
      'https://cloud.google.com/storage/docs/soft-delete',
      'https://learn.microsoft.com/en-us/azure/storage/blobs/soft-delete-blob-overview',
    ],
    verify: {
      gcp: (target) => gcloudDescribe(target, 'softDeletePolicy'),
      azure: (target) =>
        azAccount(target, 'account blob-service-properties show', '--query deleteRetentionPolicy'),
    },
    remediation: { gcp: enableOnGoogle, azure: enableOnAzure },
  },
  check({ softDelete: { enabled } }, { provider }) {
    if (enabled) return [];
    const messageId = provider === 'azure' ? 'blobsOff' : 'off';
    return [{ messageId, facet: 'softDelete', path: '/enabled' }];
  },
});

function enableOnGoogle({ target }: RemediationContext): Remediation {
  return {
    text: `Turn soft delete on, for ${DAYS} days at least (Cloud Storage takes 7 to 90); deleted objects are paid for as long.`,
    command: gcloudUpdate(target, `--soft-delete-duration=${DAYS}d`),
  };
}

function enableOnAzure({ target }: RemediationContext): Remediation {
  return {
    text: `Turn soft delete for blobs on, for ${DAYS} days; it concerns all containers of ${accountName(target)}, and deleted blobs are paid for as long.`,
    command: azAccount(
      target,
      'account blob-service-properties update',
      `--enable-delete-retention true --delete-retention-days ${DAYS}`,
    ),
  };
}
