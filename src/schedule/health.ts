// A small endpoint for probes: does the schedule live, and is its last good run recent enough?

import type { AddressInfo } from 'node:net';
import type { ScheduleState } from './schedule.ts';

/** What `GET /health` answers. */
export interface Health {
  /** `late`: a run that was due has not ended well. */
  readonly status: 'ok' | 'late';
  /** ISO 8601. */
  readonly nextRun?: string;
  readonly lastRun?: { readonly runId: string; readonly endedAt: string; readonly complete: boolean };
  readonly lastSuccess?: string;
}

export interface HealthBoard {
  readonly update: (state: ScheduleState) => void;
  readonly health: () => Health;
}

/**
 * Follows a schedule. It is late once a run was due longer ago than `patienceMs` (jitter and deadline) and no complete
 * run has ended since; a run with findings is a good run.
 */
export function healthBoard(now: () => Date, patienceMs: number): HealthBoard {
  let state: ScheduleState | undefined;
  let dueSince: Date | undefined;
  let lastSuccess: Date | undefined;
  return {
    update(next) {
      const isGood = next.last?.outcome?.complete === true;
      if (isGood && next.last !== state?.last) lastSuccess = next.last?.endedAt;
      if (dueSince === undefined || (isGood && next.last !== state?.last)) dueSince = next.nextRun;
      state = next;
    },
    health() {
      const isLate = dueSince !== undefined && now().getTime() > dueSince.getTime() + patienceMs;
      const { last, nextRun } = state ?? {};
      return {
        status: isLate ? 'late' : 'ok',
        ...(nextRun !== undefined && { nextRun: nextRun.toISOString() }),
        ...(last !== undefined && {
          lastRun: {
            runId: last.runId,
            endedAt: last.endedAt.toISOString(),
            complete: last.outcome?.complete === true,
          },
        }),
        ...(lastSuccess !== undefined && { lastSuccess: lastSuccess.toISOString() }),
      };
    },
  };
}

export interface HealthServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/**
 * Serves `GET /live` (200 as long as the process answers) and `GET /health` (200, or 503 where it is late). Rejects where
 * the port is taken.
 */
export async function startHealthServer(
  host: string,
  port: number,
  board: HealthBoard,
): Promise<HealthServer> {
  // An import would read all exports of the module at every start, one of which loads a whole fetch.
  const { createServer } = process.getBuiltinModule('node:http');
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0];
    const known = request.method === 'GET' || request.method === 'HEAD';
    const health = board.health();
    const answers: Readonly<Record<string, { status: number; body: object }>> = {
      '/live': { status: 200, body: { status: 'ok' } },
      '/health': { status: health.status === 'ok' ? 200 : 503, body: health },
    };
    const { status, body } = (known ? answers[path ?? ''] : undefined) ?? { status: 404, body: {} };
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(request.method === 'HEAD' ? undefined : `${JSON.stringify(body)}\n`);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
