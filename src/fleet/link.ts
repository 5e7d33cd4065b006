// What every target knows of the rest of its fleet.

import type { Deployment, FleetEntry, Peer, Target } from '../model/target.ts';

/** Gives every target the teams and instance buckets of the whole fleet, and its peers on the same bucket. */
export function linkEntries(entries: readonly FleetEntry[]): FleetEntry[] {
  const targets = entries.map(({ target }) => target);
  const teamBuckets = targets
    .filter(({ level }) => level === 'team')
    .map(({ team, bucketId, subpath }) => ({ ...(team !== undefined && { team }), bucketId, subpath }));
  const instanceBuckets = [
    ...new Set(targets.filter(({ level }) => level === 'instance').map(({ bucketId }) => bucketId)),
  ];
  const byBucket = Map.groupBy(targets, ({ bucketId }) => bucketId);
  // One object for all targets of a deployment: a fleet of thousands holds its team list once.
  const deployments = new Map<Deployment, Deployment>();
  return entries.map(({ target, access }) => {
    const deployment = deployments.get(target.deployment) ?? {
      ...target.deployment,
      teamBuckets,
      instanceBuckets,
    };
    deployments.set(target.deployment, deployment);
    const peers = (byBucket.get(target.bucketId) ?? []).filter(({ id }) => id !== target.id).map(peerOf);
    return { target: { ...target, deployment, peers }, access };
  });
}

function peerOf({ id, level, team, subpath }: Target): Peer {
  return { id, level, ...(team !== undefined && { team }), subpath };
}
