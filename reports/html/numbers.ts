// Numbers for people.

/** `17,120`, everywhere the same. */
export function grouped(number: number): string {
  return number.toLocaleString('en-US');
}
