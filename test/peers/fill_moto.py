"""Fills a moto server with a sandbox world (JSON on stdin) through boto3; prints {declared key ARN: moto's ARN}."""

import json
import os
import sys

import boto3

world = json.load(sys.stdin)
options = {
    "endpoint_url": os.environ["MOTO_URL"],
    "aws_access_key_id": "test",
    "aws_secret_access_key": "test",
}
keys = {}
for key in world.get("keys", []):
    kms = boto3.client("kms", region_name=key["arn"].split(":")[3], **options)
    made = kms.create_key(KeyUsage="ENCRYPT_DECRYPT", KeySpec="SYMMETRIC_DEFAULT")["KeyMetadata"]["Arn"]
    keys[key["arn"]] = made
    policy = json.dumps(key["policy"]).replace(key["arn"], made)
    kms.put_key_policy(KeyId=made, PolicyName="default", Policy=policy)
    if key.get("rotation"):
        kms.enable_key_rotation(KeyId=made)

for bucket in world["buckets"]:
    name = bucket["name"]
    region = bucket.get("region", "us-east-1")
    s3 = boto3.client("s3", region_name=region, **options)
    place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    s3.create_bucket(Bucket=name, **place)
    if "cors" in bucket:
        s3.put_bucket_cors(Bucket=name, CORSConfiguration=bucket["cors"])
    if "encryption" in bucket:
        text = json.dumps(bucket["encryption"])
        for declared, made in keys.items():
            text = text.replace(declared, made)
        s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration=json.loads(text))
    if "lifecycle" in bucket:
        s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration=bucket["lifecycle"])
    if "policy" in bucket:
        s3.put_bucket_policy(Bucket=name, Policy=json.dumps(bucket["policy"]))
    if "publicAccessBlock" in bucket:
        s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=bucket["publicAccessBlock"])
    if "versioning" in bucket:
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration=bucket["versioning"])
    if "ownership" in bucket:
        rules = {"Rules": [{"ObjectOwnership": bucket["ownership"]}]}
        s3.put_bucket_ownership_controls(Bucket=name, OwnershipControls=rules)

print(json.dumps(keys))
