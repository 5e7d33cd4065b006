// Lines of text for a terminal: colours, wrapping, hanging indents.

const CODES = {
  critical: '1;31',
  high: '31',
  medium: '33',
  low: '36',
  open: '35',
  clean: '32',
  bold: '1',
  dim: '2',
} as const;

export type Style = keyof typeof CODES;

export type Paint = (style: Style, text: string) => string;

/** ANSI colours, or none. */
export function painter(color: boolean): Paint {
  return (style, text) => (color && text !== '' ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text);
}

/** Breaks printable text at blanks; a word longer than `width` stands alone in its line, so that it can be copied. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** A wrapped paragraph behind a label: the label stands in the first line, the text hangs at `indent`. */
export function hang(
  label: string,
  text: string,
  { indent, width, paint }: { indent: number; width: number; paint?: (text: string) => string },
): string {
  return wrap(text, width - indent)
    .map((line, index) => {
      const lead = index === 0 ? label : '';
      return `${lead}${' '.repeat(Math.max(0, indent - visibleLength(lead)))}${paint?.(line) ?? line}\n`;
    })
    .join('');
}

/** Length without the colours of {@link painter}. */
export function visibleLength(text: string): number {
  // oxlint-disable-next-line no-control-regex -- the colours
  return text.replace(/\u001b\[[\d;]*m/g, '').length;
}
