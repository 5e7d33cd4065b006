// The bucket's name does not break TLS on virtual-host URLs.

import { defineRule } from '../../src/model/rule.ts';
import { perProvider } from '../views/per-provider.ts';
import { quoted } from '../views/s3-documents.ts';

export default defineRule({
  id: 'bucket-name-tls-safe',
  severity: 'medium',
  providers: ['aws', 's3-compatible'],
  messages: {
    dots: 'The name {{name}} has dots: the wildcard certificate of the store does not cover it on virtual-host URLs.',
  },
  docs: {
    title: "The bucket's name has no dots",
    why: 'A wildcard certificate covers one label. For a name with dots, browsers and SDKs that put the bucket into the host refuse the connection, and pre-signed URLs fail.',
    references: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html',
      'https://github.com/wandb/operator/blob/main/internal/controller/infra/objectstore/pathstyle.go',
    ],
    verify: {
      aws: ({ bucket, region = 'us-east-1' }) =>
        `curl -sSI ${quoted(`https://${bucket}.s3.${region}.amazonaws.com/`)}`,
    },
    remediation: perProvider(['aws', 's3-compatible'], ({ target }) => ({
      text: `Buckets cannot be renamed: create one without dots, e.g. ${target.bucket.replaceAll('.', '-')}, and give W&B that one before any data is in it. Where the store serves path-style URLs, \`forcePathStyle=true\` in the storage address avoids the fault.`,
    })),
  },
  check(_, { provider, bucket, address: { forcePathStyle } }) {
    // W&B addresses custom endpoints path-style unless told otherwise.
    const isPathStyle = forcePathStyle ?? provider === 's3-compatible';
    if (isPathStyle || !bucket.includes('.')) return [];
    return [{ messageId: 'dots', data: { name: bucket }, key: 'address' }];
  },
});
