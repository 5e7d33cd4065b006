// What W&B asks for on Google Cloud Storage.
// Source: https://docs.wandb.ai/platform/hosting/data-security/secure-storage-connector

/** The role of W&B's guide; its Terraform gives `roles/storage.objectAdmin` beside. */
export const GOOGLE_ROLE = 'roles/storage.admin';

/** What W&B's checks of CORS and versioning ask for: without it they answer 403. */
export const GOOGLE_BUCKET_PERMISSION = 'storage.buckets.get';

/** What W&B cannot do without: the bucket's settings, and the objects. */
export const GOOGLE_PERMISSIONS: readonly string[] = [
  GOOGLE_BUCKET_PERMISSION,
  'storage.objects.get',
  'storage.objects.create',
  'storage.objects.delete',
  'storage.objects.list',
];
