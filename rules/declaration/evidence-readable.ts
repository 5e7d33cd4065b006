// What the rules need of a bucket could be read; the engine answers it from the other results.

import { PROVIDERS } from '../../src/model/provider.ts';
import type { Provider } from '../../src/model/provider.ts';
import { defineRule, EVIDENCE_READABLE } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { showContainer } from '../views/azure-commands.ts';
import { gcloudDescribe } from '../views/gcs-documents.ts';
import { perProvider } from '../views/per-provider.ts';
import { s3api } from '../views/s3-documents.ts';

const READ: Readonly<Record<Provider, (target: Target) => string>> = {
  aws: (target) => s3api(target, 'head-bucket'),
  gcp: (target) => gcloudDescribe(target, 'name'),
  azure: (target) => showContainer(target, 'name'),
  coreweave: (target) => s3api(target, 'head-bucket'),
  's3-compatible': (target) => s3api(target, 'head-bucket'),
};

export default defineRule({
  id: EVIDENCE_READABLE,
  severity: 'medium',
  providers: PROVIDERS,
  messages: {},
  docs: {
    title: 'All that the rules need of the bucket could be read',
    why: 'A rule whose evidence could not be read is open: it says neither that the bucket is fine nor that it is not. This result names the calls, the causes, the missing permissions and the number of rules left open.',
    references: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html'],
    verify: READ,
    remediation: perProvider(PROVIDERS, () => ({
      text: 'Give the identity that audits the missing permissions: `byob permissions` prints a read-only policy for the enabled rules. Where the cause is no missing permission (throttled, unreachable, credentials), the call and its detail say what to do.',
    })),
  },
  // Derived by the engine from the target's open results; never run.
  check: () => [],
});
