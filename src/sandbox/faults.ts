// Scripted faults: what a broken or hostile world answers instead.

import type { ServerResponse } from 'node:http';
import { refuse } from './answer.ts';
import type { Answer } from './answer.ts';
import { redirectTo } from './cloud.ts';
import type { Cloud } from './cloud.ts';
import type { Asked } from './request.ts';
import { listingOf } from './s3.ts';
import { respond } from './respond.ts';
import type { Fault } from './world.ts';

/** What faults of every cloud are picked by. */
interface Scripted {
  readonly bucket?: string;
  readonly operation?: string;
  readonly times?: number;
}

/** Takes the first fault that matches, counting `times` down. */
export function faultPicker<F extends Scripted>(
  faults: readonly F[],
): (asked: Pick<Scripted, 'operation' | 'bucket'>) => F | undefined {
  const left = new Map(faults.map((fault) => [fault, fault.times ?? Infinity]));
  return ({ operation, bucket }) => {
    const fault = faults.find(
      (f) =>
        (f.operation === undefined || f.operation === operation) &&
        (f.bucket === undefined || f.bucket === bucket) &&
        (left.get(f) ?? 0) > 0,
    );
    if (fault !== undefined) left.set(fault, (left.get(fault) ?? 0) - 1);
    return fault;
  };
}

/** Where a redirect leads: never where the client is, so that one without end is a loop. */
const FAR = ['eu-north-1', 'ap-south-1'] as const;

/** The answer of a fault, or undefined where it broke the connection instead. */
export function answerFault(
  { kind, status = 200 }: Fault,
  asked: Asked,
  cloud: Cloud,
  response: ServerResponse,
): Answer | undefined {
  switch (kind) {
    case 'denied':
      return cloud.deny(asked);
    case 'slowDown':
    case 'internalError':
    case 'clockSkew':
    case 'expired':
    case 'notImplemented':
      return refuse(kind, asked);
    case 'redirect':
      return redirectTo(asked.signature?.region === FAR[0] ? FAR[1] : FAR[0], asked.bucket ?? '');
    case 'html':
      return status === 200 ? SIGN_IN : BAD_GATEWAY;
    case 'wrongDocument':
      return listingOf(asked.bucket ?? '', new URLSearchParams());
    case 'truncate':
      breakOff(cloud.answer(asked), asked, response);
      return undefined;
    case 'reset':
      response.socket?.destroy();
      return undefined;
    case 'hang':
      // Never answered; the connection ends when the sandbox does.
      return undefined;
  }
}

const HTML = { 'content-type': 'text/html' };
const SIGN_IN: Answer = {
  status: 200,
  body: '<!DOCTYPE html><html><body>Sign in</body></html>',
  headers: HTML,
};
const BAD_GATEWAY: Answer = {
  status: 502,
  body: '<html><body><h1>502 Bad Gateway</h1></body></html>',
  headers: HTML,
};

/** Promises the whole body, sends half of it, and closes. */
function breakOff(answer: Answer, asked: Asked, response: ServerResponse): void {
  const body = Buffer.from(answer.body);
  const headers = { ...answer.headers, 'content-length': String(body.length) };
  respond({ ...answer, headers }, asked, response, () => {
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
  });
}
