import { expect } from 'vitest';
import rule from '../../../rules/history/overwrites-allowed.ts';
import type { RetentionPolicy } from '../../../src/model/evidence.ts';
import { testRule } from '../test-rule.ts';
import { onStores } from './cases.ts';

const retention = (...policies: readonly RetentionPolicy[]) => ({ retention: { policies } });
const ACCOUNT = {
  account: 'acmestorage',
  accountResourceId:
    '/subscriptions/0000/resourceGroups/acme/providers/Microsoft.Storage/storageAccounts/acmestorage',
};
const IN_ACCOUNT = '--account-name acmestorage --resource-group acme --subscription 0000';

testRule(rule, {
  pass: onStores(['gcp', 'azure'], { name: 'nothing is kept', facets: retention() }),
  fail: [
    {
      name: 'a retention period',
      provider: 'gcp',
      facets: retention({ kind: 'retentionPolicy', scope: 'bucket', seconds: 86_400, locked: false }),
      violations: [
        {
          messageId: 'retentionPolicy',
          path: '/policies/0',
          data: { period: '1 day' },
          remediation: {
            command: 'gcloud storage buckets update gs://acme-wandb --clear-retention-period',
            text: expect.stringContaining('Remove'),
          },
        },
      ],
    },
    {
      name: 'a hold besides',
      provider: 'gcp',
      facets: retention(
        { kind: 'retentionPolicy', scope: 'bucket', seconds: 90 },
        { kind: 'eventBasedHold', scope: 'bucket' },
      ),
      violations: [
        {
          messageId: 'retentionPolicy',
          data: { period: '90 seconds' },
          remediation: {
            command:
              'gcloud storage buckets update gs://acme-wandb --clear-retention-period --no-default-event-based-hold',
          },
        },
        { messageId: 'eventBasedHold', path: '/policies/1' },
      ],
    },
    {
      name: 'locked for ever',
      provider: 'gcp',
      facets: retention({ kind: 'retentionPolicy', scope: 'bucket', seconds: 604_800, locked: true }),
      violations: [
        {
          messageId: 'retentionPolicy',
          message: expect.stringContaining('for 7 days and is locked'),
          remediation: { text: expect.stringMatching(/cannot be removed.*another bucket/) },
        },
      ],
    },
    {
      name: 'an immutability policy of the container and a legal hold',
      provider: 'azure',
      target: ACCOUNT,
      facets: retention(
        { kind: 'immutabilityPolicy', scope: 'container', seconds: 2_592_000, locked: false },
        { kind: 'legalHold', scope: 'container' },
      ),
      violations: [
        {
          messageId: 'immutabilityPolicy',
          data: { period: '30 days' },
          remediation: {
            command: [
              `az storage container immutability-policy delete ${IN_ACCOUNT} --container-name acme-wandb --if-match "$(az storage container immutability-policy show ${IN_ACCOUNT} --container-name acme-wandb --query etag --output tsv)"`,
              `az storage container legal-hold clear ${IN_ACCOUNT} --container-name acme-wandb --tags $(az storage container legal-hold show ${IN_ACCOUNT} --container-name acme-wandb --query 'tags[]' --output tsv)`,
            ].join(' && '),
          },
        },
        { messageId: 'legalHold', path: '/policies/1' },
      ],
    },
    {
      name: 'an immutability policy of the account keeps versions',
      provider: 'azure',
      target: ACCOUNT,
      facets: retention({ kind: 'immutabilityPolicy', scope: 'account', seconds: 604_800 }),
      violations: [
        {
          messageId: 'versionsKept',
          severity: 'medium',
          remediation: {
            command:
              'az storage account update --ids /subscriptions/0000/resourceGroups/acme/providers/Microsoft.Storage/storageAccounts/acmestorage --immutability-state Disabled',
          },
        },
      ],
    },
    {
      name: 'an immutability policy of the container by version keeps versions',
      provider: 'azure',
      target: ACCOUNT,
      facets: retention({
        kind: 'immutabilityPolicy',
        scope: 'container',
        seconds: 86_400,
        byVersion: true,
      }),
      violations: [
        {
          messageId: 'versionsKept',
          severity: 'medium',
          message: expect.stringContaining('policy of the container keeps every version of a blob for 1 day'),
        },
      ],
    },
    {
      name: 'locked on the container, and a legal hold',
      provider: 'azure',
      target: ACCOUNT,
      facets: retention(
        { kind: 'immutabilityPolicy', scope: 'container', seconds: 86_400, locked: true },
        { kind: 'legalHold', scope: 'container' },
      ),
      violations: [
        {
          messageId: 'immutabilityPolicy',
          remediation: {
            text: expect.stringMatching(/cannot be removed.*The command ends what is not locked\.$/),
            command: expect.stringMatching(/^az storage container legal-hold clear /),
          },
        },
        { messageId: 'legalHold' },
      ],
    },
    {
      name: 'locked on the container, of unknown length',
      provider: 'azure',
      facets: retention({ kind: 'immutabilityPolicy', scope: 'container', locked: true }),
      violations: [
        {
          messageId: 'immutabilityPolicy',
          message: expect.stringContaining('an unknown time and is locked'),
          remediation: { text: expect.stringContaining('cannot be removed') },
        },
      ],
    },
  ],
});
