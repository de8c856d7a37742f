"""Emulated AWS accounts: moto on a free port of this machine.

Prints its address. Then each line of its input is JSON, the name of a command and its arguments, answered by a line of
JSON. It ends with its input, and so with the program that started it, however that one ends.
"""

import json
import logging
import os
import queue
import sys
import threading
import traceback
import warnings

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

import accounts
import cloudformation
import read_back
import regions
import stacks
from services import iam

LINES = queue.Queue()
COMMANDS = {
    "credentials": accounts.credentials,
    "delete": stacks.delete,
    "deploy": stacks.deploy,
    "disable": regions.disable,
    "hold": stacks.hold,
    "policy_of_aws": iam.policy_of_aws,
    "read_back": read_back.account,
    "stacks": stacks.states,
}


def answer(line):
    command, *arguments = json.loads(line)
    try:
        return {"answer": COMMANDS[command](*arguments)}
    except Exception:
        return {"error": traceback.format_exc()}


def read():
    """Hands the lines on, and ends everything with the input, whatever is being done."""
    for line in sys.stdin:
        LINES.put(line)
    os._exit(0)


logging.getLogger("werkzeug").setLevel(logging.ERROR)
warnings.simplefilter("ignore")

stacks.install()
cloudformation.install()
server = make_server(
    "127.0.0.1",
    0,
    regions.Enabled(DomainDispatcherApplication(create_backend_app)),
    threaded=True,
    request_handler=MotoRequestHandler,
)
accounts.URL = f"http://127.0.0.1:{server.port}"
threading.Thread(target=server.serve_forever, daemon=True).start()
print(accounts.URL, flush=True)
threading.Thread(target=read, daemon=True).start()
while True:
    print(json.dumps(answer(LINES.get()), default=str), flush=True)
