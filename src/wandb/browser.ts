// What W&B's browsers need of a bucket's CORS rules.
// Source: https://docs.wandb.ai/platform/hosting/data-security/secure-storage-connector

import type { Provider } from '../model/provider.ts';

/** Methods the front end uses on pre-signed URLs. */
export const CORS_METHODS: readonly string[] = ['GET', 'HEAD', 'PUT'];

/** Azure's header for the kind of a new blob; W&B's uploads carry it: https://github.com/wandb/wandb core/internal/filetransfer */
export const AZURE_BLOB_TYPE_HEADER = 'x-ms-blob-type';

/** Headers a browser sends that need the preflight's leave, upper case not significant. */
export const CORS_REQUEST_HEADERS: Readonly<Record<Provider, readonly string[]>> = {
  aws: ['content-type'],
  gcp: ['content-type'],
  azure: ['content-type', AZURE_BLOB_TYPE_HEADER],
  coreweave: ['content-type'],
  's3-compatible': ['content-type'],
};

/** The response header multipart uploads read. */
export const CORS_EXPOSED_HEADER = 'ETag';

/** The guide's max age, for remediation; the value itself is never a fault. */
export const CORS_MAX_AGE_SECONDS = 3000;

/** Front end of Multi-tenant Cloud. */
export const MULTI_TENANT_ORIGIN = 'https://wandb.ai';

/** Life of pre-signed URLs in seconds; https://docs.wandb.ai/platform/hosting/data-security/presigned-urls */
export const PRESIGNED_READ_SECONDS = 3600;
export const PRESIGNED_WRITE_SECONDS = 86_400;
