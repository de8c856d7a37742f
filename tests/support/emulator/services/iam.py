"""Roles, managed policies and instance profiles."""

import functools
import json

from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy, iam_backends

from kinds import kind, only, pairs
from values import policy, text


@kind("AWS::IAM::Role", named="RoleName", replaced_by=["Path"])
class Role:
    PROPERTIES = (
        "RoleName Path Description AssumeRolePolicyDocument MaxSessionDuration PermissionsBoundary Policies "
        "ManagedPolicyArns Tags"
    ).split()

    def create(place, name, properties):
        iam = place.client("iam")
        only(properties, *Role.PROPERTIES)
        direct = ["Path", "Description", "PermissionsBoundary"]
        role = iam.create_role(
            RoleName=name,
            AssumeRolePolicyDocument=policy(properties["AssumeRolePolicyDocument"]),
            MaxSessionDuration=int(properties.get("MaxSessionDuration", 3600)),
            Tags=pairs(properties.get("Tags", [])),
            **{key: text(properties[key]) for key in direct if key in properties},
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


@kind("AWS::IAM::ManagedPolicy", named="ManagedPolicyName", replaced_by=["Description", "Path"])
class ManagedPolicy:
    def create(place, name, properties):
        only(properties, "ManagedPolicyName", "Description", "Path", "PolicyDocument", "Roles")
        iam = place.client("iam")
        arn = iam.create_policy(
            PolicyName=name,
            Path=properties.get("Path", "/"),
            Description=properties.get("Description", ""),
            PolicyDocument=policy(properties["PolicyDocument"]),
        )["Policy"]["Arn"]
        for role in properties.get("Roles", []):
            iam.attach_role_policy(RoleName=role, PolicyArn=arn)
        return arn, {"PolicyArn": arn}

    def update(place, arn, old, new):
        iam = place.client("iam")
        before = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        document = policy(new["PolicyDocument"])
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=document, SetAsDefault=True)
        iam.delete_policy_version(PolicyArn=arn, VersionId=before)
        for role in old.get("Roles", []):
            iam.detach_role_policy(RoleName=role, PolicyArn=arn)
        for role in new.get("Roles", []):
            iam.attach_role_policy(RoleName=role, PolicyArn=arn)

    def delete(place, arn, properties):
        iam = place.client("iam")
        for role in properties.get("Roles", []):
            iam.detach_role_policy(RoleName=role, PolicyArn=arn)
        iam.delete_policy(PolicyArn=arn)


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
