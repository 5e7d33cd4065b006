// Amazon S3: which lifecycle rules delete run history.

import { awsShared, lifecycle } from '../aws-case.ts';
import { AT_TEAM1, expiry, EXPIRES, history, rule } from '../aws-lifecycle-case.ts';
import { SOURCES } from '../case.ts';
import type { AccuracyCase } from '../case.ts';

const EXPIRY: readonly AccuracyCase[] = [
  history(
    'aws-expiry',
    'Run history lives only in the bucket and is deleted after 30 days.',
    [expiry()],
    [EXPIRES],
    {
      source: SOURCES.byob,
    },
  ),
  history('aws-expiry-disabled', 'The rule is switched off.', [expiry({ Status: 'Disabled' })], []),
  history(
    'aws-expiry-by-date',
    'A date instead of an age deletes as well.',
    [expiry({ Expiration: { Date: '2027-01-01T00:00:00Z' } })],
    [EXPIRES],
  ),
  history(
    'aws-expiry-after-ten-years',
    'A great age is no exception: history is kept nowhere else.',
    [expiry({ Expiration: { Days: 3650 } })],
    [EXPIRES],
  ),
  history(
    'aws-expiry-empty-filter',
    'An empty filter is the whole bucket.',
    [expiry({ Filter: {} })],
    [EXPIRES],
  ),
  history(
    'aws-expiry-old-form',
    'The prefix may stand beside the filter, as it did before there were filters.',
    [{ ID: 'old', Status: 'Enabled', Prefix: '', Expiration: { Days: 30 } }],
    [EXPIRES],
  ),
  history(
    'aws-expiry-elsewhere',
    "The rule is about logs/, W&B's data is in wandb/.",
    [expiry({ Filter: { Prefix: 'logs/' } })],
    [],
    {
      declared: { path: 'wandb' },
    },
  ),
  history(
    'aws-expiry-in-part',
    "Without a sub-path all keys of the bucket are W&B's.",
    [expiry({ Filter: { Prefix: 'artifact/' } })],
    [EXPIRES],
  ),
  history(
    'aws-expiry-of-a-neighbour',
    'team10/ is no part of team1/.',
    [expiry({ Filter: { Prefix: 'team10/' } })],
    [],
    AT_TEAM1,
  ),
  history(
    'aws-expiry-of-the-sub-path',
    "The rule names W&B's sub-path itself.",
    [expiry({ Filter: { Prefix: 'team1/' } })],
    [EXPIRES],
    AT_TEAM1,
  ),
  history(
    'aws-expiry-of-a-wider-prefix',
    'team1 without a slash is a prefix of team1/ as well.',
    [expiry({ Filter: { Prefix: 'team1' } })],
    [EXPIRES],
    AT_TEAM1,
  ),
  history(
    'aws-expiry-inside-the-sub-path',
    "A part of W&B's data is reached.",
    [expiry({ Filter: { Prefix: 'team1/media/' } })],
    [EXPIRES],
    AT_TEAM1,
  ),
  history(
    'aws-expiry-by-tag',
    "Whether W&B's objects bear the tag is the owner's doing.",
    [expiry({ Filter: { Tag: { Key: 'scratch', Value: 'true' } } })],
    ['lifecycle-filtered-expiry/mayExpire'],
  ),
  history(
    'aws-expiry-by-prefix-and-tag',
    'All filters of And must hold.',
    [expiry({ Filter: { And: { Prefix: 'team1/', Tags: [{ Key: 'scratch', Value: 'true' }] } } })],
    ['lifecycle-filtered-expiry/mayExpire'],
    AT_TEAM1,
  ),
  history(
    'aws-expiry-by-neighbours-prefix-and-tag',
    "The prefix of And is another team's.",
    [expiry({ Filter: { And: { Prefix: 'team10/', Tags: [{ Key: 'scratch', Value: 'true' }] } } })],
    [],
    AT_TEAM1,
  ),
  history(
    'aws-expiry-by-size',
    "Objects over a megabyte are a part of W&B's data.",
    [expiry({ Filter: { ObjectSizeGreaterThan: 1_048_576 } })],
    ['lifecycle-filtered-expiry/mayExpire'],
  ),
  history(
    'aws-expiry-by-size-above-nothing',
    'Every object with content is larger than 0 bytes.',
    [expiry({ Filter: { ObjectSizeGreaterThan: 0 } })],
    [EXPIRES],
  ),
  history(
    'aws-expiry-of-small-objects',
    "Objects under a megabyte are a part of W&B's data.",
    [expiry({ Filter: { ObjectSizeLessThan: 1_048_576 } })],
    ['lifecycle-filtered-expiry/mayExpire'],
  ),
  history(
    'aws-expiry-of-prefix-above-nothing',
    'The size of And leaves nothing out, the prefix is the sub-path.',
    [expiry({ Filter: { And: { Prefix: 'team1/', ObjectSizeGreaterThan: 0 } } })],
    [EXPIRES],
    AT_TEAM1,
  ),
  history(
    'aws-expiry-of-markers',
    'Only markers without a version behind them are removed.',
    [rule({ Expiration: { ExpiredObjectDeleteMarker: true } })],
    [],
  ),
  history(
    'aws-expiry-of-old-versions',
    'Only versions that were replaced are removed.',
    [rule({ NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 2 } })],
    [],
  ),
  history(
    'aws-two-expiries',
    "One rule of two reaches W&B's data.",
    [expiry({ ID: 'logs', Filter: { Prefix: 'logs/' } }), expiry({ ID: 'all' })],
    [EXPIRES],
    { declared: { path: 'wandb' } },
  ),
  awsShared(
    'aws-expiry-of-a-team-below-the-instance',
    "The rule reaches the team's sub-path; what lies there is the team's, not the instance's.",
    {
      source: SOURCES.s3Lifecycle,
      bucket: lifecycle(expiry({ Filter: { Prefix: 'teams/omega/' } })),
    },
    [
      { declared: { level: 'instance', team: undefined }, finds: [], open: [] },
      {
        declared: { path: 'teams/omega' },
        finds: [EXPIRES, 'team-storage-isolated/shared'],
        open: [],
      },
    ],
  ),
  awsShared(
    'aws-expiry-of-one-team',
    'Of two teams in one bucket the rule reaches one.',
    {
      source: SOURCES.s3Lifecycle,
      bucket: lifecycle(expiry({ Filter: { Prefix: 'team10/' } })),
    },
    [
      { declared: { path: 'team1' }, finds: [], open: [] },
      { declared: { path: 'team10' }, finds: [EXPIRES], open: [] },
    ],
  ),
];

export const AWS_EXPIRY: readonly AccuracyCase[] = [...EXPIRY];
