// The rules about W&B's way in.

import type { Rule } from '../../src/model/rule.ts';
import accessKeyWorks from './access-key-works.ts';
import azureFederationComplete from './azure-federation-complete.ts';
import azureRolesGranted from './azure-roles-granted.ts';
import azureSharedKeyAllowed from './azure-shared-key-allowed.ts';
import bucketGrantsDocumentedActions from './bucket-grants-documented-actions.ts';
import bucketGrantsWandb from './bucket-grants-wandb.ts';
import coreweaveOrgCondition from './coreweave-org-condition.ts';
import coreweaveOrgUsers from './coreweave-org-users.ts';
import coreweavePrincipalKey from './coreweave-principal-key.ts';
import grantIsMinimal from './grant-is-minimal.ts';
import grantIsUnconditional from './grant-is-unconditional.ts';
import networkReachable from './network-reachable.ts';
import presignedUrlsAllowed from './presigned-urls-allowed.ts';
import principalFitsDeployment from './principal-fits-deployment.ts';
import principalIsAlive from './principal-is-alive.ts';
import principalIsCurrent from './principal-is-current.ts';
import requesterPaysOff from './requester-pays-off.ts';
import storageAdminGranted from './storage-admin-granted.ts';
import uploadsNeedNoExtraHeaders from './uploads-need-no-extra-headers.ts';
import wandbNotDenied from './wandb-not-denied.ts';

export const accessRules: readonly Rule[] = [
  bucketGrantsWandb,
  bucketGrantsDocumentedActions,
  storageAdminGranted,
  azureRolesGranted,
  azureFederationComplete,
  azureSharedKeyAllowed,
  principalFitsDeployment,
  principalIsCurrent,
  principalIsAlive,
  grantIsUnconditional,
  grantIsMinimal,
  coreweaveOrgCondition,
  coreweavePrincipalKey,
  coreweaveOrgUsers,
  wandbNotDenied,
  presignedUrlsAllowed,
  uploadsNeedNoExtraHeaders,
  networkReachable,
  requesterPaysOff,
  accessKeyWorks,
];
