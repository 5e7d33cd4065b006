// The whole key policy as the document of a remediation, with the commands that show and apply it.

import type { JsonObject } from '../../src/model/json.ts';
import type { Remediation, RemediationContext } from '../../src/model/rule.ts';
import type { Target } from '../../src/model/target.ts';
import { keyOfBucket, keyOption } from './default-encryption.ts';

/** `put-key-policy` with the policy that `merge` makes of what is configured. */
export function keyPolicyFix(
  text: string,
  merge: (context: RemediationContext) => JsonObject,
): (context: RemediationContext) => Remediation {
  return (context) => ({
    text,
    command: `aws kms put-key-policy ${keyOption(context)} --policy-name default --policy file://key-policy.json`,
    document: { file: 'key-policy.json', facet: 'keyPolicy', content: merge(context) },
  });
}

export const showKeyPolicy = (target: Target): string =>
  `aws kms get-key-policy --key-id ${keyOfBucket(target)} --policy-name default --query Policy --output text`;
