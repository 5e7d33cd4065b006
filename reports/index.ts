// All formats, in the order in which they are offered.

import type { Format } from '../src/model/format.ts';
import csv from './csv.ts';
import github from './github.ts';
import gitlab from './gitlab.ts';
import html from './html.ts';
import json from './json.ts';
import jsonl from './jsonl.ts';
import junit from './junit.ts';
import markdown from './markdown.ts';
import ocsf from './ocsf.ts';
import sarif from './sarif.ts';
import text from './text.ts';

export const FORMATS: readonly Format[] = [
  text,
  json,
  sarif,
  html,
  markdown,
  junit,
  csv,
  gitlab,
  github,
  ocsf,
  jsonl,
];
