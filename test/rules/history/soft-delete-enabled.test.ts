import { expect } from 'vitest';
import rule from '../../../rules/history/soft-delete-enabled.ts';
import { testRule } from '../test-rule.ts';
import { onStores } from './cases.ts';

testRule(rule, {
  pass: onStores(['gcp', 'azure'], { name: 'on', facets: { softDelete: { enabled: true, days: 7 } } }),
  fail: [
    {
      name: 'off',
      provider: 'gcp',
      facets: { softDelete: { enabled: false } },
      violations: [
        {
          messageId: 'off',
          severity: 'high',
          path: '/enabled',
          remediation: {
            text: expect.any(String),
            command: 'gcloud storage buckets update gs://acme-wandb --soft-delete-duration=7d',
          },
          verify: "gcloud storage buckets describe gs://acme-wandb --raw --format='json(softDeletePolicy)'",
        },
      ],
    },
    {
      name: "off, as W&B's Terraform leaves it",
      provider: 'azure',
      target: { account: 'acmestorage' },
      facets: { softDelete: { enabled: false } },
      violations: [
        {
          messageId: 'blobsOff',
          severity: 'medium',
          remediation: {
            text: expect.stringContaining('acmestorage'),
            command:
              'az storage account blob-service-properties update --account-name acmestorage --resource-group "$(az storage account show --name acmestorage --query resourceGroup --output tsv)" --enable-delete-retention true --delete-retention-days 7',
          },
        },
      ],
    },
  ],
});
