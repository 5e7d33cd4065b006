// A report in which everything that comes from outside tries to become markup, script, style or another order of letters.

import { summarise } from '../../src/evaluate/report.ts';
import type { Finding, HistoryPoint, Report, Result } from '../../src/model/report.ts';
import { isFinding } from '../../src/model/report.ts';
import { REPORT } from '../golden/report.ts';

const PWN = 'window.__pwn=1';

export const PAYLOADS: readonly string[] = [
  `</script><script>${PWN}</script>`,
  `<img src=x onerror="${PWN}">`,
  `"><svg onload=${PWN}>`,
  `' onmouseover='${PWN}`,
  `</style><style>body{display:none}</style>`,
  `javascript:${PWN}`,
  `<!--<script>${PWN}//-->`,
  `\`\${${PWN}}\``,
  '\u202Egnp.exe\u2066\u200b',
  '\u001b]0;pwn\u0007\u0000',
  `<base href=//evil.example><meta http-equiv=refresh content="0;url=https://evil.example">`,
  `https://evil.example/"onclick="${PWN}`,
];

/** Every text of a report that is not ours, with each payload once. */
export const HOSTILE: Report = hostileReport();

function hostileReport(): Report {
  const [first] = REPORT.results.filter(isFinding);
  const [target] = REPORT.targets;
  if (first === undefined || target === undefined) throw new Error('the golden report has no finding');
  const targets = PAYLOADS.map((text, index) => ({
    ...target,
    id: `s3://${text}#team=${text}`,
    bucketId: `s3://${text}`,
    bucket: text,
    subpath: text,
    team: text,
    level: 'team' as const,
    location: { file: text, line: index + 1, column: 1 },
  }));
  const results = PAYLOADS.flatMap((text, index) => resultsOf(first, text, targets[index]?.id ?? '', index));
  const summary = summarise(targets, results);
  const fixed = results.filter(isFinding).slice(0, PAYLOADS.length);
  return {
    ...REPORT,
    run: { ...REPORT.run, id: PAYLOADS.join(' '), complete: false },
    targets,
    rules: REPORT.rules.map((rule) => ({
      ...rule,
      title: PAYLOADS.join(' '),
      why: PAYLOADS.join(' '),
      references: PAYLOADS,
    })),
    results,
    summary,
    baseline: {
      runId: 'before',
      finishedAt: '2026-11-23T02:00:00.000Z',
      complete: false,
      fixed,
      lastKnown: fixed,
      leftOut: fixed,
    },
    history: ['2026-11-22', '2026-11-23', '2026-11-24'].map((day): HistoryPoint => ({
      runId: day,
      finishedAt: `${day}T02:00:00.000Z`,
      complete: true,
      summary,
    })),
  };
}

function resultsOf(first: Finding, text: string, targetId: string, index: number): Result[] {
  const fingerprint = (digit: number): string => `${digit}${index.toString(16)}`.padStart(32, '0');
  const finding: Finding = {
    ...first,
    targetId,
    message: text,
    facet: 'policy',
    evidencePath: `/document/${text.replaceAll('/', '~1')}/1`,
    evidence: { Sid: text, [text]: [text] },
    location: { file: text, line: 1, column: 1 },
    remediation: {
      text,
      command: text,
      document: { file: text, facet: 'policy', content: { [text]: text } },
    },
    verify: text,
    fingerprint: fingerprint(1),
    baselineState: 'new',
  };
  const missing = [{ facet: 'cors', cause: 'denied', call: text, permission: text, detail: text }] as const;
  return [
    finding,
    { ...finding, targetId: 'byob.yaml', fingerprint: fingerprint(2) },
    {
      ...finding,
      ruleId: 'https-only',
      fingerprint: fingerprint(3),
      waiver: { reason: text, owner: text, expires: '2026-12-01' },
    },
    { ruleId: 'bucket-grants-wandb', kind: 'open', severity: 'high', targetId, message: text, missing },
    { ruleId: 'bucket-grants-wandb', kind: 'open', severity: 'high', targetId, message: text },
    { ruleId: 'evidence-readable', kind: 'notApplicable', targetId, message: text },
  ];
}
