"""Record batches come back with every column as it was, and with what was found beside it."""

import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from screener import Post, Screener, screen
from screener.errors import UsageError
from screener.explain import why

pa = pytest.importorskip("pyarrow", reason="needs the extra “spark” or “parquet”")

from screener.arrow import FIELDS, screen_batches, screen_table  # noqa: E402 - behind the skip

EXAMPLES = Path(__file__).parent.parent / "examples"
CALL = "Rabu nanti kita coblos nomor 2, Bu Tati! Beliau paling paham urusan irigasi"
CALM = "Pelayanan KTP hari Jumat tutup jam 11 ya bapak ibu, silakan datang lebih pagi"
NAMES = [field.name for field in FIELDS]


def screened(columns, **options):
    """The rows of a batch made of columns, screened."""
    [batch] = screen_batches([pa.RecordBatch.from_pydict(columns)], **options)
    return batch.to_pylist()


def test_a_row_tells_what_screening_its_post_tells(screener):
    [row] = screened({"text": [CALL], "tanggal": ["03/10/2024"]})
    found = screen(Post(CALL, posted_at="2024-10-03"))
    assert row["screen_verdict"] == found.verdict == "priority"
    assert row["screen_score"] == found.score
    assert row["screen_categories"] == list(found.categories)
    assert row["screen_rules"] == list(found.rules)
    assert row["screen_why"] == why(found, screener.categories, "id")
    assert row["screen_phase"] == found.phase == "campaign"
    assert row["screen_fingerprint"] == found.fingerprint
    assert row["screen_error"] is None


def test_the_new_columns_have_types_of_their_own_even_where_all_is_null():
    [batch] = screen_batches([pa.RecordBatch.from_pydict({"text": pa.array([None], pa.string())})])
    assert [str(batch.schema.field(name).type) for name in NAMES] == [
        *("string", "double", "list<item: string>", "list<item: string>"),
        *("string", "string", "string", "string"),
    ]


def test_the_language_of_the_reasons_is_chosen():
    columns = {"text": [CALL, None]}
    indonesian, english = screened(columns), screened(columns, lang="en")
    assert indonesian[0]["screen_why"].startswith("Dukungan kepada calon")
    assert english[0]["screen_why"].startswith("Support for candidates")
    assert indonesian[1]["screen_error"] == "tidak ada teks (null)"
    assert english[1]["screen_error"] == "there is no text (null)"


def test_columns_of_every_other_type_come_back_untouched():
    given = pa.RecordBatch.from_pydict(
        {
            "text": pa.array([CALM, CALL]).dictionary_encode(),
            "suka": pa.array([3, None], pa.int16()),
            "biaya": pa.array([Decimal("1.50"), None]),
            "tagar": pa.array([["a"], []], pa.list_(pa.string())),
            "foto": pa.array([b"\xff", None]),
            "isi_lain": pa.array([{"a": 1}, None]),
        }
    ).replace_schema_metadata({"asal": "uji"})
    [batch] = screen_batches([given])
    assert batch.select(given.schema.names).equals(given, check_metadata=True)
    assert batch.schema.names == [*given.schema.names, *NAMES]


@pytest.mark.parametrize(
    "days",
    [
        pa.array([datetime(2024, 11, 25, 8, 0)], pa.timestamp("ns")),  # noqa: DTZ001 - read as WIB
        pa.array([datetime(2024, 11, 25, 1, 0)], pa.timestamp("us", "UTC")),  # noqa: DTZ001
        pa.array([date(2024, 11, 25)], pa.date32()),
        pa.array(["25/11/2024 08:00"], pa.large_string()),
    ],
    ids=["naive", "utc", "date", "text"],
)
def test_a_day_is_read_from_every_type_that_holds_days(days):
    [row] = screened({"text": [CALL], "posted_at": days})
    assert row["screen_error"] is None
    assert row["screen_phase"] == "quiet"


def test_a_like_whose_text_is_null_is_judged_by_its_parent():
    [row] = screened({"text": pa.array([None], pa.string()), "action": ["like"], "parent": [CALL]})
    assert row["screen_error"] is None
    assert row["screen_verdict"] in ("review", "priority")
    assert "candidate_support/like" in row["screen_rules"]


def test_a_null_text_is_told_and_all_else_goes_on():
    rows = screened({"text": [CALL, None, ""]})
    assert [row["screen_verdict"] for row in rows] == ["priority", None, "unscorable"]
    assert [row["screen_error"] for row in rows] == [None, "tidak ada teks (null)", None]
    assert all(rows[1][name] is None for name in NAMES[:-1])


