// Text from outside (a file, a service's answer) made fit for one line of a terminal.

/** Control characters become blanks, and 200 characters are enough. */
export function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is taken out
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ').slice(0, 200);
}
