// The accuracy table: every row, all clouds.

import type { AccuracyCase } from './case.ts';
import { AWS_ACCESS } from './table/aws-access.ts';
import { AWS_BROWSER } from './table/aws-browser.ts';
import { AWS_DECLARED } from './table/aws-declared.ts';
import { AWS_DENIES } from './table/aws-denies.ts';
import { AWS_ENCRYPTION } from './table/aws-encryption.ts';
import { AWS_HISTORY } from './table/aws-history.ts';
import { AWS_PUBLIC } from './table/aws-public.ts';
import { AWS_SEMANTICS } from './table/aws-semantics.ts';
import { AZURE } from './table/azure.ts';
import { COREWEAVE } from './table/coreweave.ts';
import { GOOGLE } from './table/google.ts';
import { S3_COMPATIBLE } from './table/s3-compatible.ts';

export const AWS_TABLE: readonly AccuracyCase[] = [
  ...AWS_ACCESS,
  ...AWS_DENIES,
  ...AWS_PUBLIC,
  ...AWS_SEMANTICS,
  ...AWS_BROWSER,
  ...AWS_HISTORY,
  ...AWS_ENCRYPTION,
  ...AWS_DECLARED,
];

export const TABLE: readonly AccuracyCase[] = [
  ...AWS_TABLE,
  ...GOOGLE,
  ...AZURE,
  ...COREWEAVE,
  ...S3_COMPATIBLE,
];
