// What is left of a message that quotes a secret.

import { expect, test } from 'vitest';
import { withoutSecrets } from '../../src/cli/without-secrets.ts';

const ENV = {
  AWS_SECRET_ACCESS_KEY: 'abc/def+ghi',
  GITHUB_TOKEN: 'abc/def+ghi-and-more',
  AZURE_STORAGE_KEY: 'bWF5IHdyaXRl',
  AWS_WEB_IDENTITY_TOKEN_FILE: '/var/run/token-file',
  MINIO_PASSWORD: 'short',
  HOME: '/home/somebody',
};

test.each([
  ['s3://AKIA:se/cr@et@host/acme: no such file', 's3://[redacted]@host/acme: no such file'],
  [
    "unknown option '--buckte=cw://K:S@acme.cwobject.com'",
    "unknown option '--buckte=cw://[redacted]@acme.cwobject.com'",
  ],
  ['got 1: s3://AKIA:secret.', 'got 1: s3://[redacted]'],
  ['https://me:pw@acme.example is wrong', 'https://[redacted]@acme.example is wrong'],
  ['https://a.example/c?sv=1&sig=x%2By: no', 'https://a.example/c?[redacted] no'],
  ['Bearer abc/def+ghi-and-more and abc/def+ghi', 'Bearer [redacted] and [redacted]'],
  ['x=abc%2Fdef%2Bghi', 'x=[redacted]'],
  ['SharedKey acme:bWF5IHdyaXRl', 'SharedKey acme:[redacted]'],
])('%s', (text, shown) => {
  expect(withoutSecrets(text, ENV)).toBe(shown);
});

test.each([
  's3://acme-wandb/teams: no such bucket',
  's3://minio.acme.example:9000/acme stays',
  'at file:///srv/app/node_modules/@aws-sdk/client-s3/index.js:1:2',
  'in short, /var/run/token-file and /home/somebody',
  'write KEY:SECRET@HOST/BUCKET',
])('%s', (text) => {
  expect(withoutSecrets(text, ENV)).toBe(text);
});
