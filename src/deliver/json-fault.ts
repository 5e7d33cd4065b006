// Why a text is no JSON, without quoting it: whoever gives the wrong file may have given one with keys in it.

import { oneLine } from './one-line.ts';

/** V8's message without the piece of the text that it quotes behind a comma. */
export function jsonFault(error: unknown): string {
  return oneLine((error as SyntaxError).message.replace(/,? (?:\.\.\.)?".*$/s, ''));
}
