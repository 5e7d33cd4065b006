// Google Cloud Storage: access, exposure, browsers, history.

import {
  access,
  bound,
  DEPLOY,
  entry,
  FULL_ROLE,
  google,
  GRANTING_PROJECT,
  INTEGRATION,
  KEEPING_ROLE,
  OLD_VERSIONS,
  rules,
  STALE_UPLOADS,
} from '../google-case.ts';
import type { GoogleChange } from '../google-case.ts';
import { MULTI_TENANT, SELF_MANAGED, SOURCES } from '../case.ts';
import type { AccuracyCase } from '../case.ts';

const MODULE = 'https://github.com/wandb/terraform-google-wandb/tree/main/modules/secure_storage_connector';
const OPENABLE = 'public-access-blocked/notEnforced';

const GOOD: readonly AccuracyCase[] = [
  google('gcs-faultless', 'Every requirement is met, so nothing may be found.', {}, []),
  google(
    'gcs-module',
    "W&B's own Terraform: everything works, the rest is hygiene.",
    {
      source: MODULE,
      resource: {
        cors: [entry({ origin: ['*'] })],
        ...access('inherited'),
        versioning: null,
        lifecycle: null,
        logging: null,
      },
    },
    [
      'access-logging-enabled/usageLogsOff',
      'cors-origin-restricted/everyOrigin',
      'lifecycle-aborts-stale-uploads/never',
      OPENABLE,
      'versioning-enabled/off',
    ],
  ),
  google(
    'gcs-multi-tenant',
    'Multi-tenant Cloud has an account and a front end of its own.',
    { source: SOURCES.byob, deployment: MULTI_TENANT },
    [],
  ),
  google(
    'gcs-self-managed',
    "Self-Managed uses an account of the owner's that is not declared: none is missing.",
    { source: SOURCES.byob, deployment: SELF_MANAGED, bindings: [] },
    [],
  ),
  google(
    'gcs-self-managed-declared',
    'The declared account of Self-Managed is granted nothing.',
    {
      deployment: { ...SELF_MANAGED, principals: { gcp: ['wandb@acme.iam.gserviceaccount.com'] } },
      bindings: [],
    },
    ['storage-admin-granted/missing'],
  ),
  google(
    'gcs-address-without-account',
    'The account that owns the key is not named before the colon.',
    { source: SOURCES.byob, declared: { address: 'gs://:${PRIVATE_KEY}@gcs-address-without-account' } },
    ['address-wellformed/userMissing'],
  ),
  google(
    'gcs-address-of-an-account',
    'The account that owns the key in the address is the one that must be granted.',
    {
      source: SOURCES.byob,
      declared: {
        address: 'gs://wandb@acme.iam.gserviceaccount.com:${PRIVATE_KEY}@gcs-address-of-an-account',
      },
      bindings: [bound('roles/storage.admin', 'serviceAccount:wandb@acme.iam.gserviceaccount.com')],
    },
    [],
  ),
];

function granted(
  id: string,
  reason: string,
  bindings: readonly object[],
  finds: readonly string[],
  change: GoogleChange = {},
): AccuracyCase {
  return google(id, reason, { source: SOURCES.gcsRoles, bindings, ...change }, finds);
}

const GRANTS: readonly AccuracyCase[] = [
  granted(
    'gcs-nothing-granted',
    "Neither the bucket nor its project names W&B's account.",
    [],
    ['storage-admin-granted/missing'],
    { source: SOURCES.byob },
  ),
  granted(
    'gcs-admin-alone',
    'storage.admin holds what objectAdmin does.',
    [bound('roles/storage.admin', DEPLOY)],
    [],
  ),
  granted(
    'gcs-objects-only',
    "objectAdmin has no storage.buckets.get: W&B's checks answer 403.",
    [bound('roles/storage.objectAdmin', DEPLOY)],
    ['storage-admin-granted/objectsOnly'],
    { source: SOURCES.byob },
  ),
  granted(
    'gcs-objects-and-legacy-reader',
    'The two roles together hold all that is needed.',
    [bound('roles/storage.objectAdmin', DEPLOY), bound('roles/storage.legacyBucketReader', DEPLOY)],
    [],
  ),
  granted(
    'gcs-viewer',
    'Reading is not writing.',
    [bound('roles/storage.objectViewer', DEPLOY)],
    ['storage-admin-granted/missing'],
  ),
  granted(
    'gcs-custom-role',
    'The custom role holds every permission that is needed.',
    [bound(FULL_ROLE, DEPLOY)],
    [],
  ),
  granted(
    'gcs-custom-role-without-deletion',
    'The custom role lets nothing be deleted.',
    [bound(KEEPING_ROLE, DEPLOY)],
    ['storage-admin-granted/missing'],
  ),
  granted('gcs-granted-by-the-project', 'The bucket inherits what its project grants.', [], [], {
    source: 'https://cloud.google.com/iam/docs/resource-hierarchy-access-control',
    resource: { projectNumber: GRANTING_PROJECT },
  }),
  granted(
    'gcs-account-in-upper-case',
    'Members are compared without case.',
    [bound('roles/storage.admin', 'serviceAccount:Deploy@WandB-Production.iam.gserviceaccount.com')],
    [],
  ),
  granted(
    'gcs-other-deployment',
    'The account is of Multi-tenant Cloud.',
    [bound('roles/storage.admin', INTEGRATION)],
    ['principal-fits-deployment/otherAccount'],
    { source: SOURCES.byob },
  ),
  granted(
    'gcs-both-deployments',
    'Beside the right account stands the other one.',
    [bound('roles/storage.admin', INTEGRATION, DEPLOY)],
    [],
  ),
  granted(
    'gcs-deleted-account',
    'A binding of a deleted account is dead, even if one of the same name is made again.',
    [bound('roles/storage.admin', `deleted:${DEPLOY}?uid=123456789012345678901`)],
    ['principal-is-alive/deletedAccount'],
    { source: 'https://cloud.google.com/iam/docs/principal-identifiers' },
  ),
  granted(
    'gcs-for-a-time',
    'Whether the condition holds when W&B asks cannot be told.',
    [
      {
        ...bound('roles/storage.admin', DEPLOY),
        condition: { title: 'hours', expression: 'request.time.getHours("Europe/Berlin") < 18' },
      },
    ],
    ['grant-is-unconditional/binding'],
    { source: 'https://cloud.google.com/iam/docs/conditions-overview' },
  ),
  granted(
    'gcs-similar-account',
    'The name is almost the same, the project is not.',
    [bound('roles/storage.admin', 'serviceAccount:deploy@wandb-productions.iam.gserviceaccount.com')],
    ['storage-admin-granted/missing'],
  ),
];

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

