"""Says where a YAML template, read by PyYAML, is not the JSON template of the same stack.

Arguments: account ids, `--`, then pairs of files, the YAML one first. Prints a line for each difference.
"""

import json
import sys

import yaml

FUNCTIONS = """
    And Base64 Cidr Contains EachMemberEquals EachMemberIn Equals FindInMap GetAZs GetAtt GetStackOutput If
    ImportValue Join Length Not Or RefAll Select Split Sub ToJsonString Transform ValueOf ValueOfAll
""".split()
LONG = {"Ref": "Ref", "Condition": "Condition"} | {name: f"Fn::{name}" for name in FUNCTIONS}


class Loader(yaml.SafeLoader):
    """The plain loader of YAML 1.1, with CloudFormation's tags."""

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} stands twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def long_form(loader, tag, node):
    if tag not in LONG:
        raise yaml.constructor.ConstructorError(None, None, f"no such tag: !{tag}", node.start_mark)
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        if tag == "GetAtt":
            value = value.split(".", 1)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {LONG[tag]: value}


Loader.add_multi_constructor("!", long_form)


def differences(left, right, path):
    if type(left) is not type(right):
        yield f"{path}: YAML {left!r} ({type(left).__name__}), JSON {right!r} ({type(right).__name__})"
    elif isinstance(left, dict):
        for key in left.keys() | right.keys():
            if key not in left or key not in right:
                yield f"{path}: only {'YAML' if key in left else 'JSON'} has the key {key!r}"
            else:
                yield from differences(left[key], right[key], f"{path}/{key}")
    elif isinstance(left, list):
        if len(left) != len(right):
            yield f"{path}: YAML has {len(left)} items, JSON has {len(right)}"
        for index, (one, other) in enumerate(zip(left, right)):
            yield from differences(one, other, f"{path}/{index}")
    elif left != right:
        yield f"{path}: YAML {left!r}, JSON {right!r}"


def numbers(value, path):
    if isinstance(value, dict):
        for key, item in value.items():
            yield from numbers(key, f"{path}, a key")
            yield from numbers(item, f"{path}/{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from numbers(item, f"{path}/{index}")
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield path, value


def main(arguments):
    accounts = arguments[: arguments.index("--")]
    files = arguments[len(accounts) + 1 :]
    for yaml_file, json_file in zip(files[::2], files[1::2], strict=True):
        # The end of a line is a value here, so Python may not translate it.
        with open(yaml_file, encoding="utf-8", newline="") as file:
            left = yaml.load(file.read(), Loader)
        with open(json_file, encoding="utf-8") as file:
            right = json.load(file)
        for difference in differences(left, right, yaml_file):
            print(difference)
        for path, number in numbers(left, yaml_file):
            if any(float(account) == number for account in accounts):
                print(f"{path}: the account id {number} is a number")


main(sys.argv[1:])
