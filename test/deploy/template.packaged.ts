// The packaged template and functions: what is deployed is what was meant, and the bundles run.

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { DEMO_FLEET, DEMO_WORLD } from '../../src/sandbox/demo-fleet.ts';
import { startCloud } from '../lambda/cloud.ts';

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

const run = promisify(execFile);
const packaged = new URL('../../.serverless/', import.meta.url);
type Resources = Readonly<Record<string, Resource>>;
const FILE = 'cloudformation-template-update-stack.json';
const resourcesIn = async (file: string | URL): Promise<Resources> =>
  (JSON.parse(await readFile(file, 'utf8')) as { Resources: Resources }).Resources;
const Resources = await resourcesIn(new URL(FILE, packaged));
const ofType = (type: string, resources = Resources): [string, Resource][] =>
  Object.entries(resources).filter(([, { Type }]) => Type === type);
const properties = (name: string): Readonly<Record<string, unknown>> => Resources[name]?.Properties ?? {};
const FUNCTIONS = ['audit', 'plan', 'scan', 'merge'] as const;

describe.each(FUNCTIONS)('function %s', (name) => {
  test('runs on arm64, in a supported Node, under a role of its own', () => {
    const title = `${name[0]?.toUpperCase()}${name.slice(1)}`;
    expect(properties(`${title}LambdaFunction`)).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: `dist-lambda/${name}/index.handler`,
      Role: { 'Fn::GetAtt': [`${title}Role`, 'Arn'] },
    });
  });

  test('its package holds its own code and nothing else', async () => {
    const { stdout } = await run('python3', [
      '-m',
      'zipfile',
      '-l',
      new URL(`${name}.zip`, packaged).pathname,
    ]);
    const files = stdout
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(/\s/)[0] ?? '');
    expect(files).toContain(`dist-lambda/${name}/index.mjs`);
    expect(
      files.filter((file) => !file.startsWith(`dist-lambda/${name}/`) || !file.endsWith('.mjs')),
    ).toEqual([]);
  });
});

test('the report bucket is private, encrypted, versioned, over TLS only; latest/ never ends', () => {
  expect(properties('ReportBucket')).toMatchObject({
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    VersioningConfiguration: { Status: 'Enabled' },
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
  });
  expect(JSON.stringify(properties('ReportBucket'))).toContain('"SSEAlgorithm":"AES256"');
  expect(JSON.stringify(properties('ReportBucketPolicy'))).toContain('"aws:SecureTransport":"false"');
  const { Rules } = properties('ReportBucket')['LifecycleConfiguration'] as {
    Rules: Record<string, unknown>[];
  };
  expect(Rules.filter((rule) => 'ExpirationInDays' in rule).map(({ Prefix }) => Prefix)).toEqual(['runs/']);
});

test('schedules have a zone, retries and a dead-letter queue; a retry is the same run', () => {
  const schedules = ofType('AWS::Scheduler::Schedule').map(([, { Properties }]) => Properties);
  expect(schedules.map(({ State }) => String(State)).toSorted()).toEqual(['DISABLED', 'ENABLED']);
  for (const schedule of schedules) {
    expect(schedule).toMatchObject({
      ScheduleExpressionTimezone: 'UTC',
      Target: {
        Input: '{"scheduledTime":"<aws.scheduler.scheduled-time>"}',
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['ScheduleDeadLetters', 'Arn'] } },
        RetryPolicy: { MaximumRetryAttempts: 3 },
      },
    });
  }
});

test('what a deployment chooses is chosen: the map, the zone, the fleet, and that it discovers', async () => {
  // Packaged beside the defaults by test/deploy/run.
  const chosen = await resourcesIn(`${process.env['BYOB_CHOSEN']}/${FILE}`);
  expect(JSON.stringify(Resources)).not.toMatch(/ListAllMyBuckets|GetBucketTagging/);
  expect(chosen['DiscoverPolicy']?.Properties['Roles']).toEqual([{ Ref: 'AuditRole' }, { Ref: 'PlanRole' }]);
  expect(JSON.stringify(chosen)).toContain('s3://acme-fleets/byob.yaml');
  const schedules = ofType('AWS::Scheduler::Schedule', chosen).map(([name, { Properties }]) => [
    name,
    Properties['State'],
    Properties['ScheduleExpressionTimezone'],
  ]);
  expect(schedules).toEqual([
    ['NightlyFunction', 'DISABLED', 'Europe/Berlin'],
    ['NightlyMap', 'ENABLED', 'Europe/Berlin'],
  ]);
});

test('alarms: failures, no success in a day, dead letters; each rings', () => {
  const alarms = ofType('AWS::CloudWatch::Alarm');
  expect(alarms.map(([name]) => name).toSorted()).toEqual([
    'AuditFailed',
    'DeadLettersWaiting',
    'FleetFailed',
    'NoSuccess',
  ]);
  for (const [, { Properties }] of alarms)
    expect(Properties['AlarmActions']).toEqual([{ Ref: 'AlarmTopic' }]);
  // Longer than the longest day with the schedule's flexible window, of hours that are looked at alike.
  expect(properties('NoSuccess')).toMatchObject({ TreatMissingData: 'breaching', EvaluationPeriods: 26 });
  const periods = JSON.stringify(properties('NoSuccess')).match(/"Period":\d+/g);
  expect(new Set(periods)).toEqual(new Set(['"Period":3600']));
});

test('the bundled function audits every cloud: its code and the SDKs it loads are whole', async () => {
  const cloud = await startCloud(DEMO_WORLD);
  cloud.objects.set('fleets/byob.yaml', DEMO_FLEET);
  const code = `
    const started = performance.now();
    const { handler } = await import('./dist-lambda/audit/index.mjs');
    const loaded = performance.now() - started;
    const end = performance.now() + 60000;
    const context = { getRemainingTimeInMillis: () => Math.floor(end - performance.now()) };
    const answer = await handler({ scheduledTime: '2026-11-25T02:15:00Z' }, context);
    console.log(JSON.stringify({ loaded, total: performance.now() - started, answer }));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], {
    env: { ...cloud.env, DEMO_ENDPOINT: cloud.sandbox.url, PATH: process.env['PATH'] },
  });
  const { loaded, total, answer } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<
    string,
    unknown
  >;
  console.log(
    `loaded in ${Math.round(Number(loaded))} ms, the demo's fleet reported in ${Math.round(Number(total))} ms`,
  );
  expect(answer).toMatchObject({ complete: true, exitCode: 1 });
  const { targets, results } = JSON.parse(cloud.objects.get('reports/latest/report.json') ?? '') as Report;
  for (const provider of ['aws', 'gcp', 'azure', 'coreweave', 's3-compatible']) {
    const ids = new Set(targets.filter((target) => target.provider === provider).map(({ id }) => id));
    const read = results.filter(
      ({ targetId, kind, facet }) => ids.has(targetId) && kind === 'fail' && facet !== undefined,
    );
    expect(read.length, provider).toBeGreaterThan(0);
  }
});
