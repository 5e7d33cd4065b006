import bucketNameAllowed from '../../../rules/declaration/bucket-name-allowed.ts';
import { testRule } from '../test-rule.ts';
import { everywhere } from './addresses.ts';

testRule(bucketNameAllowed, {
  pass: [
    ...everywhere(() => ({ name: 'a plain name' })),
    { name: 'dots (bucket-name-tls-safe judges them)', provider: 'aws', target: { bucket: 'my.acme' } },
    { name: 'underscore and dots on GCS', provider: 'gcp', target: { bucket: 'acme_wandb.acme.example' } },
    { name: 'an account', provider: 'azure', target: { account: 'acme2' } },
    {
      name: 'a word that only begins like a reserved one',
      provider: 'coreweave',
      target: { bucket: 'cwacme-int' },
    },
  ],
  fail: [
    ...everywhere(() => ({ name: 'upper case', target: { bucket: 'Acme_Bucket' }, violations: ['name'] })),
    {
      name: 'a directory bucket',
      provider: 'aws',
      target: { bucket: 'acme--euw1-az1--x-s3' },
      violations: ['directory'],
    },
    ...(
      [
        ['aws', 'ab'],
        ['aws', 'a'.repeat(64)],
        ['aws', 'acme..wandb'],
        ['aws', '192.168.5.4'],
        ['aws', 'acme-'],
        ['aws', 'xn--acme'],
        ['aws', 'acme-s3alias'],
        ['gcp', 'goog-acme'],
        ['gcp', 'my-google-bucket'],
        ['azure', 'acme--wandb'],
        ['coreweave', 'cw-acme'],
        ['coreweave', 'vip-acme'],
        ['coreweave', 'acme.wandb'],
        ['coreweave', 'int'],
        ['s3-compatible', '-acme'],
      ] as const
    ).map(([provider, bucket]) => ({
      name: bucket.slice(0, 20),
      provider,
      target: { bucket },
      violations: ['name'],
    })),
    {
      name: 'an account with a hyphen',
      provider: 'azure',
      target: { account: 'acme-storage' },
      violations: ['account'],
    },
  ],
});
