"""Screens posts over HTTP: one post as JSON goes in, all that was found comes out. No post is kept or logged.

::

    pip install 'asn-screener[examples]' uvicorn
    uvicorn --app-dir examples service:app --host 127.0.0.1 --port 8000
    curl -H 'Content-Type: application/json' -d '{"text": "Yuk bapak ibu, kita menangkan nomor 2!"}' http://127.0.0.1:8000/screen

Whoever may reach it may use it: put a proxy with sign-in and TLS in front.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict

from screener import Post, PostError, Screener

LARGEST = 64 * 1024
"""Bytes that a request may have."""
SCREENER = Screener.load()

app = FastAPI(title="screener", docs_url=None, redoc_url=None)  # those pages load scripts from elsewhere


class Posted(BaseModel):
    """A post as ``screener.Post`` takes it; a field that is not known is a mistake."""

    model_config = ConfigDict(extra="forbid")

    text: str
    id: str | None = None
    account: str | None = None
    action: str = "post"
    parent: str = ""
    posted_at: str | None = None
    region: str | None = None


@app.post("/screen")
def screen(posted: Posted) -> Response:
    """Screen one post; the answer is in ASCII, as even half an emoji must come back."""
    found = SCREENER.screen(Post(**posted.model_dump()))
    return Response(json.dumps(found.to_dict()), media_type="application/json")


@app.middleware("http")
async def limit(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
    """Turn away bodies that are too large, and such that do not say how large they are."""
    length = request.headers.get("content-length", "0" if request.method in ("GET", "HEAD") else "")
    if not length.isdecimal() or "transfer-encoding" in request.headers:
        return refusal(411, id="panjang isi harus disebut (Content-Length)", en="say how long the body is (Content-Length)")
    if int(length) > LARGEST:
        return refusal(413, id=f"isi melebihi {LARGEST} bita", en=f"the body is larger than {LARGEST} bytes")
    return await answer(request)


@app.exception_handler(PostError)
def unreadable(_: Request, error: PostError) -> JSONResponse:
    """A day or an action that cannot be read."""
    return refusal(422, **error.texts)


@app.exception_handler(RequestValidationError)
def malformed(_: Request, error: RequestValidationError) -> JSONResponse:
    """Tell which fields are wrong, without what stands in them."""
    fields = ", ".join(dict.fromkeys(".".join(map(str, each["loc"][1:])) or "JSON" for each in error.errors()))
    return refusal(422, id=f"tidak terbaca: {fields}; lihat /openapi.json", en=f"cannot be read: {fields}; see /openapi.json")


def refusal(status: int, **texts: str) -> JSONResponse:
    """What is wrong, in both languages."""
    return JSONResponse({"error": texts}, status)
