// The one place where text from outside (names, Sids, error messages) is made safe to look at.

/**
 * Control characters (line feeds and escape sequences among them), bidirectional controls, zero-width and tag
 * characters and lone surrogates: all that can move the cursor, reorder a line or hide in it.
 */
const UNSEEN =
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

/** `text` in one line with everything unseen written out: `\u202e`, `\u001b`, `\n`. */
export function printable(text: string): string {
  return text.replace(UNSEEN, (character) => {
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    const code = character.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** Like {@link printable} for text whose line breaks are its own: commands, pretty-printed JSON. */
export function printableLines(text: string): string[] {
  return text.split('\n').map(printable);
}
