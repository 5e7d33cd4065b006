// The history file: one line a run, JSON Lines, the trend of a fleet.

import { Ajv2020 } from 'ajv/dist/2020.js';
import reportSchema from '../../schema/report.schema.json' with { type: 'json' };
import type { HistoryPoint } from '../model/report.ts';
import type { ObjectStore } from './stores/store.ts';

/** Runs that a report carries: a quarter of nightly ones. The file keeps all. */
const POINTS = 90;

export interface History {
  /** Oldest first, the newest 90. */
  readonly points: readonly HistoryPoint[];
  /** Numbers of lines that hold no run, counted from 1: cut short, or of something else. */
  readonly faulty: readonly number[];
}

/** Reads a history file; one that is not there yet is empty. Rejects with the store's errors. */
export async function readHistory(store: ObjectStore, key: string): Promise<History> {
  const text = (await store.get(key)) ?? '';
  const isPoint = new Ajv2020({ strict: false }).compile<HistoryPoint>({
    $ref: '#/$defs/historyPoint',
    $defs: reportSchema.$defs,
  });
  const points: HistoryPoint[] = [];
  const faulty: number[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const value = parsed(line);
    if (isPoint(value)) points.push(value);
    else faulty.push(index + 1);
  }
  return { points: points.slice(-POINTS), faulty };
}

/** Adds a run as one line; a line that was cut short before stays alone. Rejects with the store's errors. */
export function appendHistory(store: ObjectStore, key: string, point: HistoryPoint): Promise<void> {
  return store.append(key, JSON.stringify(point));
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
