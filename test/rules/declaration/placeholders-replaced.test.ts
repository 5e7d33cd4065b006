import { expect } from 'vitest';
import placeholdersReplaced from '../../../rules/declaration/placeholders-replaced.ts';
import type { JsonValue } from '../../../src/model/json.ts';
import type { FacetValues } from '../test-rule.ts';
import { testRule, unreadable, unsupported } from '../test-rule.ts';

const PROVIDERS = ['aws', 'coreweave', 's3-compatible'] as const;

function facets(statement: JsonValue, more: FacetValues = {}): FacetValues {
  return {
    policy: { document: { Statement: statement } },
    keyPolicy: null,
    cors: { scope: 'bucket', rules: [] },
    ...more,
  };
}

/** What Google and Azure have not. */
const elsewhere: FacetValues = { policy: unsupported, keyPolicy: unsupported, iam: unsupported };

function allowing(...members: readonly string[]): FacetValues {
  return {
    ...elsewhere,
    iam: { version: 1, bindings: [{ role: 'roles/storage.admin', members }] },
    cors: { scope: 'bucket', rules: [] },
  };
}

testRule(placeholdersReplaced, {
  pass: [
    ...PROVIDERS.map((provider) => ({
      name: 'filled in; a policy variable is none',
      provider,
      facets: facets([{ Resource: 'arn:aws:s3:::acme/${aws:username}/${*}' }]),
    })),
    {
      name: 'filled in',
      provider: 'gcp',
      facets: allowing('serviceAccount:deploy@wandb-production.iam.gserviceaccount.com'),
    },
    {
      name: 'filled in; what other clouds have is not looked at',
      provider: 'azure',
      facets: { ...elsewhere, cors: { scope: 'account', rules: [] } },
    },
    {
      name: 'comparisons and brackets in a Sid',
      provider: 'aws',
      facets: facets([{ Sid: 'size < 5 and > 3 [yours]', Resource: '*' }]),
    },
    {
      name: 'a store without policies',
      provider: 's3-compatible',
      facets: { policy: unsupported, keyPolicy: unsupported, cors: { scope: 'bucket', rules: [] } },
    },
  ],
  fail: [
    ...PROVIDERS.map((provider) => ({
      name: 'the bucket',
      provider,
      facets: facets([{ Resource: 'arn:aws:s3:::<wandb_bucket>/*' }]),
      violations: [{ messageId: 'left', path: '/document/Statement/0/Resource' }],
    })),
    {
      name: 'the same principal in two statements is one finding',
      provider: 'aws',
      facets: facets([
        { Sid: 'A', Principal: { AWS: '<aws_principal_and_role_arn>' } },
        { Sid: 'B', Principal: { AWS: '<aws_principal_and_role_arn>' } },
      ]),
      violations: [
        {
          messageId: 'left',
          path: '/document/Statement/0/Principal/AWS',
          data: { placeholder: '<aws_principal_and_role_arn>', document: 'bucket policy' },
        },
      ],
    },
    {
      name: 'the organization, with its value in the remediation',
      provider: 'coreweave',
      deployment: { customerNamespace: 'acme-ns' },
      facets: facets({ Condition: { StringLike: { 'wandb:OrgID': ['<wb-org-id>'] } } }),
      violations: [
        {
          messageId: 'left',
          path: '/document/Statement/Condition/StringLike/wandb:OrgID/0',
          remediation: { text: 'Replace <wb-org-id> by acme-ns, and apply the document again.' },
        },
      ],
    },
    {
      name: 'the key, the account and the origin',
      provider: 'aws',
      facets: facets([], {
        keyPolicy: {
          document: {
            Statement: [{ Principal: { AWS: '<Your_Account_Id>' }, Resource: '<aws_kms_key.key.arn>' }],
          },
        },
        cors: {
          scope: 'bucket',
          rules: [
            { origins: ['https://[YOUR-DOMAIN]'], methods: [], allowedHeaders: [], exposedHeaders: [] },
          ],
        },
      }),
      violations: [
        { messageId: 'left', path: '/document/Statement/0/Principal/AWS' },
        { messageId: 'left', path: '/document/Statement/0/Resource' },
        { messageId: 'left', path: '/rules/0/origins/0' },
      ],
    },
    {
      name: 'the service account, with its value in the remediation',
      provider: 'gcp',
      facets: allowing('serviceAccount:<service_account_email>'),
      violations: [
        {
          messageId: 'left',
          path: '/bindings/0/members/0',
          data: { placeholder: '<service_account_email>', document: 'allow policy' },
          remediation: {
            text: expect.stringContaining('by deploy@wandb-production.iam.gserviceaccount.com'),
          },
        },
      ],
    },
    {
      name: 'the origin, in the rules of the account',
      provider: 'azure',
      facets: {
        ...elsewhere,
        cors: {
          scope: 'account',
          rules: [{ origins: ['https://<your-host>'], methods: [], allowedHeaders: [], exposedHeaders: [] }],
        },
      },
      violations: [{ messageId: 'left', path: '/rules/0/origins/0' }],
    },
    {
      name: "Terraform's manual, beside a policy that cannot be read",
      provider: 'aws',
      facets: facets([{ Resource: 'arn:aws:s3:::${BUCKET_NAME}' }], { keyPolicy: unreadable() }),
      violations: ['left'],
    },
  ],
  open: [
    {
      name: 'the policy unread',
      provider: 'aws',
      facets: facets([], { policy: unreadable() }),
      message: /^could not verify: test:Call denied \(needs test:Permission\)$/,
    },
    {
      name: 'the allow policy unread',
      provider: 'gcp',
      facets: { ...allowing(), iam: unreadable() },
      message: /^could not verify: test:Call denied \(needs test:Permission\)$/,
    },
  ],
  notApplicable: [
    {
      name: 'nothing there to read',
      provider: 's3-compatible',
      facets: { policy: unsupported, keyPolicy: unsupported, cors: unsupported },
    },
  ],
});
