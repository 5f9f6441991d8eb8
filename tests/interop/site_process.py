"""A simulated site in a process of its own, with the handles that it has for tests."""

import json
import math
import os
import signal
import ssl
import subprocess
import tempfile
import urllib.request


class Site:
    """Starts with the block and stops with it. Further words go to askside-sim."""

    def __init__(self, *options):
        self.command = ["cargo", "run", "--quiet", "-p", "askside-sim", "--", *options]
        self.scheme = "https" if "--tls" in options else "http"
        self.slept = []

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("askside-sim said nothing; its own message is above")
        self.address = json.loads(line)["site_address"]
        self.url = f"{self.scheme}://{self.address}"
        self.trusted = None
        if self.scheme == "https":
            self.trust()
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        self.process.wait()
        if self.trusted:
            os.remove(self.trusted)
            del os.environ["REQUESTS_CA_BUNDLE"]

    def trust(self):
        """Makes `requests` in this process trust the certificate of this run, and no other."""
        host, port = self.address.split(":")
        with tempfile.NamedTemporaryFile("w", suffix=".pem", delete=False) as file:
            file.write(ssl.get_server_certificate((host, int(port))))
        self.trusted = os.environ["REQUESTS_CA_BUNDLE"] = file.name

    def control(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/sim{path}", data, method=method)
        context = ssl.create_default_context(cafile=self.trusted) if self.trusted else None
        with urllib.request.urlopen(request, context=context) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def token(self, user, *scope, team=None):
        return self.control("POST", "/tokens", {"user": user, "scope": scope, "team": team})["access_token"]

    def fault(self, kind, path_prefix, times=1):
        self.control("POST", "/faults", [{"kind": kind, "path_prefix": path_prefix, "times": times}])

    def sleep(self, seconds):
        """What a client is given instead of time.sleep: the site's clock moves, by whole seconds, and nobody waits."""
        self.slept.append(seconds)
        self.control("POST", "/clock", {"skip": max(1, math.ceil(seconds))})

    def calm(self):
        """A few seconds later, so that one check's calls never count as the next one's flood."""
        self.control("POST", "/clock", {"skip": 5})
        self.slept.clear()
