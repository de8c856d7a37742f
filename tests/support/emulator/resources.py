"""The types of resources that CloudFormation makes, each by the calls that it makes to the type's service.

moto ignores some of these types, and of others some properties. An unknown property is a failure here.
"""

import functools
import json

from moto.codebuild import responses as codebuild_responses
from moto.codebuild.models import codebuild_backends
from moto.events.models import EventBusPolicyStatement, events_backends
from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy, iam_backends

from values import Failure, policy, request, shaped, text

KINDS = {}


def kind(name, *, named=None, replaced_by=()):
    """Declares a type: the property that is its name, and further ones that only a new resource can change."""

    def declare(cls):
        cls.named = named
        cls.replaced_by = {*replaced_by, *([named] if named else [])}
        KINDS[name] = cls
        return cls

    return declare


def pairs(tags, key="Key", value="Value"):
    return [{key: text(tag["Key"]), value: text(tag["Value"])} for tag in tags]


def only(properties, *names):
    """The properties of these names that are set; no other may be."""
    for name in properties:
        if name not in names:
            raise Failure(f"Properties validation failed: extraneous key [{name}] is not permitted")
    return properties


@kind("AWS::IAM::Role", named="RoleName", replaced_by=["Path"])
class Role:
    PROPERTIES = (
        "RoleName Path Description AssumeRolePolicyDocument MaxSessionDuration PermissionsBoundary Policies "
        "ManagedPolicyArns Tags"
    ).split()

    def create(place, name, properties):
        iam = place.client("iam")
        only(properties, *Role.PROPERTIES)
        direct = {key: text(properties[key]) for key in ["Path", "Description", "PermissionsBoundary"] if key in properties}
        role = iam.create_role(
            RoleName=name,
            AssumeRolePolicyDocument=policy(properties["AssumeRolePolicyDocument"]),
            MaxSessionDuration=int(properties.get("MaxSessionDuration", 3600)),
            Tags=pairs(properties.get("Tags", [])),
            **direct,
        )["Role"]
        try:
            Role.policies(place, name, {}, properties)
        except Exception:
            Role.delete(place, name, properties)
            raise
        return name, {"Arn": role["Arn"], "RoleId": role["RoleId"]}

    def update(place, name, old, new):
        iam = place.client("iam")
        only(new, *Role.PROPERTIES)
        iam.update_assume_role_policy(RoleName=name, PolicyDocument=policy(new["AssumeRolePolicyDocument"]))
        iam.update_role(
            RoleName=name,
            Description=new.get("Description", ""),
            MaxSessionDuration=int(new.get("MaxSessionDuration", 3600)),
        )
        if "PermissionsBoundary" in new:
            iam.put_role_permissions_boundary(RoleName=name, PermissionsBoundary=new["PermissionsBoundary"])
        elif "PermissionsBoundary" in old:
            iam.delete_role_permissions_boundary(RoleName=name)
        iam.untag_role(RoleName=name, TagKeys=[tag["Key"] for tag in old.get("Tags", [])])
        iam.tag_role(RoleName=name, Tags=pairs(new.get("Tags", [])))
        Role.policies(place, name, old, new)

    def policies(place, name, old, new):
        """From the policies of some properties to those of others."""
        iam = place.client("iam")
        documents = {item["PolicyName"]: item["PolicyDocument"] for item in new.get("Policies", [])}
        for item in old.get("Policies", []):
            if item["PolicyName"] not in documents:
                iam.delete_role_policy(RoleName=name, PolicyName=item["PolicyName"])
        for item, document in documents.items():
            iam.put_role_policy(RoleName=name, PolicyName=item, PolicyDocument=policy(document))
        before, after = old.get("ManagedPolicyArns", []), new.get("ManagedPolicyArns", [])
        for arn in before:
            if arn not in after:
                iam.detach_role_policy(RoleName=name, PolicyArn=arn)
        for arn in after:
            if arn not in before:
                hold_policy(place, arn)
                iam.attach_role_policy(RoleName=name, PolicyArn=arn)

    def delete(place, name, properties):
        iam = place.client("iam")
        for item in iam.list_role_policies(RoleName=name)["PolicyNames"]:
            iam.delete_role_policy(RoleName=name, PolicyName=item)
        for item in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
            iam.detach_role_policy(RoleName=name, PolicyArn=item["PolicyArn"])
        iam.delete_role(RoleName=name)


def hold_policy(place, arn):
    """Gives an account the policy of AWS's own that has this ARN. All of them would take a second an account."""
    held = iam_backends[place.account]["aws"].managed_policies
    if arn not in held and policy_of_aws(arn):
        name = arn.split("/")[-1]
        held[arn] = AWSManagedPolicy.from_data(name, place.account, place.region, policies_of_aws()[name])


def policy_of_aws(arn):
    """The document of a policy of AWS's own."""
    known = policies_of_aws().get(arn.split("/")[-1])
    return known["Document"] if known and arn == f"arn:aws:iam::aws:policy{known['Path']}{arn.split('/')[-1]}" else None


