// Google Cloud Storage: what W&B's account is granted, on the bucket and above it.

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
];

export const GOOGLE_ACCESS: readonly AccuracyCase[] = [...GOOD, ...GRANTS, ...CONDITIONS];
