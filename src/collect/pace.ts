// How fast an endpoint is asked: as fast as it goes, until it refuses; then at the rate that it was seen to answer.

/** The pace of one endpoint. Times are milliseconds of one clock. */
export interface Pace {
  /** How long the next call waits. */
  readonly wait: (now: number) => number;
  /** A call goes; what comes back is told with the round that this gives. */
  readonly sent: (now: number) => number;
  /** A call was answered, or refused because there were too many. */
  readonly answered: (round: number, refused: boolean, now: number) => void;
}

/** Calls a second below which no endpoint is asked, whatever it refuses. */
const SLOWEST = 10;
/** Of what was answered a second: just under it the endpoint refuses nothing. */
const UNDER = 0.97;
/** A timer is late by about as much: what it missed is caught up. */
const CREDIT_MS = 15;
/** A round is judged after so many answers, some of them refusals, or many, or a while. */
const ROUND = {
  answers: 50,
  refusals: 4,
  most: 150,
  longestMs: 1000,
  longestTrialMs: 5000,
  fewest: 8,
} as const;
/** By how much a pace grows after a round without refusals: from little, more and more while all is well. */
const STEP = { least: 0.005, most: 0.1, growth: 1.25 } as const;
/** Of the answers: so few refusals need no answer. */
const SLIGHT = 0.01;
/** How many times what is asked a pace may be before it is none. */
const UNBOUND = 4;
/** How long refusals that do not depend on the pace are put up with before that is looked at again: so long, and so many times what it took to see. */
const PATIENCE = { ms: 5000, times: 10 } as const;

interface Round {
  readonly number: number;
  readonly begun: number;
  sent: number;
  answers: number;
  refusals: number;
}

/** What a slower pace was tried against. */
interface Trial {
  readonly share: number;
  /** The pace before the first of the rounds that did not help. */
  readonly rate: number;
  /** When the first of them was over. */
  readonly since: number;
  /** It is at least the second one, and the last changed nothing. */
  readonly again: boolean;
}

/**
 * Refusals have two reasons. An endpoint that allows so many calls a second answers that many whatever it is asked: the
 * calls that it answered a second are the pace to go at. One that refuses at random (a share of it is overloaded) refuses the
 * same share at any pace: there slowing down only loses time. Which it is shows in the round after the pace was lowered.
 */
export function createPace(): Pace {
  let rate = Infinity;
  let nextAt = 0;
  let round: Round = roundOf(0, 0);
  let trial: Trial | undefined;
  /** Share of refusals that is put up with, and until when. */
  let tolerated = SLIGHT;
  let toleratedUntil = 0;
  let step: number = STEP.most;

  const goAt = (wanted: number, now: number): void => {
    rate = wanted;
    nextAt = now;
    round = roundOf(round.number + 1, now);
  };

  function judge(now: number): void {
    const { answers, refusals, begun, sent } = round;
    const share = refusals / answers;
    const asked = Math.min(rate, (sent * 1000) / Math.max(1, now - begun));
    if (now > toleratedUntil) tolerated = SLIGHT;
    if (share <= tolerated) {
      trial = undefined;
      // What is put up with is no reason to go faster.
      if (share > SLIGHT) return goAt(rate, now);
      // A pace that nobody keeps up with is none.
      // A short round tells little: a small step then.
      const grown = step > STEP.most ? step : step * Math.min(1, answers / ROUND.most);
      goAt(rate > UNBOUND * asked ? Infinity : rate * (1 + grown), now);
      step = Math.max(step, Math.min(STEP.most, step * STEP.growth));
      return;
    }
    const unchanged = trial !== undefined && isAsBefore(share, trial.share);
    const before = trial?.rate ?? rate;
    if (unchanged && trial?.again === true) {
      tolerated = withChance(Math.max(share, trial.share));
      toleratedUntil = now + Math.max(PATIENCE.ms, PATIENCE.times * (now - trial.since));
      trial = undefined;
      goAt(before, now);
      return;
    }
    tolerated = SLIGHT;
    const since = trial?.since ?? now;
    const first = trial === undefined;
    trial = { share, rate: before, since, again: unchanged };
    const answered = Math.max(1, answers - refusals) / answers;
    const slower = Math.max(SLOWEST, UNDER * asked * answered);
    const cut = 1 - slower / asked;
    // A steep cut is a guess: back as steeply until it refuses again.
    step = Math.max(cut > 0.5 ? cut : cut / 8, first ? STEP.least : step);
    goAt(slower, now);
  }

  return {
    wait: (now) => (rate === Infinity ? 0 : Math.max(0, nextAt - now)),
    sent(now) {
      if (round.begun === 0) round = roundOf(round.number, now);
      round.sent++;
      if (rate !== Infinity) nextAt = Math.max(nextAt, now - CREDIT_MS) + 1000 / rate;
      return round.number;
    },
    answered(number, refused, now) {
      if (number !== round.number) return;
      round.answers++;
      if (refused) round.refusals++;
      if (isOver(round, now, trial, tolerated > SLIGHT)) judge(now);
    },
  };
}

/** Whether a round tells enough. A trial must be as long as it takes to see whether what it was made for is still so. */
function isOver(
  { answers, refusals, begun }: Round,
  now: number,
  trial: Trial | undefined,
  tolerant: boolean,
): boolean {
  if (answers < ROUND.fewest) return false;
  if (!tolerant && 3 * refusals > 2 * answers) return true;
  const ms = now - begun;
  if (trial !== undefined) return answers * trial.share >= 2 * ROUND.refusals || ms >= ROUND.longestTrialMs;
  if (answers >= ROUND.most || ms >= ROUND.longestMs) return true;
  return answers >= ROUND.answers && refusals >= ROUND.refusals && refusals >= 0.1 * answers;
}

function roundOf(number: number, begun: number): Round {
  return { number, begun, sent: 0, answers: 0, refusals: 0 };
}

/** A share, and as much as it varies by chance from round to round (three standard deviations). */
function withChance(share: number): number {
  return share + 3 * Math.sqrt((share * (1 - share)) / ROUND.answers);
}

/** Slowing down changed nothing: neither was it of use, nor did it show that the endpoint allows even less. */
function isAsBefore(share: number, before: number): boolean {
  return share <= 0.5 && share > before / 2 && share <= before + 0.15 * (1 - before);
}
