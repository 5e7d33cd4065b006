// Fingerprints: each finding its own, whatever the order.

import { describe, expect, test } from 'vitest';
import { evaluateBucket } from '../../src/evaluate/evaluate.ts';
import type { JsonValue } from '../../src/model/json.ts';
import { isJsonObject } from '../../src/model/json.ts';
import { defineRule } from '../../src/model/rule.ts';
import { aTarget, known } from '../rules/test-rule.ts';

const RULE = defineRule({
  id: 'statement-rule',
  severity: 'high',
  providers: ['aws'],
  reads: ['policy'],
  messages: { fault: '{{what}} is at fault' },
  docs: { title: 'A title', why: 'Why it matters.', references: [], verify: {}, remediation: {} },
  check: ({ policy }) => {
    const { document } = policy;
    const statements = isJsonObject(document) ? (document['Statement'] as readonly JsonValue[]) : [];
    return statements.map((statement, index) => ({
      messageId: 'fault',
      facet: 'policy',
      path: `/document/Statement/${index}`,
      data: { what: JSON.stringify(statement) },
    }));
  },
});

/** Fingerprints by what the statement does. */
function fingerprints(...Statement: readonly JsonValue[]): string[] {
  const target = aTarget('aws');
  const readings = { policy: known({ document: { Statement } }) };
  return evaluateBucket({ id: target.bucketId, targets: [target], readings }, [RULE]).map(
    ({ fingerprint = '' }) => fingerprint,
  );
}

const READ = { Sid: 'Same', Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'] };
const WRITE = { Sid: 'Same', Effect: 'Allow', Action: 's3:*' };

describe('fingerprints', () => {
  test('of two statements with one Sid differ, and do not depend on order', () => {
    const [read, write] = fingerprints(READ, WRITE);
    expect(read).not.toBe(write);
    expect(fingerprints(WRITE, READ)).toEqual([write, read]);
  });

  test('of three alike are three, and the others stay', () => {
    const [read, write] = fingerprints(READ, WRITE);
    const three = fingerprints(READ, WRITE, READ);
    expect(new Set(three).size).toBe(3);
    expect(three.slice(0, 2)).toEqual([read, write]);
    expect(fingerprints(READ, READ, WRITE).toSorted()).toEqual(three.toSorted());
  });

  test('of a statement whose Sid is its own depend on nothing but the Sid', () => {
    const other = { ...WRITE, Sid: 'Other' };
    expect(fingerprints({ ...READ, Note: 'edited' }, other)[0]).toBe(fingerprints(READ)[0]);
    expect(fingerprints(other, READ)[1]).toBe(fingerprints(READ)[0]);
  });

  test('of a statement without Sid depend on what it says, not on how it is ordered', () => {
    const { Sid: _, ...nameless } = READ;
    const reordered = { Action: nameless.Action.toReversed(), Effect: 'Allow' };
    expect(fingerprints(reordered)).toEqual(fingerprints(nameless));
    expect(fingerprints({ ...nameless, Effect: 'Deny' })).not.toEqual(fingerprints(nameless));
  });
});
