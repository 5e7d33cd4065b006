// What a healthy account of Amazon answers: the reads of a bucket that scanners make, and the calls about the account around them.

/** One answer; `operation` is the name under which the call is counted. */
export interface Answer {
  readonly operation: string;
  /** 200 where absent. */
  readonly status?: number;
  readonly type?: string;
  readonly body: string;
}

const S3 = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
const ACCOUNT = '111122223333';
const OWNER = `<Owner><ID>${'0'.repeat(63)}1</ID></Owner>`;
const ALL_BLOCKED =
  '<BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets>';
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'W',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::830241207209:root' },
      Action: 's3:*',
      Resource: '*',
    },
  ],
});

function notConfigured(operation: string, code: string): Answer {
  return {
    operation,
    status: 404,
    body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message><RequestId>R</RequestId></Error>`,
  };
}

/** Reads of a bucket, by the sub-resource in the query. */
const BUCKET: ReadonlyMap<string, Answer> = new Map([
  [
    'location',
    {
      operation: 'GetBucketLocation',
      body: `<LocationConstraint ${S3}>eu-west-1</LocationConstraint>`,
    },
  ],
  [
    'cors',
    {
      operation: 'GetBucketCors',
      body: `<CORSConfiguration ${S3}><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod><AllowedMethod>HEAD</AllowedMethod><AllowedMethod>PUT</AllowedMethod><AllowedHeader>*</AllowedHeader><ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>3000</MaxAgeSeconds></CORSRule></CORSConfiguration>`,
    },
  ],
  ['policy', { operation: 'GetBucketPolicy', type: 'application/json', body: POLICY }],
  [
    'policyStatus',
    {
      operation: 'GetBucketPolicyStatus',
      body: `<PolicyStatus ${S3}><IsPublic>false</IsPublic></PolicyStatus>`,
    },
  ],
  [
    'publicAccessBlock',
    {
      operation: 'GetPublicAccessBlock',
      body: `<PublicAccessBlockConfiguration ${S3}>${ALL_BLOCKED}</PublicAccessBlockConfiguration>`,
    },
  ],
  [
    'encryption',
    {
      operation: 'GetBucketEncryption',
      body: `<ServerSideEncryptionConfiguration ${S3}><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>`,
    },
  ],
  ['lifecycle', notConfigured('GetBucketLifecycleConfiguration', 'NoSuchLifecycleConfiguration')],
  [
    'versioning',
    {
      operation: 'GetBucketVersioning',
      body: `<VersioningConfiguration ${S3}><Status>Enabled</Status></VersioningConfiguration>`,
    },
  ],
  ['object-lock', notConfigured('GetObjectLockConfiguration', 'ObjectLockConfigurationNotFoundError')],
  [
    'ownershipControls',
    {
      operation: 'GetBucketOwnershipControls',
      body: `<OwnershipControls ${S3}><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>`,
    },
  ],
  [
    'acl',
    {
      operation: 'GetBucketAcl',
      body: `<AccessControlPolicy ${S3}>${OWNER}<AccessControlList/></AccessControlPolicy>`,
    },
  ],
  [
    'requestPayment',
    {
      operation: 'GetBucketRequestPayment',
      body: `<RequestPaymentConfiguration ${S3}><Payer>BucketOwner</Payer></RequestPaymentConfiguration>`,
    },
  ],
  ['logging', { operation: 'GetBucketLogging', body: `<BucketLoggingStatus ${S3}/>` }],
  [
    'intelligent-tiering',
    {
      operation: 'ListBucketIntelligentTieringConfigurations',
      body: `<ListBucketIntelligentTieringConfigurationsOutput ${S3}><IsTruncated>false</IsTruncated></ListBucketIntelligentTieringConfigurationsOutput>`,
    },
  ],
  ['tagging', notConfigured('GetBucketTagging', 'NoSuchTagSet')],
  ['replication', notConfigured('GetBucketReplication', 'ReplicationConfigurationNotFoundError')],
  ['website', notConfigured('GetBucketWebsite', 'NoSuchWebsiteConfiguration')],
  ['notification', { operation: 'GetBucketNotification', body: `<NotificationConfiguration ${S3}/>` }],
  ['accelerate', { operation: 'GetBucketAccelerateConfiguration', body: `<AccelerateConfiguration ${S3}/>` }],
]);
const HEAD: Answer = { operation: 'HeadBucket', body: '' };
const LIST: Answer = {
  operation: 'ListObjectsV2',
  body: `<ListBucketResult ${S3}><Name>b</Name></ListBucketResult>`,
};

/** Calls about the account at S3's control plane, by the end of the path. */
const CONTROL: ReadonlyMap<string, Answer> = new Map([
  [
    'publicAccessBlock',
    {
      operation: 'account GetPublicAccessBlock',
      body: `<PublicAccessBlockConfiguration>${ALL_BLOCKED}</PublicAccessBlockConfiguration>`,
    },
  ],
  [
    'accesspoint',
    {
      operation: 'ListAccessPoints',
      body: '<ListAccessPointsResult><AccessPointList/></ListAccessPointsResult>',
    },
  ],
  [
    'instances',
    {
      operation: 'ListMultiRegionAccessPoints',
      body: '<ListMultiRegionAccessPointsResult><AccessPoints/></ListMultiRegionAccessPointsResult>',
    },
  ],
]);

/** As an account has them that never opted in to a region. */
const REGIONS = {
  'opt-in-not-required':
    'ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1 eu-central-1 eu-north-1 eu-west-1 eu-west-2 eu-west-3 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2',
  'not-opted-in':
    'af-south-1 ap-east-1 ap-east-2 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-7 ca-west-1 eu-central-2 eu-south-1 eu-south-2 il-central-1 me-central-1 me-south-1 mx-central-1',
};
const REGION_ITEMS = Object.entries(REGIONS).flatMap(([status, names]) =>
  names
    .split(' ')
    .map(
      (name) =>
        `<item><regionName>${name}</regionName><regionEndpoint>ec2.${name}.amazonaws.com</regionEndpoint><optInStatus>${status}</optInStatus></item>`,
    ),
);

/** Calls of the query protocols, by their Action. */
const ACTIONS: ReadonlyMap<string, Answer> = new Map([
  [
    'GetCallerIdentity',
    {
      operation: 'GetCallerIdentity',
      body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::${ACCOUNT}:user/bench</Arn><UserId>U</UserId><Account>${ACCOUNT}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
    },
  ],
  [
    'DescribeRegions',
    {
      operation: 'DescribeRegions',
      body: `<DescribeRegionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><regionInfo>${REGION_ITEMS.join('')}</regionInfo></DescribeRegionsResponse>`,
    },
  ],
  [
    'ListAccountAliases',
    {
      operation: 'ListAccountAliases',
      body: '<ListAccountAliasesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListAccountAliasesResult><AccountAliases/><IsTruncated>false</IsTruncated></ListAccountAliasesResult></ListAccountAliasesResponse>',
    },
  ],
]);

function json(operation: string, body: unknown): Answer {
  return { operation, type: 'application/x-amz-json-1.1', body: JSON.stringify(body) };
}

/** Calls of the JSON protocols, by the end of their X-Amz-Target. */
const TARGETS: ReadonlyMap<string, Answer> = new Map([
  [
    'DescribeAccount',
    {
      ...json('DescribeAccount', {
        __type: 'AWSOrganizationsNotInUseException',
        Message: 'No organization.',
      }),
      status: 400,
    },
  ],
  ['DescribeTrails', json('DescribeTrails', { trailList: [] })],
  ['ListAliases', json('ListAliases', { Aliases: [], Truncated: false })],
  ['ListKeys', json('ListKeys', { Keys: [], Truncated: false })],
]);

/** Calls of other services that are told by their path. */
const PATHS: ReadonlyMap<string, Answer> = new Map([
  ['/applications', json('ListApplications', { Items: [] })],
  [
    '/2020-05-31/distribution',
    {
      operation: 'ListDistributions',
      body: '<DistributionList xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Marker/><MaxItems>100</MaxItems><IsTruncated>false</IsTruncated><Quantity>0</Quantity></DistributionList>',
    },
  ],
]);

/** The parts of a request that tell its operation. */
export interface Asked {
  readonly method: string;
  readonly url: string;
  /** X-Amz-Target, where the call has it. */
  readonly target: string | undefined;
  /** The service that the signature names; undefined for a signature of the old form, which is S3's. */
  readonly service: string | undefined;
  readonly body: string;
}

/** What the account with `buckets` buckets, `bench-0` and so on, answers; undefined where it does not know the call. */
export function healthyAccount(buckets: number): (asked: Asked) => Answer | undefined {
  const names = Array.from({ length: buckets }, (_, i) => `bench-${i}`);
  const listBuckets: Answer = {
    operation: 'ListBuckets',
    body: `<ListAllMyBucketsResult ${S3}>${OWNER}<Buckets>${names
      .map(
        (name) =>
          `<Bucket><Name>${name}</Name><CreationDate>2026-01-01T00:00:00.000Z</CreationDate></Bucket>`,
      )
      .join('')}</Buckets></ListAllMyBucketsResult>`,
  };
  return ({ method, url, target, service = 's3', body }) => {
    if (target !== undefined) return TARGETS.get(target.split('.').at(-1) ?? '');
    if (method === 'POST') return ACTIONS.get(new URLSearchParams(body).get('Action') ?? '');
    const [path = '', query = ''] = url.split('?');
    if (service !== 's3') return PATHS.get(path);
    if (path.startsWith('/v20180820/')) return CONTROL.get(path.split('/').at(-1) ?? '');
    if (method === 'HEAD') return HEAD;
    if (path === '/') return listBuckets;
    for (const part of query.split('&')) {
      const answer = BUCKET.get(part.split('=')[0] ?? '');
      if (answer !== undefined) return answer;
    }
    return query === '' || query.includes('list-type') || query.includes('max-keys') ? LIST : undefined;
  };
}
