// What the sandbox's Azure holds: resources as the resource manager answers them, and who may sign in.

/** A resource of the resource manager, in the shape of its own API. */
export interface ArmResource {
  /** `/subscriptions/.../resourceGroups/...`; Azure compares ids without case. */
  readonly id: string;
  readonly name: string;
  readonly type?: string;
  readonly properties?: object;
  readonly [more: string]: unknown;
}

export interface SandboxAzureAccount {
  /** The answer of StorageAccounts_GetProperties; its id says subscription and resource group. */
  readonly account: ArmResource;
  /** Of BlobServices_GetServiceProperties; by default no CORS and no soft delete, as a new account has it. */
  readonly blobService?: ArmResource;
  /** Of ManagementPolicies_Get; without it the account has none. */
  readonly managementPolicy?: ArmResource;
  /** Of BlobContainers_Get. */
  readonly containers?: readonly ArmResource[];
  readonly encryptionScopes?: readonly ArmResource[];
  /** Access keys, base64; signatures are verified. */
  readonly keys?: readonly string[];
}

export interface SandboxAzureIdentity {
  /** Of UserAssignedIdentities_Get. */
  readonly identity: ArmResource;
  readonly federatedCredentials?: readonly ArmResource[];
}

/** Something that goes wrong, for one operation or all, on one account or container or all. */
export interface AzureFault {
  /** `account` or `account/container`. */
  readonly bucket?: string;
  /** `StorageAccounts_List`, `GetContainerProperties`, `Token`. */
  readonly operation?: string;
  /**
   * `pageElsewhere` and `pageInCircle` are lists that go on at another host or where they are; `exhausted` answers and says that the subscription's allowance is used up, `truncate` sends half of the body and breaks
   * off, `reset` closes the socket, `hang` never answers.
   */
  readonly kind:
    | 'denied'
    | 'exhausted'
    | 'expired'
    | 'hang'
    | 'html'
    | 'internalError'
    | 'pageElsewhere'
    | 'pageInCircle'
    | 'reset'
    | 'throttled'
    | 'truncate'
    | 'unknownVersion'
    | 'wrongDocument';
  /** Of `throttled`, seconds; default 1. */
  readonly retryAfter?: number;
  /** How often; for ever without. */
  readonly times?: number;
}

export interface SandboxAzure {
  readonly accounts: readonly SandboxAzureAccount[];
  readonly identities?: readonly SandboxAzureIdentity[];
  readonly roleAssignments?: readonly ArmResource[];
  readonly roleDefinitions?: readonly ArmResource[];
  /** Subscriptions in reach; default those of the accounts. */
  readonly subscriptions?: readonly string[];
  /** The only actions of the resource manager that the caller has; without, all. */
  readonly granted?: readonly string[];
  readonly faults?: readonly AzureFault[];
  /** Other addresses of the resource manager that tokens are given for. */
  readonly audiences?: readonly string[];
  /** Resources a page of a list; default all. */
  readonly pageSize?: number;
  /** The application that may sign in; default {@link AZURE_CLIENT}. */
  readonly client?: {
    readonly tenantId: string;
    readonly clientId: string;
    readonly secret: string;
    /** The token of a workload that may sign in instead of the secret. */
    readonly workloadToken?: string;
    /** PEM; who signs with its key may sign in instead of the secret. */
    readonly certificate?: string;
  };
}

/** Who the sandbox lets in; no secret of anybody. */
export const AZURE_CLIENT = {
  tenantId: '33333333-4444-5555-6666-777777777777',
  clientId: '99999999-8888-7777-6666-555555555555',
  secret: 'sandbox-client-secret',
};
