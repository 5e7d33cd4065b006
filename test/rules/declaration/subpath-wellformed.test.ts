import subpathWellformed from '../../../rules/declaration/subpath-wellformed.ts';
import { testRule } from '../test-rule.ts';
import { everywhere } from './addresses.ts';

testRule(subpathWellformed, {
  pass: everywhere(() => ({
    name: 'plain',
    target: { subpath: 'teams/omega', declaredSubpath: 'teams/omega/' },
  })),
  fail: [
    ...everywhere(() => ({
      name: 'two slashes',
      target: { declaredSubpath: 'teams//omega' },
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
