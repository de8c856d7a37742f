"""Prints what the schemas that cfn-lint brings say of resource types: a line of JSON for the types of the arguments.

For each type: the properties whose change replaces a resource, those whose change may, and those whose change is
refused, which only their descriptions say.
"""

import json
import sys

from cfnlint.schema import PROVIDER_SCHEMA_MANAGER


def names(schema, key):
    return sorted(path.split("/")[2] for path in schema.get(key, []))


def of(kind):
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema
    refused = [
        name
        for name, definition in schema["properties"].items()
        if "the update request fails" in definition.get("description", "")
    ]
    return [names(schema, "createOnlyProperties"), names(schema, "conditionalCreateOnlyProperties"), sorted(refused)]


print(json.dumps({kind: of(kind) for kind in sys.argv[1:]}))
