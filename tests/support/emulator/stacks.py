"""CloudFormation's stacks: order, failures and their undoing, what a deletion keeps.

moto makes resources in any order, leaves half of a stack where one fails, and keeps nothing but `Retain`.
"""

import json
import pathlib
import random
import string
import threading
import time

from botocore.exceptions import BotoCoreError, ClientError
from moto.cloudformation import models
from moto.cloudformation.models import Event
from moto.cloudformation.parsing import ResourceMap, clean_json

from accounts import Place
from kinds import kind_of
from values import Failure, present, references, template


# While it is not set, no resource is finished, and a request is answered while its stack is still in progress.
GOING = threading.Event()
GOING.set()


def hold(held):
    """Holds up every resource from now on, or none any more."""
    GOING.clear() if held else GOING.set()


def begin(stack, work):
    """Does what a request asks for. What is begun goes on, whoever asked."""
    if GOING.is_set():
        return work()
    threading.Thread(target=work, daemon=True).start()
    while stack.status in ("REVIEW_IN_PROGRESS", "CREATE_COMPLETE", "UPDATE_COMPLETE"):
        time.sleep(0.01)


class Resource:
    """A resource that was made: moto asks it for what `Ref` and `Fn::GetAtt` give."""

    def __init__(self, logical_id, kind, properties, physical_id, attributes):
        self.logical_resource_id = logical_id
        self.cf_resource_type = kind
        self.properties = properties
        self.physical_resource_id = physical_id
        self.attributes = attributes

    def get_cfn_attribute(self, name):
        if name not in self.attributes:
            raise Failure(f"Template error: resource {self.logical_resource_id} does not support attribute type {name}")
        return self.attributes[name]


class Properties(dict):
    """The properties of a resource, some of which its type asks for."""

    def __missing__(self, key):
        raise Failure(f"Properties validation failed: required key [{key}] not found")


class Deployment:
    """One change of a stack from what it is to a template."""

    def __init__(self, stack):
        self.stack = stack
        self.place = Place(stack.account_id, stack.region_name)
        self.map = stack.resource_map
        self.made = self.map._parsed_resources
        self.undo = []
        self.replaced = []

    def run(self, text, parameters):
        """To the template, or back to where the stack was."""
        stack, before = self.stack, (self.map._template, self.map.input_parameters)
        creation = before[0] == {}
        verb = "CREATE" if creation else "UPDATE"
        self.say(stack, f"{verb}_IN_PROGRESS", "User Initiated")
        wanted = template(text)
        try:
            self.look_at(wanted, parameters)
            for name in order(wanted):
                self.put(name, wanted["Resources"][name])
            self.settle(text, wanted, parameters)
            outputs = {export.name: export for export in stack.exports}
        except Failure as failure:
            verb = "ROLLBACK" if creation else "UPDATE_ROLLBACK"
            self.say(stack, f"{verb}_IN_PROGRESS", str(failure))
            for step in reversed(self.undo):
                step()
            if creation:
                self.settle(text, wanted, parameters)
            else:
                self.look_at(*before)
        else:
            models.cloudformation_backends[stack.account_id][stack.region_name].exports.update(outputs)
            self.clean(before[0].get("Resources", {}), wanted["Resources"])
        self.say(stack, f"{verb}_COMPLETE")

    def settle(self, text, wanted, parameters):
        """Makes a template that of the stack, whether or not it could be carried out."""
        stack = self.stack
        stack.template, stack.template_dict, stack.parameters = text, wanted, parameters
        stack.description = wanted.get("Description")
        stack.output_map = stack._create_output_map()

    def look_at(self, wanted, parameters):
        """Makes a template the one whose names are resolved."""
        self.map._template, self.map.input_parameters = wanted, parameters
        self.map._resource_json_map = wanted["Resources"]
        self.map.resolved_parameters = {}
        self.map.load_mapping()
        self.map.load_parameters()
        self.map.load_conditions()

    def put(self, name, wanted):
        condition = wanted.get("Condition")
        if condition and not self.map.lazy_condition_map[condition]:
            return
        kind = kind_of(wanted["Type"])
        properties = Properties(present(clean_json(wanted.get("Properties", {}), self.map)))
        old = self.made.get(name)
        if old and old.properties == properties and old.cf_resource_type == wanted["Type"]:
            return
        replaced = old and needs_replacement(old.properties, properties, kind, old.cf_resource_type != wanted["Type"])
        verb = "UPDATE" if old else "CREATE"
        self.say(wanted, f"{verb}_IN_PROGRESS", name=name, resource=old)
        GOING.wait()
        try:
            if old and not replaced:
                kind.update(self.place, old.physical_resource_id, old.properties, properties)
                new = Resource(name, wanted["Type"], properties, old.physical_resource_id, old.attributes)
                back = lambda: kind.update(self.place, old.physical_resource_id, properties, old.properties)
            else:
                named = properties.get(kind.named) or generated(self.stack.name, name)
                physical, attributes = kind.create(self.place, named, properties)
                new = Resource(name, wanted["Type"], properties, physical, attributes)
                # A resource that was only just made goes again, whatever its deletion policy but `Retain`.
                kept = wanted.get("DeletionPolicy") == "Retain"
                back = lambda: kept or kind.delete(self.place, physical, properties)
        except (ClientError, BotoCoreError, Failure) as error:
            self.say(wanted, f"{verb}_FAILED", reason(error), name=name, resource=old)
            raise Failure(f"The following resource(s) failed to {verb.lower()}: [{name}].") from error
        self.made[name] = new
        self.undo.append(lambda: (back(), self.made.update({name: old}) if old else self.made.pop(name)))
        if replaced:
            self.replaced.append((old, wanted))
        self.say(wanted, f"{verb}_COMPLETE", name=name, resource=new)

    def clean(self, before, wanted):
        """Deletes what the stack no longer has, last made first."""
        for old, declared in reversed(self.replaced):
            if declared.get("UpdateReplacePolicy", "Delete") == "Delete":
                kind_of(old.cf_resource_type).delete(self.place, old.physical_resource_id, old.properties)
        for name in reversed(order({"Resources": before})):
            if name not in wanted and name in self.made:
                self.remove(name, before[name])

    def delete(self, retained=()):
        """Deletes the stack, or stops where a resource cannot be deleted."""
        self.say(self.stack, "DELETE_IN_PROGRESS", "User Initiated")
        failed = []
        declared = self.map._resource_json_map
        for name in reversed(order({"Resources": declared})):
            if name in self.made and not self.remove(name, declared[name], name in retained):
                failed.append(name)
        if failed:
            message = f"The following resource(s) failed to delete: [{', '.join(failed)}]. "
            self.say(self.stack, "DELETE_FAILED", message)
        else:
            self.say(self.stack, "DELETE_COMPLETE")
        return not failed

    def remove(self, name, declared, retained=False):
        resource = self.made[name]
        if retained or declared.get("DeletionPolicy", "Delete") != "Delete":
            self.say(declared, "DELETE_SKIPPED", name=name, resource=resource)
        else:
            self.say(declared, "DELETE_IN_PROGRESS", name=name, resource=resource)
            try:
                kind = kind_of(resource.cf_resource_type)
                kind.delete(self.place, resource.physical_resource_id, resource.properties)
            except (ClientError, BotoCoreError, Failure) as error:
                self.say(declared, "DELETE_FAILED", reason(error), name=name, resource=resource)
                return False
            self.say(declared, "DELETE_COMPLETE", name=name, resource=resource)
        del self.made[name]
        return True

    def say(self, what, status, why=None, name=None, resource=None):
        """Adds an event of the stack or of a resource; the stack's status is that of its last event."""
        stack = self.stack
        if what is stack:
            stack.status, stack.stack_status_reason = status, why
            stack._add_stack_event(status, why)
            return
        physical = resource.physical_resource_id if resource else ""
        stack.events.append(
            Event(stack.stack_id, stack.name, name, physical, what["Type"], status, why, None)
        )


