"""A portal on this machine that answers as udata does, and refuses what udata refuses.

A thing of its own: it imports nothing of the project, and runs by itself too::

    python -m tests.portal 8001

What it knows is what the API of data.gouv.fr does: keys, datasets, hosted files whole and in parts,
metadata, order, discussions. What goes wrong is said in `Portal.faults`.
"""

import hashlib
import http.server
import json
import mimetypes
import re
import threading
import time
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

KEY = "cle-d-essai"
TYPES = ("main", "documentation", "update", "api", "code", "other")
#: What the server alone says of a hosted file.
SERVERS_OWN = ("url", "checksum", "filesize", "mime", "format")
LICENCES = ("lov2", "fr-lo", "odc-odbl", "odc-by", "odc-pddl", "cc-by", "cc-by-sa", "cc-zero")
FREQUENCIES = ("unknown", "punctual", "daily", "weekly", "monthly", "quarterly", "annual")


class RefusalError(Exception):
    """An answer that is none: its status and its body."""

    def __init__(self, status, **body):
        super().__init__(status, body)
        self.status, self.body = status, body


@dataclass
class Portal:
    """What the portal has, what it knows, what goes wrong, and what it was asked.

    `faults` holds, for a method and the end of a path, what happens to the next requests: a status;
    an address (a redirection, 307); ``lost`` (done, never answered); ``dropped`` (neither);
    ``busy`` (429, try in no time).
    `corrupts` is how many of the next files are kept otherwise than they were sent. `endings` are
    those of the names of files that it takes, None where it does not tell; `tells_schemas` whether
    it lists its schemas.
    """

    schemas: dict = field(default_factory=dict)
    keys: set = field(default_factory=lambda: {KEY})
    datasets: dict = field(default_factory=dict)
    discussions: list = field(default_factory=list)
    files: dict = field(default_factory=dict)
    chunks: dict = field(default_factory=dict)
    faults: dict = field(default_factory=lambda: defaultdict(list))
    asked: list = field(default_factory=list)
    largest: int = 1 << 30
    corrupts: int = 0
    endings: list | None = None
    tells_schemas: bool = False
    url: str = ""

    # --- what tests look at

    def add_dataset(self, **members):
        identifier = uuid.uuid4().hex[:24]
        title = members.pop("title", "Jeu")
        self.datasets[identifier] = {
            "id": identifier, "slug": slug(title), "title": title, "description": "…",
            "license": "lov2", "resources": [], "deleted": None, "extras": {},
            "page": f"{self.url}/fr/datasets/{slug(title)}/", **members,
        }  # fmt: skip
        return self.datasets[identifier]

    def writes(self):
        """What changed something, or tried to."""
        return [(method, path) for method, path in self.asked if method != "GET"]

    # --- the API

    def answer(self, method, path, query, headers, read):
        """Return the status and the body of an answer."""
        for pattern, verbs in ROUTES:
            match = re.fullmatch(pattern, path)
            if match and method in verbs:
                if method != "GET":
                    self.ensure_key(headers)
                content = content_of(headers, read()) if method != "GET" else query
                return verbs[method](self, content, *map(unquote, match.groups()))
        raise RefusalError(404, message="Not Found")

    def ensure_key(self, headers):
        if headers.get("X-API-KEY") not in self.keys:
            raise RefusalError(401, message="Invalid API Key")

    def dataset(self, name):
        for dataset in self.datasets.values():
            if name in {dataset["id"], dataset["slug"]}:
                return dataset
        raise RefusalError(404, message="Dataset not found")

    def writable(self, name):
        dataset = self.dataset(name)
        if dataset["deleted"]:
            raise RefusalError(410, message="Dataset has been deleted")
        return dataset

    def resource(self, dataset, identifier):
        for resource in dataset["resources"]:
            if resource["id"] == identifier:
                return resource
        raise RefusalError(404, message="Resource does not exist")

    def list_datasets(self, query):
        words = query.get("q", [""])[0].casefold()
        owner = query.get("organization", [""])[0]
        found = [
            dataset
            for dataset in self.datasets.values()
            if words in dataset["title"].casefold()
            and (not owner or dataset.get("organization") == owner)
        ]
        return 200, {"data": found, "page": 1, "page_size": 50, "total": len(found)}

    def get_dataset(self, _, name):
        return 200, self.dataset(name)

    def create_dataset(self, body):
        errors = {
            name: ["This field is required."]
            for name in ("title", "description")
            if not str(body.get(name) or "").strip()
        }
        if body.get("license", "lov2") not in LICENCES:
            errors["license"] = ["Unknown identifier"]
        if body.get("frequency", "unknown") not in FREQUENCIES:
            errors["frequency"] = ["Not a valid choice"]
        if errors:
            raise RefusalError(400, errors=errors, message="Validation error")
        return 201, self.add_dataset(**body)

    def upload_new(self, form, name):
        dataset = self.writable(name)
        kept = self.keep(form, dataset)
        resource = {
            "id": str(uuid.uuid4()), "description": "", "filetype": "file", "type": "main",
            "extras": {}, "schema": None, **kept,
        }  # fmt: skip
        dataset["resources"].insert(0, resource)
        return 201, resource

    def upload_again(self, form, name, identifier):
        dataset = self.writable(name)
        resource = self.resource(dataset, identifier)
        resource.update(self.keep(form, dataset))
        return 200, resource

    def keep(self, form, dataset):
        """Keep what is sent: a file, a part of one, or the parts put together."""
        fields, file = form
        total = int(fields.get("totalparts") or 0)
        if total > 1 and file is not None:
            self.keep_part(fields, file)
        if total > 1:
            name, data = fields["filename"], self.put_together(fields, total)
        elif file is None:
            raise RefusalError(400, success=False, error="Missing file parameter")
        else:
            name, data = file
        return self.stored(slug(name), data, dataset)

    def keep_part(self, fields, file):
        index, size = int(fields["partindex"]), int(fields["chunksize"])
        if len(file[1]) != size:
            raise RefusalError(400, success=False, error="Chunk size mismatch")
        parts = self.chunks.setdefault(fields["uuid"], {})
        if index in parts:
            raise RefusalError(500, message="Internal Server Error")  # a part is kept once
        if int(fields["partbyteoffset"]) != sum(len(parts[n]) for n in range(index) if n in parts):
            raise RefusalError(400, success=False, error="Chunk offset mismatch")
        parts[index] = file[1]
        raise RefusalError(200, success=True)

    def put_together(self, fields, total):
        parts = self.chunks.get(fields["uuid"], {})
        if sorted(parts) != list(range(total)):
            raise RefusalError(500, message="Internal Server Error")
        del self.chunks[fields["uuid"]]
        return b"".join(parts[index] for index in range(total))

    def stored(self, name, data, dataset):
        mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
        if "html" in mime:
            raise RefusalError(415, message="Incorrect file content type: HTML")
        if self.corrupts:
            self.corrupts -= 1
            data = data[:-1]
        sha1 = hashlib.sha1(data, usedforsecurity=False).hexdigest()
        path = f"/resources/{dataset['slug']}/{uuid.uuid4().hex[:8]}/{name}"
        self.files[path] = data
        return {
            "title": name, "url": f"{self.url}{path}", "mime": mime, "filesize": len(data),
            "format": name.rpartition(".")[2],
            "checksum": {"type": "sha1", "value": sha1},
        }  # fmt: skip

    def describe(self, body, name, identifier):
        dataset = self.writable(name)
        resource = self.resource(dataset, identifier)
        errors = {}
        if not str(body.get("title") or "").strip():
            errors["title"] = ["This field is required."]
        if body.get("type", "main") not in TYPES:
            errors["type"] = ["Not a valid choice"]
        if body.get("filetype", resource["filetype"]) != resource["filetype"]:
            errors["filetype"] = ["Cannot modify filetype after creation"]
        if resource["filetype"] == "file":
            errors |= {name: ["Set by the server"] for name in SERVERS_OWN if name in body}
        schema = body.get("schema")
        if schema and schema.get("name"):
            versions = self.schemas.get(schema["name"])
            if versions is None or schema.get("version") not in versions:
                errors["schema"] = [f"Schema {schema} does not exist"]
        if errors:
            raise RefusalError(400, errors=errors, message="Validation error")
        for member in ("title", "description", "type", "extras", "schema"):
            if member in body:
                resource[member] = body[member]
        resource["title"] = resource["title"].strip()
        return 200, resource

    def order(self, body, name):
        dataset = self.writable(name)
        ids = [entry["id"] if isinstance(entry, dict) else entry for entry in body]
        by_id = {resource["id"]: resource for resource in dataset["resources"]}
        if sorted(ids) != sorted(by_id):
            raise RefusalError(400, message="All resources must be reordered")
        dataset["resources"] = [by_id[identifier] for identifier in ids]
        return 200, dataset["resources"]

    def add_remote(self, body, name):
        if body.get("filetype") != "remote":
            raise RefusalError(400, message="This endpoint only supports remote resources")
        if not body.get("title") or not body.get("url"):
            raise RefusalError(400, errors={"title": ["This field is required."]})
        resource = {"id": str(uuid.uuid4()), "extras": {}, "checksum": None, **body}
        self.writable(name)["resources"].insert(0, resource)
        return 201, resource

    def list_discussions(self, query):
        wanted = query.get("for", [""])[0]
        found = [entry for entry in self.discussions if entry["subject"]["id"] == wanted]
        return 200, {"data": found, "total": len(found)}

    def discuss(self, body):
        if not body.get("title") or not body.get("comment") or "subject" not in body:
            raise RefusalError(400, errors={"title": ["This field is required."]})
        entry = {
            "id": uuid.uuid4().hex, "title": body["title"], "subject": body["subject"],
            "discussion": [{"content": body["comment"]}],
        }  # fmt: skip
        self.discussions.append(entry)
        return 201, entry

    def list_endings(self, _):
        if self.endings is None:
            raise RefusalError(404, message="Dataset not found")
        return 200, self.endings

    def list_schemas(self, _):
        if not self.tells_schemas:
            raise RefusalError(404, message="Dataset not found")
        versions = {name: [{"version_name": v} for v in vs] for name, vs in self.schemas.items()}
        return 200, [{"name": name, "versions": listed} for name, listed in versions.items()]


