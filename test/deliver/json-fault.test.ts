// Why a text is no JSON, said without the text.

import { expect, test } from 'vitest';
import { jsonFault } from '../../src/deliver/json-fault.ts';

test.each([
  'SECRET',
  '[default]\nkey = SECRET',
  'T=SECRET-and-a-text-that-is-longer-than-v8-quotes-in-whole',
  '{"a": SECRET}',
  '{"a": "x" SECRET}',
  '{SECRET',
  '["SECRET',
  '"SE\nCRET"',
  '"quoted", "SECRET',
  '{"a": 1}SECRET',
  '',
])('%j', (text) => {
  let fault = '';
  try {
    JSON.parse(text);
  } catch (error) {
    fault = jsonFault(error);
  }
  expect(fault).toMatch(/^[A-Z][\w "',:.()[\]{}-]+$/);
  expect(fault).not.toMatch(/SEC|CRET|default/);
});
