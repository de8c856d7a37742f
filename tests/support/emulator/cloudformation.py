"""CloudFormation's requests: what it refuses before it changes anything, and change sets.

moto takes every template, knows change sets by name alone, and carries a change out without undoing it.
"""

from moto.cloudformation.exceptions import AlreadyExistsException, CloudFormationError, ValidationError
from moto.cloudformation.models import Change, ChangeSet, Stack
from moto.cloudformation.responses import CloudFormationResponse
from moto.cloudformation.utils import generate_changeset_id, generate_stack_id
from moto.core.responses import ActionResult, EmptyResult

from kinds import is_known, kind_of
from stacks import Deployment, begin, needs_replacement, order
from values import Failure, references, template

LONGEST_TEMPLATE = 51_200
NO_CHANGES = (
    "The submitted information didn't contain changes. Submit different information to create a change set."
)


class InsufficientCapabilitiesException(CloudFormationError):
    code = "InsufficientCapabilitiesException"


class ChangeSetNotFound(CloudFormationError):
    code = "ChangeSetNotFound"


class InvalidChangeSetStatus(CloudFormationError):
    code = "InvalidChangeSetStatus"


def submitted(response, stack=None):
    """The template's text and the parameters of a request, as CloudFormation accepts them."""
    body, url = response._get_param("TemplateBody"), response._get_param("TemplateURL")
    if stack and response._get_bool_param("UsePreviousTemplate", False):
        text = stack.template
    elif url:
        text = response._get_stack_from_s3_url(url)
    elif not body:
        raise ValidationError(message="Either Template URL or Template Body must be specified.")
    elif len(body.encode()) > LONGEST_TEMPLATE:
        raise ValidationError(
            message="1 validation error detected: Value at 'templateBody' failed to satisfy constraint: "
            f"Member must have length less than or equal to {LONGEST_TEMPLATE}"
        )
    else:
        text = body
    wanted = template(text)
    check(wanted, response._get_param("Capabilities", []))
    old = stack.parameters if stack else {}
    parameters = {
        item["ParameterKey"]: old[item["ParameterKey"]] if item.get("UsePreviousValue") else item["ParameterValue"]
        for item in response._get_param("Parameters", [])
    }
    return text, parameters


def check(wanted, capabilities):
    resources = wanted.get("Resources") or {}
    if not resources:
        raise ValidationError(message="Template format error: At least one Resources member must be defined.")
    unknown = sorted({item["Type"] for item in resources.values() if not is_known(item["Type"])})
    if unknown:
        raise ValidationError(message=f"Template format error: Unrecognized resource types: [{', '.join(unknown)}]")
    known = {*resources, *wanted.get("Parameters", {}), *wanted.get("Mappings", {})}
    unresolved = [name for name in references(resources) if name not in known and not name.startswith("AWS::")]
    if unresolved:
        raise ValidationError(
            message=f"Template format error: Unresolved resource dependencies [{', '.join(sorted(set(unresolved)))}]"
            " in the Resources block of the template"
        )
    try:
        order(wanted)
    except Failure as failure:
        raise ValidationError(message=str(failure)) from failure
    iam = [item for item in resources.values() if item["Type"].startswith("AWS::IAM::")]
    named = [item for item in iam if kind_of(item["Type"]).named in item.get("Properties", {})]
    needed = "CAPABILITY_NAMED_IAM" if named else "CAPABILITY_IAM" if iam else None
    if needed and not {needed, "CAPABILITY_NAMED_IAM"} & set(capabilities):
        raise InsufficientCapabilitiesException(f"Requires capabilities : [{needed}]")


def living(backend, name):
    """The stack of a name or an id, if there is one."""
    return next((stack for stack in backend.stacks.values() if name in (stack.name, stack.stack_id)), None)


def updatable(stack, name):
    if stack is None:
        raise ValidationError(message=f"Stack [{name}] does not exist")
    status = stack.status
    if not status.endswith("_COMPLETE") or status in ("ROLLBACK_COMPLETE", "DELETE_COMPLETE"):
        raise ValidationError(message=f"Stack:{stack.stack_id} is in {status} state and can not be updated.")
    return stack


