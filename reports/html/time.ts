// Times for people, always in UTC: the same report reads the same everywhere.

const DAY = 24 * 3600 * 1000;
const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** `24 November 2026` of an ISO 8601 time or date; what is neither stands as it is. */
export function day(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** `02:00 UTC`. */
export function moment(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? '' : `${date.toISOString().slice(11, 16)} UTC`;
}

/** Days from one time to the end of a day: 0 on that very day, negative once it is over. */
export function daysUntil(date: string, from: string): number {
  return Math.floor((Date.parse(`${date.slice(0, 10)}T23:59:59.999Z`) - Date.parse(from)) / DAY);
}
