// Which Azure is asked: the public cloud, a sovereign one or a stand-in, told by the standard variables.

type Env = Readonly<Record<string, string | undefined>>;

/** The addresses of one Azure. */
export interface AzureCloud {
  /** Microsoft Entra ID: `https://login.microsoftonline.com`. */
  readonly authority: string;
  /** Microsoft's own Entra ID: only there is the instance discovered, at login.microsoftonline.com. */
  readonly microsoft: boolean;
  /** Azure Resource Manager, without a slash at the end. */
  readonly arm: string;
  /** What a token for {@link arm} is asked for. */
  readonly scope: string;
  /** Address of an account's blob service. */
  readonly blob: (account: string) => string;
}

const AUTHORITY = 'https://login.microsoftonline.com';
const ARM = 'https://management.azure.com';

/** https://learn.microsoft.com/en-us/azure/azure-government/compare-azure-government-global-azure#guidance-for-developers */
const MICROSOFT: readonly string[] = [
  'login.microsoftonline.com',
  'login.microsoftonline.us',
  'login.chinacloudapi.cn',
  'login.partner.microsoftonline.cn',
];

/** Suffix of the storage addresses of a cloud, by the host of its resource manager. */
const STORAGE_SUFFIX: Readonly<Record<string, string>> = {
  'management.usgovcloudapi.net': 'core.usgovcloudapi.net',
  'management.chinacloudapi.cn': 'core.chinacloudapi.cn',
};

/**
 * `AZURE_AUTHORITY_HOST` and `AZURE_RESOURCE_MANAGER_ENDPOINT` choose the cloud; `AZURE_STORAGE_SERVICE_ENDPOINT` (as the
 * Azure CLI knows it) is a blob service on an address of its own, the account being the first part of the path, as Azurite
 * has it.
 */
export function cloudOf(env: Env): AzureCloud {
  const authority = trimmed(env['AZURE_AUTHORITY_HOST']) ?? AUTHORITY;
  const arm = trimmed(env['AZURE_RESOURCE_MANAGER_ENDPOINT']) ?? ARM;
  const blob = trimmed(env['AZURE_STORAGE_SERVICE_ENDPOINT']);
  const suffix = STORAGE_SUFFIX[hostOf(arm)] ?? 'core.windows.net';
  return {
    // The variable may be a bare host, as the SDKs' own constants once were.
    authority: authority.includes('://') ? authority : `https://${authority}`,
    microsoft: MICROSOFT.includes(hostOf(authority)),
    arm,
    scope: `${arm}/.default`,
    blob: (account) => (blob === undefined ? `https://${account}.blob.${suffix}` : blobAt(blob, account)),
  };
}

function blobAt(endpoint: string, account: string): string {
  return endpoint.endsWith(`/${account}`) ? endpoint : `${endpoint}/${account}`;
}

function hostOf(address: string): string {
  return address.replace(/^https?:\/\//, '').replace(/[:/].*$/s, '');
}

function trimmed(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value.replace(/\/$/, '');
}
