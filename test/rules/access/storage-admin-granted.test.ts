import storageAdminGranted from '../../../rules/access/storage-admin-granted.ts';
import { testRule, unreadable } from '../test-rule.ts';
import {
  binding,
  DELETED,
  DEPLOY,
  iam,
  INHERITED,
  INTEGRATION,
  PREVENTED,
  project,
  UNTIL,
} from './bindings.ts';

const OWN = 'wandb@acme.iam.gserviceaccount.com';
const ADDRESSED = {
  address: {
    form: 'full',
    text: `gs://${OWN}:[redacted]@acme-wandb`,
    scheme: 'gs',
    user: OWN,
    hasCredentials: true,
    faults: [],
  },
} as const;
const NOTHING = { ...project(), ...INHERITED };
const DENIED = { projectIam: unreadable(), ...INHERITED };
const objects = (expression: string) =>
  binding('storage.admin', DEPLOY, { condition: { title: 'objects', expression } });

testRule(storageAdminGranted, {
  pass: [
    { name: 'on the bucket', provider: 'gcp', facets: { ...iam(binding('storage.admin')), ...DENIED } },
    {
      name: 'letter case of an account is not significant',
      provider: 'gcp',
      facets: { ...iam(binding('storage.admin', DEPLOY.replace('deploy', 'Deploy'))), ...NOTHING },
    },
    {
      name: 'equivalent roles',
      provider: 'gcp',
      facets: { ...iam(binding('storage.legacyBucketReader'), binding('storage.objectAdmin')), ...DENIED },
    },
    {
      name: 'a custom role that holds all of it',
      provider: 'gcp',
      facets: {
        ...iam({
          role: 'projects/acme/roles/wandb',
          members: [DEPLOY],
          permissions: [
            'storage.buckets.get',
            'storage.objects.create',
            'storage.objects.delete',
            'storage.objects.get',
            'storage.objects.list',
          ],
        }),
        ...DENIED,
      },
    },
    {
      name: 'on the project',
      provider: 'gcp',
      facets: { ...iam(), ...project(binding('storage.admin')), ...INHERITED },
    },
    {
      name: 'objects on the bucket, settings on the project',
      provider: 'gcp',
      facets: {
        ...iam(binding('storage.objectUser')),
        ...project(binding('storage.bucketViewer')),
        ...INHERITED,
      },
    },
    {
      name: "a condition that cannot be decided is grant-is-unconditional's",
      provider: 'gcp',
      facets: {
        ...iam(binding('storage.admin', DEPLOY, { condition: { expression: UNTIL } })),
        ...NOTHING,
      },
    },
    {
      name: 'a condition that holds for the sub-path, and the settings beside',
      provider: 'gcp',
      target: { subpath: 'teams/omega' },
      facets: {
        ...iam(
          objects('resource.name.startsWith("projects/_/buckets/acme-wandb/objects/teams/")'),
          binding('storage.legacyBucketReader'),
        ),
        ...NOTHING,
      },
    },
    {
      name: 'the account in the address',
      provider: 'gcp',
      target: ADDRESSED,
      facets: { ...iam(binding('storage.admin', `serviceAccount:${OWN}`)), ...NOTHING },
    },
    {
      name: 'a declared account, as a member',
      provider: 'gcp',
      deployment: { type: 'self-managed', principals: { gcp: [`serviceAccount:${OWN}`] } },
      facets: { ...iam(binding('storage.admin', `serviceAccount:${OWN}`)), ...NOTHING },
    },
    {
      name: 'everybody, where nothing prevents it',
      provider: 'gcp',
      facets: { ...iam(binding('storage.admin', 'allUsers')), ...NOTHING },
    },
  ],
  fail: [
    {
      name: 'nobody',
      provider: 'gcp',
      facets: { ...iam(), ...NOTHING },
      violations: [
        {
          messageId: 'missing',
          path: '/bindings',
          data: {
            account: DEPLOY.slice('serviceAccount:'.length),
            permissions: [
              'storage.buckets.get',
              'storage.objects.get',
              'storage.objects.create',
              'storage.objects.delete',
              'storage.objects.list',
            ],
          },
        },
      ],
    },
    {
      name: 'objectAdmin alone',
      provider: 'gcp',
      facets: {
        ...iam(binding('storage.objectAdmin')),
        ...project(binding('cloudsql.client')),
        ...INHERITED,
      },
      violations: ['objectsOnly'],
    },
    {
      name: 'read only',
      provider: 'gcp',
      facets: {
        ...iam(binding('storage.objectViewer'), binding('storage.legacyBucketReader')),
        ...NOTHING,
      },
      violations: [
        { messageId: 'missing', data: { permissions: ['storage.objects.create', 'storage.objects.delete'] } },
      ],
    },
    {
      name: 'only objects of the sub-path: a condition takes the bucket away',
      provider: 'gcp',
      target: { subpath: 'teams/omega' },
      facets: {
        ...iam(objects('resource.name.startsWith("projects/_/buckets/acme-wandb/objects/teams/omega/")')),
        ...NOTHING,
      },
      violations: [
        { messageId: 'missing', data: { permissions: ['storage.buckets.get', 'storage.objects.list'] } },
      ],
    },
    {
      name: 'a part of the sub-path',
      provider: 'gcp',
      facets: {
        ...iam(
          objects('resource.name.startsWith("projects/_/buckets/acme-wandb/objects/teams/omega/")'),
          binding('storage.legacyBucketReader'),
        ),
        ...NOTHING,
      },
      violations: ['missing'],
    },
    {
      name: 'everybody, taken back by public access prevention',
      provider: 'gcp',
      facets: { ...iam(binding('storage.admin', 'allUsers')), ...project(), ...PREVENTED },
      violations: ['missing'],
    },
    {
      name: "W&B's published account, where the address names another",
      provider: 'gcp',
      target: { ...ADDRESSED, subpath: 'runs' },
      facets: { ...iam(binding('storage.objectAdmin', `serviceAccount:${OWN}`)), ...NOTHING },
      violations: [{ messageId: 'objectsOnly', data: { account: OWN } }],
    },
    {
      name: 'a custom role that lacks some',
      provider: 'gcp',
      facets: {
        ...iam({
          role: 'organizations/1/roles/wandb',
          members: [DEPLOY],
          permissions: ['storage.buckets.get', 'storage.objects.get', 'storage.objects.list'],
        }),
        ...NOTHING,
      },
      violations: [
        { messageId: 'missing', data: { permissions: ['storage.objects.create', 'storage.objects.delete'] } },
      ],
    },
  ],
  open: [
    {
      name: 'not on the bucket, and the project could not be read',
      provider: 'gcp',
      facets: { ...iam(), ...DENIED },
      message: /not found on the bucket; project-level grants could not be read/,
    },
    {
      name: 'objectAdmin, and the project could not be read',
      provider: 'gcp',
      facets: { ...iam(binding('storage.objectAdmin')), ...DENIED },
      message: /storage\.buckets\.get for deploy@.*not found on the bucket/,
    },
    {
      name: 'a group',
      provider: 'gcp',
      facets: { ...iam(binding('storage.admin', 'group:wandb@acme.example')), ...NOTHING },
      message: /group:wandb@acme\.example/,
    },
    {
      name: 'a group, and the project could not be read',
      provider: 'gcp',
      facets: { ...iam(binding('storage.admin', 'group:wandb@acme.example')), ...DENIED },
      message: /project-level grants could not be read; .*group:wandb@acme\.example/,
    },
    {
      name: 'a custom role that could not be read',
      provider: 'gcp',
      facets: { ...iam({ role: 'projects/acme/roles/wandb', members: [DEPLOY] }), ...NOTHING },
      message: /projects\/acme\/roles\/wandb/,
    },
    {
      name: 'a basic role on the project',
      provider: 'gcp',
      facets: { ...iam(), ...project(binding('editor')), ...INHERITED },
      message: /roles\/editor/,
    },
    {
      name: 'which deployment is not declared',
      provider: 'gcp',
      deployment: { type: undefined as never },
      facets: { ...iam(), ...NOTHING },
      message: /--deployment/,
    },
  ],
  notApplicable: [
    {
      name: 'the principal of another deployment',
      provider: 'gcp',
      facets: { ...iam(binding('storage.admin', INTEGRATION)), ...DENIED },
      message: /principal-fits-deployment/,
    },
    {
      name: 'a deleted account',
      provider: 'gcp',
      facets: { ...iam(binding('storage.admin', DELETED)), ...NOTHING },
      message: /principal-is-alive/,
    },
    {
      name: 'Self-Managed without principals',
      provider: 'gcp',
      deployment: { type: 'self-managed' },
      facets: { ...iam(), ...NOTHING },
      message: /declare `principals`/,
    },
  ],
});