ROUTES = (
    (r"/api/1/datasets/", {"GET": Portal.list_datasets, "POST": Portal.create_dataset}),
    (r"/api/1/datasets/extensions/", {"GET": Portal.list_endings}),
    (r"/api/1/datasets/schemas/", {"GET": Portal.list_schemas}),
    (r"/api/1/datasets/([^/]+)/", {"GET": Portal.get_dataset}),
    (r"/api/1/datasets/([^/]+)/upload/", {"POST": Portal.upload_new}),
    (r"/api/1/datasets/([^/]+)/resources/", {"PUT": Portal.order, "POST": Portal.add_remote}),
    (r"/api/1/datasets/([^/]+)/resources/([^/]+)/", {"PUT": Portal.describe}),
    (r"/api/1/datasets/([^/]+)/resources/([^/]+)/upload/", {"POST": Portal.upload_again}),
    (r"/api/1/discussions/", {"GET": Portal.list_discussions, "POST": Portal.discuss}),
)


def slug(name):
    """Return a name as udata writes it in addresses."""
    return re.sub(r"[^a-z0-9.]+", "-", name.lower()).strip("-")


def content_of(headers, body):
    """Return what was sent: JSON, or the fields and the file of a form."""
    kind = headers.get("Content-Type", "")
    if kind.startswith("multipart/form-data"):
        return multipart(body, kind.partition("boundary=")[2].strip('"').encode())
    if kind.startswith("application/x-www-form-urlencoded"):
        return {name: values[0] for name, values in parse_qs(body.decode()).items()}, None
    try:
        return json.loads(body or b"{}")
    except ValueError as error:
        raise RefusalError(400, message="Not JSON") from error


