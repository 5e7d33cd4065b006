// The rules about run history (lifecycle, retention, deletion), in the order of the catalogue.

import type { Rule } from '../../src/model/rule.ts';
import deletionsTakeEffect from './deletions-take-effect.ts';
import lifecycleAbortsStaleUploads from './lifecycle-aborts-stale-uploads.ts';
import lifecycleExpiresNoncurrent from './lifecycle-expires-noncurrent.ts';
import lifecycleFilteredExpiry from './lifecycle-filtered-expiry.ts';
import lifecycleKeepsDataReadable from './lifecycle-keeps-data-readable.ts';
import lifecycleKeepsRunHistory from './lifecycle-keeps-run-history.ts';
import lifecycleSparesActiveUploads from './lifecycle-spares-active-uploads.ts';
import overwritesAllowed from './overwrites-allowed.ts';
import softDeleteEnabled from './soft-delete-enabled.ts';
import versioningEnabled from './versioning-enabled.ts';

export const historyRules: readonly Rule[] = [
  lifecycleKeepsRunHistory,
  lifecycleFilteredExpiry,
  lifecycleKeepsDataReadable,
  lifecycleSparesActiveUploads,
  lifecycleAbortsStaleUploads,
  lifecycleExpiresNoncurrent,
  overwritesAllowed,
  deletionsTakeEffect,
  softDeleteEnabled,
  versioningEnabled,
];
