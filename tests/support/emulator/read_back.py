"""What an account holds, as the services' own operations tell it."""

import json

from accounts import Place


def account(identity, regions):
    """The roles and the buckets of an account, and what it has in each region."""
    place = Place(identity, regions[0])
    held = roles(place) | profiles(place) | buckets(place)
    for region in regions:
        place = Place(identity, region)
        held |= keys(place) | buses(place) | rules(place) | projects(place) | pipelines(place)
    return held


def roles(place):
    iam = place.client("iam")
    return {role["Arn"]: one_role(iam, role["RoleName"]) for role in pages(iam, "list_roles", "Roles")}


def one_role(iam, name):
    role = iam.get_role(RoleName=name)["Role"]
    inline = iam.list_role_policies(RoleName=name)["PolicyNames"]
    attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    return {
        "type": "role",
        "trust": role["AssumeRolePolicyDocument"],
        "policies": {
            item: iam.get_role_policy(RoleName=name, PolicyName=item)["PolicyDocument"] for item in inline
        },
        "attached": sorted(item["PolicyArn"] for item in attached),
        "boundary": role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
        "description": role.get("Description"),
        "session": role["MaxSessionDuration"],
        "tags": tags(role.get("Tags", [])),
    }


def profiles(place):
    found = pages(place.client("iam"), "list_instance_profiles", "InstanceProfiles")
    return {
        item["Arn"]: {"type": "instance profile", "roles": [role["RoleName"] for role in item["Roles"]]}
        for item in found
    }


def buckets(place):
    s3 = place.client("s3")
    return {f"arn:aws:s3:::{item['Name']}": one_bucket(s3, item["Name"]) for item in s3.list_buckets()["Buckets"]}


def one_bucket(s3, name):
    def ask(operation, member):
        try:
            return operation(Bucket=name).get(member)
        except s3.exceptions.ClientError as error:
            # Where nothing is set, S3 answers with an error of a name of its own.
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                return None
            raise

    policy = ask(s3.get_bucket_policy, "Policy")
    return {
        "type": "bucket",
        "region": ask(s3.get_bucket_location, "LocationConstraint"),
        "policy": json.loads(policy) if policy else None,
        "encryption": ask(s3.get_bucket_encryption, "ServerSideEncryptionConfiguration"),
        "versioning": ask(s3.get_bucket_versioning, "Status"),
        "public access": ask(s3.get_public_access_block, "PublicAccessBlockConfiguration"),
        "ownership": ask(s3.get_bucket_ownership_controls, "OwnershipControls"),
        "lifecycle": ask(s3.get_bucket_lifecycle_configuration, "Rules"),
        "tags": tags(ask(s3.get_bucket_tagging, "TagSet") or []),
    }


def keys(place):
    kms = place.client("kms")
    aliases = kms.list_aliases()["Aliases"]
    return {item["KeyArn"]: one_key(kms, item["KeyId"], aliases) for item in kms.list_keys()["Keys"]}


def one_key(kms, key, aliases):
    metadata = kms.describe_key(KeyId=key)["KeyMetadata"]
    return {
        "type": "key",
        "id": key,
        "state": metadata["KeyState"],
        "description": metadata["Description"],
        "multi region": metadata["MultiRegion"],
        "aliases": sorted(item["AliasName"] for item in aliases if item.get("TargetKeyId") == key),
        "rotation": kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"],
        "policy": json.loads(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"]),
        "tags": tags(kms.list_resource_tags(KeyId=key)["Tags"], "TagKey", "TagValue"),
    }


def buses(place):
    events = place.client("events")
    return {
        item["Arn"]: {"type": "bus", "policy": json.loads(item["Policy"])}
        for item in events.list_event_buses()["EventBuses"]
        if item.get("Policy")
    }


def rules(place):
    events = place.client("events")
    return {item["Arn"]: one_rule(events, item["Name"]) for item in events.list_rules()["Rules"]}


def one_rule(events, name):
    rule = events.describe_rule(Name=name)
    return {
        "type": "rule",
        "description": rule.get("Description"),
        "state": rule["State"],
        "pattern": json.loads(rule.get("EventPattern", "null")),
        "schedule": rule.get("ScheduleExpression"),
        "targets": events.list_targets_by_rule(Rule=name)["Targets"],
    }


def projects(place):
    codebuild = place.client("codebuild")
    names = codebuild.list_projects()["projects"]
    found = codebuild.batch_get_projects(names=names)["projects"] if names else []
    return {item["arn"]: {"type": "project", "project": item} for item in found}


def pipelines(place):
    codepipeline = place.client("codepipeline")
    found = {}
    for item in codepipeline.list_pipelines()["pipelines"]:
        answer = codepipeline.get_pipeline(name=item["name"])
        arn = answer["metadata"]["pipelineArn"]
        labels = codepipeline.list_tags_for_resource(resourceArn=arn)["tags"]
        found[arn] = {"type": "pipeline", "pipeline": answer["pipeline"], "tags": tags(labels, "key", "value")}
    return found


def pages(client, operation, member):
    return [item for page in client.get_paginator(operation).paginate() for item in page[member]]


def tags(items, key="Key", value="Value"):
    return {item[key]: item[value] for item in items}
