"""Stack sets with permissions of their own: a stack in each of their accounts and regions.

moto's own make stacks that CloudFormation's rules know nothing of.
"""

import uuid

from accounts import Place
from kinds import kind, only, pairs
from values import Failure


@kind("AWS::CloudFormation::StackSet", named="StackSetName", replaced_by=["PermissionModel"])
class StackSet:
    PROPERTIES = (
        "StackSetName Description PermissionModel AdministrationRoleARN ExecutionRoleName Parameters "
        "OperationPreferences StackInstancesGroup TemplateBody Tags"
    ).split()

    def create(place, name, properties):
        StackSet.look_at(place, properties)
        identity = f"{name}:{uuid.uuid4()}"
        try:
            StackSet.update(place, identity, {}, properties)
        except Failure:
            StackSet.delete(place, identity, properties)
            raise
        return identity, {"StackSetId": identity}

    def look_at(place, properties):
        """The roles are there, and the one may assume the other, or no stack is made."""
        only(properties, *StackSet.PROPERTIES)
        iam = place.client("iam")
        exec_role = iam.get_role(RoleName=properties["ExecutionRoleName"])["Role"]
        admin = properties["AdministrationRoleARN"]
        if exec_role["Path"] != "/":
            raise Failure("Account should have the execution role; it is named without a path")
        if admin not in str(exec_role["AssumeRolePolicyDocument"]):
            raise Failure(f"The execution role has no trust relationship with {admin}")

    def update(place, identity, old, new):
        StackSet.look_at(place, new)
        before, after = StackSet.places(old), StackSet.places(new)
        for there in after:
            StackSet.put(there, identity, new)
        for there in before:
            if there not in after:
                StackSet.remove(there, identity)

    def places(properties):
        groups = properties.get("StackInstancesGroup", [])
        return [
            (account, region)
            for group in groups
            for account in group["DeploymentTargets"]["Accounts"]
            for region in group["Regions"]
        ]

    def put(there, identity, properties):
        client = Place(*there).client("cloudformation")
        name = StackSet.stack(there, identity)
        wanted = {
            "TemplateBody": properties["TemplateBody"],
            "Parameters": properties.get("Parameters", []),
            "Tags": pairs(properties.get("Tags", [])),
        }
        if name is None:
            name = f"StackSet-{identity.split(':')[0]}-{uuid.uuid4()}"
            client.create_stack(StackName=name, **wanted)
        else:
            try:
                client.update_stack(StackName=name, **wanted)
            except client.exceptions.ClientError as error:
                if "No updates" not in str(error):
                    raise
        status = client.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
        if "ROLLBACK" in status:
            events = client.describe_stack_events(StackName=name)["StackEvents"]
            why = [event.get("ResourceStatusReason") for event in events if "FAILED" in event["ResourceStatus"]]
            raise Failure(f"ResourceLogicalId: {name} in {there[1]} is {status}: {why}")

    def stack(there, identity):
        """The name of the stack set's stack in an account and a region, if there is one."""
        start = f"StackSet-{identity.split(':')[0]}-"
        found = Place(*there).client("cloudformation").describe_stacks()["Stacks"]
        return next((stack["StackName"] for stack in found if stack["StackName"].startswith(start)), None)

    def remove(there, identity):
        name = StackSet.stack(there, identity)
        if name:
            Place(*there).client("cloudformation").delete_stack(StackName=name)
        if StackSet.stack(there, identity):
            raise Failure(f"{name} in {there[1]} cannot be deleted")

    def delete(place, identity, properties):
        for there in StackSet.places(properties):
            StackSet.remove(there, identity)
