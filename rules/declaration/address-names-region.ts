// The storage address names the region the bucket is in.

import type { RemediationContext, Violation } from '../../src/model/rule.ts';
import { defineRule, notApplicable, open } from '../../src/model/rule.ts';
import { perProvider } from '../views/per-provider.ts';
import { s3api } from '../views/s3-documents.ts';
import { GUIDE, PLAIN_NAME, rewriteAddress } from './address-lines.ts';

export default defineRule({
  id: 'address-names-region',
  severity: 'high',
  providers: ['aws', 's3-compatible'],
  considers: ['location'],
  messages: {
    missing: 'The storage address {{address}} lacks region=, which is mandatory for S3-compatible stores.',
    missingAws: {
      severity: 'medium',
      text: 'The storage address {{address}} lacks region=: W&B reaches the bucket only where its own AWS_REGION is the region of the bucket, which cannot be seen from here.',
    },
    differs: 'The storage address says region={{region}}, the bucket is in {{location}}.',
    hostDiffers:
      'The host {{host}} of the storage address is an endpoint of {{region}}, the bucket is in {{location}}.',
  },
  docs: {
    title: "The storage address names the bucket's region",
    why: 'Requests are signed for a region. A missing or wrong one makes the store answer with a redirect or AuthorizationHeaderMalformed, and pre-signed URLs fail in the browser.',
    references: [GUIDE, 'https://docs.aws.amazon.com/general/latest/gr/s3.html'],
    verify: {
      aws: (target) => s3api(target, 'get-bucket-location'),
      's3-compatible': (target) => s3api(target, 'get-bucket-location'),
    },
    remediation: perProvider(['aws', 's3-compatible'], (context) =>
      rewriteAddress(context.target, "Name the bucket's region in the address.", regionOf(context)),
    ),
  },
  check({ location }, { provider, address }) {
    if (address.form === 'plain') return notApplicable(PLAIN_NAME);
    const { region, host } = address;
    const violations: Violation[] = [];
    if (region === undefined) {
      const messageId = provider === 'aws' ? 'missingAws' : 'missing';
      violations.push({ messageId, data: { address: address.text }, key: 'address' });
    }
    const hostRegion = provider === 'aws' ? regionOfHost(host) : undefined;
    const actual = location.status === 'known' ? location.value.region : undefined;
    const place = { facet: 'location', path: '/region', key: 'address' } as const;
    if (actual !== undefined && region !== undefined && isOther(provider, region, actual)) {
      violations.push({ messageId: 'differs', data: { region, location: actual }, ...place });
    }
    if (actual !== undefined && hostRegion !== undefined && hostRegion !== actual) {
      const data = { host: host ?? '', region: hostRegion, location: actual };
      violations.push({ messageId: 'hostDiffers', data, ...place });
    }
    if (violations.length > 0 || location.status !== 'unreadable') return violations;
    return open('the region in the address cannot be compared: the location of the bucket could not be read');
  },
});

/** Stores that know no regions answer an empty location, which S3's API defines as us-east-1: no contradiction there. */
function isOther(provider: string, declared: string, actual: string): boolean {
  return declared !== actual && !(provider === 's3-compatible' && actual === 'us-east-1');
}

/** `s3.eu-west-1.amazonaws.com`, `acme.s3.dualstack.eu-west-1.amazonaws.com`: eu-west-1; https://docs.aws.amazon.com/general/latest/gr/s3.html */
function regionOfHost(host: string | undefined): string | undefined {
  return /(?:^|\.)s3(?:-fips)?[.-](?:dualstack\.)?([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com/i.exec(
    host ?? '',
  )?.[1];
}

function regionOf({ readings, target }: RemediationContext): string | undefined {
  const { location } = readings;
  return location?.status === 'known' && target.provider === 'aws' ? location.value.region : undefined;
}
