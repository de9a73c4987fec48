"""What an unfinished run leaves beside its target: the rows that are done, and a checkpoint without any post text.

Nobody but the owner can read them. A run that goes on cuts the rows back to the last checkpoint, so that nothing stands twice.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO, Self

from screener.errors import UsageError

_CHANGED = {
    "input": ("berkas masukan", "the input file"),
    "screener": ("versi, aturan, atau model", "the version, rules or model"),
    "options": ("opsi atau kolom", "options or columns"),
}


def beside(target: Path, ending: str) -> Path:
    """The file that lies beside the target, under its name and an ending."""
    return target.with_name(target.name + ending)


def private(path: Path, keep: int = 0) -> BinaryIO:
    """A file open for writing behind its first ``keep`` bytes that only its owner can read: posts are personal data."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    path.chmod(0o600)  # where an older one lay about
    os.truncate(descriptor, keep)
    out = os.fdopen(descriptor, "wb")
    out.seek(keep)
    return out


class Unfinished:
    """The files of a run that is not done yet: one ``.part`` for each of its targets, and the checkpoint of the first.

    Parameters
    ----------
    targets : sequence of Path
    run : dict
        What must be the same for the run to go on, by the keys "input", "screener", "options".
    """

    def __init__(self, targets: Sequence[Path], run: dict[str, str]) -> None:
        self.parts = [beside(target, ".part") for target in targets]
        self._checkpoint = beside(targets[0], ".checkpoint")
        self._run = run
        self._open: list[BinaryIO] = []
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def exists(self) -> bool:
        """Whether an earlier run stopped here."""
        return self._checkpoint.exists()

    def begin(self) -> None:
        """Start with empty parts; what an earlier run left is gone."""
        self._checkpoint.unlink(missing_ok=True)
        self._write_behind([0] * len(self.parts))

    def go_on(self) -> dict[str, Any]:
        """Cut the parts back to the checkpoint and return the counts that it holds.

        Raises
        ------
        UsageError
            When the checkpoint is damaged, or belongs to a run that was another one.
        """
        again = ("; jalankan tanpa --resume untuk mulai dari awal", "; run without --resume to begin anew")
        try:
            told = json.loads(self._checkpoint.read_text("utf-8"))
            run, sizes, summary = told["run"], told["sizes"], told["summary"]
            whole = len(sizes) == len(self.parts) and all(part.stat().st_size >= size for part, size in zip(self.parts, sizes, strict=True))
        except (OSError, ValueError, TypeError, KeyError):
            whole = False
        if not whole:
            raise UsageError(
                id=f"{self._checkpoint}: hasil yang belum selesai rusak atau hilang{again[0]}",
                en=f"{self._checkpoint}: the unfinished result is damaged or gone{again[1]}",
            )
        for key, (indonesian, english) in _CHANGED.items():
            if run[key] != self._run[key]:
                raise UsageError(
                    id=f"{self._checkpoint}: {indonesian} berubah sejak proses itu berhenti{again[0]}",
                    en=f"{self._checkpoint}: {english} changed since that run stopped{again[1]}",
                )
        self._write_behind(sizes)
        return dict(summary)

    def _write_behind(self, sizes: list[int]) -> None:
        self._open = [self._stack.enter_context(private(part, size)) for part, size in zip(self.parts, sizes, strict=True)]

    def keep(self, lines: Sequence[bytes], summary: dict[str, Any]) -> None:
        """Write what was done to the parts and note how far that is; a run killed meanwhile finds the older checkpoint whole."""
        for out, more in zip(self._open, lines, strict=True):
            out.write(more)
            out.flush()
        new = beside(self._checkpoint, ".new")
        with private(new) as out:
            out.write(json.dumps({"run": self._run, "sizes": [each.tell() for each in self._open], "summary": summary}).encode())
        new.replace(self._checkpoint)

    def close(self) -> None:
        """All rows are done: the parts reach the disk."""
        for out in self._open:
            os.fsync(out.fileno())
        self._stack.close()

    def forget(self) -> None:
        """The checkpoint has served."""
        self._checkpoint.unlink(missing_ok=True)
