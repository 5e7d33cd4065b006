// Scripted faults of Google's services.

import type { ServerResponse } from 'node:http';
import { respondAsGoogle, storageError } from './gcs-answer.ts';
import type { GoogleAnswer } from './gcs-answer.ts';
import type { GoogleCloud } from './gcs.ts';
import type { GoogleAsked } from './gcs-request.ts';
import { badToken } from './gcs-tokens.ts';
import type { GoogleFault } from './gcs-world.ts';

/** The answer of a fault, or undefined where it broke the connection instead. */
export function googleFault(
  { kind, retryAfter }: GoogleFault,
  asked: GoogleAsked,
  cloud: GoogleCloud,
  response: ServerResponse,
): GoogleAnswer | undefined {
  if (typeof kind === 'object') return kind;
  const later: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  switch (kind) {
    case 'denied':
      return cloud.deny(asked);
    case 'expired':
      return badToken();
    case 'rateLimit': {
      const message =
        'The project exceeded the rate limit for reading bucket metadata. Please reduce your request rate.';
      return storageError(429, 'rateLimitExceeded', message, later);
    }
    case 'backendError':
      return storageError(500, 'backendError', 'Backend Error');
    case 'unavailable':
      return storageError(503, 'backendError', 'We encountered an internal error. Please try again.', later);
    case 'html':
      return { status: 200, body: '<!DOCTYPE html><html><body>Sign in</body></html>' };
    case 'otherDocument':
      return { status: 200, body: { kind: 'storage#buckets', items: [] } };
    case 'truncate':
      breakOff(cloud.answer(asked), response);
      return undefined;
    case 'reset':
      response.socket?.destroy();
      return undefined;
    case 'hang':
      // Never answered; the connection ends when the sandbox does.
      return undefined;
  }
}

/** Sends half of the body in chunks, as Google does, and closes before the last one. */
function breakOff(answer: GoogleAnswer, response: ServerResponse): void {
  respondAsGoogle(answer, response, (text) => {
    response.write(text.slice(0, Math.floor(text.length / 2)), () => response.destroy());
  });
}
