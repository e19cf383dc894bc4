"""Where bytes come from: a server on this machine, standard input, limits."""

import contextlib
import gzip
import http.server
import threading
import time
import zlib

import pytest

import tamis
from tamis import sources
from tamis.app import ReadOptions
from tamis.model.limits import Limits

SCHEMA = {"fields": [{"name": "code", "type": "integer"}, {"name": "nom"}]}
CSV = b"code,nom\n1,a\nx,b\n"


def drops():
    for _ in range(200):
        yield b"code,nom\n"
        time.sleep(0.05)


def swelling():
    packed = zlib.compressobj(9, zlib.DEFLATED, 31)
    for _ in range(200):
        yield packed.compress(b"1,a\n" * (1 << 18))


def slowly():
    for _ in range(20):
        yield b"code,nom\n" * 200_000
        time.sleep(0.1)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        kind, body, status = "text/csv", CSV, 200
        onward = {
            "/moved.csv": "/data.csv",
            "/away.csv": "http://autre.example/data.csv",
            "/loop.csv": "/loop.csv",
        }
        if self.path in onward:
            self.send_response(302)
            self.send_header("Location", onward[self.path])
            self.end_headers()
            return
        if self.path == "/none.csv":
            status = 404
        if self.path == "/export":
            kind = "text/csv; charset=utf-8"
        if self.path == "/packed":
            body = gzip.compress(CSV)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if self.path == "/bomb.csv":
            self.send_header("Content-Encoding", "gzip")
        if self.path == "/packed":
            self.send_header("Content-Disposition", 'attachment; filename="lieux.csv.gz"')
        self.end_headers()
        sent = {"/drops.csv": drops, "/bomb.csv": swelling, "/slow.csv": slowly}.get(self.path)
        with contextlib.suppress(OSError):  # whoever asked has had enough
            for part in sent() if sent else [body]:
                self.wfile.write(part)
                self.wfile.flush()

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def server():
    served = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=served.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{served.server_address[1]}"
    served.shutdown()
    served.server_close()
    thread.join()


@pytest.mark.parametrize("path", ["/data.csv", "/moved.csv", "/export", "/packed", "/data.csv?x=1"])
def test_an_address_is_fetched_and_judged(server, path):
    report = tamis.validate(f"{server}{path}", SCHEMA)
    assert [(one.code, one.line) for one in report.findings] == [("cell.wrong-type", 3)]
    assert report.source.format == "csv"


@pytest.mark.parametrize("path", ["/none.csv", "/loop.csv"])
def test_a_server_that_fails_is_told(server, path):
    with pytest.raises(tamis.SourceError):
        tamis.validate(f"{server}{path}", SCHEMA)


def test_another_host_is_never_asked(server):
    with pytest.raises(tamis.RefusedError, match="autre.example"):
        tamis.validate(f"{server}/away.csv", SCHEMA)


def test_nobody_there_is_told():
    with pytest.raises(tamis.SourceError):
        tamis.validate("http://127.0.0.1:9/data.csv", SCHEMA)


def test_size_and_time_are_limited(server):
    for limits in (Limits(size=1_000_000), Limits(seconds=0.3)):
        with (
            pytest.raises(tamis.SourceError),
            sources.open_source(f"{server}/slow.csv", limits=limits),
        ):
            pass


def test_a_server_that_sends_drop_by_drop_is_left_in_time(server):
    began = time.monotonic()
    with pytest.raises(tamis.SourceError, match="pas arrivé entier en 0.5 s"):
        tamis.validate(
            f"{server}/drops.csv", SCHEMA, reading=ReadOptions(limits=Limits(seconds=0.5))
        )
    assert time.monotonic() - began < 8  # it would send for ten


def test_a_body_that_swells_is_left(server):
    with pytest.raises(tamis.SourceError, match="dépasse 20 Mo"):
        tamis.validate(
            f"{server}/bomb.csv", SCHEMA, reading=ReadOptions(limits=Limits(size=20 << 20))
        )


def test_a_line_without_end_and_a_table_too_wide_are_refused(write):
    long = write("long.csv", b"code,nom\n1," + b"x" * (3 << 20) + b"\n2,b\n")
    wide = write("wide.csv", ",".join(f"c{at}" for at in range(6000)) + "\n")
    endless = write("endless.csv", b"x" * (3 << 20))
    small = ReadOptions(limits=Limits(record=1 << 20))
    for path, reading in ((long, small), (endless, small), (wide, ReadOptions())):
        with pytest.raises(tamis.SourceError):
            tamis.validate(path, SCHEMA, reading=reading)
    assert tamis.validate(wide, SCHEMA, reading=ReadOptions(limits=Limits(columns=6000)))


def test_a_wide_header_is_read_whole(write):
    labels = [f"colonne_{at:05}" for at in range(4999)]
    path = write("wide.csv", ",".join(labels) + "\n" + ",".join("1" for _ in labels) + "\n")
    report = tamis.validate(path, {"fields": [{"name": labels[-1], "type": "integer"}]})
    assert report.stats.fields == 4999
    assert set(report.counts) == {"header.unknown-field"}
