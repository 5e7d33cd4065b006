// Azure Blob Storage: who gets through, from where, and what the browser is answered.

import { azure, corsRule } from '../azure-case.ts';
import { SOURCES } from '../case.ts';
import type { AccuracyCase } from '../case.ts';

const MODULE = 'https://github.com/wandb/terraform-azurerm-wandb/tree/main/modules/secure_storage_connector';

const EXPOSURE: readonly AccuracyCase[] = [
  azure(
    'az-public-container',
    'Anyone may read and list.',
    {
      source: SOURCES.azurePublic,
      account: { allowBlobPublicAccess: true },
      container: { publicAccess: 'Container' },
    },
    ['bucket-not-public/container', 'public-access-blocked/allowed'],
  ),
  azure(
    'az-public-blobs',
    'Anyone who knows a name may read.',
    {
      source: SOURCES.azurePublic,
      account: { allowBlobPublicAccess: true },
      container: { publicAccess: 'Blob' },
    },
    ['bucket-not-public/container', 'public-access-blocked/allowed'],
  ),
  azure(
    'az-public-but-forbidden',
    "The account's setting beats the container's.",
    { source: SOURCES.azurePublic, container: { publicAccess: 'Container' } },
    [],
  ),
  azure(
    'az-may-be-public',
    'Nothing is public today; a container could be made so.',
    { source: SOURCES.azurePublic, account: { allowBlobPublicAccess: true } },
    ['public-access-blocked/allowed'],
  ),
  azure(
    'az-plain-http',
    'Signed URLs are readable on the way.',
    {
      source: 'https://learn.microsoft.com/azure/storage/common/storage-require-secure-transfer',
      account: { supportsHttpsTrafficOnly: false },
    },
    ['https-only/plain'],
  ),
  azure(
    'az-tls-1-0',
    "W&B's Terraform sets 1.2.",
    { source: MODULE, account: { minimumTlsVersion: 'TLS1_0' } },
    ['https-only/oldTls'],
  ),
  azure('az-tls-1-3', 'Newer than asked for is fine.', { account: { minimumTlsVersion: 'TLS1_3' } }, []),
  azure(
    'az-one-network',
    'One network is let in: whether W&B and the browsers are inside cannot be seen.',
    {
      source: 'https://learn.microsoft.com/azure/storage/common/storage-network-security',
      account: {
        networkAcls: {
          bypass: 'AzureServices',
          virtualNetworkRules: [],
          ipRules: [{ value: '203.0.113.0/24', action: 'Allow' }],
          defaultAction: 'Deny',
        },
      },
    },
    ['network-reachable/restricted'],
  ),
  azure(
    'az-private-only',
    'No public network reaches the account.',
    {
      source: 'https://learn.microsoft.com/azure/storage/common/storage-network-security',
      account: { publicNetworkAccess: 'Disabled' },
    },
    ['network-reachable/private'],
  ),
  azure(
    'az-rules-without-effect',
    'Rules beside defaultAction Allow keep nobody out.',
    {
      source: 'https://learn.microsoft.com/azure/storage/common/storage-network-security',
      account: {
        networkAcls: {
          bypass: 'None',
          virtualNetworkRules: [],
          ipRules: [{ value: '203.0.113.0/24', action: 'Allow' }],
          defaultAction: 'Allow',
        },
      },
    },
    [],
  ),
  azure(
    'az-sas-of-an-hour',
    "W&B's write URLs live a day and are refused.",
    {
      source: 'https://learn.microsoft.com/azure/storage/common/sas-expiration-policy',
      account: { sasPolicy: { sasExpirationPeriod: '0.01:00:00', expirationAction: 'Block' } },
    },
    ['presigned-urls-allowed/sasPolicy'],
  ),
  azure(
    'az-sas-of-an-hour-logged',
    'The action Log refuses nothing.',
    {
      source: 'https://learn.microsoft.com/azure/storage/common/sas-expiration-policy',
      account: { sasPolicy: { sasExpirationPeriod: '0.01:00:00', expirationAction: 'Log' } },
    },
    [],
  ),
  azure(
    'az-sas-of-a-week',
    "A week is longer than W&B's URLs live.",
    {
      source: 'https://learn.microsoft.com/azure/storage/common/sas-expiration-policy',
      account: { sasPolicy: { sasExpirationPeriod: '7.00:00:00', expirationAction: 'Block' } },
    },
    [],
  ),
  azure(
    'az-public-access-unset',
    'An account that says nothing lets its containers be public, and this one is.',
    {
      source: SOURCES.azurePublic,
      account: { allowBlobPublicAccess: null },
      container: { publicAccess: 'Blob' },
    },
    ['bucket-not-public/container', 'public-access-blocked/allowed'],
  ),
  azure(
    'az-sas-of-a-day',
    "A day is as long as W&B's write URLs live.",
    {
      source: 'https://learn.microsoft.com/azure/storage/common/sas-expiration-policy',
      account: { sasPolicy: { sasExpirationPeriod: '1.00:00:00', expirationAction: 'Block' } },
    },
    [],
  ),
  azure(
    'az-network-of-a-subnet',
    'One subnet is let in: browsers of users are hardly there.',
    {
      source: 'https://learn.microsoft.com/azure/storage/common/storage-network-security',
      account: {
        networkAcls: {
          bypass: 'AzureServices',
          virtualNetworkRules: [
            {
              id: '/subscriptions/0a1b2c3d-0000-4000-8000-000000000002/resourceGroups/acme/providers/Microsoft.Network/virtualNetworks/acme/subnets/wandb',
              action: 'Allow',
              state: 'Succeeded',
            },
          ],
          ipRules: [],
          defaultAction: 'Deny',
        },
      },
    },
    ['network-reachable/restricted'],
  ),
];

