// How other tools answer the questions that both they and the table ask, and what was measured last.

/** What a tool said of one bucket; `none`: nothing, or neither yes nor no. */
export type Answer = 'yes' | 'no' | 'none';

export interface Question {
  readonly id: string;
  /** As a heading. */
  readonly text: string;
  /** Rules of ours whose finding on a bucket is the answer yes. */
  readonly rules: readonly string[];
  /** The checks of each tool whose failure is the answer yes. */
  readonly checks: { readonly prowler: readonly string[]; readonly cloudsploit: readonly string[] };
}

/** Only what the tool itself claims to check is asked of it. */
export const QUESTIONS: readonly Question[] = [
  {
    id: 'public',
    text: 'Is the bucket public, after block public access?',
    rules: ['bucket-not-public'],
    checks: { prowler: ['s3_bucket_public_access'], cloudsploit: [] },
  },
  {
    id: 'public-unblocked',
    text: 'Is the bucket public by policy or ACL, where nothing blocks it?',
    rules: ['bucket-not-public'],
    checks: {
      prowler: ['s3_bucket_public_access'],
      cloudsploit: ['bucketAllUsersPolicy', 'bucketAllUsersAcl'],
    },
  },
  {
    id: 'http',
    text: 'Is plain http allowed to anybody?',
    rules: ['https-only'],
    checks: { prowler: ['s3_bucket_secure_transport_policy'], cloudsploit: ['bucketSecureTransportEnabled'] },
  },
  {
    id: 'http-in-transit',
    text: 'The same, by the other check of CloudSploit',
    rules: ['https-only'],
    checks: { prowler: [], cloudsploit: ['bucketEncryptionInTransit'] },
  },
  {
    id: 'kms',
    text: 'Is default encryption without a KMS key?',
    rules: ['encryption-uses-customer-key'],
    checks: { prowler: ['s3_bucket_kms_encryption'], cloudsploit: [] },
  },
  {
    id: 'block',
    text: 'Is block public access incomplete for the bucket?',
    rules: ['public-access-blocked'],
    checks: { prowler: ['s3_bucket_level_public_access_block'], cloudsploit: ['bucketPublicAccessBlock'] },
  },
  {
    id: 'versioning',
    text: 'Is versioning off?',
    rules: ['versioning-enabled'],
    checks: { prowler: ['s3_bucket_object_versioning'], cloudsploit: ['bucketVersioning'] },
  },
  {
    id: 'logging',
    text: 'Is access logging off?',
    rules: ['access-logging-enabled'],
    checks: { prowler: ['s3_bucket_server_access_logging_enabled'], cloudsploit: ['bucketLogging'] },
  },
];

export interface Confusion {
  readonly question: string;
  readonly tool: string;
  /** Said yes where it is yes. */
  readonly found: number;
  readonly missed: number;
  readonly invented: number;
  readonly silent: number;
  /** Neither yes nor no. */
  readonly unanswered: number;
}

/** `test/accuracy/peers.json`, written by `bench/accuracy-peers.sh`. */
export interface PeersMeasured {
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly buckets: number;
  /** Rows that the emulator does not hold as they are. */
  readonly leftOut: readonly string[];
  readonly results: readonly Confusion[];
  /** Buckets on which a tool is wrong, by question and tool. */
  readonly wrong: readonly {
    readonly question: string;
    readonly tool: string;
    readonly bucket: string;
    readonly truth: Answer;
    readonly said: Answer;
  }[];
  /** What broke while a tool ran. */
  readonly notes: readonly string[];
}