@functools.cache
def policies_of_aws():
    return json.loads(aws_managed_policies_data)


@kind("AWS::IAM::InstanceProfile", named="InstanceProfileName", replaced_by=["Path"])
class InstanceProfile:
    def create(place, name, properties):
        iam = place.client("iam")
        only(properties, "InstanceProfileName", "Path", "Roles")
        made = iam.create_instance_profile(InstanceProfileName=name, Path=properties.get("Path", "/"))
        for role in properties["Roles"]:
            iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=role)
        return name, {"Arn": made["InstanceProfile"]["Arn"]}

    def update(place, name, old, new):
        iam = place.client("iam")
        for role in old["Roles"]:
            iam.remove_role_from_instance_profile(InstanceProfileName=name, RoleName=role)
        for role in new["Roles"]:
            iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=role)

    def delete(place, name, properties):
        iam = place.client("iam")
        for role in properties["Roles"]:
            iam.remove_role_from_instance_profile(InstanceProfileName=name, RoleName=role)
        iam.delete_instance_profile(InstanceProfileName=name)


class AnyKey:
    """What the two kinds of KMS keys have in common."""

    def made(place, properties, metadata):
        kms = place.client("kms")
        key = metadata["KeyId"]
        if properties.get("EnableKeyRotation"):
            kms.enable_key_rotation(KeyId=key)
        if not properties.get("Enabled", True):
            kms.disable_key(KeyId=key)
        return key, {"Arn": metadata["Arn"], "KeyId": key}

    def update(place, key, old, new):
        kms = place.client("kms")
        kms.put_key_policy(KeyId=key, PolicyName="default", Policy=policy(new["KeyPolicy"]))
        kms.update_key_description(KeyId=key, Description=new.get("Description", ""))
        if "EnableKeyRotation" in new or "EnableKeyRotation" in old:
            rotates = new.get("EnableKeyRotation", False)
            (kms.enable_key_rotation if rotates else kms.disable_key_rotation)(KeyId=key)
        (kms.enable_key if new.get("Enabled", True) else kms.disable_key)(KeyId=key)
        kms.untag_resource(KeyId=key, TagKeys=[tag["Key"] for tag in old.get("Tags", [])])
        kms.tag_resource(KeyId=key, Tags=pairs(new.get("Tags", []), "TagKey", "TagValue"))

    def delete(place, key, properties):
        days = int(properties.get("PendingWindowInDays", 30))
        place.client("kms").schedule_key_deletion(KeyId=key, PendingWindowInDays=days)


@kind("AWS::KMS::Key", replaced_by=["KeySpec", "KeyUsage", "MultiRegion", "Origin"])
class Key(AnyKey):
    def create(place, name, properties):
        own = ["Description", "MultiRegion", "KeySpec", "KeyUsage", "Origin"]
        only(properties, *own, "KeyPolicy", "EnableKeyRotation", "Enabled", "PendingWindowInDays", "Tags")
        metadata = place.client("kms").create_key(
            Policy=policy(properties["KeyPolicy"]),
            Tags=pairs(properties.get("Tags", []), "TagKey", "TagValue"),
            **{key: properties[key] for key in own if key in properties},
        )["KeyMetadata"]
        return Key.made(place, properties, metadata)


@kind("AWS::KMS::ReplicaKey", replaced_by=["PrimaryKeyArn"])
class ReplicaKey(AnyKey):
    def create(place, name, properties):
        only(properties, "PrimaryKeyArn", "KeyPolicy", "Description", "Enabled", "PendingWindowInDays", "Tags")
        primary = properties["PrimaryKeyArn"]
        home = type(place)(place.account, primary.split(":")[3])
        metadata = home.client("kms").replicate_key(
            KeyId=primary,
            ReplicaRegion=place.region,
            Policy=policy(properties["KeyPolicy"]),
            Description=properties.get("Description", ""),
            Tags=pairs(properties.get("Tags", []), "TagKey", "TagValue"),
        )["ReplicaKeyMetadata"]
        return ReplicaKey.made(place, properties, metadata)


@kind("AWS::KMS::Alias", named="AliasName")
class Alias:
    def create(place, name, properties):
        place.client("kms").create_alias(**only(properties, "AliasName", "TargetKeyId"))
        return name, {}

    def update(place, name, old, new):
        place.client("kms").update_alias(**only(new, "AliasName", "TargetKeyId"))

    def delete(place, name, properties):
        place.client("kms").delete_alias(AliasName=name)


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
                value = {member: convert(new[part])}
                call = getattr(s3, f"put_{operation}")
                wanted = s3.meta.service_model.operation_model(s3.meta.method_to_api_mapping[f"put_{operation}"])
                call(Bucket=name, **shaped(wanted.input_shape, value))
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
        default = "ServerSideEncryptionByDefault"
        return {"Rules": [{f"Apply{key}" if key == default else key: item for key, item in rule.items()} for rule in rules]}

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


