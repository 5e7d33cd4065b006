import placeholdersReplaced from '../../../rules/declaration/placeholders-replaced.ts';
import { testRule } from '../test-rule.ts';

testRule(placeholdersReplaced, {
  pass: (['aws', 'coreweave', 's3-compatible'] as const).map((provider) => ({
    name: 'filled in; a policy variable is none',
    provider,
    facets: {
      policy: { document: { Statement: [{ Resource: 'arn:aws:s3:::acme/${aws:username}/*' }] } },
      keyPolicy: null,
      cors: { scope: 'bucket' as const, rules: [] },
    },
  })),
  fail: (['aws', 'coreweave', 's3-compatible'] as const).map((provider) => ({
    name: 'the bucket',
    provider,
    facets: {
      policy: { document: { Statement: [{ Resource: 'arn:aws:s3:::<wandb_bucket>/*' }] } },
      keyPolicy: null,
      cors: { scope: 'bucket' as const, rules: [] },
    },
    violations: [{ messageId: 'left', path: '/document/Statement/0/Resource' }],
  })),
});
