// Facets back in the shape of Azure's API, and the commands that take CORS rules.

import type { CorsRule, LifecycleAction } from '../../src/model/evidence.ts';
import { isJsonObject } from '../../src/model/json.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Target } from '../../src/model/target.ts';
import { accountName } from './azure-commands.ts';
import { quoted } from './s3-documents.ts';

/**
 * Replaces the CORS rules of the Blob service, a command for each: `az storage cors` has no file to read them from.
 * https://learn.microsoft.com/en-us/cli/azure/storage/cors
 */
export function azCorsCommands(target: Target, rules: readonly CorsRule[]): string {
  const account = `--account-name ${quoted(accountName(target))} --services b`;
  return [
    `az storage cors clear ${account}`,
    ...rules.map((rule) =>
      [
        `az storage cors add ${account}`,
        `--origins ${words(rule.origins)}`,
        `--methods ${words(rule.methods)}`,
        `--allowed-headers ${words(rule.allowedHeaders)}`,
        `--exposed-headers ${words(rule.exposedHeaders)}`,
        `--max-age ${rule.maxAgeSeconds ?? 0}`,
      ].join(' '),
    ),
  ].join(' && ');
}

/** Azure wants every field of a rule: an empty list is the empty word. */
function words(list: readonly string[]): string {
  return list.length === 0 ? "''" : list.map(quoted).join(' ');
}

/**
 * A new rule of the management policy, for versions of the container's blobs:
 * https://learn.microsoft.com/en-us/azure/storage/blobs/lifecycle-management-policy-structure. Undefined for other actions.
 */
export function blobLifecycleRule(
  name: string,
  action: LifecycleAction,
  container: string,
  prefix: string,
): JsonObject | undefined {
  if (action.type !== 'expireNoncurrent' || action.days === undefined) return undefined;
  return {
    enabled: true,
    name,
    type: 'Lifecycle',
    definition: {
      // The slash keeps containers apart whose names begin alike.
      filters: { blobTypes: ['blockBlob'], prefixMatch: [`${container}/${prefix}`] },
      actions: { version: { delete: { daysAfterCreationGreaterThan: action.days } } },
    },
  };
}

/** A stored rule without some of its actions on base blobs; undefined where none is left of it. */
export function blobRuleWithout(
  stored: JsonObject,
  removed: readonly LifecycleAction[],
): JsonObject | undefined {
  const definition = (stored['definition'] ?? {}) as JsonObject;
  const { baseBlob, ...others } = (definition['actions'] ?? {}) as JsonObject;
  if (!isJsonObject(baseBlob)) return stored;
  const names = new Set(removed.map(baseBlobActionOf));
  const kept = Object.fromEntries(Object.entries(baseBlob).filter(([name]) => !names.has(name)));
  const tiers = Object.keys(kept).filter((name) => isJsonObject(kept[name]));
  const actions = tiers.length === 0 ? others : { ...others, baseBlob: kept };
  if (Object.keys(actions).length === 0) return undefined;
  return { ...stored, definition: { ...definition, actions } };
}

function baseBlobActionOf(action: LifecycleAction): string | undefined {
  if (action.type === 'expire') return 'delete';
  return action.type === 'transition' ? `tierTo${action.storageClass}` : undefined;
}
