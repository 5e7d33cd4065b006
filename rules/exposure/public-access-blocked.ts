// All four flags of block public access are on.

import type { PublicAccessBlock } from '../../src/model/evidence.ts';
import { defineRule, open } from '../../src/model/rule.ts';
import { s3api } from '../views/s3-documents.ts';
import { blockEverything, FLAGS, isBlocked } from './public-access.ts';

const NAMES = Object.keys(FLAGS) as (keyof PublicAccessBlock)[];

export default defineRule({
  id: 'public-access-blocked',
  severity: 'medium',
  providers: ['aws'],
  reads: ['publicAccess'],
  considers: ['accountPublicAccess'],
  messages: { off: 'Block public access is not complete: off for the bucket and its account: {{flags}}.' },
  docs: {
    title: 'Block public access is complete',
    why: 'With all four flags on, no later change of policy or ACL can open the bucket. W&B’s Terraform sets them; W&B’s own statement names a principal and is not touched.',
    references: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
    ],
    verify: { aws: (target) => s3api(target, 'get-public-access-block') },
    remediation: {
      aws: ({ target }) => ({ text: 'Turn all four flags on.', command: blockEverything(target) }),
    },
  },
  check({ publicAccess, accountPublicAccess }, target) {
    const bucket = { status: 'known', value: publicAccess, call: 's3:GetPublicAccessBlock' } as const;
    const states = NAMES.map((flag) => ({
      flag: FLAGS[flag],
      state: isBlocked(flag, bucket, accountPublicAccess, target),
    }));
    const flags = states.filter(({ state }) => state !== true).map(({ flag }) => flag);
    if (flags.length === 0) return [];
    if (states.some(({ state }) => state === 'unknown'))
      return open(`${flags.join(', ')}: off for the bucket; block public access of its account is not known`);
    return [{ messageId: 'off', data: { flags }, facet: 'publicAccess', path: '' }];
  },
});
