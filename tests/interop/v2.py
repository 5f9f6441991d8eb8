"""StackAPI, the Python client of API v2.3, on a site of the public network's kind.

It looks for its site in /sites, which only the network has.
"""

from datetime import datetime

import stackapi
from stackapi import StackAPI, StackAPIError

from checks import Checks
from site_process import Site

KEY = "fernwick-askside-demo"


def run():
    with Site("--kind", "network") as site:
        checks = Checks("StackAPI", site)
        stackapi.stackapi.sleep = site.sleep
        reads(checks, client(site))
        pauses(checks, site, client(site, page_size=50))
        errors(checks, site)
        writes(checks, client(site, access_token=site.token("amal", "write_access", "private_info")))
        return checks.failed


def client(site, name="fernwick", **options):
    return StackAPI(name, base_url=site.url, key=options.pop("key", KEY), max_pages=100, **options)


def reads(checks, api):
    total = api.fetch("info")["items"][0]["total_questions"]

    def paged(size):
        api.page_size = size
        answer = api.fetch("questions", sort="creation", order="asc")
        dates = [question["creation_date"] for question in answer["items"]]
        ids = {question["question_id"] for question in answer["items"]}
        return len(ids), dates == sorted(dates), answer["has_more"]

    for size in (100, 30, 17):
        checks.equal(f"all questions, {size} a page", lambda: paged(size), (total, True, False))
    api.page_size = 100
    checks.equal("total in a filter", lambda: api.fetch("questions", filter="total")["total"], total)
    some = [question["question_id"] for question in api.fetch("questions")["items"][:3]]
    checks.equal(
        "questions by id",
        lambda: {question["question_id"] for question in api.fetch("questions/{ids}", ids=some)["items"]},
        set(some),
    )
    checks.holds(
        "answers of questions, by vote",
        lambda: [answer["score"] for answer in api.fetch("questions/{ids}/answers", ids=some, sort="votes")["items"]],
        lambda scores: scores and scores == sorted(scores, reverse=True),
    )
    checks.holds(
        "search with words and a tag",
        lambda: api.fetch("search/advanced", q="rollback", tagged="trellis", sort="relevance", filter="withbody")["items"],
        lambda items: items and all("trellis" in item["tags"] and item["body"] for item in items),
    )
    since = datetime(2025, 6, 1)
    checks.holds(
        "questions since a date",
        lambda: api.fetch("questions", fromdate=since, sort="creation")["items"],
        lambda items: items and len(items) < total and items[-1]["creation_date"] >= 1748736000,
    )
    for endpoint, field in [("tags", "name"), ("users", "user_id"), ("answers", "answer_id"), ("comments", "comment_id")]:
        checks.holds(
            f"everything of /{endpoint}",
            lambda: [item[field] for item in api.fetch(endpoint)["items"]],
            lambda ids: ids and len(set(ids)) == len(ids),
        )


def pauses(checks, site, api):
    def paused():
        site.fault({"throttle": {"backoff": 10}}, "/2.3/questions")
        answer = api.fetch("questions")
        return len(answer["items"]) > 50, site.slept

    checks.equal("a demanded pause is kept, and paging goes on", paused, (True, [11]))

    def hurried():
        site.fault({"throttle": {"backoff": 10}}, "/2.3/questions")
        stackapi.stackapi.sleep = lambda _: None
        try:
            api.fetch("questions")
        finally:
            stackapi.stackapi.sleep = site.sleep

    checks.raises("the same without the pause", StackAPIError, hurried, lambda error: error.code == "throttle_violation")


def errors(checks, site):
    api = client(site)

    def refused(what, error_id, name, call):
        checks.raises(what, StackAPIError, call, lambda error: (error.error, error.code) == (error_id, name))

    checks.raises("a site that is not there", ValueError, lambda: client(site, name="elsewhere"))
    refused("a method that is not there", 404, "no_method", lambda: api.fetch("nonsense"))
    refused("a sort that is not there", 400, "bad_parameter", lambda: api.fetch("questions", sort="best"))
    refused("a key that nobody registered", 400, "bad_parameter", lambda: client(site, key="stolen"))
    refused("another user without a token", 401, "access_token_required", lambda: api.fetch("me"))
    refused("a simulated error", 502, "throttle_violation", lambda: api.fetch("errors/{id}", id=502))
    for fault in ("down", "html", "truncated"):

        def broken():
            site.fault(fault, "/2.3/tags")
            api.fetch("tags")

        checks.raises(f"an answer that is none: {fault}", StackAPIError, broken)


def writes(checks, api):
    title = "How do I keep a client honest about what it posted?"
    body = "Two clients say that they posted this. How would anybody know which one of them did?"

    def ask():
        posted = api.send_data("questions/add", title=title, body=body, tags="trellis;testing")["items"][0]
        found = api.fetch("questions/{ids}", ids=[posted["question_id"]])["items"][0]
        return found["title"], found["tags"], found["owner"]["display_name"]

    checks.equal("a question asked and read again", ask, (title, ["trellis", "testing"], "Amal Haddad"))
    checks.raises(
        "the same question again",
        StackAPIError,
        lambda: api.send_data("questions/add", title=title, body=body, tags="trellis"),
    )
