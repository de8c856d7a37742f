"""Regions that an account must enable before it is known there. moto knows every account in every region."""

import re

DISABLED = set()
ANSWER = b"""<ErrorResponse><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code>\
<Message>The security token included in the request is invalid</Message></Error></ErrorResponse>"""


def disable(region):
    """No account has enabled this region any more."""
    DISABLED.add(region)


class Enabled:
    """Passes on what is asked in regions that are enabled."""

    def __init__(self, application):
        self.application = application

    def __call__(self, environment, start):
        scope = re.search(r"Credential=[^/]+/\d+/([^/]+)/", environment.get("HTTP_AUTHORIZATION", ""))
        if scope and scope[1] in DISABLED:
            start("403 Forbidden", [("Content-Type", "text/xml")])
            return [ANSWER]
        return self.application(environment, start)
