// The smaller settings of a bucket: versioning, Object Lock, who pays, logging.

import type {
  GetBucketLoggingCommandOutput,
  GetBucketRequestPaymentCommandOutput,
  GetBucketVersioningCommandOutput,
  GetObjectLockConfigurationCommandOutput,
} from '@aws-sdk/client-s3';
import { s3Reader } from './reader.ts';

export const versioning = s3Reader<'versioning', GetBucketVersioningCommandOutput>({
  facet: 'versioning',
  command: 'GetBucketVersioningCommand',
  permission: 's3:GetBucketVersioning',
  // A bucket that was never versioned answers an empty document.
  read: ({ Status: status = 'Off', MFADelete }) => ({
    status: status as 'Enabled' | 'Suspended' | 'Off',
    mfaDelete: MFADelete === 'Enabled',
  }),
});

export const objectLock = s3Reader<'objectLock', GetObjectLockConfigurationCommandOutput>({
  facet: 'objectLock',
  command: 'GetObjectLockConfigurationCommand',
  permission: 's3:GetBucketObjectLockConfiguration',
  none: { code: 'ObjectLockConfigurationNotFoundError', value: { enabled: false } },
  read: ({ ObjectLockConfiguration: lock }) => {
    if (lock === undefined) return undefined;
    const retention = lock.Rule?.DefaultRetention;
    const { Mode: mode, Days: days, Years: years } = retention ?? {};
    return {
      enabled: lock.ObjectLockEnabled === 'Enabled',
      // moto adds `Years: 0` beside days: zero is no retention.
      ...(mode !== undefined && {
        defaultRetention: { mode, ...(days ? { days } : {}), ...(years ? { years } : {}) },
      }),
    };
  },
});

export const requestPayment = s3Reader<'requestPayment', GetBucketRequestPaymentCommandOutput>({
  facet: 'requestPayment',
  command: 'GetBucketRequestPaymentCommand',
  permission: 's3:GetBucketRequestPayment',
  read: ({ Payer: payer }) => (payer === undefined ? undefined : { payer }),
});

export const logging = s3Reader<'logging', GetBucketLoggingCommandOutput>({
  facet: 'logging',
  command: 'GetBucketLoggingCommand',
  permission: 's3:GetBucketLogging',
  read: ({ LoggingEnabled: to }) => ({
    enabled: to !== undefined,
    ...(to?.TargetBucket !== undefined && { targetBucket: to.TargetBucket }),
    ...(to?.TargetPrefix !== undefined && to.TargetPrefix !== '' && { targetPrefix: to.TargetPrefix }),
  }),
});