def multipart(body, boundary):
    """Return the fields of a form, and its file (RFC 7578)."""
    fields, file = {}, None
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, data = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        data = data.removesuffix(b"\r\n")
        shown = dict(re.findall(r'(name|filename)="([^"]*)"', head.decode()))
        if "filename" in shown and shown["name"] == "file":
            file = (shown["filename"], data)
        else:
            fields[shown["name"]] = data.decode()
    return fields, file


def handler(portal):
    lock = threading.Lock()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_request(self):
            split = urlsplit(self.path)
            portal.asked.append((self.command, split.path))
            self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            fault = self.fault(split.path)
            if fault == "dropped":
                self.close_connection = True
            elif isinstance(fault, str) and fault.startswith("http"):
                self.reply(307, {}, {"Location": fault})
            elif isinstance(fault, int):
                self.reply(fault, {"message": "fault"})
            elif fault == "busy":
                self.reply(429, {"message": "Too Many Requests"}, {"Retry-After": "0"})
            elif len(self.body) > portal.largest:
                self.reply(413, {"message": "Request Entity Too Large"})
            elif split.path in portal.files and self.command == "GET":
                self.send(200, portal.files[split.path], {})
            else:
                status, body = self.result(split)
                if fault == "lost":
                    self.close_connection = True
                else:
                    self.reply(status, body)

        do_GET = do_POST = do_PUT = handle_request  # noqa: N815 the names of the library

        def fault(self, path):
            for (method, ending), waiting in portal.faults.items():
                if waiting and method == self.command and path.endswith(ending):
                    return waiting.pop(0)
            return None

        def result(self, split):
            with lock:
                try:
                    return portal.answer(
                        self.command, split.path, parse_qs(split.query), self.headers,
                        lambda: self.body,
                    )  # fmt: skip
                except RefusalError as refusal:
                    return refusal.status, refusal.body

        def reply(self, status, body, headers=None):
            self.send(
                status,
                json.dumps(body).encode(),
                {"Content-Type": "application/json"} | (headers or {}),
            )

        def send(self, status, data, headers):
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(data))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_):
            pass

    return Handler


class Running:
    """A portal that listens until it is closed."""

    def __init__(self, portal=None, port=0):
        self.portal = portal or Portal()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler(self.portal))
        self.portal.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self):
        self.thread.start()
        return self.portal

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def main(port):
    with Running(port=port) as portal:
        dataset = portal.add_dataset(title="Jeu d'essai")
        print(portal.url, "clé", KEY, "jeu", dataset["id"], flush=True)
        while True:
            time.sleep(1)
