// A report in which every text from outside is an attack: on terminals, spreadsheets, HTML, Markdown, XML, CI runners.

import { summarise } from '../../src/evaluate/report.ts';
import type { Finding, Report, ReportTarget, Result } from '../../src/model/report.ts';
import { REPORT } from '../golden/report.ts';

/** One attack each; none of them may come out of a format as what it is. */
export const PAYLOADS: readonly string[] = [
  '<script>window.pwned=1</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg/onload=alert(1)>',
  ']]><x/>',
  '=HYPERLINK("https://evil.example","free")',
  "+cmd|' /C calc'!A0",
  '-2+3',
  '@SUM(1+1)',
  '\t=1+1',
  '\r=1+1',
  '\uff1d1+1',
  'a","b\r\n"c',
  '[free](https://evil.example)',
  '![x](https://evil.example/x.png)',
  '<https://evil.example> www.evil.example https://evil.example',
  '@octocat closes #1 GH-1 and $x^2$',
  '` ``` ~~~ **bold** _it_ | cell |',
  '\n# heading\n- item\n> quote\n```\n',
  '::error file=x::pwned',
  '\n::add-mask::e',
  '%0A::error::pwned',
  '##[error]pwned ##vso[task.complete]',
  'x,title=y::z',
  '\u202etxt.exe\u2066\u200b\ufeff',
  '\u001b[31mred\u001b[2J\u0007\u009b31m',
  '\u0000\u0001\ufffe\uffff\ud800',
  '\u{e0041}\u{e007f}',
  '{{message}} ${message} $& $1',
];

function target(payload: string, index: number): ReportTarget {
  const bucketId = `s3://${payload}`;
  return {
    id: `${bucketId}/${payload}#team=${payload}`,
    provider: 'aws',
    bucket: payload,
    bucketId,
    subpath: payload,
    level: 'team',
    team: payload,
    location: { file: `${payload}/byob.yaml`, line: index + 1, column: 1 },
  };
}

function finding({ id, location }: ReportTarget, payload: string, index: number): Finding {
  return {
    ruleId: 'cors-configured',
    kind: 'fail',
    severity: 'high',
    targetId: id,
    messageId: 'fault',
    message: payload,
    data: { payload },
    facet: 'policy',
    evidencePath: `/${payload}`,
    evidence: { Sid: payload },
    location,
    remediation: {
      text: payload,
      command: `aws s3 ls '${payload}'`,
      document: { file: payload, facet: 'policy', content: { [payload]: payload } },
    },
    verify: payload,
    fingerprint: String(index).padStart(32, '0'),
    baselineState: 'new',
  };
}

const TARGETS = PAYLOADS.map(target);

const RESULTS: readonly Result[] = TARGETS.flatMap((to, index) => {
  const payload = to.bucket;
  const waiver = { reason: payload, owner: payload, expires: payload };
  const missing = [
    { facet: 'cors', cause: 'denied', call: payload, permission: payload, detail: payload },
  ] as const;
  return [
    finding(to, payload, index),
    { ...finding(to, payload, index + 1000), ruleId: 'https-only', waiver },
    {
      ruleId: 'bucket-grants-wandb',
      kind: 'open',
      severity: 'high',
      targetId: to.id,
      message: payload,
      missing,
    },
    { ruleId: 'lifecycle-keeps-run-history', kind: 'open', targetId: to.id, message: payload },
    { ruleId: 'evidence-readable', kind: 'notApplicable', targetId: to.id, message: payload },
  ];
});

const [first] = TARGETS as [ReportTarget];

export const HOSTILE: Report = {
  ...REPORT,
  targets: TARGETS,
  results: [
    ...RESULTS,
    ...PAYLOADS.map((payload, index) => ({ ...finding(first, payload, index + 2000), targetId: payload })),
  ],
  summary: summarise(TARGETS, RESULTS),
  baseline: {
    runId: '=1',
    finishedAt: '2026-11-23T02:00:07.000Z',
    complete: true,
    fixed: TARGETS.map((to, index) => finding(to, to.bucket, index + 3000)),
    lastKnown: TARGETS.map((to, index) => finding(to, to.bucket, index + 4000)),
    leftOut: [],
  },
};
