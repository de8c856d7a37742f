"""Prints the names of AWS's managed policies that deny nothing, as moto has copied them: a line of JSON."""

import json

from moto.iam.aws_managed_policies import aws_managed_policies_data


def denies(policy):
    statements = policy["Document"]["Statement"]
    statements = statements if isinstance(statements, list) else [statements]
    return any(statement["Effect"] == "Deny" for statement in statements)


policies = json.loads(aws_managed_policies_data)
print(json.dumps([name for name, policy in policies.items() if not denies(policy)]))
