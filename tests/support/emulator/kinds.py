"""The types of resources that CloudFormation makes, by name.

A type is a class with three functions, by the calls that CloudFormation makes to the type's service: `create` gives the
physical id and what `Fn::GetAtt` gives, `update` changes the resource to new properties, `delete` deletes it.
"""

import functools

from moto.cloudformation.parsing import get_model_map
from moto.core.exceptions import ServiceException
from werkzeug.exceptions import HTTPException

from values import Failure, text

KINDS = {}


def kind(name, *, named=None, replaced_by=()):
    """Declares a type: the property that is its name, and further ones that only a new resource can change."""

    def declare(cls):
        cls.named = named
        cls.replaced_by = {*replaced_by, *([named] if named else [])}
        KINDS[name] = cls
        return cls

    return declare


def is_known(name):
    return name in KINDS or name in get_model_map()


@functools.cache
def kind_of(name):
    """A type, from here or, where there is none here, from moto."""
    return KINDS.get(name) or OfMoto(name, get_model_map()[name])


class OfMoto:
    """A type as moto knows it, which may be less than AWS does."""

    def __init__(self, name, model):
        self.name = name
        self.model = model
        self.named = model.cloudformation_name_type() or None
        self.replaced_by = {self.named} if self.named else set()
        self.made = {}

    def create(self, place, name, properties):
        about = {"LogicalId": name, "StackId": name, "ResourceType": self.name}
        made = self.call("create", name, self.described(properties), place.account, place.region, **about)
        self.made[place.account, place.region, made.physical_resource_id] = made
        return made.physical_resource_id, Attributes(made)

    def update(self, place, name, old, new):
        made = self.made[place.account, place.region, name]
        if not self.call("update", made, name, self.described(new), place.account, place.region):
            self.delete(place, name, old)
            self.create(place, new.get(self.named, name), new)

    def delete(self, place, name, properties):
        made = self.made.pop((place.account, place.region, name))
        if hasattr(made, "delete"):
            made.delete(place.account, place.region)
        else:
            self.call("delete", name, self.described(properties), place.account, place.region)

    def described(self, properties):
        return {"Type": self.name, "Properties": properties}

    def call(self, verb, *arguments, **more):
        try:
            return getattr(self.model, f"{verb}_from_cloudformation_json")(*arguments, **more)
        except (ServiceException, HTTPException) as error:
            raise Failure(str(error)) from error


class Attributes:
    """What moto answers to `Fn::GetAtt`."""

    def __init__(self, made):
        self.made = made

    def __contains__(self, name):
        return self.made.has_cfn_attr(name)

    def __getitem__(self, name):
        return self.made.get_cfn_attribute(name)


def pairs(tags, key="Key", value="Value"):
    return [{key: text(tag["Key"]), value: text(tag["Value"])} for tag in tags]


def only(properties, *names):
    """The properties of these names that are set; no other may be."""
    for name in properties:
        if name not in names:
            raise Failure(f"Properties validation failed: extraneous key [{name}] is not permitted")
    return properties
