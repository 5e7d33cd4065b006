// W&B may use the key, not administer it.

import { defineRule } from '../../src/model/rule.ts';
import { globMatches } from '../../src/semantics/glob.ts';
import { textsOf } from '../../src/semantics/policy/document.ts';
import { publicStatements } from '../../src/semantics/policy/public.ts';
import { askedKey, decideKey, DIRECT, isVerdict, KMS_REFERENCES } from '../views/kms-request.ts';
import type { AskedKey } from '../views/kms-request.ts';
import { nameOf } from '../views/wandb-request.ts';
import { keyPolicyFix, showKeyPolicy } from './key-policy-fix.ts';
import { namesWandb, withWandb } from './merged-key-policy.ts';

/** What changes the key or who may use it; https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
const ADMINISTRATION = [
  'kms:CancelKeyDeletion',
  'kms:CreateAlias',
  'kms:CreateGrant',
  'kms:DeleteAlias',
  'kms:DeleteImportedKeyMaterial',
  'kms:DisableKey',
  'kms:DisableKeyRotation',
  'kms:EnableKey',
  'kms:EnableKeyRotation',
  'kms:ImportKeyMaterial',
  'kms:PutKeyPolicy',
  'kms:ReplicateKey',
  'kms:RevokeGrant',
  'kms:RotateKeyOnDemand',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateAlias',
  'kms:UpdateKeyDescription',
  'kms:UpdatePrimaryRegion',
];

export default defineRule({
  id: 'kms-grant-minimal',
  severity: 'medium',
  providers: ['aws'],
  reads: ['key', 'keyPolicy'],
  considers: ['encryption'],
  messages: {
    wide: '{{statement}} of the policy of {{key}} allows {{principal}} {{actions}}: more than using the key.',
  },
  docs: {
    title: 'W&B may use the KMS key, not administer it',
    why: "With kms:* W&B's account could replace the key's policy or delete the key, and all run history with it. Five actions are enough.",
    references: KMS_REFERENCES,
    verify: { aws: showKeyPolicy },
    remediation: { aws: keyPolicyFix("Replace the statement by the one of W&B's guide.", withWandb) },
  },
  check(facets, target) {
    const asked = askedKey(facets, target);
    if (isVerdict(asked)) return asked;
    // What everyone may do is kms-key-not-public's.
    const everyones = new Set(publicStatements(asked.policy).map(({ statement }) => statement.index));
    return asked.policy.statements
      .filter((statement) => !everyones.has(statement.index) && namesWandb(statement, asked))
      .filter((statement) => administersBy(statement.index, asked))
      .map((statement) => ({
        messageId: 'wide',
        data: {
          statement: nameOf(statement),
          key: asked.key.arn,
          principal: asked.principal,
          actions: wideActions(statement.raw),
        },
        facet: 'keyPolicy' as const,
        path: `/document${statement.path}`,
      }));
  },
});

function administersBy(index: number, asked: AskedKey): boolean {
  return ADMINISTRATION.some((action) => {
    const { effect, allows } = decideKey(asked, action, DIRECT);
    return effect !== 'denied' && allows.some((allow) => allow.index === index);
  });
}

/** The statement's own words for it. */
function wideActions({ Action, NotAction }: { readonly [key: string]: unknown }): string[] {
  if (Action === undefined) return textsOf(NotAction as string).map((name) => `all but ${name}`);
  return textsOf(Action as string).filter((pattern) =>
    ADMINISTRATION.some((action) => globMatches(pattern, action, { ignoreCase: true })),
  );
}
