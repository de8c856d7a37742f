"""The emulated accounts, as a client of their services sees them."""

import functools
import threading

import botocore.session
from botocore.config import Config

URL = None
CONFIG = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
LOCK = threading.RLock()
SESSION = botocore.session.Session()


@functools.cache
def credentials(account):
    """Keys that act in an account: moto takes the account from the role that was assumed for them."""
    client = _client("sts", "us-east-1", {"AccessKeyId": "any", "SecretAccessKey": "any", "SessionToken": "any"})
    role = f"arn:aws:iam::{account}:role/administrator"
    return client.assume_role(RoleArn=role, RoleSessionName="emulator")["Credentials"] | {"Expiration": None}


@functools.cache
def client(account, region, service):
    """A client of a service in an account and a region."""
    return _client(service, region, credentials(account))


def _client(service, region, keys):
    # Making a client is not safe where several threads do it.
    with LOCK:
        return SESSION.create_client(
            service,
            region_name=region,
            endpoint_url=URL,
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys["SessionToken"],
            config=CONFIG,
        )


class Place:
    """An account and a region."""

    def __init__(self, account, region):
        self.account = account
        self.region = region

    def client(self, service):
        return client(self.account, self.region, service)
