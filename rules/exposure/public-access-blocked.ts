// All four flags of block public access are on.

import { defineRule } from '../../src/model/rule.ts';
import { s3api } from '../views/s3-documents.ts';

const FLAGS = {
  blockPublicAcls: 'BlockPublicAcls',
  ignorePublicAcls: 'IgnorePublicAcls',
  blockPublicPolicy: 'BlockPublicPolicy',
  restrictPublicBuckets: 'RestrictPublicBuckets',
} as const;
const NAMES = Object.keys(FLAGS) as (keyof typeof FLAGS)[];

export default defineRule({
  id: 'public-access-blocked',
  severity: 'medium',
  providers: ['aws'],
  reads: ['publicAccess'],
  considers: ['accountPublicAccess'],
  messages: { off: 'Block public access is not complete: {{flags}} is off for the bucket and its account.' },
  docs: {
    title: 'Block public access is complete',
    why: 'With all four flags on, no later change of policy or ACL can open the bucket. W&B’s Terraform sets them; W&B’s own statement names a principal and is not touched.',
    references: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
    ],
    verify: { aws: (target) => s3api(target, 'get-public-access-block') },
    remediation: {
      aws: ({ target }) => ({
        text: 'Turn all four flags on.',
        command: s3api(
          target,
          `put-public-access-block --public-access-block-configuration ${Object.values(FLAGS)
            .map((f) => `${f}=true`)
            .join(',')}`,
        ),
      }),
    },
  },
  check({ publicAccess, accountPublicAccess }) {
    const account = accountPublicAccess.status === 'known' ? accountPublicAccess.value : undefined;
    const flags = NAMES.filter((flag) => !publicAccess[flag] && account?.[flag] !== true).map(
      (flag) => FLAGS[flag],
    );
    return flags.length === 0 ? [] : [{ messageId: 'off', data: { flags }, facet: 'publicAccess', path: '' }];
  },
});
