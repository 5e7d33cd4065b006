"""Fills a moto server with the buckets of the accuracy table (JSON list on stdin) through boto3; prints the names it cannot hold."""

import json
import os
import sys

import boto3
from botocore.exceptions import ClientError

options = {
    "endpoint_url": os.environ["MOTO_URL"],
    "aws_access_key_id": "test",
    "aws_secret_access_key": "test",
}


def text_of(policy):
    return policy if isinstance(policy, str) else json.dumps(policy)


def fill(s3, bucket):
    """Public policies and ACLs come before block public access, which would refuse them."""
    name = bucket["name"]
    place = {} if s3.meta.region_name == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": s3.meta.region_name}}
    lock = {"ObjectLockEnabledForBucket": True} if "objectLock" in bucket else {}
    s3.create_bucket(Bucket=name, ObjectOwnership=bucket.get("ownership", "ObjectWriter"), **place, **lock)
    if "acl" in bucket:
        s3.put_bucket_acl(Bucket=name, AccessControlPolicy=bucket["acl"])
    if "policy" in bucket:
        s3.put_bucket_policy(Bucket=name, Policy=text_of(bucket["policy"]))
    if "cors" in bucket:
        s3.put_bucket_cors(Bucket=name, CORSConfiguration=bucket["cors"])
    if "encryption" in bucket:
        s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration=bucket["encryption"])
    if "publicAccessBlock" in bucket:
        s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=bucket["publicAccessBlock"])
    if "versioning" in bucket:
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration=bucket["versioning"])
    if "logging" in bucket:
        s3.put_bucket_logging(Bucket=name, BucketLoggingStatus=bucket["logging"])


refused = []
clients = {}
for bucket in json.load(sys.stdin):
    region = bucket.get("region", "us-east-1")
    if region not in clients:
        clients[region] = boto3.client("s3", region_name=region, **options)
    try:
        fill(clients[region], bucket)
    except ClientError as error:
        print(f"{bucket['name']}: {error}", file=sys.stderr)
        refused.append(bucket["name"])
        clients[region].delete_bucket(Bucket=bucket["name"])
print(json.dumps(refused))
