// Secrets made up for one run, and a search for them in whatever disguise an output could give them.

import { generateKeyPairSync, randomBytes } from 'node:crypto';

/** A made-up secret and the place it was put into. */
export interface Canary {
  readonly place: string;
  readonly value: string;
}

/** 44 characters of base64 with the characters that encodings change. */
export function canaryText(): string {
  const text = randomBytes(33).toString('base64');
  return `${text.slice(0, 13)}/${text.slice(14, 29)}+${text.slice(30)}`;
}

/** Letters and digits, for places that take nothing else: names of keys, tokens in headers, parts of web addresses. */
export function canaryWord(): string {
  return `W${randomBytes(16).toString('hex')}`;
}

/** A private key that signs; its canary is a line out of its middle. */
export function canaryKey(): { readonly pem: string; readonly line: string } {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { pem: privateKey, line: privateKey.split('\n')[5] as string };
}

/** A piece of this length is as good as the whole for whoever guesses, and too long to stand somewhere by chance. */
const PIECE = 12;
const STEP = 4;

const ENTITIES: Readonly<Record<string, string>> = {
  '+': '&#43;',
  '/': '&#47;',
  '=': '&#61;',
};

/** The text as it is, percent-encoded (once, twice, in lower case), in base64 and hex, JSON-, HTML- and Markdown-escaped. */
function formsOf(text: string): string[] {
  const percent = encodeURIComponent(text);
  const bytes = Buffer.from(text);
  // What stands before the text moves its base64 by a byte or two; the ends depend on the neighbours.
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .slice(4, -4),
  );
  return [
    text,
    percent,
    percent.replace(/%../g, (code) => code.toLowerCase()),
    encodeURIComponent(percent),
    encodeURI(text),
    ...base64,
    ...base64.map((encoded) => encoded.replaceAll('+', '-').replaceAll('/', '_')),
    bytes.toString('hex'),
    JSON.stringify(text).slice(1, -1),
    text.replaceAll('/', '\\/'),
    text.replace(/[+/=]/g, (mark) => ENTITIES[mark] ?? mark),
    text.replace(/[+/=]/g, (mark) => `\\${mark}`),
  ];
}

function piecesOf(form: string): string[] {
  const pieces: string[] = [];
  for (let at = 0; at + PIECE <= form.length; at += STEP) pieces.push(form.slice(at, at + PIECE));
  return pieces;
}

/** A function that names the canaries of which a piece stands in a text, with the place where they were put. */
export function searchFor(canaries: readonly Canary[]): (text: string) => string[] {
  const places = new Map<string, string>();
  for (const { place, value } of canaries) {
    if (value.length < PIECE + STEP)
      throw new Error(`the canary of ${place} is too short to be told from chance`);
    for (const form of formsOf(value)) {
      for (const piece of piecesOf(form)) places.set(piece, place);
    }
  }
  return (text) => {
    const found = new Set<string>();
    for (let at = 0; at + PIECE <= text.length; at++) {
      const place = places.get(text.slice(at, at + PIECE));
      if (place !== undefined) found.add(place);
    }
    return [...found];
  };
}
