"""CloudFormation's values: templates as they are read, and properties in the words of a service's own requests."""

import json
import re

import yaml
from moto.cloudformation.utils import yaml_tag_constructor
from moto.iam.models import iam_backends


class Failure(Exception):
    """Why CloudFormation cannot go on."""


class Loader(yaml.CSafeLoader):
    """YAML with CloudFormation's tags. A date is a text to CloudFormation."""

    yaml_implicit_resolvers = {
        letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for letter, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


Loader.add_multi_constructor("!", lambda loader, tag, node: yaml_tag_constructor(loader, f"!{tag}", node))


def template(text):
    """A template, from JSON or YAML."""
    try:
        return json.loads(text)
    except ValueError:
        return yaml.load(text, Loader=Loader)


def present(value):
    """A value without what is `AWS::NoValue`, which moto leaves in lists as nothing."""
    if isinstance(value, list):
        return [present(item) for item in value if item is not None]
    if isinstance(value, dict):
        return {key: present(item) for key, item in value.items() if item is not None}
    return value


def references(value):
    """The names that a part of a template refers to."""
    if isinstance(value, list):
        for item in value:
            yield from references(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "Ref":
                yield item
            elif key == "Fn::GetAtt":
                yield item[0] if isinstance(item, list) else item.split(".")[0]
            elif key == "Fn::Sub":
                text, own = (item, {}) if isinstance(item, str) else item
                names = (name.split(".")[0] for name in re.findall(r"\$\{([^!}]+)\}", text))
                yield from (name for name in names if name not in own)
                yield from references(own)
            else:
                yield from references(item)


def shaped(shape, value):
    """A value in the names and the types of a service's request. CloudFormation writes every name with a capital."""
    kind = shape.type_name
    if kind == "structure":
        members = {name.lower(): name for name in shape.members}
        unknown = [key for key in value if key.lower() not in members]
        if unknown:
            raise Failure(f"Properties validation failed: extraneous key [{unknown[0]}] is not permitted")
        named = {members[key.lower()]: item for key, item in value.items()}
        return {name: shaped(shape.members[name], item) for name, item in named.items()}
    if kind == "list":
        return [shaped(shape.member, item) for item in value]
    if kind == "map":
        return {key: shaped(shape.value, item) for key, item in value.items()}
    if kind == "boolean":
        return text(value) == "true"
    if kind in ("integer", "long"):
        return int(value)
    return text(value)


def text(value):
    """A scalar as CloudFormation hands it on."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)


def request(client, operation, properties):
    """The properties of a resource as the input of an operation."""
    return shaped(client.meta.service_model.operation_model(operation).input_shape, properties)


def policy(document):
    """A policy document as a service takes it. IAM, KMS and S3 refuse a role or a user that is not there."""
    if isinstance(document, str):
        document = json.loads(document)
    statements = document["Statement"]
    for statement in statements if isinstance(statements, list) else [statements]:
        principals = statement.get("Principal", {})
        named = principals.get("AWS", []) if isinstance(principals, dict) else []
        for name in named if isinstance(named, list) else [named]:
            if not _is_there(name):
                raise Failure(f'Invalid principal in policy: "AWS":"{name}"')
    return json.dumps(document)


def _is_there(principal):
    match = re.fullmatch(r"arn:(aws[\w-]*):iam::(\d{12}):(role|user)/(.+)", principal)
    if not match:
        return True
    partition, account, kind, _ = match.groups()
    backend = iam_backends[account][partition]
    held = backend.roles if kind == "role" else backend.users
    return any(item.arn == principal for item in held.values())
