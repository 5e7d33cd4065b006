// The identities W&B uses to reach a customer's bucket, by deployment, current and former.
// Source: https://docs.wandb.ai/platform/hosting/data-security/secure-storage-connector (read 2026-11) and W&B's Terraform
// modules https://github.com/wandb/terraform-aws-wandb (examples/byob, modules/secure_storage_connector).

import type { DeploymentType } from '../model/provider.ts';

export interface PublishedPrincipal {
  readonly principal: string;
  readonly provider: 'aws' | 'gcp' | 'coreweave';
  readonly deployment: DeploymentType;
  /** `former` principals were published for the deployment once and are still seen in policies. */
  readonly status: 'current' | 'former';
}

/** Every principal W&B has published. On AWS Self-Managed runs under the customer's own identity: none is listed. */
export const PUBLISHED_PRINCIPALS: readonly PublishedPrincipal[] = [
  {
    principal: 'arn:aws:iam::725579432336:role/WandbIntegration',
    provider: 'aws',
    deployment: 'multi-tenant',
    status: 'current',
  },
  {
    principal: 'arn:aws:iam::830241207209:root',
    provider: 'aws',
    deployment: 'dedicated',
    status: 'current',
  },
  {
    principal: 'arn:aws:iam::wandb:static/wandb-integration-public',
    provider: 'coreweave',
    deployment: 'multi-tenant',
    status: 'current',
  },
  {
    // Published for Multi-tenant until 2025-08: https://github.com/wandb/docs/pull/1573
    principal: 'arn:aws:iam::wandb:static/wandb-integration',
    provider: 'coreweave',
    deployment: 'multi-tenant',
    status: 'former',
  },
  {
    principal: 'arn:aws:iam::wandb:static/wandb-integration',
    provider: 'coreweave',
    deployment: 'dedicated',
    status: 'current',
  },
  {
    principal: 'arn:aws:iam::wandb:static/wandb-integration',
    provider: 'coreweave',
    deployment: 'self-managed',
    status: 'current',
  },
  {
    principal: 'wandb-integration@wandb-production.iam.gserviceaccount.com',
    provider: 'gcp',
    deployment: 'multi-tenant',
    status: 'current',
  },
  {
    principal: 'deploy@wandb-production.iam.gserviceaccount.com',
    provider: 'gcp',
    deployment: 'dedicated',
    status: 'current',
  },
];
