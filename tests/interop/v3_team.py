"""The LangChain loader for Stack Overflow for Teams, on a site of the Business kind: API v3 below a team's name.

It pages until a page is empty, and tries three times what fails.
"""

import logging

import backoff._sync
from langchain_stack_overflow_for_teams import StackOverflowTeamsApiV3Loader as Loader
from requests import HTTPError, RequestException

from checks import Checks
from site_process import Site

TEAM = "fernwick"


def run():
    with Site("--kind", "business", "--tls") as site:
        checks = Checks("langchain-stack-overflow-for-teams", site)
        backoff._sync.time.sleep = site.sleep
        logging.getLogger("backoff").setLevel(logging.CRITICAL)
        reads(checks, Client(site, site.token("amal", team=TEAM)))
        errors(checks, site, Client(site, site.token("amal", team=TEAM)))
        return checks.failed


class Client:
    def __init__(self, site, token):
        self.site, self.token = site, token

    def load(self, what, team=TEAM, **options):
        loader = Loader(self.token, what, team=team, endpoint=self.site.address, **options)
        return list(loader.load())


def reads(checks, client):
    def ids(documents):
        return [document.metadata["id"] for document in documents]

    checks.holds(
        "all articles",
        lambda: client.load("articles", sort="creation", order="asc"),
        lambda found: len(set(ids(found))) == len(found) > 0 and all(document.page_content for document in found),
    )
    checks.holds(
        "some questions, with their answers",
        lambda: client.load("questions", is_answered="true", date_from="2026-01-01T00:00:00Z"),
        lambda found: len(set(ids(found))) == len(found) > 0
        and all(document.metadata["isAnswered"] and document.metadata["creationDate"] >= "2026" for document in found),
    )


def errors(checks, site, client):
    def paused():
        site.fault({"too_many": {"retry_after": 1}}, "/v3/teams", times=2)
        return len(client.load("articles")) > 0, len(site.slept)

    checks.equal("HTTP 429 twice: waits, asks again, goes on", paused, (True, 2))

    def refused():
        site.fault({"too_many": {"retry_after": 1}}, "/v3/teams", times=3)
        client.load("articles")

    checks.raises("HTTP 429 three times: gives up", RequestException, refused)
    for what, team, token in [
        ("a team that is not there", "nowhere", client.token),
        ("another team than the token's", "payments-private", client.token),
        ("a token that nobody was given", TEAM, "stolen"),
    ]:
        checks.raises(what, HTTPError, lambda: Client(site, token).load("articles", team=team))
