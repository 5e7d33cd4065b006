// Teams that share a bucket have sub-paths apart from each other.

import { PROVIDERS } from '../../src/model/provider.ts';
import { defineRule, notApplicable } from '../../src/model/rule.ts';
import type { Peer, Target } from '../../src/model/target.ts';
import { perProvider } from '../views/per-provider.ts';
import { GUIDE } from './address-lines.ts';

export default defineRule({
  id: 'team-subpaths-disjoint',
  severity: 'high',
  providers: PROVIDERS,
  messages: {
    overlap: '{{team}} at {{subpath}} of {{bucket}} overlaps with {{others}}.',
  },
  docs: {
    title: 'Teams that share a bucket have disjoint sub-paths',
    why: "Team storage keeps teams apart by bucket and sub-path. Where the sub-paths are equal, nested or missing, one team's pre-signed URLs, lifecycle rules and deletions reach the other's data.",
    references: [GUIDE],
    verify: {},
    remediation: perProvider(PROVIDERS, ({ target }) => ({
      text: `Give each team a sub-path of its own, e.g. \`path: teams/${target.team ?? 'omega'}\`, or a bucket of its own. The storage of an existing team cannot be changed by yourself: ask W&B support.`,
    })),
  },
  check(_, target) {
    if (target.level !== 'team') return notApplicable('not a team bucket');
    const others = target.peers.filter(
      (peer) => isOtherTeam(target, peer) && overlap(target.subpath, peer.subpath),
    );
    if (others.length === 0) return [];
    const data = {
      team: `team ${target.team ?? ''}`,
      subpath: shown(target.subpath),
      bucket: target.bucketId,
      others: others.map(({ team, subpath }) => `team ${team ?? ''} at ${shown(subpath)}`).toSorted(),
    };
    return [{ messageId: 'overlap', data, key: 'path' }];
  },
});

/** Only named teams can be told apart. */
function isOtherTeam({ team }: Target, peer: Peer): boolean {
  return peer.level === 'team' && team !== undefined && peer.team !== undefined && peer.team !== team;
}

function overlap(a: string, b: string): boolean {
  return a === '' || b === '' || a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}

function shown(subpath: string): string {
  return subpath === '' ? 'the root' : subpath;
}
