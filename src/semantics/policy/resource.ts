// Whether a statement's Resource or NotResource covers what is asked, wildcards on both sides.

import type { JsonObject } from '../../model/json.ts';
import type { ContextReader } from './context.ts';
import { covers, coverTogether, otherCover } from './cover.ts';
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
  const resolved = (text: string) => resolveVariables(text, version, context);
  // Those that are not known, or cannot be resolved, add nothing.
  const together = (texts: readonly string[], how: Cover): Truth =>
    coverTogether(
      texts.flatMap((text) => {
        const known = resolved(text);
        return typeof known === 'object' ? known.pattern : [];
      }),
      asked,
      how,
    );
  if (Resource !== undefined) {
    const texts = textsOf(Resource);
    // Whatever an unknown value is, it matches no more than a star in its place.
    const may = texts.some((text) => resolved(text) === 'unknown' && covers(widest(text), asked, cover));
    return any([together(texts, cover), may && 'unknown']);
  }
  if (NotResource === undefined) return false;
  const texts = textsOf(NotResource);
  // A variable that cannot be resolved makes the statement match nothing.
  if (texts.some((text) => resolved(text) === undefined)) return false;
  const isUnknown = texts.some((text) => resolved(text) === 'unknown');
  return not(any([together(texts, otherCover(cover)), isUnknown && 'unknown']));
}
