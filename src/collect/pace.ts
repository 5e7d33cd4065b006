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
/**
 * By how much a pace grows after a round without refusals: from little, more and more while all is well; never much while it
 * is about what the endpoint was last seen to allow, or what it has saved up meanwhile hides how far beyond it is.
 */
const STEP = { least: 0.005, near: 0.02, most: 0.1, growth: 1.25 } as const;
/** So many times what the endpoint was seen to allow are no longer about that. */
const NEAR = 2;
/** Of the answers: so few refusals need no answer. */
const SLIGHT = 0.01;
/** How many times what is asked a pace may be before it is none. */
const UNBOUND = 4;
/** Of what was asked: so much less shows whether refusals depend on the pace. */
const PROBE = 0.75;
/** How long refusals that do not depend on the pace are put up with before that is looked at again: so long, and so many times what it took to see. */
const PATIENCE = { ms: 5000, times: 10 } as const;

interface Round {
  readonly number: number;
  readonly begun: number;
  sent: number;
  answers: number;
  refusals: number;
}

/** Slower paces, one after the other, and what came of them. */
interface Trial {
  /** The pace before the first of them, and the time. */
  readonly rate: number;
  readonly since: number;
  /** Of all of them and the round before: one alone has too few to tell chance from change. */
  readonly answers: number;
  readonly refusals: number;
  /** The pace that the answers ask for, where the endpoint is asked less only to see what that changes. */
  readonly wanted?: number;
}

/**
 * Refusals have two reasons. An endpoint that allows so many calls a second answers that many whatever it is asked: the
 * calls that it answered a second are the pace to go at. One that refuses at random (a share of it is overloaded) refuses the
 * same share at any pace: there slowing down only loses time. Which it is shows when the pace is lowered, and if that does not
 * help, lowered well below what was answered.
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
  /** The pace at which the endpoint last stopped refusing. */
  let allowed = 0;

  const goAt = (wanted: number, now: number): void => {
    rate = wanted;
    nextAt = now;
    round = roundOf(round.number + 1, now);
  };

  function judge(now: number): void {
    const { answers, refusals, begun, sent } = round;
    const share = shareOf(round);
    const asked = Math.min(rate, (sent * 1000) / Math.max(1, now - begun));
    if (now > toleratedUntil) tolerated = SLIGHT;
    if (share <= tolerated) return wentWell(share, answers, asked, now);
    tolerated = SLIGHT;
    const tried = trial === undefined ? undefined : withRound(trial, round);
    if (tried?.wanted !== undefined && isByChance(tried, share)) {
      tolerated = withChance(shareOf(tried));
      toleratedUntil = now + Math.max(PATIENCE.ms, PATIENCE.times * (now - tried.since));
      trial = undefined;
      return goAt(tried.rate, now);
    }
    const wanted = Math.max(SLOWEST, UNDER * asked * (Math.max(1, answers - refusals) / answers));
    const cut = 1 - wanted / asked;
    // A steep cut is a guess: back as steeply until it refuses again.
    step = Math.max(cut > 0.5 ? cut : cut / 8, tried === undefined ? STEP.least : step);
    if (tried === undefined) {
      trial = { rate, since: now, answers, refusals };
      return goAt(wanted, now);
    }
    trial = { ...tried, wanted: Math.max(wanted, tried.wanted ?? 0) };
    goAt(Math.max(SLOWEST, Math.min(wanted, PROBE * asked)), now);
  }

  function wentWell(share: number, answers: number, asked: number, now: number): void {
    const wanted = trial?.wanted ?? rate;
    if (trial !== undefined) allowed = Math.max(rate, wanted);
    trial = undefined;
    // What is put up with is no reason to go faster.
    if (share > SLIGHT) return goAt(rate, now);
    if (wanted > rate) return goAt(wanted, now);
    // A pace that nobody keeps up with is none.
    // A short round tells little: a small step then.
    const grown = step > STEP.most ? step : step * Math.min(1, answers / ROUND.most);
    goAt(rate > UNBOUND * asked ? Infinity : rate * (1 + grown), now);
    const most = rate < NEAR * allowed ? STEP.near : STEP.most;
    if (step <= STEP.most) step = Math.min(most, step * STEP.growth);
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
  if (trial !== undefined)
    return answers * shareOf(trial) >= 2 * ROUND.refusals || ms >= ROUND.longestTrialMs;
  if (answers >= ROUND.most || ms >= ROUND.longestMs) return true;
  // What is put up with varies most in short rounds.
  if (tolerant) return false;
  return answers >= ROUND.answers && refusals >= ROUND.refusals && refusals >= 0.1 * answers;
}

function roundOf(number: number, begun: number): Round {
  return { number, begun, sent: 0, answers: 0, refusals: 0 };
}

function withRound(trial: Trial, { answers, refusals }: Round): Trial {
  return { ...trial, answers: trial.answers + answers, refusals: trial.refusals + refusals };
}

/** A share, and as much as it varies by chance from round to round (three standard deviations). */
function withChance(share: number): number {
  return share + 3 * Math.sqrt((share * (1 - share)) / ROUND.answers);
}

/** The last round was as all were: slowing down was of no use, nor did it show that even less is allowed. */
function isByChance(trial: Trial, last: number): boolean {
  const all = shareOf(trial);
  return last > all / 2 && last <= all + 0.15 * (1 - all) && last <= 0.5;
}

function shareOf({ answers, refusals }: Pick<Round, 'answers' | 'refusals'>): number {
  return refusals / answers;
}
