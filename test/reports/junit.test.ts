// JUnit XML as an XML parser reads it, held against what Jenkins' schema (junit-10.xsd) allows.

import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import junit from '../../reports/junit.ts';
import { printable } from '../../reports/printable.ts';
import type { Report } from '../../src/model/report.ts';
import { DRIFTED } from '../golden/drifted.ts';
import { REPORT } from '../golden/report.ts';
import { HOSTILE, PAYLOADS } from './hostile-report.ts';
import { renderWith } from './render-with.ts';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly Element[];
}

/** Expat, which refuses whatever is not well-formed. */
const PARSE = `
import json, sys, xml.etree.ElementTree as tree
def of(e): return {'name': e.tag, 'attributes': e.attrib, 'text': e.text or '', 'children': [of(c) for c in e]}
print(json.dumps(of(tree.fromstring(sys.stdin.buffer.read()))))
`;
const python = spawnSync('python3', ['-c', PARSE], { input: '<a/>' }).status === 0;
if (!python) console.warn('skipped: JUnit XML under an XML parser, there is no python3');

function parse(xml: string): Element {
  const { stdout, stderr, status } = spawnSync('python3', ['-c', PARSE], { input: xml, maxBuffer: 1e8 });
  if (status !== 0) throw new Error(stderr.toString());
  return JSON.parse(stdout.toString()) as Element;
}

/** Elements and attributes of junit-10.xsd, required ones with `!`. */
const ALLOWED: Readonly<Record<string, { attributes: string[]; children: string[] }>> = {
  testsuites: { attributes: ['name', 'time', 'tests', 'failures', 'errors'], children: ['testsuite'] },
  testsuite: {
    attributes: [
      'name!',
      'tests!',
      'failures!',
      'errors!',
      'skipped',
      'timestamp',
      'file',
      'time',
      'hostname',
      'id',
      'package',
    ],
    children: ['testcase', 'properties', 'system-out', 'system-err'],
  },
  testcase: {
    attributes: ['name!', 'classname', 'time', 'group'],
    children: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
  },
  failure: { attributes: ['type', 'message'], children: [] },
  error: { attributes: ['type', 'message'], children: [] },
  skipped: { attributes: ['type', 'message'], children: [] },
};

function faults({ name, attributes, children }: Element): string[] {
  const allowed = ALLOWED[name];
  if (allowed === undefined) return [`<${name}>`];
  const known = allowed.attributes.map((attribute) => attribute.replace('!', ''));
  return [
    ...Object.keys(attributes)
      .filter((attribute) => !known.includes(attribute))
      .map((attribute) => `${name} has ${attribute}`),
    ...allowed.attributes
      .filter((a) => a.endsWith('!') && !(a.slice(0, -1) in attributes))
      .map((a) => `${name} lacks ${a}`),
    ...children
      .filter((child) => !allowed.children.includes(child.name))
      .map((child) => `${name} holds <${child.name}>`),
    ...children.flatMap(faults),
  ];
}

const PARTIAL: Report = {
  ...REPORT,
  results: REPORT.results.slice(0, 5),
  run: { ...REPORT.run, complete: false },
};

describe.skipIf(!python)('an XML parser', () => {
  test('refuses what is broken, and faults are found', () => {
    expect(() => parse('<a b="<"/>')).toThrow('not well-formed');
    expect(
      faults(parse('<testsuites><testsuite name="x"><testcase file="y"/></testsuite></testsuites>')),
    ).toHaveLength(5);
  });

  test.each<[string, Report]>([
    ['all kinds', REPORT],
    ['against a baseline', DRIFTED],
    ['hostile', HOSTILE],
    ['interrupted', PARTIAL],
    ['nothing', { ...REPORT, targets: [], results: [] }],
  ])('%s: shape, and counts that are the cases', (_, report) => {
    const root = parse(renderWith(junit, report));
    expect(faults(root)).toEqual([]);
    for (const suite of root.children) {
      const kinds = suite.children.map(({ children }) => children.map(({ name }) => name).join());
      expect(suite.attributes).toMatchObject({
        tests: String(kinds.length),
        failures: String(kinds.filter((kind) => kind === 'failure').length),
        errors: String(kinds.filter((kind) => kind === 'error').length),
        skipped: String(kinds.filter((kind) => kind === 'skipped').length),
      });
      expect(new Set(suite.children.map(({ attributes }) => attributes['name'])).size).toBe(kinds.length);
    }
  });

  test('texts come back as they are looked at', () => {
    const findings = HOSTILE.results
      .filter(({ ruleId }) => ruleId === 'cors-configured')
      .slice(0, PAYLOADS.length);
    const found = parse(renderWith(junit, { ...HOSTILE, results: [...findings] })).children.flatMap(
      ({ children }) => children.map((entry) => entry.children[0]?.attributes['message']),
    );
    const seen = (text: string): string =>
      printable(text).replace(/[\ufffe\uffff]/g, (odd) => `\\u${odd.charCodeAt(0).toString(16)}`);
    expect(found).toEqual(PAYLOADS.map(seen));
  });

  test('what could not be verified, or was not audited, is an error and never passes', () => {
    const [, second] = parse(renderWith(junit, PARTIAL)).children;
    expect(second?.children.map(({ children }) => children.map(({ name }) => name))).toEqual([['error']]);
  });

  test('several violations of a rule are one case that tells all', () => {
    const [first] = REPORT.results.filter(({ kind }) => kind === 'fail');
    const twice = { ...REPORT, results: [first, { ...first, message: 'And another.' }] } as Report;
    const cases = parse(renderWith(junit, twice)).children.flatMap(({ children }) => children);
    const failed = cases.filter(({ children }) => children[0]?.name === 'failure');
    expect(failed).toHaveLength(1);
    expect(failed[0]?.children[0]?.attributes['message']).toBe('The bucket has no CORS rules. (and 1 more)');
    expect(failed[0]?.children[0]?.text).toContain('And another.');
  });

  test('a hidden or waived finding is skipped, with the reason', () => {
    const skipped = (report: Report, minSeverity: 'low' | 'high'): (string | undefined)[] =>
      parse(renderWith(junit, report, { minSeverity }))
        .children.flatMap(({ children }) => children.flatMap((entry) => entry.children))
        .filter(({ name }) => name === 'skipped')
        .map(({ attributes }) => attributes['type']);
    expect(skipped(DRIFTED, 'low')).toEqual(['waived']);
    expect(skipped(DRIFTED, 'high')).toEqual(['waived', 'low']);
  });
});
