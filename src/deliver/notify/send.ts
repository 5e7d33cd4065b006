// One HTTP request to a sink: repeated where it is busy, given up where it hangs.

import { setTimeout as wait } from 'node:timers/promises';

export interface Request {
  /** May hold a secret (a Slack webhook is one): it is never part of an error. */
  readonly url: string;
  readonly method: 'GET' | 'PATCH' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether it may be sent again where nobody knows if it arrived; true where not said. */
  readonly repeatable?: boolean;
  /** Rights of the token: told where it is refused, or told that there is nothing. */
  readonly needs?: string;
  readonly signal: AbortSignal;
}

/** A sink did not take what it was given; the message names its host and no more of its address. */
class SinkError extends Error {
  override readonly name = 'SinkError';
}

const ATTEMPTS = 3;
const BACKOFF_MS = [500, 2000] as const;
const CALL_TIMEOUT_MS = 10_000;
const LONGEST_WAIT_MS = 20_000;
/** GitHub answers 404 for what a token may not see, too. */
const REFUSALS: Readonly<Record<number, string>> = {
  401: 'the token is none, or has expired; it needs',
  403: 'the token needs',
  404: 'there is nothing, or the token needs',
};

/** The text of the answer to a request that was taken (2xx). Throws {@link SinkError}. */
export async function send(request: Request): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    const answer = await once(request);
    if ('text' in answer) return answer.text;
    const { error, retry, waitMs = BACKOFF_MS[attempt] ?? 0 } = answer;
    if (!retry || attempt + 1 >= ATTEMPTS || waitMs > LONGEST_WAIT_MS) throw error;
    await wait(waitMs, undefined, { signal: request.signal });
  }
}

type Answer =
  | { readonly text: string }
  | { readonly error: SinkError; readonly retry: boolean; readonly waitMs?: number };

async function once({ url, method, headers, body, repeatable, needs, signal }: Request): Promise<Answer> {
  const host = URL.canParse(url) ? new URL(url).host : 'the sink';
  try {
    const response = await fetch(url, {
      method,
      headers: { 'user-agent': 'byob-audit', ...headers },
      ...(body !== undefined && { body }),
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(CALL_TIMEOUT_MS)]),
    });
    const text = await response.text();
    if (response.ok) return { text };
    const after = Number(response.headers.get('retry-after') ?? Number.NaN);
    const why = needs === undefined ? undefined : REFUSALS[response.status];
    return {
      error: new SinkError(
        `${host} answered ${response.status}${why === undefined ? '' : `: ${why} ${needs}`}`,
      ),
      retry: response.status === 429 || response.status >= 500,
      ...(!Number.isNaN(after) && { waitMs: after * 1000 }),
    };
  } catch (error) {
    const { name, cause } = error as Error;
    const code = (cause as { code?: unknown } | undefined)?.code;
    const reason = name === 'TimeoutError' ? 'no answer in time' : typeof code === 'string' ? code : name;
    return { error: new SinkError(`${host}: ${reason}`), retry: !signal.aborted && repeatable !== false };
  }
}