function history(
  id: string,
  reason: string,
  more: readonly object[],
  finds: readonly string[],
  change: GoogleChange = {},
): AccuracyCase {
  return google(id, reason, { source: SOURCES.gcsLifecycle, resource: rules(...more), ...change }, finds);
}

function deletion(condition: object): object {
  return { action: { type: 'Delete' }, condition };
}

const EXPIRES = 'lifecycle-keeps-run-history/expires';

const LIFECYCLE: readonly AccuracyCase[] = [
  history(
    'gcs-deletion',
    'Run history lives only in the bucket and is deleted after 30 days.',
    [deletion({ age: 30 })],
    [EXPIRES],
  ),
  history(
    'gcs-deletion-of-replaced',
    'Only versions that were replaced are deleted.',
    [deletion({ age: 1, isLive: false })],
    [],
  ),
  history(
    'gcs-deletion-of-noncurrent',
    'Days since a version was replaced never reach a live one.',
    [deletion({ daysSinceNoncurrentTime: 7 })],
    [],
  ),
  history(
    'gcs-deletion-of-third-version',
    'Only versions with newer ones above them are deleted.',
    [deletion({ numNewerVersions: 3 })],
    [],
  ),
  history(
    'gcs-deletion-of-live',
    'isLive true is the very data.',
    [deletion({ age: 90, isLive: true })],
    [EXPIRES],
  ),
  history(
    'gcs-deletion-before-a-day',
    'Everything made before a day is deleted.',
    [deletion({ createdBefore: '2026-01-01' })],
    [EXPIRES],
  ),
  history(
    'gcs-deletion-of-parquet',
    'Parquet is the very form of run history.',
    [deletion({ age: 30, matchesSuffix: ['.parquet'] })],
    [EXPIRES],
  ),
  history(
    'gcs-deletion-of-tmp',
    'Another ending is a part of what W&B may store.',
    [deletion({ age: 30, matchesSuffix: ['.tmp'] })],
    ['lifecycle-filtered-expiry/mayExpire'],
  ),
  history(
    'gcs-deletion-elsewhere',
    'The rule is about logs/.',
    [deletion({ age: 30, matchesPrefix: ['logs/'] })],
    [],
    { declared: { path: 'wandb' } },
  ),
  history(
    'gcs-deletion-of-a-neighbour',
    'team10/ is no part of team1/.',
    [deletion({ age: 30, matchesPrefix: ['team10/'] })],
    [],
    { declared: { path: 'team1' } },
  ),
  history(
    'gcs-deletion-of-one-of-two',
    'One prefix of the list is enough.',
    [deletion({ age: 30, matchesPrefix: ['logs/', 'team1/'] })],
    [EXPIRES],
    { declared: { path: 'team1' } },
  ),
  history(
    'gcs-deletion-by-custom-time',
    'W&B sets no custom time: the rule never reaches its objects.',
    [deletion({ daysSinceCustomTime: 30 })],
    [],
  ),
  history(
    'gcs-archive-class',
    'Archive of Google is read at once, only dearer.',
    [{ action: { type: 'SetStorageClass', storageClass: 'ARCHIVE' }, condition: { age: 90 } }],
    [],
  ),
  google(
    'gcs-aborts-after-a-day',
    "W&B's write URLs live a day.",
    {
      source: SOURCES.presigned,
      resource: { lifecycle: { rule: [OLD_VERSIONS, { ...STALE_UPLOADS, condition: { age: 1 } }] } },
    },
    ['lifecycle-spares-active-uploads/tooSoon'],
  ),
  google(
    'gcs-aborts-nothing',
    'Parts of broken uploads stay for ever.',
    { resource: { lifecycle: { rule: [OLD_VERSIONS] } } },
    ['lifecycle-aborts-stale-uploads/never'],
  ),
  google(
    'gcs-old-versions-stay',
    'What W&B deletes stays as an old version for ever.',
    { resource: { lifecycle: { rule: [STALE_UPLOADS] } } },
    ['lifecycle-expires-noncurrent/never'],
  ),
];

