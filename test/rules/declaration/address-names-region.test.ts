import addressNamesRegion from '../../../rules/declaration/address-names-region.ts';
import { testRule } from '../test-rule.ts';
import { full } from './addresses.ts';

testRule(addressNamesRegion, {
  pass: [
    {
      name: 'the same',
      provider: 'aws',
      target: full({ region: 'eu-west-1' }),
      facets: { location: { region: 'eu-west-1' } },
    },
    {
      name: 'the same of a store',
      provider: 's3-compatible',
      target: full({ region: 'us-east-1' }),
      facets: { location: { region: 'us-east-1' } },
    },
  ],
  fail: [
    {
      name: 'missing',
      provider: 'aws',
      target: full(),
      facets: { location: { region: 'eu-west-1' } },
      violations: [{ messageId: 'missingAws', severity: 'medium' }],
    },
    {
      name: 'another',
      provider: 'aws',
      target: full({ region: 'us-east-1' }),
      facets: { location: { region: 'eu-west-1' } },
      violations: ['differs'],
    },
    {
      name: 'the host’s',
      provider: 'aws',
      target: full({ region: 'eu-west-1', host: 's3.us-west-2.amazonaws.com' }),
      facets: { location: { region: 'eu-west-1' } },
      violations: ['hostDiffers'],
    },
    {
      name: 'missing of a store',
      provider: 's3-compatible',
      target: full(),
      facets: { location: { region: 'us-east-1' } },
      violations: ['missing'],
    },
  ],
});
