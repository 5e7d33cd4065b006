import teamSubpathsDisjoint from '../../../rules/declaration/team-subpaths-disjoint.ts';
import { testRule } from '../test-rule.ts';
import { everywhere } from './addresses.ts';

testRule(teamSubpathsDisjoint, {
  pass: [
    ...everywhere(() => ({
      name: 'side by side',
      target: {
        level: 'team' as const,
        team: 'omega',
        subpath: 'omega',
        peers: [{ id: 'x', level: 'team' as const, team: 'kappa', subpath: 'kappa' }],
      },
    })),
    {
      name: 'a name that begins alike',
      provider: 'aws',
      target: {
        level: 'team',
        team: 'omega',
        subpath: 'team1',
        peers: [{ id: 'x', level: 'team' as const, team: 'kappa', subpath: 'team10' }],
      },
    },
    {
      name: 'the instance at the root, and the same team elsewhere in its path',
      provider: 'aws',
      target: {
        level: 'team',
        team: 'omega',
        subpath: 'omega',
        peers: [
          { id: 'x', level: 'instance' as const, subpath: '' },
          { id: 'y', level: 'team' as const, team: 'omega', subpath: 'omega/old' },
        ],
      },
    },
  ],
  fail: [
    {
      name: 'several at once are one finding',
      provider: 'aws',
      target: {
        level: 'team',
        team: 'omega',
        subpath: 'shared',
        peers: [
          { id: 'x', level: 'team' as const, team: 'sigma', subpath: 'shared' },
          { id: 'y', level: 'team' as const, team: 'kappa', subpath: '' },
        ],
      },
      violations: [
        {
          messageId: 'overlap',
          message:
            'team omega at shared of s3://acme-wandb overlaps with team kappa at the root, team sigma at shared.',
        },
      ],
    },
    ...everywhere(() => ({
      name: 'nested',
      target: {
        level: 'team' as const,
        team: 'omega',
        subpath: 'teams',
        peers: [{ id: 'x', level: 'team' as const, team: 'kappa', subpath: 'teams/kappa' }],
      },
      violations: ['overlap'],
    })),
    {
      name: 'one at the root',
      provider: 'aws',
      target: {
        level: 'team',
        team: 'omega',
        subpath: 'omega',
        peers: [{ id: 'x', level: 'team' as const, team: 'kappa', subpath: '' }],
      },
      violations: ['overlap'],
    },
  ],
  notApplicable: [{ name: 'the instance', provider: 'aws' }],
});
