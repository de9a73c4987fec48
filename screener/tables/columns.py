"""Which column of a table holds which field of a post."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from screener.errors import UsageError
from screener.screening import Post

ADDED = (
    *("screen_verdict", "screen_score", "screen_categories", "screen_rules", "screen_why"),
    *("screen_phase", "screen_fingerprint", "screen_error"),
)
"""The columns that a run adds at the right."""

NAMES = {
    "text": (
        *("text", "teks", "post", "posting", "postingan", "unggahan", "caption", "isi", "konten", "komentar", "pesan"),
        *("status", "tweet", "cuitan", "full_text", "content", "message", "body"),
    ),
    "id": ("id", "post_id", "id_post", "tweet_id"),
    "account": ("account", "akun", "username", "user", "author", "penulis"),
    "action": ("action", "aksi", "tindakan"),
    "parent": ("parent", "parent_text", "induk", "unggahan_induk"),
    "posted_at": ("posted_at", "tanggal", "waktu", "created_at", "date"),
    "region": ("region", "wilayah", "daerah", "kabupaten", "kota", "provinsi"),
}
"""Column names that are understood, by field of a Post, the preferred ones first."""

_CERTAIN = 2
"""So many names of the text column leave no doubt, whatever else there is."""


class Columns(NamedTuple):
    """Where the fields of a post stand in a row.

    Attributes
    ----------
    names : tuple of str
        All columns, as the table calls them.
    text : int
        The column with the posts.
    others : dict
        Field of a post → its column.
    """

    names: tuple[str, ...]
    text: int
    others: dict[str, int]

    @classmethod
    def find(cls, names: Sequence[str], text_column: str | None, source: str) -> Columns:
        """Find the columns by their names.

        Raises
        ------
        UsageError
            When the table was screened already, or it is in doubt which column holds the posts.
        """
        plain = [name.strip().lower() for name in names]
        taken = [name for name in names if name.strip().lower() in ADDED]
        if taken:
            raise UsageError(
                id=f"{source} sudah berisi {', '.join(taken)}; pakai berkas asli, atau hapus kolom itu dulu",
                en=f"{source} has {', '.join(taken)} already; use the original file, or remove these columns first",
            )
        text = _text_column(names, plain, text_column, source)
        others = {
            part: next(plain.index(name) for name in known if name in plain)
            for part, known in NAMES.items()
            if part != "text" and any(name in plain and plain.index(name) != text for name in known)
        }
        return cls(tuple(names), text, others)

    def post(self, cells: Sequence[str]) -> Post:
        """The post of a row; empty cells count as absent."""
        values = {part: cells[at] for part, at in self.others.items() if cells[at].strip()}
        return Post(cells[self.text], **values)


def _text_column(names: Sequence[str], plain: list[str], wanted: str | None, source: str) -> int:
    told = ", ".join(names)
    if wanted is not None:
        if wanted.strip().lower() not in plain:
            raise UsageError(
                id=f"{source}: tidak ada kolom “{wanted}”; yang ada: {told}", en=f"{source}: there is no column “{wanted}”; there are: {told}"
            )
        return plain.index(wanted.strip().lower())
    known = [name for name in NAMES["text"] if name in plain]
    if not known:
        raise UsageError(
            id=f"{source}: kolom teks tidak ditemukan di antara: {told}; sebutkan dengan --text-column NAMA",
            en=f"{source}: no text column among: {told}; name it with --text-column NAME",
        )
    if len(known) > 1 and known[0] not in NAMES["text"][:_CERTAIN]:
        raise UsageError(
            id=f"{source}: beberapa kolom bisa berisi teksnya: {', '.join(known)}; pilih satu dengan --text-column NAMA",
            en=f"{source}: several columns could hold the text: {', '.join(known)}; choose one with --text-column NAME",
        )
    return plain.index(known[0])
