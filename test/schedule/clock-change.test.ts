// The night the clock goes forward: what it swallows is made up for once, and nothing else is.

import { expect, test } from 'vitest';
import { madeUpAt } from '../../src/schedule/clock-change.ts';

const FROM = new Date('2027-03-27T12:00:00Z');
const UNTIL = new Date('2027-03-29T12:00:00Z');

function at(cron: string, timeZone = 'Europe/Berlin', from = FROM, until = UNTIL): string | undefined {
  return madeUpAt(cron, timeZone, from, until)?.toISOString();
}

test('a time within the hour that is skipped is made up for right after it', () => {
  expect(at('15 2 * * *')).toBe('2027-03-28T01:00:00.000Z');
  expect(at('0 2 28 3 *')).toBe('2027-03-28T01:00:00.000Z');
  expect(at('30 15 2 * * *')).toBe('2027-03-28T01:00:00.000Z');
});

test.each([
  ['15 1 * * *', 'before it'],
  ['0 3 * * *', 'right after it'],
  ['15 * * * *', 'every hour'],
  ['15 2 * * 1', 'another day'],
])('%s (%s) is not', (cron) => expect(at(cron)).toBeUndefined());

test('no clock change, none', () => {
  expect(at('15 2 * * *', 'UTC')).toBeUndefined();
  expect(at('15 2 * * *', 'Asia/Tokyo')).toBeUndefined();
  expect(at('15 2 * * *', 'Europe/Berlin', FROM, new Date('2027-03-27T20:00:00Z'))).toBeUndefined();
});

test('the hour that comes twice in autumn is no skip', () => {
  const [from, until] = [new Date('2026-10-24T12:00:00Z'), new Date('2026-10-26T12:00:00Z')];
  expect(at('15 2 * * *', 'Europe/Berlin', from, until)).toBeUndefined();
});

test('half an hour is skipped on Lord Howe Island', () => {
  const [from, until] = [new Date('2026-10-03T00:00:00Z'), new Date('2026-10-05T00:00:00Z')];
  expect(at('15 2 * * *', 'Australia/Lord_Howe', from, until)).toBe('2026-10-03T15:30:00.000Z');
  expect(at('45 2 * * *', 'Australia/Lord_Howe', from, until)).toBeUndefined();
});
