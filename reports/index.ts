// All formats, in the order in which they are offered.

import type { Format } from '../src/model/format.ts';
import html from './html.ts';
import json from './json.ts';
import sarif from './sarif.ts';
import text from './text.ts';

export const FORMATS: readonly Format[] = [text, json, sarif, html];
