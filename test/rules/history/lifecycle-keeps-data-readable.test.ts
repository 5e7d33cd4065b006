import rule from '../../../rules/history/lifecycle-keeps-data-readable.ts';
import type { Facets, LifecycleAction } from '../../../src/model/evidence.ts';
import { testRule, unreadable, unsupported } from '../test-rule.ts';
import { INSTANCE_BESIDE_TEAM1, TEAM1, aRule, lifecycle, onStores } from './cases.ts';

const to = (storageClass: string): LifecycleAction => ({ type: 'transition', storageClass, days: 90 });

type Configuration = Facets['tiering']['configurations'][number];
const tiering = (...over: readonly Partial<Configuration>[]): Pick<Facets, 'tiering'> => ({
  tiering: {
    configurations: over.map((o, i) => ({
      id: `archive ${i}`,
      enabled: true,
      tags: {},
      tiers: [{ tier: 'ARCHIVE_ACCESS', days: 90 }],
      ...o,
    })),
  },
});
const tiered = lifecycle(aRule([to('INTELLIGENT_TIERING')]));

testRule(rule, {
  pass: [
    ...onStores(['aws', 's3-compatible'], {
      name: 'classes that stay readable',
      facets: {
        ...lifecycle(aRule([to('STANDARD_IA'), to('GLACIER_IR'), to('INTELLIGENT_TIERING')])),
        ...tiering(),
      },
    }),
    {
      name: 'tiers that stay readable',
      provider: 'azure',
      facets: { ...lifecycle(aRule([to('Cool'), to('Cold')])), tiering: unsupported },
    },
    {
      name: 'another path',
      provider: 'azure',
      ...TEAM1,
      facets: { ...lifecycle(aRule([to('Archive')], { prefixes: ['team10/'] })), tiering: unsupported },
    },
    {
      name: 'archive tiers without a transition to Intelligent-Tiering',
      provider: 'aws',
      facets: { ...lifecycle(), ...tiering({}) },
    },
    {
      name: 'a configuration that is off, for other tiers, or for other keys',
      provider: 'aws',
      ...TEAM1,
      facets: { ...tiered, ...tiering({ enabled: false }, { tiers: [] }, { prefix: 'team10/' }) },
    },
    {
      name: 'transition and archive tier on different keys',
      provider: 'aws',
      facets: {
        ...lifecycle(aRule([to('INTELLIGENT_TIERING')], { prefixes: ['a/'] })),
        ...tiering({ prefix: 'b/' }),
      },
    },
    {
      name: "a team's path inside the instance's bucket",
      provider: 'aws',
      ...INSTANCE_BESIDE_TEAM1,
      facets: { ...tiered, ...tiering({ prefix: 'team1/' }) },
    },
    {
      name: 'old versions may be archived',
      provider: 'aws',
      facets: {
        ...lifecycle(aRule([{ type: 'transitionNoncurrent', storageClass: 'GLACIER', days: 1 }])),
        ...tiering(),
      },
    },
    {
      name: 'tiering unreadable, and nothing goes to Intelligent-Tiering',
      provider: 'aws',
      facets: { ...lifecycle(aRule([to('STANDARD_IA')])), tiering: unreadable() },
    },
    {
      name: 'a store without Intelligent-Tiering configurations',
      provider: 's3-compatible',
      facets: { ...tiered, tiering: unsupported },
    },
  ],
  fail: [
    ...onStores(['aws', 's3-compatible'], {
      name: 'GLACIER',
      facets: { ...lifecycle(aRule([to('STANDARD_IA'), to('GLACIER')], { id: 'cold' })), ...tiering() },
      violations: [
        { messageId: 'archives', path: '/rules/0', data: { class: 'GLACIER', time: 'after 90 days' } },
      ],
    }),
    {
      name: 'the Archive tier',
      provider: 'azure',
      facets: { ...lifecycle(aRule([to('Cool'), to('Archive')], { id: 'cold' })), tiering: unsupported },
      violations: [{ messageId: 'archives', data: { rule: '1 (cold)', class: 'Archive' } }],
    },
    {
      name: 'the Archive tier by index tag',
      provider: 'azure',
      facets: { ...lifecycle(aRule([to('Archive')], { tags: { a: 'b' } })), tiering: unsupported },
      violations: ['mayArchive'],
    },
    {
      name: 'DEEP_ARCHIVE by tag',
      provider: 'aws',
      facets: { ...lifecycle(aRule([to('DEEP_ARCHIVE')], { tags: { a: 'b' } })), ...tiering() },
      violations: [{ messageId: 'mayArchive', severity: 'medium' }],
    },
    {
      name: 'an archive tier',
      provider: 'aws',
      ...TEAM1,
      facets: { ...tiered, ...tiering({ prefix: 'team1/old/' }) },
      violations: [
        { messageId: 'archiveTier', path: '/configurations/0', data: { tiers: ['ARCHIVE_ACCESS'] } },
      ],
    },
    {
      name: 'an archive tier by tag, reached by two transitions',
      provider: 'aws',
      facets: {
        ...lifecycle(
          aRule([to('INTELLIGENT_TIERING')], { sizeLessThan: 9 }),
          aRule([to('INTELLIGENT_TIERING')], { id: 'all' }),
        ),
        ...tiering({ tags: { a: 'b' } }),
      },
      violations: [{ messageId: 'mayArchiveTier', data: { rule: '2 (all)', limits: ['tag a=b'] } }],
    },
    {
      name: 'both ways',
      provider: 'aws',
      facets: { ...lifecycle(aRule([to('INTELLIGENT_TIERING'), to('GLACIER')])), ...tiering({}) },
      violations: ['archives', 'archiveTier'],
    },
    {
      name: 'proven without the tiering',
      provider: 'aws',
      facets: {
        ...lifecycle(aRule([to('INTELLIGENT_TIERING'), to('GLACIER')])),
        tiering: unreadable(),
      },
      violations: ['archives'],
    },
  ],
  open: [
    {
      name: 'tiering unreadable where it matters',
      provider: 'aws',
      facets: { ...tiered, tiering: unreadable() },
      message: /Intelligent-Tiering.*denied/,
    },
  ],
});
