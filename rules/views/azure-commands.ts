// Commands of the az CLI about a storage account and its containers, by the resource id where it is declared.

import type { Target } from '../../src/model/target.ts';
import { quoted } from './s3-documents.ts';

/** `az storage account update --name NAME FLAGS`; https://learn.microsoft.com/cli/azure/storage/account#az-storage-account-update */
export function azAccountUpdate(target: Target, flags: string): string {
  return `az storage account update ${accountFlag(target)} ${flags}`;
}

/** Some fields of the account, as JSON. */
export function showAccount(target: Target, query: string): string {
  return `az storage account show ${accountFlag(target)} --query ${quoted(query)}`;
}

/** Some fields of the container, as JSON. */
export function showContainer(target: Target, query: string): string {
  return `az storage container-rm show ${containerFlags(target)} --query ${quoted(query)}`;
}

/** `az storage container-rm update --storage-account NAME --name CONTAINER FLAGS` */
export function azContainerUpdate(target: Target, flags: string): string {
  return `az storage container-rm update ${containerFlags(target)} ${flags}`;
}

export function accountName({ account = 'ACCOUNT' }: Target): string {
  return account;
}

/**
 * `az storage COMMAND --account-name NAME --resource-group GROUP FLAGS`, for commands that take no resource id. Some want the
 * group: where no resource id is declared, it is asked for by the account's name.
 * https://learn.microsoft.com/cli/azure/storage/account/management-policy
 */
export function azAccount(target: Target, command: string, flags = ''): string {
  const [, subscription, group] =
    /\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)/i.exec(target.accountResourceId ?? '') ?? [];
  return [
    `az storage ${command} --account-name ${quoted(accountName(target))}`,
    `--resource-group ${group === undefined ? asked(target, 'resourceGroup') : quoted(group)}`,
    ...(subscription === undefined ? [] : [`--subscription ${quoted(subscription)}`]),
    ...(flags === '' ? [] : [flags]),
  ].join(' ');
}

function asked(target: Target, field: string): string {
  return `"$(az storage account show ${accountFlag(target)} --query ${field} --output tsv)"`;
}

/** The account's resource id for a command: as declared, else asked for. */
export function accountId(target: Target): string {
  const { accountResourceId: id } = target;
  return id === undefined ? asked(target, 'id') : quoted(id);
}

function accountFlag(target: Target): string {
  const { accountResourceId: id } = target;
  return id === undefined ? `--name ${quoted(accountName(target))}` : `--ids ${quoted(id)}`;
}

function containerFlags(target: Target): string {
  const { accountResourceId: id = accountName(target), bucket } = target;
  return `--storage-account ${quoted(id)} --name ${quoted(bucket)}`;
}
