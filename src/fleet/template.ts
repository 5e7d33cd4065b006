// The commented fleet file that `byob init` writes.

export const FLEET_TEMPLATE = `# yaml-language-server: $schema=./node_modules/byob-audit/schema/fleet.schema.json
# The buckets you bring to Weights & Biases. Then run: byob audit
deployment:
  type: dedicated                    # dedicated | multi-tenant | self-managed
  origin: https://acme.wandb.io      # the W&B front end that browsers load (multi-tenant: https://wandb.ai)
  # customerNamespace: acme          # CoreWeave on Dedicated and Self-Managed: System Console > Authentication
  # organizationId: ...              # CoreWeave on Multi-tenant
  # principals: { aws: [arn:aws:iam::111122223333:role/wandb] }   # Self-Managed: the identity W&B runs under
  # fileStores: \${GORILLA_SUPPORTED_FILE_STORES}
buckets:
  - address: s3://acme-wandb         # a plain name, or a full storage address; secrets only by \${ENV}
    level: instance                  # instance | team
    # kmsKey: arn:aws:kms:eu-west-1:111122223333:key/...
    # profile: acme-audit            # or roleArn: arn:aws:iam::111122223333:role/byob-reader
  # - address: cw://acme-omega
  #   level: team
  #   team: omega
  #   path: teams/omega
  #   credentials: { accessKeyId: "\${CW_ACCESS_KEY_ID}", secretAccessKey: "\${CW_SECRET_ACCESS_KEY}" }
  # - address: s3://acme-kappa
  #   level: team
  #   team: kappa
  #   endpoint: https://minio.acme.example:9000
  #   region: us-east-1
  #   credentials: { accessKeyId: "\${MINIO_ACCESS_KEY}", secretAccessKey: "\${MINIO_SECRET_KEY}" }
# discover:                          # buckets that nobody declared, in the accounts in reach: docs/discovery.md
#   - provider: aws                  # aws | gcp | azure
#     accounts: ["111122223333"]
#     roleArn: arn:aws:iam::{account}:role/byob-reader
#     name: "*wandb*"
# waivers:                           # findings that somebody accepts, until a day
#   - rule: access-logging-enabled
#     bucket: s3://acme-wandb        # or a sub-path, or the id that a report shows; * stands for any characters
#     reason: CloudTrail data events are on for the organisation
#     owner: platform@acme.example
#     expires: 2027-03-31
`;
