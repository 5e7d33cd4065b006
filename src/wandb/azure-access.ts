// What W&B asks for on Azure Blob Storage at team level: roles of a managed identity and who may act as it.
// Source: https://github.com/wandb/terraform-azurerm-wandb, modules/secure_storage_connector (read 2026-11)

/** Data actions on blobs that W&B cannot do without. */
export const AZURE_DATA_ACTIONS: readonly string[] = ['read', 'write', 'delete'].map(
  (verb) => `Microsoft.Storage/storageAccounts/blobServices/containers/blobs/${verb}`,
);

/** W&B signs with a user delegation key, which the storage account hands out. */
export const AZURE_DELEGATION_ACTION =
  'Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action';

/** The two roles of W&B's module, both on the storage account, each with an action that tells it from a lesser one. */
export const AZURE_ROLES = {
  dataOwner: {
    id: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b',
    name: 'Storage Blob Data Owner',
    dataAction: 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/manageOwnership/action',
  },
  accountContributor: {
    id: '17d1049b-9a84-46fb-8f53-869881c3d3ab',
    name: 'Storage Account Contributor',
    action: 'Microsoft.Storage/storageAccounts/blobServices/read',
  },
} as const;

/** The Kubernetes service accounts of W&B that act as the identity. */
export const AZURE_SERVICE_ACCOUNTS: readonly string[] = [
  'wandb-app',
  'wandb-api',
  'wandb-console',
  'wandb-executor',
  'wandb-parquet',
  'wandb-filestream',
  'wandb-filemeta',
  'wandb-glue',
  'wandb-weave',
  'wandb-weave-trace',
  'wandb-settings-migration-job',
  'bufstream-service-account',
  'wandb-bucket-access',
];

/** The Kubernetes namespace of W&B unless declared otherwise. */
export const AZURE_NAMESPACE = 'default';

/** https://learn.microsoft.com/entra/workload-id/workload-identity-federation */
export const AZURE_AUDIENCE = 'api://AzureADTokenExchange';
