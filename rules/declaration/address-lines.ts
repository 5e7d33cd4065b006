// Storage addresses as W&B documents them, for remediation: real names, secrets only as variables.

import type { Remediation } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { COREWEAVE_HOST } from '../../src/wandb/availability.ts';

/** W&B's "Bring your own bucket" guide. */
export const GUIDE = 'https://docs.wandb.ai/platform/hosting/data-security/secure-storage-connector';

/** What address rules answer for a name: W&B is given no address there. */
export const PLAIN_NAME = 'a plain bucket name, not a full storage address';

const KEYS = '${ACCESS_KEY_ID}:${SECRET_ACCESS_KEY}';

/** The full storage address of a target in the guide's grammar; `region` wins over the declared one. */
export function documentedAddress(target: Target, region = target.region ?? '<region>'): string {
  const { provider, bucket, account, subpath, address } = target;
  const path = subpath === '' ? bucket : `${bucket}/${subpath}`;
  switch (provider) {
    case 'aws':
      return address.form === 'full' && !address.hasCredentials
        ? `s3://${path}?region=${region}`
        : `s3://${KEYS}@s3.${region}.amazonaws.com/${path}?region=${region}`;
    case 's3-compatible':
      return `s3://${KEYS}@${hostOf(target)}/${path}?region=${region}&tls=true`;
    case 'coreweave':
      return `cw://${KEYS}@${COREWEAVE_HOST}/${path}?tls=true`;
    case 'gcp':
      return `gs://${address.user ?? 'SERVICE_ACCOUNT_EMAIL'}:\${PRIVATE_KEY}@${path}`;
    case 'azure':
      return `az://:\${ACCESS_KEY}@${account ?? 'STORAGE_ACCOUNT'}/${path}`;
  }
}

function hostOf({ address, endpoint }: Target): string {
  return address.host ?? endpoint?.replace(/^https?:\/\//, '') ?? 'HOST';
}

/** The file to correct; a bucket that `--bucket` named stands in none yet. */
export function fleetFile({ location: { file } }: Target): string {
  return file === '--bucket' ? 'a fleet file (`byob init`)' : file;
}

/** Shows the corrected line for the fleet file and W&B's variable. */
export function rewriteAddress(target: Target, why: string, region?: string): Remediation {
  const address = documentedAddress(target, region);
  const encoded = address.includes('${') ? ' The variables hold the percent-encoded values.' : '';
  return {
    text: `${why} In ${fleetFile(target)}: \`address: ${address}\`; give W&B the same address (GORILLA_SUPPORTED_FILE_STORES, or the team's bucket settings).${encoded}`,
  };
}
