import subpathWellformed from '../../../rules/declaration/subpath-wellformed.ts';
import { testRule } from '../test-rule.ts';
import { everywhere } from './addresses.ts';

testRule(subpathWellformed, {
  pass: [
    ...everywhere(() => ({
      name: 'plain',
      target: { subpath: 'teams/omega', declaredSubpath: 'teams/omega/' },
    })),
    ...['omega', 'a..b/c.d', 'teams of acme/omega', '.hidden', 'omega~1'].map((path) => ({
      name: path,
      provider: 'aws' as const,
      target: { declaredSubpath: path },
    })),
  ],
  fail: [
    ...everywhere(() => ({
      name: 'two slashes',
      target: { declaredSubpath: 'teams//omega' },
      violations: ['malformed'],
    })),
    ...['a?b', 'a#b', ' omega', 'omega ', 'a/./b', 'omega//', '/'].map((path) => ({
      name: JSON.stringify(path),
      provider: 'aws' as const,
      target: { declaredSubpath: path },
      violations: ['malformed'],
    })),
    { name: 'upwards', provider: 'aws', target: { declaredSubpath: '../omega' }, violations: ['malformed'] },
    {
      name: 'a leading slash',
      provider: 'aws',
      target: { declaredSubpath: '/omega' },
      violations: ['malformed'],
    },
  ],
  notApplicable: [{ name: 'none', provider: 'aws' }],
});
