// Chunks of a text in pieces that are worth a write each: a format yields a line at a time.

const CHARACTERS = 64 * 1024;

/** The same text in pieces of about 64 Ki characters. */
export function* gathered(chunks: Iterable<string>): Generator<string> {
  let text = '';
  for (const chunk of chunks) {
    text += chunk;
    if (text.length < CHARACTERS) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}
