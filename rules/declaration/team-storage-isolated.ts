// No team stays on the instance bucket while others have buckets of their own.

import { PROVIDERS } from '../../src/model/provider.ts';
import { defineRule, notApplicable } from '../../src/model/rule.ts';
import { perProvider } from '../views/per-provider.ts';
import { GUIDE } from './address-lines.ts';

export default defineRule({
  id: 'team-storage-isolated',
  severity: 'low',
  providers: PROVIDERS,
  messages: {
    shared:
      '{{team}} uses the instance bucket {{bucket}} while others ({{others}}) have their own: isolation goes one way only.',
  },
  docs: {
    title: 'Teams do not share the instance bucket where others are isolated',
    why: "Isolation by team bucket is one-way: the data of a team with its own bucket is closed to the others, but what lies in the instance bucket stays open to all teams, as in the guide's example of Kappa and Omega.",
    references: [GUIDE],
    verify: {},
    remediation: perProvider(PROVIDERS, ({ target }) => ({
      text: `Where the data of ${target.team === undefined ? 'this team' : `team ${target.team}`} must be closed to other teams, give it a bucket of its own when the team is created; the storage of an existing team is moved by W&B support.`,
    })),
  },
  check(_, { level, team, bucketId, deployment: { teamBuckets, instanceBuckets } }) {
    if (level !== 'team') return notApplicable('not a team bucket');
    if (!instanceBuckets.includes(bucketId)) return [];
    const isolated = teamBuckets.filter(
      (other) => other.team !== team && !instanceBuckets.includes(other.bucketId),
    );
    if (isolated.length === 0) return [];
    const others = [...new Set(isolated.map((other) => other.team ?? other.bucketId))].toSorted();
    const data = { team: team === undefined ? 'A team' : `Team ${team}`, bucket: bucketId, others };
    return [{ messageId: 'shared', data, key: 'address' }];
  },
});
