"""Buckets and their policies."""

from kinds import kind, only, pairs
from values import policy, request


@kind("AWS::S3::Bucket", named="BucketName")
class Bucket:
    def create(place, name, properties):
        where = {} if place.region == "us-east-1" else {
            "CreateBucketConfiguration": {"LocationConstraint": place.region}
        }
        place.client("s3").create_bucket(Bucket=name, **where)
        try:
            Bucket.update(place, name, {}, properties)
        except Exception:
            Bucket.delete(place, name, properties)
            raise
        attributes = {"Arn": f"arn:aws:s3:::{name}", "DomainName": f"{name}.s3.amazonaws.com"}
        return name, attributes | {"RegionalDomainName": f"{name}.s3.{place.region}.amazonaws.com"}

    def update(place, name, old, new):
        s3 = place.client("s3")
        only(new, "BucketName", "Tags", *Bucket.PARTS)
        for part, (operation, member, convert) in Bucket.PARTS.items():
            if part in new:
                put = f"put_{operation}"
                value = {member: convert(new[part])}
                getattr(s3, put)(Bucket=name, **request(s3, s3.meta.method_to_api_mapping[put], value))
            elif part in old and part != "VersioningConfiguration":
                getattr(s3, f"delete_{operation.removesuffix('_configuration')}")(Bucket=name)
        if new.get("Tags"):
            s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": pairs(new["Tags"])})
        elif old.get("Tags"):
            s3.delete_bucket_tagging(Bucket=name)

    def delete(place, name, properties):
        place.client("s3").delete_bucket(Bucket=name)

    def encryption(value):
        rules = value["ServerSideEncryptionConfiguration"]
        words = {"ServerSideEncryptionByDefault": "ApplyServerSideEncryptionByDefault"}
        return {"Rules": [{words.get(key, key): item for key, item in rule.items()} for rule in rules]}

    def lifecycle(value):
        return {"Rules": [{"Filter": {"Prefix": rule.pop("Prefix", "")}, **rule} for rule in map(dict, value["Rules"])]}

    # The property, the operation that sets it, the member of its request, and the property in that member's words.
    PARTS = {
        "BucketEncryption": ("bucket_encryption", "ServerSideEncryptionConfiguration", encryption),
        "VersioningConfiguration": ("bucket_versioning", "VersioningConfiguration", dict),
        "PublicAccessBlockConfiguration": ("public_access_block", "PublicAccessBlockConfiguration", dict),
        "OwnershipControls": ("bucket_ownership_controls", "OwnershipControls", dict),
        "LifecycleConfiguration": ("bucket_lifecycle_configuration", "LifecycleConfiguration", lifecycle),
    }


@kind("AWS::S3::BucketPolicy", named="Bucket")
class BucketPolicy:
    def create(place, name, properties):
        BucketPolicy.update(place, name, {}, properties)
        return name, {}

    def update(place, name, old, new):
        only(new, "Bucket", "PolicyDocument")
        place.client("s3").put_bucket_policy(Bucket=name, Policy=policy(new["PolicyDocument"]))

    def delete(place, name, properties):
        place.client("s3").delete_bucket_policy(Bucket=name)
