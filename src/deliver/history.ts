// The history file: one line a run, JSON Lines, the trend of a fleet.

import { Ajv2020 } from 'ajv/dist/2020.js';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import reportSchema from '../../schema/report.schema.json' with { type: 'json' };
import type { HistoryPoint } from '../model/report.ts';

/** Runs that a report carries: a quarter of nightly ones. The file keeps all. */
const POINTS = 90;

export interface History {
  /** Oldest first, the newest 90. */
  readonly points: readonly HistoryPoint[];
  /** Numbers of lines that hold no run, counted from 1: cut short, or of something else. */
  readonly faulty: readonly number[];
}

/** Reads a history file; one that is not there yet is empty. Throws what the file system throws. */
export async function readHistory(path: string): Promise<History> {
  const text = await readText(path);
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

/** Adds a run as one line, in one write: a line that was cut short before stays alone. Throws what the file system throws. */
export async function appendHistory(path: string, point: HistoryPoint): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const before = await readText(path);
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  await appendFile(path, `${gap}${JSON.stringify(point)}\n`);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
