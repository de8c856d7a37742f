"""Keys, their replicas and their aliases."""

import copy

from moto.kms.models import kms_backends

from accounts import Place
from kinds import kind, only, pairs
from values import policy


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
        *_, region, _, primary = properties["PrimaryKeyArn"].split(":")
        key = primary.removeprefix("key/")
        home = Place(place.account, region).client("kms")
        metadata = home.replicate_key(KeyId=key, ReplicaRegion=place.region)["ReplicaKeyMetadata"]
        # moto copies the primary key as it is: both keys say by one and the same object which they are, and what
        # their aliases are.
        replica = kms_backends[place.account][place.region].keys[key]
        replica.multi_region_configuration = copy.deepcopy(replica.multi_region_configuration)
        replica.aliases = {}
        ReplicaKey.update(place, key, {}, properties)
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
