// Whether a statement's Resource or NotResource covers what is asked, wildcards on both sides.

import type { JsonObject } from '../../model/json.ts';
import type { ContextReader } from './context.ts';
import { covers, otherCover } from './cover.ts';
import type { Cover } from './cover.ts';
import { textsOf } from './document.ts';
import type { Truth } from './truth.ts';
import { any, not } from './truth.ts';
import { resolveVariables, widest } from './variables.ts';

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
  // Whatever an unknown value is, it matches no more than a star in its place.
  const possible = (text: string): Truth => {
    const truth = one(text, cover);
    return truth === 'unknown' && !covers(widest(text), asked, cover) ? false : truth;
  };
  if (Resource !== undefined) return any(textsOf(Resource).map(possible));
  if (NotResource === undefined) return false;
  const texts = textsOf(NotResource);
  // A variable that cannot be resolved makes the statement match nothing.
  if (texts.some((text) => resolveVariables(text, version, context) === undefined)) return false;
  return not(any(texts.map((text) => one(text, otherCover(cover)))));
}
