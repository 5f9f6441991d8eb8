"""What was expected of a client, what it saw, and a table of both."""

import signal
from importlib.metadata import version

# A client that pages for ever is a mismatch like any other.
LONGEST = 60


class Checks:
    def __init__(self, client, site):
        self.client = f"{client} {version(client)}"
        self.site = site
        self.failed = 0

    def equal(self, what, call, expected):
        """What a call returns."""
        self.judge(what, *self.outcome(call), lambda seen, error: error is None and seen == expected, expected)

    def holds(self, what, call, condition):
        """What is true of what a call returns."""
        self.judge(what, *self.outcome(call), lambda seen, error: error is None and bool(condition(seen)), "something else")

    def raises(self, what, kind, call, condition=lambda error: True):
        """The error that a call ends in."""
        self.judge(what, *self.outcome(call), lambda seen, error: isinstance(error, kind) and condition(error), kind.__name__)

    def outcome(self, call):
        self.site.calm()
        signal.signal(signal.SIGALRM, self.give_up)
        signal.alarm(LONGEST)
        try:
            return call(), None
        except Exception as error:  # any of them is an answer
            return None, error
        finally:
            signal.alarm(0)

    @staticmethod
    def give_up(*_):
        raise TimeoutError(f"no end after {LONGEST} s")

    def judge(self, what, seen, error, is_right, expected):
        right = is_right(seen, error)
        self.failed += not right
        verdict = "ok" if right else f"MISMATCH: expected {brief(expected)}, saw {brief(repr(error) if error else seen)}"
        print(f"{self.client:42}{what:50}{verdict}", flush=True)


def brief(value):
    text = str(value)
    return text if len(text) <= 400 else text[:399] + "…"
