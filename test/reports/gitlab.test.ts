// Code Quality: what GitLab's parser takes.

import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import gitlab from '../../reports/gitlab.ts';
import type { Report } from '../../src/model/report.ts';
import { DRIFTED } from '../golden/drifted.ts';
import { REPORT } from '../golden/report.ts';
import { HOSTILE } from './hostile-report.ts';
import { renderWith } from './render-with.ts';

/**
 * The rules of https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format. At the first entry that
 * breaks them GitLab stops reading, and all that follow are lost.
 */
const validate = new Ajv2020().compile({
  type: 'array',
  items: {
    type: 'object',
    required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
    additionalProperties: false,
    properties: {
      description: { type: 'string', minLength: 1 },
      check_name: { type: 'string', minLength: 1 },
      fingerprint: { type: 'string', minLength: 32 },
      severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
      location: {
        type: 'object',
        required: ['path', 'lines'],
        properties: {
          path: { type: 'string', pattern: '^(?!/|\\./|\\.\\./|[A-Za-z]:)' },
          lines: {
            type: 'object',
            required: ['begin'],
            properties: { begin: { type: 'integer', minimum: 1 } },
          },
        },
      },
    },
  },
});

interface Issue {
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly location: { readonly path: string };
}

function issues(report: Report, options = {}): Issue[] {
  const text = renderWith(gitlab, report, options);
  expect(text).toMatch(/^\[/);
  const value = JSON.parse(text) as Issue[];
  validate(value);
  expect(validate.errors ?? []).toEqual([]);
  return value;
}

test('the rules can be broken', () => {
  expect(validate([{ ...issues(REPORT)[0], severity: 'high' }])).toBe(false);
  expect(validate([{ ...issues(REPORT)[0], location: { path: '/x', lines: { begin: 1 } } }])).toBe(false);
});

test.each<[string, Report]>([
  ['all kinds', REPORT],
  ['against a baseline', DRIFTED],
  ['hostile', HOSTILE],
])('%s: valid, and no fingerprint twice, of which GitLab keeps one', (_, report) => {
  const found = issues(report);
  expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(found.length);
});

test('a clean report is an empty list', () => {
  expect(renderWith(gitlab, { ...REPORT, results: [] })).toBe('[]\n');
});

test('equal findings have fingerprints of their own', () => {
  const [first] = REPORT.results.filter(({ kind }) => kind === 'fail');
  const found = issues({ ...REPORT, results: [first, first] } as Report);
  expect(found.map(({ fingerprint }) => fingerprint)).toEqual([
    `${first?.fingerprint}:1`,
    `${first?.fingerprint}:2`,
  ]);
});

test('what is waived is left out, what is last known is not', () => {
  const found = issues(DRIFTED).map(({ check_name, severity }) => `${check_name} ${severity}`);
  expect(found).toEqual([
    'cors-configured critical',
    'cors-configured critical',
    'waiver-is-used minor',
    'https-only major',
    'evidence-readable major',
  ]);
});

test('paths are from the top of the repository', () => {
  const paths = issues(REPORT, {
    repositoryPaths: { 'byob.yaml': 'infra/byob.yaml', '--bucket': 'infra/byob.yaml' },
  });
  expect(new Set(paths.map(({ location }) => location.path))).toEqual(new Set(['infra/byob.yaml']));
});
