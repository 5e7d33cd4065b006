// The accuracy table: every row, all clouds.

import type { AccuracyCase } from './case.ts';
import { AWS_ACCESS } from './table/aws-access.ts';
import { AWS_BROWSER } from './table/aws-browser.ts';
import { AWS_DECLARED } from './table/aws-declared.ts';
import { AWS_DENIES } from './table/aws-denies.ts';
import { AWS_ENCRYPTION } from './table/aws-encryption.ts';
import { AWS_HISTORY } from './table/aws-history.ts';
import { AWS_MISSING } from './table/aws-missing.ts';
import { AWS_HTTP } from './table/aws-http.ts';
import { AWS_EXPIRY } from './table/aws-expiry.ts';
import { AWS_CONDITIONS } from './table/aws-conditions.ts';
import { AWS_PUBLIC } from './table/aws-public.ts';
import { AWS_SEMANTICS } from './table/aws-semantics.ts';
import { AZURE_ACCESS } from './table/azure-access.ts';
import { AZURE_EXPOSURE } from './table/azure-exposure.ts';
import { AZURE_HISTORY } from './table/azure-history.ts';
import { COREWEAVE } from './table/coreweave.ts';
import { GOOGLE_ACCESS } from './table/google-access.ts';
import { GOOGLE_EXPOSURE } from './table/google-exposure.ts';
import { GOOGLE_HISTORY } from './table/google-history.ts';
import { S3_COMPATIBLE } from './table/s3-compatible.ts';

export const AWS_TABLE: readonly AccuracyCase[] = [
  ...AWS_ACCESS,
  ...AWS_MISSING,
  ...AWS_HTTP,
  ...AWS_DENIES,
  ...AWS_PUBLIC,
  ...AWS_CONDITIONS,
  ...AWS_SEMANTICS,
  ...AWS_BROWSER,
  ...AWS_EXPIRY,
  ...AWS_HISTORY,
  ...AWS_ENCRYPTION,
  ...AWS_DECLARED,
];

export const TABLE: readonly AccuracyCase[] = [
  ...AWS_TABLE,
  ...GOOGLE_ACCESS,
  ...GOOGLE_EXPOSURE,
  ...GOOGLE_HISTORY,
  ...AZURE_ACCESS,
  ...AZURE_EXPOSURE,
  ...AZURE_HISTORY,
  ...COREWEAVE,
  ...S3_COMPATIBLE,
];