def without_location(check):
    """moto asks for a location even where the pipeline, or nothing, is the source."""
    given = ("CODEPIPELINE", "NO_SOURCE")
    return lambda part: check(part | {"location": "-"} if part["type"] in given else part)


for part in ["source", "artifacts"]:
    checks = vars(codebuild_responses)
    checks[f"_validate_required_params_{part}"] = without_location(checks[f"_validate_required_params_{part}"])
# Its list of environments is of some years ago.
codebuild_responses._validate_required_params_environment = lambda environment: None


@kind("AWS::CodeBuild::Project", named="Name")
class Project:
    def create(place, name, properties):
        codebuild = place.client("codebuild")
        wanted = request(codebuild, "CreateProject", properties | {"Name": name})
        made = codebuild.create_project(**wanted)["project"]
        # moto checks a request, and keeps only the older half of its members.
        codebuild_backends[place.account][place.region].codebuild_projects[name].project_metadata.update(wanted)
        return name, {"Arn": made["arn"]}

    def update(place, name, old, new):
        # moto knows no UpdateProject.
        Project.delete(place, name, old)
        Project.create(place, name, new)

    def delete(place, name, properties):
        place.client("codebuild").delete_project(name=name)


@kind("AWS::CodePipeline::Pipeline", named="Name")
class Pipeline:
    def create(place, name, properties):
        tags = shaped(Pipeline.shape(place, "tags"), properties.get("Tags", []))
        place.client("codepipeline").create_pipeline(pipeline=Pipeline.declared(place, name, properties), tags=tags)
        return name, {"Version": "1"}

    def shape(place, member):
        return place.client("codepipeline").meta.service_model.operation_model("CreatePipeline").input_shape.members[member]

    def declared(place, name, properties):
        own = {key: value for key, value in properties.items() if key not in ("Tags", "RestartExecutionOnUpdate")}
        if "ArtifactStores" in own:
            own["ArtifactStores"] = {item["Region"]: item["ArtifactStore"] for item in own["ArtifactStores"]}
        return shaped(Pipeline.shape(place, "pipeline"), own | {"Name": name})

    def update(place, name, old, new):
        codepipeline = place.client("codepipeline")
        codepipeline.update_pipeline(pipeline=Pipeline.declared(place, name, new))
        arn = f"arn:aws:codepipeline:{place.region}:{place.account}:{name}"
        codepipeline.untag_resource(resourceArn=arn, tagKeys=[tag["Key"] for tag in old.get("Tags", [])])
        codepipeline.tag_resource(resourceArn=arn, tags=shaped(Pipeline.shape(place, "tags"), new.get("Tags", [])))

    def delete(place, name, properties):
        place.client("codepipeline").delete_pipeline(name=name)


@kind("AWS::Events::Rule", named="Name", replaced_by=["EventBusName"])
class Rule:
    def create(place, name, properties):
        events = place.client("events")
        own = {key: value for key, value in properties.items() if key != "Targets"}
        if "EventPattern" in own:
            own["EventPattern"] = json.dumps(own["EventPattern"])
        arn = events.put_rule(**request(events, "PutRule", own | {"Name": name}))["RuleArn"]
        targets = {"Rule": name, "Targets": properties.get("Targets", []), **Rule.bus(properties)}
        if targets["Targets"]:
            events.put_targets(**request(events, "PutTargets", targets))
        return name, {"Arn": arn}

    def update(place, name, old, new):
        Rule.delete(place, name, old)
        Rule.create(place, name, new)

    def delete(place, name, properties):
        events = place.client("events")
        targets = [target["Id"] for target in properties.get("Targets", [])]
        if targets:
            events.remove_targets(Rule=name, Ids=targets, **Rule.bus(properties))
        events.delete_rule(Name=name, **Rule.bus(properties))

    def bus(properties):
        return {"EventBusName": properties["EventBusName"]} if "EventBusName" in properties else {}


@kind("AWS::Events::EventBusPolicy", named="StatementId", replaced_by=["EventBusName"])
class EventBusPolicy:
    """moto takes a whole policy at once; CloudFormation sets one statement of it."""

    def create(place, name, properties):
        statements = EventBusPolicy.statements(place, properties)
        if name in statements:
            raise Failure(f"Statement {name} already exists")
        EventBusPolicy.update(place, name, {}, properties)
        return f"{properties.get('EventBusName', 'default')}|{name}", {}

    def statements(place, properties):
        backend = events_backends[place.account][place.region]
        return backend.describe_event_bus(properties.get("EventBusName", "default"))._statements

    def update(place, name, old, new):
        only(new, "EventBusName", "StatementId", "Statement")
        statement = EventBusPolicyStatement.from_dict(new["Statement"] | {"Sid": new["StatementId"]})
        EventBusPolicy.statements(place, new)[new["StatementId"]] = statement

    def delete(place, name, properties):
        EventBusPolicy.statements(place, properties).pop(properties["StatementId"])
