// The sub-path is a plain path inside the bucket.

import { PROVIDERS } from '../../src/model/provider.ts';
import { defineRule, notApplicable } from '../../src/model/rule.ts';
import { perProvider } from '../views/per-provider.ts';
import { fleetFile, GUIDE } from './address-lines.ts';

const FAULTS: readonly (readonly [broken: (path: string) => boolean, reason: string])[] = [
  [(path) => path.trimStart().startsWith('/'), 'begins with a slash'],
  [(path) => path.includes('//'), 'has two slashes in a row'],
  [(path) => path.split('/').some((part) => part === '..' || part === '.'), 'has a . or .. segment'],
  [(path) => path.includes('?'), 'has a question mark'],
  [(path) => path.includes('#'), 'has a number sign'],
  [(path) => path.trim() !== path, 'has blanks around it'],
];

export default defineRule({
  id: 'subpath-wellformed',
  severity: 'medium',
  providers: PROVIDERS,
  messages: { malformed: 'The sub-path "{{path}}" {{reasons}}.' },
  docs: {
    title: 'The sub-path is a plain path',
    why: 'Object keys are taken literally: with a leading slash, an empty or a dot segment, W&B writes under another prefix than the one that policies and lifecycle rules name, and a ? or # ends the path where the address is parsed.',
    references: [GUIDE, 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html'],
    verify: {},
    remediation: perProvider(PROVIDERS, ({ target }) => ({
      text: `Write the sub-path plainly, in ${fleetFile(target)} and in W&B: \`path: ${plainPath(target.declaredSubpath ?? 'teams/omega')}\`. Where data lies under the old prefix already, ask W&B support before changing it.`,
    })),
  },
  check(_, { declaredSubpath: path, location }) {
    if (path === undefined) return notApplicable('no sub-path is declared');
    const reasons = FAULTS.filter(([broken]) => broken(path)).map(([, reason]) => reason);
    if (reasons.length === 0) return [];
    const key = location.keys?.['path'] === undefined ? 'address' : 'path';
    return [{ messageId: 'malformed', data: { path, reasons }, key }];
  },
});

function plainPath(path: string): string {
  const parts = path
    .replace(/[?#].*$/s, '')
    .split('/')
    .map((part) => part.trim());
  return parts.filter((part) => part !== '' && part !== '.' && part !== '..').join('/') || 'teams/omega';
}
