// The merged CORS document, applied and read again, passes its own rule and brings no new fault of a front end.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { browserRules } from '../../../rules/browser/index.ts';
import type { AzureCorsRule } from '../../../src/collect/azure/blob-service.ts';
import { corsOf as azureCorsOf } from '../../../src/collect/azure/blob-service.ts';
import { corsOf as googleCorsOf } from '../../../src/collect/gcs/cors.ts';
import { corsOf } from '../../../src/collect/s3/cors.ts';
import { evaluateBucket } from '../../../src/evaluate/evaluate.ts';
import type { Cors, CorsRule } from '../../../src/model/evidence.ts';
import type { Remediation, Rule } from '../../../src/model/rule.ts';
import type { Target } from '../../../src/model/target.ts';
import { aTarget, readingsOf } from '../test-rule.ts';
import { ORIGIN, UNDECLARED } from './cases.ts';

const origin = fc.constantFrom(
  '*',
  ORIGIN,
  'https://*.wandb.io',
  `${ORIGIN}/`,
  'https://site.example',
  'site.example',
);
const rule: fc.Arbitrary<CorsRule> = fc.record({
  origins: fc.uniqueArray(origin, { minLength: 1, maxLength: 3 }),
  methods: fc.uniqueArray(fc.constantFrom('GET', 'HEAD', 'PUT', 'POST', 'DELETE'), { minLength: 1 }),
  allowedHeaders: fc.uniqueArray(fc.constantFrom('*', 'content-type', 'x-a'), { maxLength: 2 }),
  exposedHeaders: fc.uniqueArray(fc.constantFrom('ETag', 'x-amz-id-2', '*'), { maxLength: 2 }),
  maxAgeSeconds: fc.constantFrom(0, 3000, 100_000),
});
const configurations = fc.array(rule, { maxLength: 4 }).map((rules): Cors => ({ scope: 'bucket', rules }));

const CLOUDS = ['aws', 'gcp', 'azure'] as const;

/** Google: one list of headers is both, and a method may be `*`. */
const entries = fc
  .array(
    fc
      .tuple(
        rule,
        fc.uniqueArray(fc.constantFrom('*', 'Content-Type', 'ETag', 'x-a'), { maxLength: 2 }),
        fc.boolean(),
      )
      .map(([r, list, every]) => ({
        ...r,
        ...(every && { methods: ['*'] }),
        allowedHeaders: list,
        exposedHeaders: list,
      })),
    { maxLength: 4 },
  )
  .map((rules): Cors => ({ scope: 'bucket', rules }));

const READ: Readonly<Record<(typeof CLOUDS)[number], fc.Arbitrary<Cors>>> = {
  aws: configurations,
  gcp: entries,
  azure: configurations.map((cors) => ({ ...cors, scope: 'account' })),
};

function judge(r: Rule, cors: Cors, target: Target) {
  return evaluateBucket({ id: target.bucketId, targets: [target], readings: readingsOf({ cors }) }, [r]);
}

/** What the remediation becomes once it is applied and read again; undefined where it applies nothing. */
function applied({ document, command = '' }: Remediation, { provider }: Target): Cors | undefined {
  if (provider === 'azure') return command === '' ? undefined : azureCorsOf(rulesOfCommands(command));
  if (document === undefined) return undefined;
  expect(document).toMatchObject({ file: 'cors.json', facet: 'cors' });
  const content = JSON.parse(JSON.stringify(document.content)) as never;
  return provider === 'gcp' ? googleCorsOf({ cors: content }) : corsOf(content);
}

/** What `az storage cors` makes of the commands: `clear` takes all rules away, each `add` puts one behind them. */
function rulesOfCommands(commands: string): AzureCorsRule[] {
  const [clear, ...adds] = commands.split(' && ').map(shellWords);
  expect(clear?.join(' ')).toMatch(/^az storage cors clear --account-name \w+ --services b$/);
  return adds.map((words) => {
    const option = (name: string): string[] => {
      const rest = words.slice(words.indexOf(name) + 1);
      const end = rest.findIndex((word) => word.startsWith('--'));
      return rest.slice(0, end === -1 ? rest.length : end);
    };
    return {
      allowedOrigins: option('--origins').join(),
      allowedMethods: option('--methods').join(),
      allowedHeaders: option('--allowed-headers').join(),
      exposedHeaders: option('--exposed-headers').join(),
      maxAgeInSeconds: Number(option('--max-age')[0]),
    };
  });
}

