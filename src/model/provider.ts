// The words for where a bucket lives and for whom W&B uses it.

/** A storage provider of W&B's BYOB guide. */
export type Provider = 'aws' | 'gcp' | 'azure' | 'coreweave' | 's3-compatible';

export const PROVIDERS: readonly Provider[] = ['aws', 'gcp', 'azure', 'coreweave', 's3-compatible'];

/** The way W&B is run. Dedicated Cloud, Multi-tenant Cloud (wandb.ai) or Self-Managed. */
export type DeploymentType = 'dedicated' | 'multi-tenant' | 'self-managed';

export const DEPLOYMENT_TYPES: readonly DeploymentType[] = ['dedicated', 'multi-tenant', 'self-managed'];

/** What uses the bucket: the whole W&B instance or one team. */
export type Level = 'instance' | 'team';

/** How people name a provider in a sentence. */
export const PROVIDER_NAMES: Readonly<Record<Provider, string>> = {
  aws: 'Amazon S3',
  gcp: 'Google Cloud Storage',
  azure: 'Azure Blob Storage',
  coreweave: 'CoreWeave AI Object Storage',
  's3-compatible': 'S3-compatible store',
};
