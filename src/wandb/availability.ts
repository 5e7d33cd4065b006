// Where W&B offers BYOB: deployment x level x provider, and the versions it needs.
// Source: the availability matrix of https://docs.wandb.ai/platform/hosting/data-security/secure-storage-connector

import type { DeploymentType, Level, Provider } from '../model/provider.ts';

const EVERYWHERE: readonly Provider[] = ['aws', 'gcp', 'azure', 'coreweave', 's3-compatible'];

/** Providers offered, by deployment and level. */
export const AVAILABLE: Readonly<Record<DeploymentType, Readonly<Record<Level, readonly Provider[]>>>> = {
  dedicated: { instance: EVERYWHERE, team: EVERYWHERE },
  'multi-tenant': { instance: [], team: ['aws', 'gcp', 'coreweave'] },
  'self-managed': { instance: EVERYWHERE, team: EVERYWHERE },
};

/** W&B server and Helm chart versions for CoreWeave: below `minimum` it does not work, below `documented` it is not supported. */
export const COREWEAVE_VERSIONS = {
  server: { minimum: '0.70.0', documented: '0.73.0' },
  chart: { documented: '0.33.14' },
} as const;

/** The only CoreWeave endpoint W&B supports (LOTA endpoints are not). */
export const COREWEAVE_HOST = 'cwobject.com';
