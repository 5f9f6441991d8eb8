"""so4t_api, the Python client of API v3 that the vendor's own scripts use, on a company's site.

It speaks to nothing but https, and trusts what `requests` trusts.
"""

from urllib.parse import urlsplit

import so4t_api.so4t_api as module
from so4t_api import StackClient

from checks import Checks
from site_process import Site

BODY = "Two clients say that they posted this. How would anybody know which one of them did?"


def run():
    with Site("--tls") as site:
        checks = Checks("so4t_api", site)
        module.sleep = site.sleep
        reads(checks, client(site))
        pauses(checks, site, client(site))
        errors(checks, site)
        writes(checks, client(site, "write_access"))
        return checks.failed


def client(site, *scope, url=None, token=None):
    return StackClient(url or site.url, token or site.token("amal", *scope), logging_level="CRITICAL")


def reads(checks, api):
    checks.equal("who I am", lambda: api.get_myself()["name"], "Amal Haddad")
    whole = {question["id"] for question in api.get_questions(pagesize=100)}
    for size in (15, 30, 50):
        checks.equal(
            f"all questions, {size} a page",
            lambda: sorted(question["id"] for question in api.get_questions(pagesize=size)),
            sorted(whole),
        )
    dates = lambda items: [item["creationDate"] for item in items]
    checks.holds(
        "questions, latest first",
        lambda: dates(api.get_questions(order="desc")),
        lambda dates: len(dates) == len(whole) and dates == sorted(dates, reverse=True),
    )
    checks.holds(
        "questions of one tag",
        lambda: api.get_questions(tag_id=[api.get_tag_by_name("trellis")["id"]]),
        lambda items: 0 < len(items) < len(whole)
        and all("trellis" in [tag["name"] for tag in item["tags"]] for item in items),
    )
    checks.holds(
        "unanswered questions since a date",
        lambda: api.get_questions(is_answered=False, start_date="2024-01-01"),
        lambda items: items and not any(item["isAnswered"] for item in items) and min(dates(items)) >= "2024",
    )

    def threads(count):
        some = [item for item in api.get_questions() if item["answerCount"]][-count:]
        return [(item, api.get_question_by_id(item["id"]), api.get_answers(item["id"])) for item in some]

    checks.holds(
        "threads: questions with their answers",
        lambda: threads(20),
        lambda found: len(found) == 20
        and all(one["title"] == item["title"] and len(answers) == item["answerCount"] for item, one, answers in found),
    )

    def comments():
        counts = []
        for _, question, answers in threads(20):
            for answer in answers:
                found = api.get_answer_comments(question["id"], answer["id"]) if answer["commentCount"] else []
                counts.append((answer["commentCount"], len(found)))
        return counts

    checks.holds(
        "as many comments as answers say",
        comments,
        lambda counts: any(told for told, _ in counts) and all(told == found for told, found in counts),
    )
    for what, all_of, one_of in [
        ("articles", api.get_articles, api.get_article_by_id),
        ("tags", api.get_tags, api.get_tag_by_id),
        ("users", api.get_users, api.get_user_by_id),
    ]:

        def listed():
            items = all_of(pagesize=15)
            return items, one_of(items[-1]["id"])

        checks.holds(
            f"all {what}, and the last of them alone",
            listed,
            lambda found: len({item["id"] for item in found[0]}) == len(found[0]) > 0
            and found[1]["id"] == found[0][-1]["id"],
        )
    checks.holds(
        "search",
        lambda: api.get_search_results("rollback"),
        lambda items: items and all(item["type"] in ("question", "answer", "article") for item in items),
    )


def pauses(checks, site, api):
    def refused_twice():
        site.fault({"too_many": {"retry_after": 60}}, "/api/v3/questions", times=2)
        return len(api.get_questions(one_page_limit=True)) > 0, site.slept

    checks.equal("HTTP 429 twice: waits, asks again, goes on", refused_twice, (True, [60, 60]))


def errors(checks, site):
    api = client(site)
    checks.raises("a question that is not there", module.NotFoundError, lambda: api.get_question_by_id(99999))
    checks.raises("a token that nobody was given", module.UnauthorizedError, lambda: client(site, token="stolen"))
    checks.raises("a write with a token for reading", module.ForbiddenError, lambda: ask(api))
    checks.raises("a sort that is not there", module.InvalidRequestError, lambda: api.get_questions(sort="best"))
    wrong = f"https://{urlsplit(site.url).netloc}/nowhere"
    checks.raises("an address with no API", module.BadURLError, lambda: client(site, url=wrong))


def ask(api, title="How do I keep a client honest about what it posted?"):
    return api.add_question(title, BODY, ["trellis", "testing"])


def writes(checks, api):
    question = {}

    def asked():
        question.update(ask(api))
        return api.get_question_by_id(question["id"])["owner"]["name"]

    checks.equal("a question asked and read again", asked, "Amal Haddad")
    checks.raises("the same question again", module.InvalidRequestError, lambda: ask(api))
    checks.raises("a title that is too short", module.InvalidRequestError, lambda: ask(api, title="Why?"))

    def edited():
        api.edit_question(question["id"], tags=["testing"])
        found = api.get_question_by_id(question["id"])
        return found["title"], [tag["name"] for tag in found["tags"]]

    checks.equal("an edit of the tags leaves the title", edited, (question.get("title"), ["testing"]))

    def answered():
        answer = api.add_answer(question["id"], "Whoever posted it knows its number; the other one has to search.")
        found = [item["id"] for item in api.get_answers(question["id"])]
        api.delete_answer(question["id"], answer["id"])
        return found == [answer["id"]]

    checks.equal("an answer given and taken back", answered, True)

    def gone():
        api.delete_question(question["id"])
        return api.get_question_by_id(question["id"])

    checks.raises("a question deleted, and gone", module.NotFoundError, gone)

    def wrote():
        article = api.add_article("How clients are kept honest", BODY, "policy", ["trellis"])
        api.edit_article(article["id"], body=BODY + " Now we know.")
        found = api.get_article_by_id(article["id"])
        api.delete_article(article["id"])
        return found["title"], found["type"], "Now we know" in found["body"]

    checks.equal("an article written, edited, deleted", wrote, ("How clients are kept honest", "policy", True))
