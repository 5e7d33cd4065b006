// All four flags of block public access are on.

import type { Facets, PublicAccessBlock, Reading } from '../../src/model/evidence.ts';
import { defineRule, open } from '../../src/model/rule.ts';
import type { Verdict } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { azAccountUpdate, showAccount } from '../views/azure-commands.ts';
import { gcloudDescribe, gcloudUpdate } from '../views/gcs-documents.ts';
import { judged } from '../views/reading.ts';
import { s3api } from '../views/s3-documents.ts';
import { blockEverything, FLAGS, isBlocked } from './public-access.ts';

const NAMES = Object.keys(FLAGS) as (keyof PublicAccessBlock)[];

export default defineRule({
  id: 'public-access-blocked',
  severity: 'medium',
  providers: ['aws', 'gcp', 'azure'],
  considers: ['publicAccess', 'accountPublicAccess', 'publicAccessPrevention'],
  messages: {
    off: 'Block public access is not complete: off for the bucket and its account: {{flags}}.',
    notEnforced: {
      severity: 'low',
      text: 'Public access prevention is {{setting}}, not enforced on the bucket itself (an organization policy above it was not checked): a later binding can open it.',
    },
    allowed: {
      severity: 'low',
      text: 'The storage account lets its containers be public ({{setting}}).',
    },
  },
  docs: {
    title: 'Public access is blocked',
    why: "With all four flags of block public access on (Google: public access prevention, Azure: allowBlobPublicAccess off), no later change of policy or ACL can open the bucket. W&B's grant names a principal and is not touched, signed URLs go on to work.",
    references: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
      'https://cloud.google.com/storage/docs/public-access-prevention',
      'https://learn.microsoft.com/azure/storage/blobs/anonymous-read-access-prevent',
    ],
    verify: {
      aws: (target) => s3api(target, 'get-public-access-block'),
      gcp: (target) => gcloudDescribe(target, 'iamConfiguration.publicAccessPrevention'),
      azure: (target) => showAccount(target, 'allowBlobPublicAccess'),
    },
    remediation: {
      aws: ({ target }) => ({ text: 'Turn all four flags on.', command: blockEverything(target) }),
      gcp: ({ target }) => ({
        text: 'Enforce public access prevention.',
        command: gcloudUpdate(target, '--public-access-prevention'),
      }),
      azure: ({ target }) => ({
        text: 'Forbid public containers; the setting is for all containers of the account.',
        command: azAccountUpdate(target, '--allow-blob-public-access false'),
      }),
    },
  },
  check({ publicAccess, accountPublicAccess, publicAccessPrevention }, target) {
    return target.provider === 'aws'
      ? judged('publicAccess', publicAccess, () => byFlags(publicAccess, accountPublicAccess, target))
      : judged('publicAccessPrevention', publicAccessPrevention, (value) => bySetting(value, target));
  },
});

function byFlags(
  bucket: Reading<PublicAccessBlock>,
  account: Reading<PublicAccessBlock>,
  target: Target,
): Verdict {
  const states = NAMES.map((flag) => ({
    flag: FLAGS[flag],
    state: isBlocked(flag, bucket, account, target),
  }));
  const flags = states.filter(({ state }) => state !== true).map(({ flag }) => flag);
  if (flags.length === 0) return [];
  if (states.some(({ state }) => state === 'unknown'))
    return open(`${flags.join(', ')}: off for the bucket; block public access of its account is not known`);
  return [{ messageId: 'off', data: { flags }, facet: 'publicAccess', path: '' }];
}

function bySetting({ enforced, setting }: Facets['publicAccessPrevention'], { provider }: Target): Verdict {
  if (enforced) return [];
  const messageId = provider === 'azure' ? 'allowed' : 'notEnforced';
  return [{ messageId, data: { setting }, facet: 'publicAccessPrevention', path: '/setting' }];
}
