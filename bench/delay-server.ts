// A store that answers every read of a healthy bucket after a fixed delay, at as little CPU as node allows.
// Run as a child process: `node bench/delay-server.ts DELAY_MS`; it sends the environment that points an audit at it, and its counts when asked.

import { createServer } from 'node:http';

const delayMs = Number(process.argv[2] ?? 50);
const XMLNS = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
const PRINCIPAL = 'arn:aws:iam::830241207209:root';

/** Answers by the sub-resource in the query; status 404 with an error code for "not configured". */
const ANSWERS: Readonly<
  Record<string, { readonly operation: string; readonly status?: number; readonly body: string }>
> = {
  location: {
    operation: 'GetBucketLocation',
    body: `<LocationConstraint ${XMLNS}>eu-west-1</LocationConstraint>`,
  },
  cors: {
    operation: 'GetBucketCors',
    body: `<CORSConfiguration ${XMLNS}><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod><AllowedMethod>HEAD</AllowedMethod><AllowedMethod>PUT</AllowedMethod><AllowedHeader>*</AllowedHeader><ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>3000</MaxAgeSeconds></CORSRule></CORSConfiguration>`,
  },
  policy: {
    operation: 'GetBucketPolicy',
    body: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Sid: 'W', Effect: 'Allow', Principal: { AWS: PRINCIPAL }, Action: 's3:*', Resource: '*' },
      ],
    }),
  },
  publicAccessBlock: {
    operation: 'GetPublicAccessBlock',
    body: `<PublicAccessBlockConfiguration ${XMLNS}><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>`,
  },
  encryption: {
    operation: 'GetBucketEncryption',
    body: `<ServerSideEncryptionConfiguration ${XMLNS}><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>`,
  },
  lifecycle: {
    operation: 'GetBucketLifecycleConfiguration',
    status: 404,
    body: errorBody('NoSuchLifecycleConfiguration'),
  },
  versioning: {
    operation: 'GetBucketVersioning',
    body: `<VersioningConfiguration ${XMLNS}><Status>Enabled</Status></VersioningConfiguration>`,
  },
  'object-lock': {
    operation: 'GetObjectLockConfiguration',
    status: 404,
    body: errorBody('ObjectLockConfigurationNotFoundError'),
  },
  ownershipControls: {
    operation: 'GetBucketOwnershipControls',
    body: `<OwnershipControls ${XMLNS}><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>`,
  },
  acl: {
    operation: 'GetBucketAcl',
    body: `<AccessControlPolicy ${XMLNS}><Owner><ID>o</ID></Owner><AccessControlList/></AccessControlPolicy>`,
  },
  requestPayment: {
    operation: 'GetBucketRequestPayment',
    body: `<RequestPaymentConfiguration ${XMLNS}><Payer>BucketOwner</Payer></RequestPaymentConfiguration>`,
  },
  logging: { operation: 'GetBucketLogging', body: `<BucketLoggingStatus ${XMLNS}/>` },
  'intelligent-tiering': {
    operation: 'ListBucketIntelligentTieringConfigurations',
    body: `<ListBucketIntelligentTieringConfigurationsOutput ${XMLNS}><IsTruncated>false</IsTruncated></ListBucketIntelligentTieringConfigurationsOutput>`,
  },
};
const HEAD = { operation: 'HeadBucket', body: '' };
const LIST = {
  operation: 'ListObjectsV2',
  body: `<ListBucketResult ${XMLNS}><Name>b</Name></ListBucketResult>`,
};
const STS = {
  operation: 'GetCallerIdentity',
  body: '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/bench</Arn><UserId>U</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
};

function errorBody(code: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message><RequestId>R</RequestId></Error>`;
}

const counts: Record<string, number> = {};
let inFlight = 0;
let mostInFlight = 0;

const server = createServer({ keepAlive: true }, (request, response) => {
  const query = (request.url ?? '').split('?')[1] ?? '';
  const key =
    query
      .split('&')
      .find((part) => ANSWERS[part.split('=')[0] ?? ''] !== undefined)
      ?.split('=')[0] ?? '';
  const answer =
    request.method === 'POST'
      ? STS
      : request.method === 'HEAD'
        ? HEAD
        : (ANSWERS[key] ?? (query.includes('publicAccessBlock') ? ANSWERS['publicAccessBlock'] : LIST));
  counts[answer?.operation ?? ''] = (counts[answer?.operation ?? ''] ?? 0) + 1;
  mostInFlight = Math.max(mostInFlight, ++inFlight);
  request.resume();
  setTimeout(() => {
    inFlight--;
    const status = answer !== undefined && 'status' in answer ? (answer.status ?? 200) : 200;
    const body = answer?.body ?? '';
    response.writeHead(status, {
      'content-type': key === 'policy' ? 'application/json' : 'application/xml',
      'x-amz-bucket-region': 'eu-west-1',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  }, delayMs);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', 4096, () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  process.send?.({
    env: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: 'AKIABENCH',
      AWS_SECRET_ACCESS_KEY: 'bench',
      AWS_REGION: 'eu-west-1',
    },
  });
});
process.on('message', () => process.send?.({ counts, mostInFlight }));
process.on('disconnect', () => process.exit(0));
