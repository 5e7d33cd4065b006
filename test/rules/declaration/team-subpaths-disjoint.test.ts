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
  ],
  fail: [
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