def reason(error):
    if isinstance(error, ClientError):
        return f"{error.response['Error']['Message']} (Error Code: {error.response['Error']['Code']})"
    return str(error)


def needs_replacement(old, new, kind, other_type=False):
    return other_type or any(old.get(name) != new.get(name) for name in kind.replaced_by)


def generated(stack, name):
    suffix = "".join(random.choices(string.ascii_uppercase + string.digits, k=12))
    return f"{stack}-{name}-{suffix}"


def order(wanted):
    """The names of the resources, each after those that it needs."""
    resources, ordered = wanted["Resources"], []

    def visit(name, path):
        if name in path:
            raise Failure(f"Circular dependency between resources: [{', '.join(sorted(path))}]")
        if name in ordered:
            return
        declared = resources[name]
        after = declared.get("DependsOn", [])
        for other in [*([after] if isinstance(after, str) else after), *references(declared.get("Properties", {}))]:
            if other in resources:
                visit(other, [*path, name])
        ordered.append(name)

    for name in resources:
        visit(name, [])
    return ordered


def install():
    """Puts these stacks in the place of moto's."""
    ResourceMap.__getitem__ = lambda self, key: self._parsed_resources[key]
    ResourceMap.__iter__ = lambda self: iter([key for key in self._resource_json_map if key in self._parsed_resources])
    ResourceMap.validate_outputs = lambda self: None
    models.Stack.parse_template = staticmethod(template)
    models.ChangeSet._parse_template = lambda self: setattr(self, "template_dict", template(self.template))


def listed(folder):
    """The stacks of an output folder, each with a client of its account."""
    for stack in json.loads((pathlib.Path(folder) / "stacks.json").read_text())["stacks"]:
        yield stack, Place(stack["account"], stack["region"]).client("cloudformation")


def deploy(folder):
    """Creates or updates the stacks of an output folder in its order."""
    for stack, client in listed(folder):
        wanted = {
            "StackName": stack["name"],
            "TemplateBody": body((pathlib.Path(folder) / stack["file"]).read_text()),
            "Capabilities": ["CAPABILITY_NAMED_IAM"],
        }
        try:
            client.create_stack(**wanted)
        except client.exceptions.AlreadyExistsException:
            client.update_stack(**wanted)
        status = client.describe_stacks(StackName=stack["name"])["Stacks"][0]["StackStatus"]
        if status not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            events = client.describe_stack_events(StackName=stack["name"])["StackEvents"]
            why = [event.get("ResourceStatusReason") for event in events if "FAILED" in event["ResourceStatus"]]
            raise Failure(f"{stack['name']} is {status}: {why}")


def states(account, region):
    """The name and the status of each stack that is there."""
    client = Place(account, region).client("cloudformation")
    return [f"{stack['StackName']} {stack['StackStatus']}" for stack in client.describe_stacks()["Stacks"]]


def body(text):
    """A template as a request can hold it: JSON without its white space is half as long."""
    return json.dumps(json.loads(text), separators=(",", ":")) if text.startswith("{") else text


def delete(folder):
    """Deletes the stacks of an output folder, the last one first."""
    for stack, client in reversed(list(listed(folder))):
        client.delete_stack(StackName=stack["name"])
        if any(other["StackName"] == stack["name"] for other in client.describe_stacks()["Stacks"]):
            raise Failure(f"{stack['name']} is still there")
