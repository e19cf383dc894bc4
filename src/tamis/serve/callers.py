"""Who asks, in which language, and whether they are still there."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.requests import Request

from tamis.model.text import LANGS, Lang, set_lang
from tamis.serve.jobs import Job

#: Seconds between two looks at whether the caller is still there.
_LOOK: Final = 0.5


def client_of(request: Request) -> str:
    """Return whom the limits by client count for: the address that the connection comes from.

    Behind a proxy, uvicorn puts the address of the client in its place (``--forwarded``).
    """
    return request.client.host if request.client else ""


def language_of(request: Request) -> Lang:
    """Return the language that is asked for: by the address, else by the browser, else French.

    What is asked for most (RFC 9110, section 12.5.4) of the two that are spoken.
    """
    named = request.query_params.get("lang")
    if named in LANGS:
        return "en" if named == "en" else "fr"
    best: tuple[float, Lang] = (0.0, "fr")
    for part in request.headers.get("accept-language", "").split(","):
        name, _, weight = part.strip().partition(";q=")
        lang = name.partition("-")[0].lower()
        if lang in LANGS and _weight(weight) > best[0]:
            best = (_weight(weight), "en" if lang == "en" else "fr")
    return best[1]


def set_language(lang: str) -> Lang:
    """Speak a language: French, where it is none that is spoken."""
    spoken: Lang = "en" if lang == "en" else "fr"
    set_lang(spoken)
    return spoken


def _weight(text: str) -> float:
    try:
        return min(float(text), 1.0) if text else 1.0
    except ValueError:
        return 0.0


async def while_there(request: Request, job: Job, seconds: float = float("inf")) -> bool:
    """Wait for a job, so long at most; end it where the caller has left. Return whether it is done.

    Raises:
        TamisError: it failed, or was ended.
    """
    waiting = asyncio.wrap_future(job.future)
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while not waiting.done() and loop.time() < end:
        await asyncio.wait({waiting}, timeout=min(_LOOK, max(0.001, end - loop.time())))
        if not waiting.done() and await request.is_disconnected():
            job.stop()
            break
    if not job.future.done() and not job.is_stopped:
        return False
    await waiting
    return True
