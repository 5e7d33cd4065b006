import teamStorageIsolated from '../../../rules/declaration/team-storage-isolated.ts';
import { testRule } from '../test-rule.ts';
import { everywhere } from './addresses.ts';

testRule(teamStorageIsolated, {
  pass: [
    ...everywhere(() => ({ name: 'its own bucket', target: { level: 'team' as const, team: 'omega' } })),
    {
      name: 'every team is on the instance bucket: nobody was to be isolated',
      provider: 'aws',
      target: { level: 'team', team: 'kappa' },
      deployment: {
        instanceBuckets: ['s3://acme-wandb'],
        teamBuckets: [{ team: 'omega', bucketId: 's3://acme-wandb', subpath: 'omega' }],
      },
    },
  ],
  fail: everywhere((provider) => {
    const id = {
      aws: 's3',
      gcp: 'gs',
      azure: 'az',
      coreweave: 'cw',
      's3-compatible': 's3://minio.acme.example:9000',
    }[provider];
    const bucketId = id.includes('://') ? `${id}/acme-wandb` : `${id}://acme-wandb`;
    return {
      name: "the instance's",
      target: { level: 'team' as const, team: 'kappa' },
      deployment: {
        instanceBuckets: [bucketId],
        teamBuckets: [{ team: 'omega', bucketId: 's3://omega', subpath: '' }],
      },
      violations: ['shared'],
    };
  }),
  notApplicable: [
    { name: 'the instance', provider: 'aws', deployment: { instanceBuckets: ['s3://acme-wandb'] } },
  ],
});
