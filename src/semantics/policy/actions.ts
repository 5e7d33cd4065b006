// Whether a statement's Action or NotAction is about what is asked, wildcards on both sides.

import type { JsonObject } from '../../model/json.ts';
import { globContains, globMatches } from '../glob.ts';
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

/** The concrete actions of a request; one without a known expansion is itself. */
export function expandAction(action: string): readonly string[] {
  return NAMED[action.toLowerCase()] ?? [action];
}

/** Action names know no case. */
export function matchesAction({ Action, NotAction }: JsonObject, action: string): boolean {
  if (Action !== undefined) return textsOf(Action).some((pattern) => names(pattern, action));
  if (NotAction !== undefined) return !textsOf(NotAction).some((pattern) => names(pattern, action));
  return false;
}

function names(pattern: string, action: string): boolean {
  if (!/[*?]/.test(action)) return globMatches(pattern, action, { ignoreCase: true });
  return globContains(pattern.toLowerCase(), action.toLowerCase());
}