function browser(
  id: string,
  reason: string,
  corsRules: readonly object[],
  finds: readonly string[],
): AccuracyCase {
  return azure(id, reason, { source: SOURCES.azureCors, service: { cors: { corsRules } } }, finds);
}

const BROWSER: readonly AccuracyCase[] = [
  browser(
    'az-cors-none',
    'Browsers refuse signed URLs of an account without CORS.',
    [],
    ['cors-configured/none'],
  ),
  browser(
    'az-cors-no-etag',
    'Multipart uploads of a browser cannot read the ETag.',
    [corsRule({ exposedHeaders: ['x-ms-request-id'] })],
    ['cors-etag-exposed/hidden'],
  ),
  browser(
    'az-cors-etag-by-name',
    'The ETag is exposed by its name.',
    [corsRule({ exposedHeaders: ['x-ms-meta-*', 'etag'] })],
    [],
  ),
  browser(
    'az-cors-no-blob-type',
    "W&B's uploads carry x-ms-blob-type, without which Azure stores no blob.",
    [corsRule({ allowedHeaders: ['content-type'] })],
    ['cors-headers-allowed/blobTypeRefused'],
  ),
  browser(
    'az-cors-headers-by-prefix',
    'x-ms-* stands for the header of blobs.',
    [corsRule({ allowedHeaders: ['content-type', 'x-ms-*'] })],
    [],
  ),
  browser(
    'az-cors-origin-in-upper-case',
    'Azure compares origins with case, and browsers send lower case: the one that was meant never matches.',
    [corsRule({ allowedOrigins: ['https://Acme.wandb.io'] })],
    ['cors-origin-allowed/missed'],
  ),
  browser(
    'az-cors-no-put',
    'Uploads of the browser are refused.',
    [corsRule({ allowedMethods: ['GET', 'HEAD', 'OPTIONS'] })],
    ['cors-methods-allowed/missing'],
  ),
  browser(
    'az-cors-right-rule-second',
    'The first rule is for another origin.',
    [corsRule({ allowedOrigins: ['https://other.example'], exposedHeaders: [] }), corsRule()],
    [],
  ),
  browser(
    'az-cors-etag-in-a-later-rule',
    'The first rule that matches answers: one fault, of the ETag, however many rules stand behind it.',
    [corsRule({ exposedHeaders: [] }), corsRule()],
    ['cors-etag-exposed/hidden'],
  ),
  azure(
    'az-cors-sixth-rule',
    'Azure documents five rules; what stands behind them does not count.',
    {
      source: SOURCES.azureCors,
      service: {
        cors: {
          corsRules: [
            corsRule(),
            ...[1, 2, 3, 4, 5].map((n) => corsRule({ allowedOrigins: [`https://site${n}.example`] })),
          ],
        },
      },
    },
    ['cors-rules-reachable/pastLimit'],
  ),
];

export const AZURE_EXPOSURE: readonly AccuracyCase[] = [...EXPOSURE, ...BROWSER];
