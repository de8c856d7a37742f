"""Rules, and what a bus takes from whom."""

import json

from moto.events.models import EventBusPolicyStatement, events_backends

from kinds import kind, only
from values import Failure, request


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
