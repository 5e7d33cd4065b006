// Google Cloud Storage: who gets through, from where, and what the browser is answered.

import { access, bound, DEPLOY, entry, google } from '../google-case.ts';
import { SOURCES } from '../case.ts';
import type { AccuracyCase } from '../case.ts';

const OPENABLE = 'public-access-blocked/notEnforced';

const WANDB = bound('roles/storage.admin', DEPLOY);

const EXPOSURE: readonly AccuracyCase[] = [
  google(
    'gcs-public',
    'Everyone may read, and nothing prevents it.',
    {
      source: SOURCES.gcsPrevention,
      resource: access('inherited'),
      bindings: [WANDB, bound('roles/storage.objectViewer', 'allUsers')],
    },
    ['bucket-not-public/binding', OPENABLE],
  ),
  google(
    'gcs-public-signed-in',
    'Whoever has any account of Google is everyone.',
    {
      source: SOURCES.gcsPrevention,
      resource: access('inherited'),
      bindings: [WANDB, bound('roles/storage.objectViewer', 'allAuthenticatedUsers')],
    },
    ['bucket-not-public/binding', OPENABLE],
  ),
  google(
    'gcs-public-prevented',
    'Public access prevention makes the binding worth nothing.',
    { source: SOURCES.gcsPrevention, bindings: [WANDB, bound('roles/storage.objectViewer', 'allUsers')] },
    [],
  ),
  google(
    'gcs-domain',
    'A domain of Google Workspace is not the public.',
    {
      resource: access('inherited'),
      bindings: [WANDB, bound('roles/storage.objectViewer', 'domain:acme.example')],
    },
    [OPENABLE],
  ),
  google(
    'gcs-public-acl',
    'The ACL lets everyone read, and ACLs are in use.',
    {
      source: 'https://cloud.google.com/storage/docs/access-control/lists',
      resource: { ...access('inherited', false), acl: [{ entity: 'allUsers', role: 'READER' }] },
    },
    ['bucket-not-public/acl', OPENABLE, 'uniform-bucket-access/off'],
  ),
  google(
    'gcs-public-default-acl',
    'Every new object is born public.',
    {
      source: 'https://cloud.google.com/storage/docs/access-control/lists',
      resource: {
        ...access('inherited', false),
        acl: [],
        defaultObjectAcl: [{ entity: 'allUsers', role: 'READER' }],
      },
    },
    ['bucket-not-public/defaultAcl', OPENABLE, 'uniform-bucket-access/off'],
  ),
  google(
    'gcs-acls-in-use',
    'ACLs beside IAM are hygiene, as long as none is public.',
    { resource: { ...access('enforced', false), acl: [], defaultObjectAcl: [] } },
    ['uniform-bucket-access/off'],
  ),
  google(
    'gcs-prevention-inherited',
    'Nothing is public today; a later binding could be.',
    { source: SOURCES.gcsPrevention, resource: access('inherited') },
    [OPENABLE],
  ),
  google(
    'gcs-ip-filter',
    'One network is let in: whether W&B and the browsers are inside cannot be seen.',
    {
      source: 'https://cloud.google.com/storage/docs/ip-filtering-overview',
      resource: {
        ipFilter: { mode: 'Enabled', publicNetworkSource: { allowedIpCidrRanges: ['203.0.113.0/24'] } },
      },
    },
    ['network-reachable/restricted'],
  ),
  google(
    'gcs-ip-filter-disabled',
    'The filter is written down and switched off.',
    {
      source: 'https://cloud.google.com/storage/docs/ip-filtering-overview',
      resource: {
        ipFilter: { mode: 'Disabled', publicNetworkSource: { allowedIpCidrRanges: ['203.0.113.0/24'] } },
      },
    },
    [],
  ),
  google(
    'gcs-not-logged',
    'W&B recommends a log of who uses pre-signed URLs.',
    { source: SOURCES.presigned, resource: { logging: null } },
    ['access-logging-enabled/usageLogsOff'],
  ),
  google(
    'gcs-public-under-condition',
    'Everyone may read a part of the objects.',
    {
      source: 'https://cloud.google.com/iam/docs/conditions-resource-attributes',
      resource: access('inherited'),
      bindings: [
        WANDB,
        {
          ...bound('roles/storage.objectViewer', 'allUsers'),
          condition: {
            title: 'media',
            expression:
              'resource.name.startsWith("projects/_/buckets/gcs-public-under-condition/objects/media/")',
          },
        },
      ],
    },
    ['bucket-not-public/binding', OPENABLE],
  ),
  google(
    'gcs-public-upload-role',
    'Whoever has an account may store objects.',
    {
      source: SOURCES.gcsRoles,
      resource: access('inherited'),
      bindings: [WANDB, bound('roles/storage.objectCreator', 'allAuthenticatedUsers')],
    },
    ['bucket-not-public/binding', OPENABLE],
  ),
];

function browser(
  id: string,
  reason: string,
  cors: readonly object[] | null,
  finds: readonly string[],
): AccuracyCase {
  return google(id, reason, { source: SOURCES.gcsCors, resource: { cors } }, finds);
}

const BROWSER: readonly AccuracyCase[] = [
  browser('gcs-cors-none', 'Browsers refuse signed URLs of a bucket without CORS.', null, [
    'cors-configured/none',
  ]),
  browser(
    'gcs-cors-guide',
    "The guide's file says exposeHeaders, which Cloud Storage does not have: responseHeader lists no ETag.",
    [entry({ origin: ['*'], responseHeader: ['Content-Type'] })],
    ['cors-etag-exposed/notInResponseHeader', 'cors-origin-restricted/everyOrigin'],
  ),
  browser(
    'gcs-cors-etag-alone',
    'responseHeader is what a preflight allows, too, and a PUT carries a content type.',
    [entry({ responseHeader: ['ETag'] })],
    ['cors-headers-allowed/notInResponseHeader'],
  ),
  browser(
    'gcs-cors-both-by-name',
    'Both headers stand in the list, in whatever case.',
    [entry({ responseHeader: ['content-type', 'etag'] })],
    [],
  ),
  browser(
    'gcs-cors-neither',
    'Neither header stands in the list: two requirements are not met.',
    [entry({ responseHeader: ['x-goog-hash'] })],
    ['cors-etag-exposed/notInResponseHeader', 'cors-headers-allowed/notInResponseHeader'],
  ),
  browser(
    'gcs-cors-every-method',
    'A star holds the three methods, and those W&B does not use.',
    [entry({ method: ['*'] })],
    ['cors-methods-minimal/unused'],
  ),
  browser(
    'gcs-cors-no-put',
    'Uploads of the browser are refused.',
    [entry({ method: ['GET', 'HEAD'] })],
    ['cors-methods-allowed/missing'],
  ),
  browser(
    'gcs-cors-other-origin',
    'The front end is not among the origins.',
    [entry({ origin: ['https://other.example'] })],
    ['cors-origin-allowed/notAllowed'],
  ),
  browser(
    'gcs-cors-later-entry',
    'The first entry that matches answers: one fault, of the ETag, however many entries stand behind it.',
    [entry({ responseHeader: ['Content-Type'] }), entry()],
    ['cors-etag-exposed/notInResponseHeader'],
  ),
  browser(
    'gcs-cors-right-entry-second',
    'The first entry is for another origin.',
    [entry({ origin: ['https://other.example'], responseHeader: ['Content-Type'] }), entry()],
    [],
  ),
];

export const GOOGLE_EXPOSURE: readonly AccuracyCase[] = [...EXPOSURE, ...BROWSER];
