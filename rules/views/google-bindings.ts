// Commands of the gcloud CLI that show and change the bindings of a bucket, one at a time: no document is overwritten.
// https://cloud.google.com/storage/docs/access-control/using-iam-permissions

import type { IamBinding, Readings } from '../../src/model/evidence.ts';
import type { PerProvider, Remediation, RemediationContext } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { GOOGLE_ROLE } from '../../src/wandb/google-access.ts';
import { accountToGrant } from './google-access.ts';
import { quoted } from './s3-documents.ts';

export const GOOGLE_REFERENCES: readonly string[] = [
  'https://docs.wandb.ai/platform/hosting/data-security/secure-storage-connector',
  'https://cloud.google.com/storage/docs/access-control/iam-roles',
];

/** `gcloud storage buckets get-iam-policy gs://NAME` */
export function showBindings({ bucket }: Target): string {
  return `gcloud storage buckets get-iam-policy ${quoted(`gs://${bucket}`)} --format=json`;
}

/** The bindings of the bucket's own policy; none where it was not read. */
export function bindingsOf({ iam }: Readings): readonly IamBinding[] {
  return iam?.status === 'known' ? iam.value.bindings : [];
}

/** Where a policy holds conditions, gcloud asks which is meant: `None` adds the member without. */
export function addBinding({ target, readings }: RemediationContext, account: string): string {
  const conditional = bindingsOf(readings).some(({ condition }) => condition !== undefined);
  return binding(
    target,
    'add',
    `serviceAccount:${account}`,
    GOOGLE_ROLE,
    conditional ? '--condition=None' : '',
  );
}

/** Takes a member out of a role, under whatever condition it stands there. */
export function removeBinding(
  { target, readings }: RemediationContext,
  member: string,
  role: string,
): string {
  const conditional = bindingsOf(readings).some(({ condition }) => condition !== undefined);
  return binding(target, 'remove', member, role, conditional ? '--all' : '');
}

function binding(
  { bucket }: Target,
  verb: 'add' | 'remove',
  member: string,
  role: string,
  flag: string,
): string {
  return [
    `gcloud storage buckets ${verb}-iam-policy-binding ${quoted(`gs://${bucket}`)}`,
    `--member=${quoted(member)}`,
    `--role=${quoted(role)}`,
    ...(flag === '' ? [] : [flag]),
  ].join(' ');
}

/** Gives W&B's service account the role of the guide. */
export function grantFix(text: string): PerProvider<(context: RemediationContext) => Remediation> {
  return fix(text, () => []);
}

/** The same, and takes the members that findings name out of all their roles. */
export function regrantFix(text: string): PerProvider<(context: RemediationContext) => Remediation> {
  return fix(text, (context) => {
    const stale = new Set(context.violations.flatMap(({ data }) => data?.['member'] ?? []));
    const removed = bindingsOf(context.readings).flatMap(({ role, members }) =>
      members.filter((member) => stale.has(member)).map((member) => removeBinding(context, member, role)),
    );
    return [...new Set(removed)];
  });
}

function fix(
  text: string,
  more: (context: RemediationContext) => readonly string[],
): PerProvider<(context: RemediationContext) => Remediation> {
  return {
    gcp: (context) => {
      const account = accountToGrant(context.target);
      if (account === undefined) return { text };
      return { text, command: [addBinding(context, account), ...more(context)].join(' && ') };
    },
  };
}
