import azureFederationComplete from '../../../rules/access/azure-federation-complete.ts';
import type { Deployment, Target } from '../../../src/model/target.ts';
import { AZURE_SERVICE_ACCOUNTS } from '../../../src/wandb/azure-access.ts';
import { testRule, unreadable } from '../test-rule.ts';
import type { FacetValues } from '../test-rule.ts';
import { credential, identity, ISSUER, TEAM } from './azure-cases.ts';

const BARE = ISSUER.slice(0, -1);
const EKS = 'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE';

function team(
  facets: FacetValues,
  deployment: Partial<Deployment> = { oidcIssuer: ISSUER },
  target?: Partial<Target>,
) {
  return { provider: 'azure', target: { ...TEAM, ...target }, deployment, facets } as const;
}

const TWO_CLUSTERS = identity();

testRule(azureFederationComplete, {
  pass: [
    { name: "W&B's module", ...team(identity()) },
    { name: "AKS's issuer declared without its slash", ...team(identity(), { oidcIssuer: BARE }) },
    {
      name: 'another issuer has no slash',
      ...team(
        identity(() => ({ issuer: EKS })),
        { oidcIssuer: EKS },
      ),
    },
    {
      name: 'another namespace, as declared',
      ...team(
        identity((account) => ({ subject: `system:serviceaccount:wandb:${account}` })),
        { oidcIssuer: ISSUER, namespace: 'wandb' },
      ),
    },
    {
      name: 'of two clusters, one fits',
      ...team({
        identity: {
          ...TWO_CLUSTERS.identity,
          federatedCredentials: [
            credential('wandb-api', { name: 'old', issuer: `${BARE}0/` }),
            ...TWO_CLUSTERS.identity.federatedCredentials,
          ],
        },
      }),
    },
  ],
  fail: [
    {
      name: 'none',
      ...team(identity(() => undefined)),
      violations: [
        {
          messageId: 'missing',
          data: {
            accounts: AZURE_SERVICE_ACCOUNTS,
            subjects: AZURE_SERVICE_ACCOUNTS.map((account) => `system:serviceaccount:default:${account}`),
          },
        },
      ],
    },
    {
      name: 'one is missing, the issuer is not declared',
      ...team(
        identity((account) => (account === 'wandb-weave' ? undefined : {})),
        {},
      ),
      violations: [
        { messageId: 'missing', data: { subjects: ['system:serviceaccount:default:wandb-weave'] } },
      ],
    },
    {
      name: 'the issuer has no slash',
      ...team(identity(() => ({ issuer: BARE }))),
      violations: [{ messageId: 'issuerSlash', data: { found: BARE }, path: '/federatedCredentials/0' }],
    },
    {
      name: 'the issuer has no slash, undeclared',
      ...team(
        identity(() => ({ issuer: BARE })),
        {},
      ),
      violations: ['issuerSlash'],
    },
    {
      name: 'another cluster',
      ...team(identity((account) => (account.startsWith('wandb-weave') ? { issuer: `${BARE}0/` } : {}))),
      violations: [
        { messageId: 'issuer', data: { accounts: ['wandb-weave', 'wandb-weave-trace'], issuer: ISSUER } },
      ],
    },
    {
      name: 'another audience',
      ...team(identity((account) => (account === 'wandb-api' ? { audiences: ['sts.amazonaws.com'] } : {}))),
      violations: [{ messageId: 'audience', data: { accounts: ['wandb-api'], found: 'sts.amazonaws.com' } }],
    },
    {
      name: 'another namespace',
      ...team(identity((account) => ({ subject: `system:serviceaccount:wandb:${account}` }))),
      violations: [{ messageId: 'namespace', data: { found: 'wandb', namespace: 'default' } }],
    },
    {
      name: 'several at once',
      ...team(
        identity((account) => {
          if (account === 'wandb-app') return undefined;
          return account === 'wandb-api' ? { issuer: 'https://other.example/' } : {};
        }),
      ),
      violations: ['missing', 'issuer'],
    },
  ],
  open: [
    {
      name: 'the identity could not be read',
      ...team({ identity: unreadable() }),
      message: /needs test:Permission/,
    },
  ],
  notApplicable: [
    {
      name: 'all there, but whose issuer is not declared',
      ...team(identity(), {}),
      message: /declare oidcIssuer/,
    },
    {
      name: 'instance level',
      provider: 'azure',
      facets: { identity: null },
      message: /access key/,
    },
    { name: 'no identity', ...team({ identity: null }), message: /clientId/ },
  ],
});