const SETTINGS: readonly AccuracyCase[] = [
  google(
    'gcs-soft-delete-off',
    'W&B refuses a bucket without soft delete when a team is made.',
    { source: SOURCES.byob, resource: { softDeletePolicy: { retentionDurationSeconds: '0' } } },
    ['soft-delete-enabled/off'],
  ),
  google(
    'gcs-soft-delete-of-90-days',
    'Any time but none is on.',
    {
      source: SOURCES.gcsSoftDelete,
      resource: {
        softDeletePolicy: { retentionDurationSeconds: '7776000', effectiveTime: '2026-01-01T00:00:00.000Z' },
      },
    },
    [],
  ),
  google(
    'gcs-retention',
    'Younger objects can be neither overwritten nor deleted: run files are stored again and again.',
    {
      source: 'https://cloud.google.com/storage/docs/bucket-lock',
      resource: { retentionPolicy: { retentionPeriod: '86400', effectiveTime: '2026-01-01T00:00:00.000Z' } },
    },
    ['overwrites-allowed/retentionPolicy'],
  ),
  google(
    'gcs-event-hold',
    'Every new object is held until somebody releases it.',
    {
      source: 'https://cloud.google.com/storage/docs/object-holds',
      resource: { defaultEventBasedHold: true },
    },
    ['overwrites-allowed/eventBasedHold'],
  ),
  google(
    'gcs-requester-pays',
    'A signed URL names no project that pays.',
    {
      source: 'https://cloud.google.com/storage/docs/requester-pays',
      resource: { billing: { requesterPays: true } },
    },
    ['requester-pays-off/requester'],
  ),
  google(
    'gcs-customer-key',
    'The guide asks for encryption that Google manages.',
    {
      source: SOURCES.byob,
      resource: {
        encryption: {
          defaultKmsKeyName: 'projects/acme/locations/europe-west1/keyRings/acme/cryptoKeys/wandb',
        },
      },
    },
    ['encryption-is-google-managed/customer'],
  ),
  google(
    'gcs_with_underscore',
    'Google takes underscores in names.',
    { source: 'https://cloud.google.com/storage/docs/buckets#naming' },
    [],
  ),
  google(
    'gcs-versions-off',
    "W&B's garbage collection wants versioning.",
    { resource: { versioning: { enabled: false } } },
    ['versioning-enabled/off'],
  ),
];

/** A binding of W&B's account under a condition on the name of the resource. */
function named(expression: string): GoogleChange {
  return {
    source: 'https://cloud.google.com/iam/docs/conditions-resource-attributes',
    bindings: [{ ...bound('roles/storage.admin', DEPLOY), condition: { title: 'place', expression } }],
  };
}

const CONDITIONS: readonly AccuracyCase[] = [
  google(
    'gcs-condition-of-the-bucket',
    "The bucket and all of its objects begin with the bucket's name.",
    named('resource.name.startsWith("projects/_/buckets/gcs-condition-of-the-bucket")'),
    [],
  ),
  google(
    'gcs-condition-of-another-bucket',
    "No resource of this bucket begins with another bucket's name.",
    named('resource.name.startsWith("projects/_/buckets/another")'),
    ['storage-admin-granted/missing'],
  ),
  google(
    'gcs-condition-of-objects',
    "The bucket's own name does not begin so: neither its settings nor the list of its objects is granted.",
    named('resource.name.startsWith("projects/_/buckets/gcs-condition-of-objects/objects/")'),
    ['storage-admin-granted/missing'],
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
  google(
    'gcs-deletion-of-a-class',
    "The bucket's objects are of the class that is deleted.",
    {
      source: SOURCES.gcsLifecycle,
      resource: {
        storageClass: 'NEARLINE',
        ...rules(deletion({ age: 365, matchesStorageClass: ['NEARLINE'] })),
      },
    },
    [EXPIRES],
  ),
  history(
    'gcs-deletion-of-older-noncurrent',
    'Only versions that were replaced before a day are deleted.',
    [deletion({ noncurrentTimeBefore: '2026-01-01' })],
    [],
  ),
];

export const GOOGLE: readonly AccuracyCase[] = [
  ...GOOD,
  ...GRANTS,
  ...EXPOSURE,
  ...BROWSER,
  ...LIFECYCLE,
  ...SETTINGS,
  ...CONDITIONS,
];