def empty_stack(response, name):
    backend = response.cloudformation_backend
    stack = Stack(
        stack_id=generate_stack_id(name, backend.region_name, backend.account_id),
        name=name,
        template={},
        parameters={},
        account_id=backend.account_id,
        region_name=backend.region_name,
        notification_arns=response._get_param("NotificationARNs", []),
        tags=tags_of(response),
        role_arn=response._get_param("RoleARN"),
        cross_stack_resources=backend.exports,
        enable_termination_protection=response._get_param("EnableTerminationProtection"),
    )
    stack.template = "{}"
    backend.stacks[stack.stack_id] = stack
    return stack


def tags_of(response):
    return {item["Key"]: item["Value"] for item in response._get_param("Tags", [])}


def create_stack(response):
    backend, name = response.cloudformation_backend, response._get_param("StackName")
    if living(backend, name):
        raise AlreadyExistsException(f"Stack [{name}] already exists")
    text, parameters = submitted(response)
    stack = empty_stack(response, name)
    Deployment(stack).run(text, parameters)
    return ActionResult({"StackId": stack.stack_id})


def update_stack(response):
    name = response._get_param("StackName")
    stack = updatable(living(response.cloudformation_backend, name), name)
    text, parameters = submitted(response, stack)
    if template(text) == stack.template_dict and parameters == stack.parameters:
        raise ValidationError(message="No updates are to be performed.")
    Deployment(stack).run(text, parameters)
    return ActionResult({"StackId": stack.stack_id})


