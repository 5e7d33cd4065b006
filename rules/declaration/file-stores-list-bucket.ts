// A team's bucket is among the file stores W&B was told of.

import { PROVIDERS } from '../../src/model/provider.ts';
import type { RemediationContext } from '../../src/model/rule.ts';
import { defineRule, notApplicable, open } from '../../src/model/rule.ts';
import type { FileStore, Target } from '../../src/model/target.ts';
import { perProvider } from '../views/per-provider.ts';
import { documentedAddress, GUIDE } from './address-lines.ts';

const COREWEAVE_ENTRY = 'cw://';

export default defineRule({
  id: 'file-stores-list-bucket',
  severity: 'high',
  providers: PROVIDERS,
  messages: {
    notListed: 'GORILLA_SUPPORTED_FILE_STORES (`fileStores`) does not list {{bucket}}.',
    coreweaveEntry:
      'GORILLA_SUPPORTED_FILE_STORES (`fileStores`) lacks the entry cw://, which Self-Managed W&B needs to offer CoreWeave.',
  },
  docs: {
    title: 'GORILLA_SUPPORTED_FILE_STORES lists the team bucket',
    why: 'Dedicated Cloud and Self-Managed offer a team only the stores in this variable: a bucket that is missing there cannot be chosen when the team is created.',
    references: [GUIDE],
    verify: {},
    remediation: perProvider(PROVIDERS, entryToAdd),
  },
  check(_, target) {
    const { level, provider, deployment, bucketId } = target;
    const { type, fileStores } = deployment;
    if (level === 'instance') return notApplicable('the variable is for team buckets');
    if (type === 'multi-tenant') return notApplicable('Multi-tenant Cloud has no such variable');
    if (fileStores === undefined) return notApplicable('`fileStores` is not declared');
    const offersCoreweave = fileStores.some(({ text }) => text === COREWEAVE_ENTRY);
    if (provider === 'coreweave' && type === 'self-managed') {
      return offersCoreweave ? [] : [{ messageId: 'coreweaveEntry', key: 'address' }];
    }
    if (provider === 'coreweave' && offersCoreweave) return [];
    if (fileStores.some((store) => lists(store, target))) return [];
    if (fileStores.some(({ text, bucketId: id }) => id === undefined && text !== COREWEAVE_ENTRY)) {
      return open('an entry of `fileStores` is no storage address: it may be meant for this bucket');
    }
    return [{ messageId: 'notListed', data: { bucket: bucketId }, key: 'address' }];
  },
});

function lists(store: FileStore, { bucketId, bucket, provider, subpath }: Target): boolean {
  // A store listed by its plain name leaves the endpoint to W&B's own settings.
  const isByName = provider === 's3-compatible' && store.bucketId === `s3://${bucket}`;
  if (store.bucketId !== bucketId && !isByName) return false;
  const root = store.subpath ?? '';
  return root === '' || subpath === root || subpath.startsWith(`${root}/`);
}

function entryToAdd({ target }: RemediationContext) {
  const isEntry = target.provider === 'coreweave' && target.deployment.type === 'self-managed';
  const entry = isEntry ? COREWEAVE_ENTRY : documentedAddress(target);
  const who = target.deployment.type === 'dedicated' ? 'Ask your W&B account team to add' : 'Add';
  return {
    text: `${who} the entry \`${entry}\` to GORILLA_SUPPORTED_FILE_STORES and restart W&B; keep \`fileStores\` of the fleet file the same.`,
  };
}
