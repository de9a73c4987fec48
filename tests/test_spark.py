"""A cluster finds what one machine finds, row by row; each of its workers loads the rules once."""

import csv
import hashlib
import os
import shutil
import sys
from pathlib import Path

import pytest
import yaml

from screener import Post, Screener
from screener.errors import UsageError
from screener.explain import why

pa = pytest.importorskip("pyarrow", reason="needs the extra “spark”")
sql = pytest.importorskip("pyspark.sql", reason="needs the extra “spark”")
if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
    pytest.skip("needs a Java runtime, 17 or newer", allow_module_level=True)

from screener.arrow import FIELDS, screen_batches  # noqa: E402 - behind the skips
from screener.spark import screen_dataframe  # noqa: E402

ROOT = Path(__file__).parent.parent
ROWS = 100_000
NAMES = [field.name for field in FIELDS]
CALL = "Rabu nanti kita coblos nomor 2, Bu Tati! Beliau paling paham urusan irigasi"
CALM = "Pelayanan KTP hari Jumat tutup jam 11 ya bapak ibu, silakan datang lebih pagi"
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:pyspark.*")


@pytest.fixture(scope="module")
def spark():
    """A session with two workers that nothing outside of this machine can reach."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.sql.session.timeZone": "Asia/Jakarta",
        "spark.sql.shuffle.partitions": "8",
    }
    builder = sql.SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()
    del os.environ["PYSPARK_PYTHON"]


def posts():
    """Posts as they are written: twenty that are fine to one that is not, the examples, and one without words."""
    yield {"text": "", "action": None, "parent": None, "posted_at": None}
    cases = [case for path in sorted((ROOT / "tests" / "posts").glob("[0-9]*.yaml")) for case in yaml.safe_load(path.read_text("utf-8"))["cases"]]
    for at, case in enumerate(cases):
        shared = {"action": case.get("action"), "parent": case.get("parent"), "posted_at": None}
        yield {"text": case.get("clear"), **shared}
        if at % 20 == 0:
            yield {"text": case.get("breach"), **shared, "posted_at": "2024-11-25"}
    with (ROOT / "examples" / "posts.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield {name: row[name] for name in ("text", "action", "parent", "posted_at")}


def many(count):
    """That many rows, no two the same unless without words."""
    known = [post for post in posts() if post["text"] is not None]
    for number in range(count):
        post = known[number % len(known)]
        yield {"number": number, **post, "text": post["text"] and f"{post['text']} {number}"}


def digest(row):
    return hashlib.sha256(repr([row[name] for name in ("number", *NAMES)]).encode()).hexdigest()


def alone(screener, row):
    """The result of a row without any cluster and without Arrow."""
    values = {name: row[name] for name in ("action", "parent", "posted_at") if row[name]}
    try:
        found = screener.screen(Post(row["text"], **values))
    except ValueError as error:
        return {**row, **dict.fromkeys(NAMES), "screen_error": error.say("id")}
    cells = (
        *(found.verdict, found.score, list(found.categories), list(found.rules), why(found, screener.categories, "id") or None),
        *(found.phase, found.fingerprint, None),
    )
    return {**row, **dict(zip(NAMES, cells, strict=True))}


def test_a_hundred_thousand_rows_are_screened_as_one_machine_screens_them(spark, screener):
    rows = list(many(ROWS))
    frame = spark.createDataFrame(pa.Table.from_pylist(rows)).repartition(8)
    found = screen_dataframe(frame).select("number", *NAMES).toArrow().sort_by("number").to_pylist()
    assert len(found) == ROWS
    assert {row["screen_verdict"] for row in found} == {"clear", "review", "priority", "unscorable", None}
    assert [digest(row) for row in found] == [digest(alone(screener, row)) for row in rows]


def test_every_worker_loads_the_rules_once_however_many_parts_it_screens(spark):
    shipped = Screener.load()

    def loads(batches):
        from screener import api  # noqa: PLC0415 - that of the worker

        rows = sum(batch.num_rows for batch in screen_batches(batches, shipped))
        count = api._loaded.cache_info()
        yield pa.RecordBatch.from_pylist([{"worker": os.getpid(), "rows": rows, "loads": count.misses, "uses": count.hits + count.misses}])

    frame = spark.createDataFrame([(f"{CALM} {number}",) for number in range(64)], "text string").repartition(16)
    parts = [row.asDict() for row in frame.mapInArrow(loads, "worker long, rows long, loads long, uses long").collect()]
    workers = {part["worker"] for part in parts}
    assert sum(part["rows"] for part in parts) == 64
    assert len(parts) == 16
    assert 1 <= len(workers) <= 4
    assert os.getpid() not in workers
    assert {part["loads"] for part in parts} == {1}
    assert max(part["uses"] for part in parts) > 1


def test_null_and_faulty_rows_are_told_and_the_job_goes_on(spark):
    frame = spark.createDataFrame(
        [(1, CALL, "2024-10-03", "post"), (2, None, None, None), (3, CALM, "kemarin", None), (4, CALM, None, "colek"), (5, "", None, None)],
        "number int, text string, posted_at string, action string",
    ).unionByName(spark.sql("select 6 number, cast(unhex('6b6f7069ff') as string) text, '' posted_at, '' action"))
    rows = {row["number"]: row for row in screen_dataframe(frame, lang="en").drop("text").collect()}
    assert rows[1]["screen_verdict"] == "priority"
    assert rows[1]["screen_error"] is None
    assert rows[2]["screen_error"] == "there is no text (null)"
    assert "“kemarin” is no date" in rows[3]["screen_error"]
    assert "“colek” is not known" in rows[4]["screen_error"]
    assert rows[5]["screen_verdict"] == "unscorable"
    assert "not UTF-8" in rows[6]["screen_error"]
    assert all(rows[number]["screen_score"] is None for number in range(2, 7))


def test_other_columns_come_back_with_their_types_and_values(spark):
    frame = spark.sql(
        f"select '{CALL}' text, timestamp '2024-11-25 08:00:00' posted_at, cast(1.5 as decimal(9,2)) biaya, array(1, null) suka,"
        " map('a', 1) peta, named_struct('x', date '2024-01-01') isi_lain, unhex('ff') foto, cast(null as void) kosong"
    )
    found = screen_dataframe(frame)
    assert found.schema.fields[: len(frame.schema)] == frame.schema.fields
    assert found.select(frame.columns).collect() == frame.collect()
    [row] = found.collect()
    assert row["screen_phase"] == "quiet"


def test_rules_of_ones_own_go_with_the_job(spark):
    own = Screener.load(elections=ROOT / "examples" / "pilkada-template.yaml")
    [row] = screen_dataframe(spark.createDataFrame([(CALL,)], "text string"), own).collect()
    assert row["screen_fingerprint"] == own.fingerprint != Screener.load().fingerprint


def test_what_cannot_work_is_said_before_the_job_begins(spark):
    frame = spark.createDataFrame([(CALM,)], "judul string")
    with pytest.raises(UsageError, match="no text column"):
        screen_dataframe(frame)
    with pytest.raises(UsageError, match="no language"):
        screen_dataframe(frame, text_column="judul", lang="jv")
