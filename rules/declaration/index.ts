// The rules about what the fleet file and storage addresses say.

import type { Rule } from '../../src/model/rule.ts';
import addressHostSupported from './address-host-supported.ts';
import addressNamesRegion from './address-names-region.ts';
import addressUsesNativeScheme from './address-uses-native-scheme.ts';
import addressUsesTls from './address-uses-tls.ts';
import addressWellformed from './address-wellformed.ts';
import azureIdentityDeclared from './azure-identity-declared.ts';
import bucketNameAllowed from './bucket-name-allowed.ts';
import bucketNameTlsSafe from './bucket-name-tls-safe.ts';
import coreweaveServerVersion from './coreweave-server-version.ts';
import declaredKeyMatches from './declared-key-matches.ts';
import evidenceReadable from './evidence-readable.ts';
import fileStoresListBucket from './file-stores-list-bucket.ts';
import placeholdersReplaced from './placeholders-replaced.ts';
import providerAvailable from './provider-available.ts';
import subpathWellformed from './subpath-wellformed.ts';
import teamStorageIsolated from './team-storage-isolated.ts';
import teamSubpathsDisjoint from './team-subpaths-disjoint.ts';
import waiverIsUsed from './waiver-is-used.ts';
import waiverIsValid from './waiver-is-valid.ts';

export const declarationRules: readonly Rule[] = [
  providerAvailable,
  addressWellformed,
  addressUsesTls,
  addressNamesRegion,
  addressHostSupported,
  addressUsesNativeScheme,
  fileStoresListBucket,
  bucketNameAllowed,
  bucketNameTlsSafe,
  subpathWellformed,
  teamSubpathsDisjoint,
  teamStorageIsolated,
  coreweaveServerVersion,
  placeholdersReplaced,
  declaredKeyMatches,
  azureIdentityDeclared,
  evidenceReadable,
  waiverIsValid,
  waiverIsUsed,
];
