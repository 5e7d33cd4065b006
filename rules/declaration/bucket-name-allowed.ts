// The bucket's name follows the provider's rules.

import { PROVIDER_NAMES, PROVIDERS } from '../../src/model/provider.ts';
import type { Violation } from '../../src/model/rule.ts';
import { defineRule } from '../../src/model/rule.ts';
import { perProvider } from '../views/per-provider.ts';
import { GUIDE } from './address-lines.ts';
import { brokenNamingRules, NAMING_RULES } from './bucket-names.ts';

export default defineRule({
  id: 'bucket-name-allowed',
  severity: 'high',
  providers: PROVIDERS,
  messages: {
    name: 'The name {{name}} breaks the naming rules of {{provider}}: {{reasons}}.',
    account:
      'The storage account {{account}} breaks the naming rules of Azure: 3 to 24 lower-case letters and digits.',
    directory: '{{name}} is an S3 directory bucket: it has no CORS, so browsers cannot use it with W&B.',
  },
  docs: {
    title: "The bucket's name follows the provider's rules",
    why: 'A name that breaks the rules belongs to no bucket (a typo in the fleet file), or is not DNS-compatible, so that W&B and browsers cannot reach it by virtual-host URLs.',
    references: [
      GUIDE,
      ...Object.values(NAMING_RULES),
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-differences.html',
    ],
    verify: {},
    remediation: perProvider(PROVIDERS, ({ target }) => ({
      text: `Correct the name in the address where it is misspelt. Buckets cannot be renamed: otherwise create one with an allowed name (${target.provider === 's3-compatible' ? NAMING_RULES.aws : NAMING_RULES[target.provider]}) and give W&B that one before any data is in it.`,
    })),
  },
  check(_, { provider, bucket, account }) {
    if (provider === 'aws' && bucket.endsWith('--x-s3')) {
      return [{ messageId: 'directory', data: { name: bucket }, key: 'address' }];
    }
    const violations: Violation[] = [];
    if (provider === 'azure' && account !== undefined && !/^[a-z0-9]{3,24}$/.test(account)) {
      violations.push({ messageId: 'account', data: { account }, key: 'address' });
    }
    const reasons = brokenNamingRules(provider, bucket);
    if (reasons.length > 0) {
      const data = { name: bucket, provider: PROVIDER_NAMES[provider], reasons };
      violations.push({ messageId: 'name', data, key: 'address' });
    }
    return violations;
  },
});
