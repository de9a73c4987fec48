"""A product that is bound from a spool appears only when it is whole, and only its owner can read it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def workshop(product: Path) -> Iterator[Path]:
    """A private folder beside the product; the file ``product.name`` made in it becomes the product, what else is in it goes."""
    folder = product.with_name(f".{product.name}.binding")
    folder.mkdir(mode=0o700, exist_ok=True)  # an older one is left from a run that was cut off
    try:
        yield folder
        made = folder / product.name
        made.chmod(0o600)
        made.replace(product)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def rows(spool: Path) -> Iterator[tuple[list[Any], int]]:
    """The rows of a spool, each with its size in bytes."""
    with spool.open("rb") as lines:
        for line in lines:
            yield json.loads(line), len(line)
