// Files in a container of Azure Blob Storage: read whole, written whole or not at all.

import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import type { TokenCredential } from '@azure/identity';
import type { BlockBlobClient, ContainerClient } from '@azure/storage-blob';
import { cloudOf } from '../../model/azure-cloud.ts';
import { attempted, bucketStore, REQUEST_TIMEOUT_MS } from './store.ts';
import type { Env, ObjectStore, Written } from './store.ts';

export interface Container {
  readonly account: string;
  readonly container: string;
}

/**
 * A container, with the key in `AZURE_STORAGE_KEY` (as the Azure CLI knows it, with `AZURE_STORAGE_ACCOUNT`), else the
 * SDK's default credentials. `.../blobs/write` on the container, and `.../blobs/read` to read: Storage Blob Data
 * Contributor has both.
 */
export async function azureStore(
  { account, container }: Container,
  env: Env,
  timeoutMs = REQUEST_TIMEOUT_MS,
): Promise<ObjectStore> {
  const client = await clientOf({ account, container }, env);
  const blob = (key: string): Blob => ({ client: client.getBlockBlobClient(key), timeoutMs });
  return bucketStore({
    name: `az://${account}/${container}`,
    get: (key) => getBlob(blob(key)),
    putWhole: (key, type, body) => putBlob(blob(key), type, body),
    putParts: (key, type, bodies, written) => putBlocks(blob(key), type, bodies, written),
    assertWritable: (key) => assertStages(blob(key)),
  });
}

async function clientOf({ account, container }: Container, env: Env): Promise<ContainerClient> {
  const { ContainerClient, StorageSharedKeyCredential } = await import('@azure/storage-blob');
  const cloud = cloudOf(env);
  const address = `${cloud.blob(account)}/${container}`;
  const options = { retryOptions: { maxTries: 1 } };
  const { AZURE_STORAGE_KEY: key = '', AZURE_STORAGE_ACCOUNT: of = '' } = env;
  if (key !== '' && (of === '' || of === account)) {
    return new ContainerClient(address, new StorageSharedKeyCredential(account, key), options);
  }
  const { DefaultAzureCredential } = await import('@azure/identity');
  const credential = new DefaultAzureCredential({
    authorityHost: cloud.authority,
    disableInstanceDiscovery: !cloud.microsoft,
  });
  return new ContainerClient(address, { getToken: explained(credential) }, options);
}

/** The chain's own messages name no way out, and not why Entra ID refuses. */
function explained(credential: TokenCredential): TokenCredential['getToken'] {
  return async (...asked) => {
    try {
      return await credential.getToken(...asked);
    } catch (error) {
      const { name, message } = error as Error;
      const refusal = /AADSTS\d+/.exec(message)?.[0];
      if (refusal === undefined && name !== 'AggregateAuthenticationError') throw error;
      throw new Error(refusal === undefined ? NO_CREDENTIALS : `${REFUSED} (${refusal})`, { cause: error });
    }
  };
}

const REFUSED = 'Microsoft Entra ID refuses the credentials or the tenant';
const NO_CREDENTIALS =
  'no Azure credentials: sign in (`az login`), or set AZURE_STORAGE_KEY or AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET';

interface Blob {
  readonly client: BlockBlobClient;
  readonly timeoutMs: number;
}

async function getBlob({ client, timeoutMs }: Blob): Promise<string | undefined> {
  try {
    return await attempted(timeoutMs, async (abortSignal) => {
      const { readableStreamBody } = await client.download(0, undefined, { abortSignal });
      return readableStreamBody === undefined ? '' : text(readableStreamBody);
    });
  } catch (error) {
    if ((error as { code?: unknown }).code === 'BlobNotFound') return undefined;
    throw error;
  }
}

async function putBlob({ client, timeoutMs }: Blob, blobContentType: string, body: Buffer): Promise<void> {
  await attempted(timeoutMs, (abortSignal) =>
    client.upload(body, body.length, { abortSignal, blobHTTPHeaders: { blobContentType } }),
  );
}

/**
 * Ids of the blocks of one write: no two writers take each other's, and all are of one length, as a blob demands.
 * https://learn.microsoft.com/en-us/rest/api/storageservices/put-block
 */
function blockIds(): (index: number) => string {
  const writer = randomBytes(8).toString('hex');
  return (index) => Buffer.from(`${writer}-${String(index).padStart(6, '0')}`).toString('base64');
}

/** Stages a block and never commits it: readers see none, the next write drops it, and Azure does after a week. */
async function assertStages({ client, timeoutMs }: Blob): Promise<void> {
  const id = blockIds()(0);
  await attempted(timeoutMs, (abortSignal) => client.stageBlock(id, ' ', 1, { abortSignal }));
}

/** Staged blocks that become the blob together; those of a write that fails are dropped like the one of the check. */
async function putBlocks(
  { client, timeoutMs }: Blob,
  blobContentType: string,
  bodies: Iterable<Buffer>,
  written: Written,
): Promise<void> {
  const idOf = blockIds();
  const ids: string[] = [];
  for (const body of bodies) {
    const id = idOf(ids.length);
    await written(
      attempted(timeoutMs, (abortSignal) => client.stageBlock(id, body, body.length, { abortSignal })),
    );
    ids.push(id);
  }
  const blobHTTPHeaders = { blobContentType };
  await written(
    attempted(timeoutMs, (abortSignal) => client.commitBlockList(ids, { abortSignal, blobHTTPHeaders })),
  );
}
