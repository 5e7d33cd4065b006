// The W&B server is new enough for CoreWeave.

import type { Violation } from '../../src/model/rule.ts';
import { defineRule, notApplicable, open } from '../../src/model/rule.ts';
import { COREWEAVE_VERSIONS } from '../../src/wandb/availability.ts';
import { GUIDE } from './address-lines.ts';

const { server, chart } = COREWEAVE_VERSIONS;

export default defineRule({
  id: 'coreweave-server-version',
  severity: 'high',
  providers: ['coreweave'],
  messages: {
    tooOld: `W&B server {{version}} knows no CoreWeave storage; it came with ${server.minimum}.`,
    undocumented: {
      severity: 'medium',
      text: `W&B server {{version}} is older than ${server.documented}, which the guide asks for.`,
    },
    chart: {
      severity: 'medium',
      text: `Helm chart {{version}} is older than ${chart.documented}, which the guide asks for on Self-Managed.`,
    },
  },
  docs: {
    title: 'The W&B server is new enough for CoreWeave',
    why: 'Older servers do not know the scheme cw:// or handle it incompletely: the provider does not appear when a team is created.',
    references: [GUIDE, 'https://github.com/wandb/server/releases'],
    verify: {},
    remediation: {
      coreweave: () => ({
        text: `Upgrade to W&B server ${server.documented} or later, on Self-Managed with Helm chart ${chart.documented} or later (Dedicated Cloud: ask W&B support), then correct \`serverVersion\` and \`chartVersion\` in the fleet file.`,
      }),
    },
  },
  check(_, { deployment: { type, serverVersion, chartVersion } }) {
    if (type === 'multi-tenant') return notApplicable('W&B runs the server of Multi-tenant Cloud itself');
    const declaredChart = type === 'dedicated' ? undefined : chartVersion;
    if (serverVersion === undefined && declaredChart === undefined) {
      return notApplicable('`serverVersion` is not declared');
    }
    const unread = [serverVersion, declaredChart].find(
      (text) => text !== undefined && versionOf(text) === undefined,
    );
    if (unread !== undefined) return open('a declared version is no version, like "0.73.0"');
    const violations: Violation[] = [];
    if (serverVersion !== undefined && isOlder(serverVersion, server.documented)) {
      const messageId = isOlder(serverVersion, server.minimum) ? 'tooOld' : 'undocumented';
      violations.push({ messageId, data: { version: serverVersion } });
    }
    if (declaredChart !== undefined && isOlder(declaredChart, chart.documented)) {
      violations.push({ messageId: 'chart', data: { version: declaredChart } });
    }
    return violations;
  },
});

function versionOf(text: string): readonly number[] | undefined {
  const [, ...parts] = /^v?(\d{1,6})\.(\d{1,6})(?:\.(\d{1,6}))?(?:[-+].*)?$/.exec(text.trim()) ?? [];
  return parts.length === 0 ? undefined : parts.map((part) => Number(part ?? 0));
}

function isOlder(text: string, than: string): boolean {
  const [a = [], b = []] = [versionOf(text), versionOf(than)];
  const differing = b.findIndex((part, i) => part !== (a[i] ?? 0));
  return differing !== -1 && (a[differing] ?? 0) < (b[differing] ?? 0);
}
