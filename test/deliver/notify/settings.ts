// An environment that names every sink.

export function settings(): Record<string, string> {
  return {
    AWS_REGION: 'eu-west-1',
    BYOB_NOTIFY_SLACK: 'https://hooks.example/T0/B0',
    BYOB_NOTIFY_WEBHOOK: 'https://siem.example/byob',
    BYOB_NOTIFY_WEBHOOK_SECRET: 'key',
    BYOB_NOTIFY_SNS: 'arn:aws:sns:eu-west-1:111122223333:byob',
    BYOB_NOTIFY_MAIL_FROM: 'byob@acme.example',
    BYOB_NOTIFY_MAIL_TO: 'a@acme.example, b@acme.example',
    BYOB_NOTIFY_GITHUB_ISSUES: 'acme/buckets',
    GITHUB_TOKEN: 'token',
  };
}
