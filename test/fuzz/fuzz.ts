// `npm run fuzz [-- TARGET... SECONDS]`: hostile variations of the seeds through every door, led by coverage.

import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { closeAnswers } from './answers.ts';
import { startCoverage } from './coverage.ts';
import { tried } from './tried.ts';
import { mutated, randomFrom } from './mutate.ts';
import { seedsOf } from './seeds.ts';
import { FUZZ_TARGETS } from './targets.ts';
import type { FuzzTarget } from './targets.ts';

const FOUND = new URL('found/', import.meta.url);
/** Of each target, where the command line does not say. */
const SECONDS = 60;
/** Crashes of one target after which the next one is taken: the first few have the same cause as the rest. */
const MOST_FOUND = 5;

const words = process.argv.slice(2);
const seconds = Number(words.find((word) => /^\d+$/.test(word)) ?? SECONDS);
const names = words.filter((word) => !/^\d+$/.test(word));
const targets = FUZZ_TARGETS.filter(({ name }) => names.length === 0 || names.includes(name));
if (targets.length === 0) throw new Error(`targets: ${FUZZ_TARGETS.map(({ name }) => name).join(', ')}`);

const coverage = await startCoverage();
let found = 0;
for (const target of targets) found += await fuzz(target, Date.now() + seconds * 1000);
closeAnswers();
process.exitCode = found === 0 ? 0 : 1;

/** Tries variations until the time is over; gives the number of inputs that broke something. */
async function fuzz(target: FuzzTarget, until: number): Promise<number> {
  const seed = Date.now() & 0x7fffffff;
  const random = randomFrom(seed);
  const one = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? '';
  const corpus = [...seedsOf(target.name).values()];
  const faults = new Map<string, string>();
  let runs = 0;
  let slowest = 0;
  const attempt = async (text: string): Promise<boolean> => {
    runs++;
    const { fault, ms } = await tried(target, text);
    slowest = Math.max(slowest, ms);
    const isNew = await coverage.isNew();
    if (fault === undefined) return isNew;
    const kind = fault.replace(/[\d"'].*/s, '');
    if (!faults.has(kind)) {
      faults.set(kind, text);
      console.log(`${target.name}: ${keep(target.name, text)}\n  ${fault.slice(0, 1500)}`);
    }
    return false;
  };
  for (const text of seedsOf(target.name).values()) await attempt(text);
  while (Date.now() < until && faults.size < MOST_FOUND) {
    const text = mutated(one(corpus), one(corpus), random);
    if (await attempt(text)) corpus.push(text);
  }
  console.log(
    `${target.name}: ${runs} inputs, ${corpus.length} kept for new coverage, ${coverage.size()} places, slowest ${slowest.toFixed(0)} ms, ${faults.size} faults (seed ${seed})`,
  );
  return faults.size;
}

function keep(name: string, text: string): string {
  mkdirSync(FOUND, { recursive: true });
  const file = new URL(`${name}-${createHash('sha256').update(text).digest('hex').slice(0, 12)}`, FOUND);
  writeFileSync(file, text);
  return file.pathname;
}
