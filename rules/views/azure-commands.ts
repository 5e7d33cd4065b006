// Commands of the az CLI about a storage account, by its resource id where it is declared.

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

/** The account's resource id for a command: as declared, else asked for. */
export function accountId(target: Target): string {
  const { accountResourceId: id } = target;
  return id === undefined
    ? `"$(az storage account show ${accountFlag(target)} --query id --output tsv)"`
    : quoted(id);
}

function accountFlag({ accountResourceId: id, account = 'ACCOUNT' }: Target): string {
  return id === undefined ? `--name ${quoted(account)}` : `--ids ${quoted(id)}`;
}

function containerFlags({ accountResourceId: id, account = 'ACCOUNT', bucket }: Target): string {
  return `--storage-account ${quoted(id ?? account)} --name ${quoted(bucket)}`;
}