/** The words of a POSIX shell's line with plain and single-quoted words. */
function shellWords(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|[^' ]+/g)].map(([word, quoted]) => quoted ?? word);
}

const LOOPS = browserRules.flatMap((r) => CLOUDS.map((provider) => [r.id, provider, r] as const));

describe.each(LOOPS)('%s on %s', (_id, provider, r) => {
  test.each([
    ['declared', aTarget(provider)],
    ['undeclared', aTarget(provider, UNDECLARED.target)],
  ])('%s origin: what is proposed passes', (_name, target) => {
    let proposals = 0;
    fc.assert(
      fc.property(READ[provider], (cors) => {
        const [first] = judge(r, cors, target);
        const after = first?.remediation && applied(first.remediation, target);
        if (after === undefined || after.rules.length === 0) return;
        proposals += 1;
        expect(judge(r, after, target).map(({ kind }) => kind)).toEqual(['pass']);
      }),
      { numRuns: 300 },
    );
    // Without an origin there is nothing to put in the place of `*`.
    const impossible = r.id === 'cors-origin-restricted' && target.deployment.origin === undefined;
    expect(proposals > 0).toBe(!impossible);
  });
});

test('the guide and W&B Terraform: one finding, of severity low', () => {
  const guide: Cors = {
    scope: 'bucket',
    rules: [
      {
        origins: ['*'],
        methods: ['GET', 'HEAD', 'PUT'],
        allowedHeaders: ['*'],
        exposedHeaders: ['ETag'],
        maxAgeSeconds: 3000,
      },
    ],
  };
  const target = aTarget('aws');
  const findings = browserRules.flatMap((r) => judge(r, guide, target)).filter(({ kind }) => kind !== 'pass');
  expect(findings.map(({ ruleId, kind, severity }) => [ruleId, kind, severity])).toEqual([
    ['cors-origin-restricted', 'fail', 'low'],
  ]);
});

test("W&B's Terraform for Google and Azure: the same", () => {
  const terraform: CorsRule = {
    origins: ['*'],
    methods: ['GET', 'HEAD', 'PUT'],
    allowedHeaders: ['*'],
    exposedHeaders: ['*'],
  };
  const failing = (provider: 'gcp' | 'azure', maxAgeSeconds: number) =>
    browserRules
      .flatMap((r) =>
        judge(r, { scope: 'bucket', rules: [{ ...terraform, maxAgeSeconds }] }, aTarget(provider)),
      )
      .filter(({ kind }) => kind !== 'pass')
      .map(({ ruleId }) => ruleId);
  expect(failing('gcp', 3000)).toEqual(['cors-origin-restricted']);
  expect(failing('azure', 3600)).toEqual(['cors-origin-restricted']);
});

test('Azure takes five rules: a sixth is not proposed', () => {
  const site = (n: number): CorsRule => ({
    origins: [`https://site${n}.example`],
    methods: ['GET'],
    allowedHeaders: [],
    exposedHeaders: [],
  });
  const allowed = browserRules.find(({ id }) => id === 'cors-origin-allowed');
  const found = (rules: CorsRule[]) =>
    allowed === undefined ? [] : judge(allowed, { scope: 'account', rules }, aTarget('azure'));
  const [full] = found([1, 2, 3, 4, 5].map(site));
  expect(full?.remediation?.command).toBeUndefined();
  expect(full?.remediation?.text).toMatch(/5 rules at most and these would be 6/);
  const [four] = found([1, 2, 3, 4].map(site));
  expect(four?.remediation?.command?.split(' && ')).toHaveLength(6);
});

test('what is proposed on Azure: the account named, every field given', () => {
  const configured = browserRules.find(({ id }) => id === 'cors-configured');
  const target = aTarget('azure', { account: 'acmestorage' });
  const [first] = configured === undefined ? [] : judge(configured, { scope: 'account', rules: [] }, target);
  expect(first?.remediation).toEqual({
    text: expect.stringMatching(/Blob service of acmestorage: they hold for all its containers/),
    command: [
      'az storage cors clear --account-name acmestorage --services b',
      `az storage cors add --account-name acmestorage --services b --origins ${ORIGIN} --methods GET HEAD PUT --allowed-headers '*' --exposed-headers ETag --max-age 3000`,
    ].join(' && '),
  });
});

test('one cause, one rule', () => {
  const target = aTarget('aws');
  const failing = (rules: readonly CorsRule[]) =>
    browserRules
      .filter((r) => judge(r, { scope: 'bucket', rules }, target)[0]?.kind === 'fail')
      .map(({ id }) => id);
  const good: CorsRule = {
    origins: [ORIGIN],
    methods: ['GET', 'HEAD', 'PUT'],
    allowedHeaders: ['*'],
    exposedHeaders: ['ETag'],
    maxAgeSeconds: 3000,
  };
  expect(failing([])).toEqual(['cors-configured']);
  expect(failing([{ ...good, origins: ['https://site.example'] }])).toEqual(['cors-origin-allowed']);
  expect(failing([{ ...good, origins: [`${ORIGIN}/`] }])).toEqual(['cors-origin-allowed']);
  expect(failing([{ ...good, methods: ['GET', 'HEAD'] }])).toEqual(['cors-methods-allowed']);
  expect(failing([{ ...good, allowedHeaders: [] }])).toEqual(['cors-headers-allowed']);
  expect(failing([{ ...good, exposedHeaders: [] }, good])).toEqual(['cors-etag-exposed']);
  expect(failing([good, good])).toEqual(['cors-rules-reachable']);
  expect(failing([good])).toEqual([]);
});

test('the rule for the front end answers first, exposes what was exposed, and the others stay', () => {
  const reading: CorsRule = {
    id: 'site',
    origins: ['*'],
    methods: ['GET'],
    allowedHeaders: [],
    exposedHeaders: ['x-amz-id-2'],
  };
  const methods = browserRules.find(({ id }) => id === 'cors-methods-allowed');
  const target = aTarget('coreweave');
  const before: Cors = { scope: 'bucket', rules: [reading] };
  const [first] = methods === undefined ? [] : judge(methods, before, target);
  expect(first?.remediation).toMatchObject({
    command:
      'aws s3api put-bucket-cors --bucket acme-wandb --cors-configuration file://cors.json --endpoint-url https://cwobject.com',
    document: {
      content: {
        CORSRules: [
          {
            AllowedOrigins: [ORIGIN],
            AllowedMethods: ['GET', 'HEAD', 'PUT'],
            AllowedHeaders: ['*'],
            ExposeHeaders: ['ETag', 'x-amz-id-2'],
            MaxAgeSeconds: 3000,
          },
          { ID: 'site', AllowedOrigins: ['*'], AllowedMethods: ['GET'], ExposeHeaders: ['x-amz-id-2'] },
        ],
      },
    },
  });
});
