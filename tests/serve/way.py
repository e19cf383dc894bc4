"""A server in this process, its workers beside it, and the way of a person in her browser."""

import html
import re
import time

from starlette.testclient import TestClient

from tamis.serve.application import build
from tamis.serve.options import ServeOptions

ADDRESS = "http://127.0.0.1:8000"
PRENOMS = "scdl/prenoms"
HEADER = "COMMUNE_NOM,COLL_INSEE,ENFANT_SEXE,ENFANT_PRENOM,NOMBRE_OCCURRENCES,ANNEE"


def served(**options):
    """Return a client of a server of its own, to be entered."""
    chosen = {"jobs": 1, **options}
    return TestClient(build(ServeOptions(**chosen)), base_url=ADDRESS, follow_redirects=False)


class Person:
    """Somebody whose browser runs no script: forms and links alone."""

    def __init__(self, client):
        self.client = client
        self.there = ""

    def post(self, path, data=None, files=None):
        answer = self.client.post(path, data=data, files=files, headers={"origin": ADDRESS})
        assert answer.status_code == 303, (answer.status_code, answer.text)
        return answer.headers["location"]

    def send(self, *files, **data):
        """Send files, each a name and what it holds; stay on the page that shows them."""
        parts = [("files", (name, content)) for name, content in files]
        self.there = self.post("/files", {"lang": "fr", **data}, parts or None)
        return self.look()

    def look(self, query=""):
        """Return the page, once the work is done."""
        for _ in range(600):
            answer = self.client.get(self.there + query, headers={"accept": "text/html"})
            assert answer.status_code == 200, answer.text
            if "data-there" not in answer.text:
                return answer.text
            time.sleep(0.05)
        raise AssertionError("it never ends")

    def do(self, what, **data):
        """Send a form of the page of the file."""
        place = self.post(f"{self.there}/{what}", data)
        assert place.partition("?")[0].partition("#")[0] in {self.there, "/"}
        return self.look() if place.startswith(self.there) else ""

    def write(self, cells, **more):
        """Write cells, by row and column, as the form sends them."""
        shown = self.shown()
        data = {}
        for (row, column), text in cells.items():
            data[f"c:{row}:{column}"] = text
            data[f"w:{row}:{column}"] = shown.get((row, column), "")
        return self.do("cells", **data, **more)

    def shown(self, query=""):
        """Return the cells that can be written, by row and column."""
        found = re.findall(r'name="w:(\d+):(\d+)" value="([^"]*)"', self.look(query))
        return {(int(r), int(c)): html.unescape(text) for r, c, text in found}

    def take(self, kind):
        answer = self.client.get(f"{self.there}/take/{kind}")
        assert answer.status_code == 200, answer.text
        return answer.content


def words(page):
    """Return what a page says, without its marks."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))
