import rule from '../../../rules/history/lifecycle-keeps-run-history.ts';
import { testRule } from '../test-rule.ts';
import {
  ABORT,
  EVERY_STORE,
  EXPIRE,
  INSTANCE_BESIDE_TEAM1,
  TEAM1,
  aRule,
  lifecycle,
  onStores,
} from './cases.ts';

testRule(rule, {
  pass: [
    ...onStores(EVERY_STORE, { name: 'nothing configured', facets: lifecycle() }),
    { name: 'disabled', provider: 'aws', facets: lifecycle(aRule([EXPIRE], { enabled: false })) },
    {
      name: 'only what is harmless',
      provider: 'aws',
      facets: lifecycle(
        aRule([ABORT, { type: 'expireNoncurrent', days: 1 }, { type: 'removeDeleteMarkers' }]),
      ),
    },
    {
      name: 'limited: lifecycle-filtered-expiry',
      provider: 'aws',
      facets: lifecycle(aRule([EXPIRE], { tags: { tmp: 'yes' } })),
    },
    ...onStores(['gcp', 'azure'], {
      name: 'conditions that W&B never meets (customTime, append blobs)',
      facets: lifecycle(aRule([EXPIRE], { neverReachesWandb: true })),
    }),
    {
      name: 'noncurrent versions only',
      provider: 'gcp',
      facets: lifecycle(aRule([{ type: 'expireNoncurrent', days: 30, keep: 3 }])),
    },
    {
      name: 'snapshots and versions only',
      provider: 'azure',
      facets: lifecycle(aRule([{ type: 'expireNoncurrent', days: 30 }])),
    },
    {
      name: 'another path',
      provider: 'aws',
      ...TEAM1,
      facets: lifecycle(aRule([EXPIRE], { prefixes: ['logs/'] })),
    },
    {
      name: "another team's path",
      provider: 'aws',
      ...TEAM1,
      facets: lifecycle(aRule([EXPIRE], { prefixes: ['team10/'] })),
    },
    {
      name: "a team's path inside the instance's bucket",
      provider: 'aws',
      ...INSTANCE_BESIDE_TEAM1,
      facets: lifecycle(aRule([EXPIRE], { prefixes: ['team1/'] })),
    },
  ],
  fail: [
    ...onStores(EVERY_STORE, {
      name: 'everything',
      facets: lifecycle(aRule([ABORT]), aRule([EXPIRE], { id: 'tidy' })),
      violations: [
        {
          messageId: 'expires',
          path: '/rules/1',
          data: { rule: '2 (tidy)', keys: 'every key', time: 'after 30 days', place: 'the whole bucket' },
        },
      ],
    }),
    {
      name: 'on a date',
      provider: 'aws',
      facets: lifecycle(aRule([{ type: 'expire', date: '2027-01-01T00:00:00.000Z' }])),
      violations: [{ messageId: 'expires', data: { time: 'on 2027-01-01' } }],
    },
    {
      name: 'a size every file has',
      provider: 'aws',
      facets: lifecycle(aRule([EXPIRE], { sizeGreaterThan: 0 })),
      violations: ['expires'],
    },
    {
      name: 'the suffix of the history',
      provider: 'aws',
      facets: lifecycle(aRule([EXPIRE], { suffixes: ['.parquet'] })),
      violations: ['expires'],
    },
    {
      name: 'several prefixes, one of which reaches the path',
      provider: 'azure',
      ...TEAM1,
      facets: lifecycle(aRule([EXPIRE], { prefixes: ['logs/', 'team1/run/'] })),
      violations: [{ messageId: 'expires', data: { keys: 'keys that start with logs/ or team1/run/' } }],
    },
    {
      name: 'the suffix of the history',
      provider: 'gcp',
      facets: lifecycle(aRule([EXPIRE], { suffixes: ['.parquet'] })),
      violations: ['expires'],
    },
    {
      name: 'inside the path',
      provider: 'aws',
      ...TEAM1,
      facets: lifecycle(aRule([EXPIRE], { prefixes: ['team1/run/'] })),
      violations: [{ messageId: 'expires', data: { place: 'team1/' } }],
    },
    {
      name: 'a prefix without slash that reaches the path',
      provider: 'aws',
      ...TEAM1,
      facets: lifecycle(aRule([EXPIRE], { prefixes: ['team'] })),
      violations: ['expires'],
    },
  ],
});
