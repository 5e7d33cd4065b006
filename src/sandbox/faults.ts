// Scripted faults: what a broken or hostile world answers instead.

import type { ServerResponse } from 'node:http';
import { errorAnswer } from './s3.ts';
import type { Answer } from './s3.ts';
import { kmsError } from './kms-and-sts.ts';
import type { Fault } from './world.ts';
import { documentOf } from './xml.ts';

/** Takes the first fault that matches, counting `times` down. */
export function faultPicker(
  faults: readonly Fault[],
): (operation: string, bucket: string | undefined) => Fault | undefined {
  const left = new Map(faults.map((fault) => [fault, fault.times ?? Infinity]));
  return (operation, bucket) => {
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

/** The answer of a fault, or undefined where it broke the connection instead. */
export function answerFault({ kind }: Fault, json: boolean, response: ServerResponse): Answer | undefined {
  switch (kind) {
    case 'denied':
      return json
        ? kmsError('AccessDeniedException', 'User is not authorized to perform this operation')
        : errorAnswer(403, 'AccessDenied', 'Access Denied');
    case 'slowDown':
      return errorAnswer(503, 'SlowDown', 'Please reduce your request rate.');
    case 'clockSkew':
      return errorAnswer(
        403,
        'RequestTimeTooSkewed',
        'The difference between the request time and the server time is too large.',
      );
    case 'expired':
      return errorAnswer(400, 'ExpiredToken', 'The provided token has expired.');
    case 'notImplemented':
      return errorAnswer(
        501,
        'NotImplemented',
        'A header you provided implies functionality that is not implemented.',
      );
    case 'redirect':
      return errorAnswer(
        301,
        'PermanentRedirect',
        'Use the specified endpoint.',
        {},
        { 'x-amz-bucket-region': 'eu-north-1' },
      );
    case 'html':
      return {
        status: 200,
        body: '<!DOCTYPE html><html><body>Sign in</body></html>',
        headers: { 'content-type': 'text/html' },
      };
    case 'wrongDocument':
      return { status: 200, body: documentOf('ListBucketResult', { Name: 'b' }) };
    case 'truncate': {
      const body = documentOf('CORSConfiguration', { CORSRules: [] });
      response.writeHead(200, { 'content-type': 'application/xml', 'content-length': String(body.length) });
      response.write(body.slice(0, 40), () => response.destroy());
      return undefined;
    }
    case 'reset':
      response.socket?.destroy();
      return undefined;
    case 'hang':
    default:
      // Never answers; the connection ends when the sandbox does.
      return undefined;
  }
}
