import addressNamesRegion from '../../../rules/declaration/address-names-region.ts';
import { testRule, unreadable, unsupported } from '../test-rule.ts';
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
    {
      name: 'a store that answers no location, which reads as us-east-1',
      provider: 's3-compatible',
      target: full({ region: 'eu-north' }),
      facets: { location: { region: 'us-east-1' } },
    },
    {
      name: 'a store without locations',
      provider: 's3-compatible',
      target: full({ region: 'eu-north' }),
      facets: { location: unsupported },
    },
    {
      name: "the host's, dual-stack",
      provider: 'aws',
      target: full({ region: 'eu-west-1', host: 'acme.s3.dualstack.eu-west-1.amazonaws.com' }),
      facets: { location: { region: 'eu-west-1' } },
    },
  ],
  fail: [
    {
      name: 'missing, whatever the location is',
      provider: 's3-compatible',
      target: full(),
      facets: { location: unreadable() },
      violations: ['missing'],
    },
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
      name: "the host's",
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
  open: [
    {
      name: 'the location unread',
      provider: 'aws',
      target: full({ region: 'eu-west-1' }),
      facets: { location: unreadable() },
      message: /location/,
    },
  ],
  notApplicable: [{ name: 'a plain name', provider: 'aws', facets: { location: { region: 'eu-west-1' } } }],
});