def delete_stack(response):
    backend = response.cloudformation_backend
    stack = living(backend, response._get_param("StackName"))
    if stack is None:
        return EmptyResult()
    if stack.enable_termination_protection:
        raise ValidationError(message=f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled")
    names = [export.name for export in stack.exports]
    if Deployment(stack).delete(response._get_param("RetainResources", [])):
        backend.deleted_stacks[stack.stack_id] = backend.stacks.pop(stack.stack_id)
        for name in names:
            backend.exports.pop(name, None)
        forget_change_sets(backend, stack)
    return EmptyResult()


def create_change_set(response):
    backend = response.cloudformation_backend
    stack_name, name = response._get_param("StackName"), response._get_param("ChangeSetName")
    kind = response._get_param("ChangeSetType", "UPDATE")
    stack = living(backend, stack_name)
    if kind == "CREATE":
        if stack and stack.status != "REVIEW_IN_PROGRESS":
            raise AlreadyExistsException(
                f"Stack [{stack_name}] already exists and cannot be created again with the changeSet [{name}]."
            )
    else:
        updatable(stack, stack_name)
    text, parameters = submitted(response, stack)
    if stack is None:
        stack = empty_stack(response, stack_name)
        Deployment(stack).say(stack, "REVIEW_IN_PROGRESS", "User Initiated")
    if any(item.stack is stack and item.change_set_name == name for item in backend.change_sets.values()):
        raise AlreadyExistsException(f"ChangeSet {name} cannot be created due to a mismatch with existing attribute")
    identity = generate_changeset_id(name, backend.region_name, backend.account_id)
    change_set = ChangeSet(
        change_set_type=kind,
        change_set_id=identity,
        change_set_name=name,
        stack=stack,
        template=text,
        parameters=parameters,
        description=response._get_param("Description"),
        tags=tags_of(response),
        role_arn=response._get_param("RoleARN"),
    )
    change_set.capabilities = response._get_param("Capabilities", [])
    same = kind == "UPDATE" and change_set.template_dict == stack.template_dict and parameters == stack.parameters
    change_set.status = "FAILED" if same else "CREATE_COMPLETE"
    change_set.execution_status = "UNAVAILABLE" if same else "AVAILABLE"
    change_set.status_reason = NO_CHANGES if same else None
    backend.change_sets[identity] = change_set
    return ActionResult({"Id": identity, "StackId": stack.stack_id})


def changes(change_set):
    """What a change set says about each resource, in the template's order."""
    old, new = change_set.stack.template_dict.get("Resources", {}), change_set.template_dict["Resources"]
    parameters = {
        key
        for key in {*change_set.parameters, *change_set.stack.parameters}
        if change_set.parameters.get(key) != change_set.stack.parameters.get(key)
    }
    for name, wanted in new.items():
        if name not in old:
            yield change(change_set, "Add", name, wanted["Type"])
        elif wanted != old[name] or parameters & set(references(wanted)):
            yield modification(change_set, name, old[name], wanted)
    for name in old:
        if name not in new:
            yield change(change_set, "Remove", name, old[name]["Type"])


def change(change_set, action, name, kind):
    made = change_set.stack.resource_map._parsed_resources.get(name)
    item = Change(action=action, logical_resource_id=name, resource_type=kind)
    item.physical_resource_id = made.physical_resource_id if made else None
    return item


def modification(change_set, name, old, new):
    kind = kind_of(new["Type"])
    before, after = old.get("Properties", {}), new.get("Properties", {})
    item = change(change_set, "Modify", name, new["Type"])
    replaced = needs_replacement(before, after, kind, old["Type"] != new["Type"])
    item.replacement = "True" if replaced else "False"
    item.scope = ["Properties"]
    item.details = [
        {
            "Target": {
                "Attribute": "Properties",
                "Name": key,
                "RequiresRecreation": "Always" if key in kind.replaced_by else "Never",
            },
            "Evaluation": "Static",
            "ChangeSource": "DirectModification",
        }
        for key in [*after, *(key for key in before if key not in after)]
        if before.get(key) != after.get(key)
    ]
    return item


def chosen(response):
    """The change set that a request names: by its ARN, or by its name and its stack's."""
    backend, name = response.cloudformation_backend, response._get_param("ChangeSetName")
    if name in backend.change_sets:
        return backend.change_sets[name]
    stack = response._get_param("StackName")
    if not stack:
        raise ValidationError(message="StackName must be specified if ChangeSetName is not specified as an ARN.")
    for change_set in backend.change_sets.values():
        if change_set.change_set_name == name and stack in (change_set.stack.name, change_set.stack.stack_id):
            return change_set
    raise ChangeSetNotFound(f"ChangeSet [{name}] does not exist")


def describe_change_set(response):
    return ActionResult(chosen(response))


def delete_change_set(response):
    backend = response.cloudformation_backend
    backend.change_sets.pop(chosen(response).change_set_id)
    return EmptyResult()


def list_change_sets(response):
    name = response._get_param("StackName")
    summaries = response.cloudformation_backend.change_sets.values()
    return ActionResult({"Summaries": [item for item in summaries if name in (item.stack.name, item.stack.stack_id)]})


def execute_change_set(response):
    change_set = chosen(response)
    if change_set.execution_status != "AVAILABLE":
        raise InvalidChangeSetStatus(
            f"ChangeSet [{change_set.change_set_id}] cannot be executed in its current status of [{change_set.status}]"
        )
    # A stack's other change sets are about a stack that is no more.
    forget_change_sets(response.cloudformation_backend, change_set.stack, but=change_set)
    change_set.execution_status = "EXECUTE_IN_PROGRESS"
    begin(change_set.stack, lambda: execute(change_set))
    return EmptyResult()


def execute(change_set):
    Deployment(change_set.stack).run(change_set.template, change_set.parameters)
    change_set.execution_status = "EXECUTE_COMPLETE"


def forget_change_sets(backend, stack, but=None):
    for identity, item in list(backend.change_sets.items()):
        if item.stack is stack and item is not but:
            del backend.change_sets[identity]


def install():
    """Puts these requests in the place of moto's."""
    for request in [
        create_stack,
        update_stack,
        delete_stack,
        create_change_set,
        describe_change_set,
        delete_change_set,
        list_change_sets,
        execute_change_set,
    ]:
        setattr(CloudFormationResponse, request.__name__, request)
    ChangeSet.diff = lambda self: list(changes(self))
