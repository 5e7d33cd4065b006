// An operator that IAM does not know is unknown, whatever JavaScript calls it.

import { expect, test } from 'vitest';
import { parsePolicy } from '../../src/semantics/policy/document.ts';
import { evaluatePolicy } from '../../src/semantics/policy/evaluate.ts';

test.each(['constructor', 'toString', 'StringAlmostEquals'])(
  '%s leaves the grant conditional',
  (operator) => {
    const statement = {
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:*',
      Resource: '*',
      Condition: { [operator]: { 'aws:x': 'y' } },
    };
    const request = {
      principal: 'arn:aws:iam::111122223333:user/u',
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::b/k',
    };
    const policy = parsePolicy({ Version: '2012-10-17', Statement: [statement] });
    expect(evaluatePolicy(policy, { ...request, context: { 'aws:x': ['y'] } }).effect).toBe('conditional');
  },
);
