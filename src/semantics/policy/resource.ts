// Whether a statement's Resource or NotResource covers what is asked, wildcards on both sides.

import type { JsonObject } from '../../model/json.ts';
import { globContains, globMatches, globsOverlap } from '../glob.ts';
import type { ContextReader } from './context.ts';
import { textsOf } from './document.ts';
import type { Truth } from './truth.ts';
import { any, not } from './truth.ts';
import { literalText, resolveVariables } from './variables.ts';

/** `all`: an Allow must contain every asked resource. `part`: a Deny bites where it overlaps. */
export type Cover = 'all' | 'part';

export function matchesResource(
  { Resource, NotResource }: JsonObject,
  asked: string,
  cover: Cover,
  version: string,
  context: ContextReader,
): Truth {
  const one = (text: string, how: Cover): Truth => {
    const resolved = resolveVariables(text, version, context);
    if (resolved === 'unknown') return 'unknown';
    return resolved !== undefined && covers(resolved.pattern, asked, how);
  };
  if (Resource !== undefined) return any(textsOf(Resource).map((text) => one(text, cover)));
  if (NotResource === undefined) return false;
  // The complement contains what is asked where nothing listed overlaps it, and overlaps it where nothing listed contains it.
  const other: Cover = cover === 'all' ? 'part' : 'all';
  const texts = textsOf(NotResource);
  // A variable that cannot be resolved makes the statement match nothing.
  if (texts.some((text) => resolveVariables(text, version, context) === undefined)) return false;
  return not(any(texts.map((text) => one(text, other))));
}

function covers(pattern: string, asked: string, cover: Cover): boolean {
  if (!/[*?]/.test(asked)) return globMatches(pattern, literalText(asked));
  return cover === 'all' ? globContains(pattern, asked) : globsOverlap(pattern, asked);
}
