"""A portal on this machine: files with their validators, the API of data.gouv.fr, and faults."""

import hashlib
import http.server
import json
import threading
import time
from collections import defaultdict
from urllib.parse import parse_qs, urlsplit

import pytest


class Portal:
    """What is served, what goes wrong, and what was asked.

    `faults` gives, for a path, what the next answers to it are: a status, ``cut`` (half of the
    body), ``silence`` (no answer in time), ``short`` (half of the body, said to be all of it).
    """

    def __init__(self):
        self.files = {}
        self.types = defaultdict(lambda: "text/csv")
        self.datasets = []
        self.faults = defaultdict(list)
        self.asked = []
        self.validators = True
        self.url = ""

    def put(self, name, content):
        self.files[f"/{name}"] = content if isinstance(content, bytes) else content.encode()
        return f"{self.url}/{name}"

    def statuses(self, name):
        return [status for path, status in self.asked if path == f"/{name}"]

    def answers(self, dataset, query):
        """Whether a dataset is found by its schema, its tags or the words of its title."""
        if "tag" in query:
            return query["tag"][0] in dataset.get("tags", ())
        if "q" in query:
            return query["q"][0].casefold() in dataset.get("title", "").casefold()
        names = [(r.get("schema") or {}).get("name") for r in dataset["resources"]]
        return query["schema"][0] in names

    def page(self, query):
        """Return a page of datasets in the shape of udata's API, version 1."""
        page, size = int(query.get("page", ["1"])[0]), int(query.get("page_size", ["20"])[0])
        found = [one for one in self.datasets if self.answers(one, query)]
        shown = found[(page - 1) * size : page * size]
        more = page * size < len(found)
        # what an answer says to follow is never followed
        onward = "http://interne.example/api/1/datasets/?page=2" if more else None
        return {
            "data": shown, "page": page, "page_size": size, "total": len(found),
            "next_page": onward, "previous_page": None,
        }  # fmt: skip


def handler(portal):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            split = urlsplit(self.path)
            fault = portal.faults[split.path].pop(0) if portal.faults[split.path] else None
            if fault == "silence":
                portal.asked.append((split.path, "silence"))
                time.sleep(0.6)
                self.close_connection = True
                return
            if isinstance(fault, int):
                self.answer(fault, b"", {"Retry-After": "0"} if fault == 429 else {})
                return
            if split.path == "/api/1/datasets/":
                body = json.dumps(portal.page(parse_qs(split.query))).encode()
                self.serve(body, "application/json", None)
                return
            if split.path not in portal.files:
                self.answer(404, b"", {})
                return
            self.serve(portal.files[split.path], portal.types[split.path], fault)

        def serve(self, body, kind, fault):
            mark = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            headers = {"Content-Type": kind, **({"ETag": mark} if portal.validators else {})}
            if portal.validators and self.headers.get("If-None-Match") == mark:
                self.answer(304, b"", headers)
                return
            asked = self.headers.get("Range")
            if asked and self.headers.get("If-Range") == mark:
                start = int(asked.removeprefix("bytes=").removesuffix("-"))
                headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
                self.answer(206, body[start:], headers)
                return
            self.answer(200, body, headers, cut=fault == "cut")

        def answer(self, status, body, headers, *, cut=False):
            portal.asked.append((urlsplit(self.path).path, status))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if cut else body)
            self.close_connection = cut

        def log_message(self, *_):
            pass

    return Handler


@pytest.fixture
def portal():
    made = Portal()
    served = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler(made))
    thread = threading.Thread(target=served.serve_forever, daemon=True)
    thread.start()
    made.url = f"http://127.0.0.1:{served.server_address[1]}"
    yield made
    served.shutdown()
    served.server_close()
    thread.join()
