"""Masks what points at a person: mentions, e-mail addresses, phone and identity numbers. A mask is as long as what it hides, so offsets stay true."""

from __future__ import annotations

import copy
import re
from dataclasses import replace

from screener.screening import Screening

MASK = "•"

_PERSONAL = re.compile(
    r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"  # an e-mail address
    r"|@[\w.]+"  # a mention
    r"|(?<!\d)\d(?:[ .-]?\d){14,17}(?!\d)"  # NIK (16 digits), NIP (18), also in groups
    r"|(?<!\d)(?:\+?62|0)[ .-]?\(?\d(?:[ .()-]{0,2}\d){6,12}(?!\d)"  # a phone number
)


def redact(text: str) -> str:
    """The text with mentions, e-mail addresses, phone numbers, NIK and NIP masked, letter by letter."""
    return _PERSONAL.sub(lambda found: MASK * len(found[0]), text)


def redacted(screening: Screening) -> Screening:
    """The same screening of a post whose personal marks are masked; the account is masked whole."""
    post = screening.post
    masked = copy.copy(screening)
    masked.post = replace(
        post,
        text=redact(post.text),
        parent=redact(post.parent),
        account=None if post.account is None else MASK * len(post.account),
        id=None if post.id is None else redact(post.id),
        region=None if post.region is None else redact(post.region),
    )
    return masked
