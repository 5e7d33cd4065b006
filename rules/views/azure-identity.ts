// The managed identity that W&B signs with on Azure: where it is judged, and the commands that name it.

import type { Readings } from '../../src/model/evidence.ts';
import { notApplicable } from '../../src/model/rule.ts';
import type { NotApplicable } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { quoted } from './s3-documents.ts';

export const AZURE_REFERENCES: readonly string[] = [
  'https://docs.wandb.ai/platform/hosting/data-security/secure-storage-connector',
  'https://github.com/wandb/terraform-azurerm-wandb/tree/main/modules/secure_storage_connector',
];

/** True where the storage address or, at instance level, W&B's settings hand W&B an access key. */
export function usesAccessKey({ address, level, clientId }: Target): boolean {
  return address.hasCredentials || (level === 'instance' && clientId === undefined);
}

/** Why no managed identity is judged; undefined where one is. */
export function withoutIdentity(target: Target): NotApplicable | undefined {
  if (target.address.hasCredentials) return notApplicable('W&B uses the access key in the storage address');
  if (target.level === 'instance')
    return notApplicable('W&B is given a managed identity at team level only; here it uses an access key');
  if (target.clientId === undefined)
    return notApplicable('declare clientId, the client id of the managed identity given to W&B');
  return undefined;
}

/** Asks for a field of the identity, in a command or in double quotes: `id`, `principalId`. */
export function identityField({ clientId = '' }: Target, field: string): string {
  // A GUID; anything else must not get between a shell's quotes.
  const id = /^[\w-]+$/.test(clientId) ? clientId : 'CLIENT_ID';
  return `$(az identity list --query "[?clientId=='${id}'].${field}" --output tsv)`;
}

/** The object id that roles are assigned to: as it was read, else asked for. */
export function principalId(target: Target, readings: Readings = {}): string {
  const { identity } = readings;
  if (identity?.status === 'known' && identity.value !== null) return quoted(identity.value.principalId);
  return `"${identityField(target, 'principalId')}"`;
}
