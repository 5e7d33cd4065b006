// Whether a statement's Action or NotAction is about what is asked, wildcards on both sides.

import type { JsonObject } from '../../model/json.ts';
import { covers, otherCover } from './cover.ts';
import type { Cover } from './cover.ts';
import { textsOf } from './document.ts';

/** What a documented wildcard names today; https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  's3:getobject*': [
    's3:GetObject',
    's3:GetObjectAcl',
    's3:GetObjectAnnotation',
    's3:GetObjectAttributes',
    's3:GetObjectLegalHold',
    's3:GetObjectRetention',
    's3:GetObjectTagging',
    's3:GetObjectTorrent',
    's3:GetObjectVersion',
    's3:GetObjectVersionAcl',
    's3:GetObjectVersionAnnotation',
    's3:GetObjectVersionAnnotationForReplication',
    's3:GetObjectVersionAttributes',
    's3:GetObjectVersionForReplication',
    's3:GetObjectVersionTagging',
    's3:GetObjectVersionTorrent',
  ],
  'kms:describe*': ['kms:DescribeKey'],
  'kms:reencrypt*': ['kms:ReEncryptFrom', 'kms:ReEncryptTo'],
  'kms:generatedatakey*': [
    'kms:GenerateDataKey',
    'kms:GenerateDataKeyPair',
    'kms:GenerateDataKeyPairWithoutPlaintext',
    'kms:GenerateDataKeyWithoutPlaintext',
  ],
};

/** The concrete actions that a documented wildcard names today; undefined where the action is none of those. */
export function expandAction(action: string): readonly string[] | undefined {
  const name = action.toLowerCase();
  return Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
}

/** Whether Action or NotAction covers what is asked, see {@link Cover}. Action names know no case. */
export function matchesAction({ Action, NotAction }: JsonObject, asked: string, cover: Cover): boolean {
  const lower = asked.toLowerCase();
  if (Action !== undefined) return textsOf(Action).some((text) => covers(text.toLowerCase(), lower, cover));
  if (NotAction === undefined) return false;
  return !textsOf(NotAction).some((text) => covers(text.toLowerCase(), lower, otherCover(cover)));
}