def test_a_day_or_an_action_that_cannot_be_read_is_told_in_its_row():
    rows = screened({"text": [CALM] * 3, "posted_at": ["kemarin", None, "2024-10-03"], "action": ["post", "colek", "suka"]}, lang="en")
    assert "“kemarin” is no date" in rows[0]["screen_error"]
    assert "“colek” is not known" in rows[1]["screen_error"]
    assert rows[2]["screen_error"] is None


def damaged(*texts):
    """A column of text that holds these bytes, whatever they are: Arrow does not look."""
    offsets = [0]
    for text in texts:
        offsets.append(offsets[-1] + len(text))
    buffers = [None, pa.py_buffer(b"".join(offset.to_bytes(4, "little") for offset in offsets)), pa.py_buffer(b"".join(texts))]
    return pa.Array.from_buffers(pa.string(), len(texts), buffers)


def test_bytes_that_are_no_text_are_told_in_their_row_alone():
    rows = [
        row
        for column in (damaged(CALM.encode(), b"kopi \xff", CALL.encode()), pa.array([CALM.encode(), b"kopi \xff", CALL.encode()]))
        for batch in screen_batches([pa.RecordBatch.from_arrays([column], ["text"])])
        for row in batch.select(NAMES).to_pylist()
    ]
    assert [row["screen_verdict"] for row in rows] == ["clear", None, "priority"] * 2
    assert all("bukan UTF-8" in row["screen_error"] for row in rows[1::3])


def test_bytes_that_are_no_text_are_shown_where_a_day_is_made_of_them():
    batch = pa.RecordBatch.from_arrays([pa.array([CALM]), damaged(b"\xff\x1b[2J")], ["text", "posted_at"])
    [found] = screen_batches([batch])
    assert "“<U+DCFF><U+001B>[2J” bukan tanggal" in found.column("screen_error")[0].as_py()


def test_an_empty_batch_and_no_batch_at_all_stay_empty():
    [batch] = screen_batches([pa.RecordBatch.from_pydict({"text": pa.array([], pa.string())})])
    assert batch.num_rows == 0
    assert batch.schema.names == ["text", *NAMES]
    assert list(screen_batches([])) == []


def test_a_table_in_several_chunks_or_without_rows_is_screened_whole():
    table = pa.concat_tables([pa.table({"text": [CALM]}), pa.table({"text": [CALL]})])
    assert screen_table(table).column("screen_verdict").to_pylist() == ["clear", "priority"]
    empty = screen_table(pa.table({"text": pa.array([], pa.string()).dictionary_encode(), "suka": pa.array([], pa.int8())}))
    assert empty.num_rows == 0
    assert empty.schema.names == ["text", "suka", *NAMES]


def test_batches_are_read_one_at_a_time():
    handed = []

    def hand_over():
        for number in range(3):
            handed.append(number)
            yield pa.RecordBatch.from_pydict({"text": [CALM]})

    stream = screen_batches(hand_over())
    assert handed == []
    next(stream)
    assert handed == [0]


def test_a_slice_of_a_batch_is_screened_from_its_own_first_row():
    batch = pa.RecordBatch.from_pydict({"text": [CALM, CALL, CALM]})
    [found] = screen_batches([batch.slice(1, 1)])
    assert found.column("screen_verdict").to_pylist() == ["priority"]


def test_it_is_named_where_several_columns_could_hold_the_posts():
    columns = {"isi": [CALM], "komentar": [CALL]}
    with pytest.raises(UsageError, match="isi, komentar"):
        screened(columns)
    assert screened(columns, text_column="Komentar")[0]["screen_verdict"] == "priority"


@pytest.mark.parametrize(
    ("columns", "options", "says"),
    [
        ({"judul": [CALM]}, {}, "no text column"),
        ({"text": [CALM], "screen_verdict": ["clear"]}, {}, "has screen_verdict already"),
        ({"text": [[CALM]]}, {}, "“text” holds list<item: string>, no text"),
        ({"text": [CALM]}, {"lang": "jv"}, "no language “jv”"),
    ],
    ids=["no text", "screened already", "lists", "language"],
)
def test_what_cannot_work_is_said_before_any_row(columns, options, says):
    with pytest.raises(UsageError, match=says) as caught:
        screened(columns, **options)
    assert caught.value.say("id") != caught.value.say("en")


def test_rules_and_elections_of_ones_own_are_used():
    own = Screener.load(elections=EXAMPLES / "pilkada-template.yaml")
    [row] = screened({"text": [CALL]}, screener=own)
    assert row["screen_fingerprint"] == own.fingerprint != Screener.load().fingerprint


def test_the_package_itself_does_without_arrow():
    code = "import sys, screener, screener.cli; print('pyarrow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "False"
