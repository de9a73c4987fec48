"""Every example does what its first lines say."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parent.parent / "examples"
CALL = "Yuk bapak ibu, kita menangkan nomor 2!"
CALM = "Pelayanan KTP hari Jumat tutup jam 11 ya bapak ibu"


@pytest.fixture
def example(monkeypatch):
    """Imports an example by its name."""
    monkeypatch.syspath_prepend(EXAMPLES)
    return __import__


# pandas


def test_pandas_posts_gives_the_flagged_rows_strongest_first(example, screener):
    pandas = pytest.importorskip("pandas", reason="needs the extra “examples”")
    posts = example("pandas_posts")
    table = posts.screened(pandas.read_csv(EXAMPLES / "posts.csv", dtype=str), screener)
    found = posts.flagged(table)
    assert set(found["verdict"]) == {"review", "priority"}
    assert list(found["score"]) == sorted(found["score"], reverse=True)
    assert list(table["error"].dropna()) == ["posted_at “31/02/2024” is no date; write 2024-10-03T19:20 or 03/10/2024"]
    assert len(table) == 37


def test_pandas_posts_tells_a_text_that_is_none_of_its_columns(example, screener):
    pandas = pytest.importorskip("pandas", reason="needs the extra “examples”")
    with pytest.raises(KeyError, match="text"):
        example("pandas_posts").screened(pandas.DataFrame({"judul": [CALM]}), screener)


# The service


@pytest.fixture
def service(example):
    """The example's service, without any network."""
    pytest.importorskip("httpx", reason="needs the extra “examples”")
    client = pytest.importorskip("fastapi.testclient", reason="needs the extra “examples”").TestClient
    with client(example("service").app) as opened:
        yield opened


def test_the_service_tells_all_that_the_library_tells(service, screener):
    from screener import Post  # noqa: PLC0415

    answer = service.post("/screen", json={"text": CALL, "posted_at": "2024-10-03", "region": "Wonosari"})
    assert answer.status_code == 200
    assert answer.json() == screener.screen(Post(CALL, posted_at="2024-10-03", region="Wonosari")).to_dict()


@pytest.mark.parametrize(
    ("post", "says"),
    [
        ({"text": CALL, "posted_at": "kemarin"}, "“kemarin” bukan tanggal"),
        ({"text": CALL, "action": "colek"}, "“colek” tidak dikenal"),
        ({"text": CALL, "teks": CALM}, "teks"),
        ({"text": 7}, "text"),
        ({}, "text"),
    ],
    ids=["day", "action", "unknown field", "number", "nothing"],
)
def test_the_service_refuses_what_is_no_post_and_repeats_none_of_it(service, post, says):
    answer = service.post("/screen", json=post)
    assert answer.status_code == 422
    assert set(answer.json()["error"]) == {"id", "en"}
    assert says in answer.json()["error"]["id"]
    assert CALL not in answer.text


def test_half_an_emoji_comes_back_from_the_service_as_it_was(service):
    answer = service.post("/screen", content=b'{"text": "kopi \\ud83d"}', headers={"Content-Type": "application/json"})
    assert answer.status_code == 200
    assert answer.json()["post"]["text"] == "kopi \ud83d"


@pytest.mark.parametrize("body", [b'{"text": ', b"\xff", b"[1]"], ids=["half a body", "no text", "a list"])
def test_the_service_refuses_a_body_that_is_no_post(service, body):
    answer = service.post("/screen", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)


def test_the_service_turns_away_bodies_that_are_too_large_or_do_not_say_how_large(service):
    assert service.post("/screen", json={"text": "a" * 70_000}).status_code == 413
    assert service.post("/screen", content=iter([b"{}"])).status_code == 411
    assert service.post("/screen", content=b"{}", headers={"Content-Length": "²".encode("latin-1")}).status_code == 411


def test_the_service_logs_no_post(service, caplog, capfd):
    caplog.set_level("DEBUG")
    service.post("/screen", json={"text": CALL, "parent": CALM})
    service.post("/screen", json={"text": CALL, "posted_at": CALM})
    told = caplog.text + "".join(capfd.readouterr())
    assert CALL not in told
    assert CALM not in told


# The night


@pytest.fixture
def nightly(tmp_path):
    """Runs the example's script over a folder, with the ``screener`` of this environment."""
    if shutil.which("flock") is None:
        pytest.skip("needs flock")
    (tmp_path / "in").mkdir()
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    if shutil.which("screener", path=path) is None:
        pytest.skip("needs an installed screener")

    def run():
        return subprocess.run(
            [EXAMPLES / "nightly.sh", tmp_path / "in", tmp_path / "out"],
            env={**os.environ, "PATH": path, "LANG": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def write(path, *texts):
    path.write_text("\n".join(["text", *(f'"{text}"' for text in texts)]) + "\n", "utf-8")


def test_a_night_without_anything_for_review_first_is_silent(nightly, tmp_path):
    write(tmp_path / "in" / "hari senin.csv", CALM)
    done = nightly()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "clear" in (tmp_path / "out" / "hari senin.csv").read_text("utf-8")


def test_a_night_keeps_flags_apart_from_failures_and_screens_all_files(nightly, tmp_path):
    write(tmp_path / "in" / "a.csv", CALL)
    (tmp_path / "in" / "b.csv").write_text("judul,waktu\nx,y\n", "utf-8")
    write(tmp_path / "in" / "c.csv", CALM)
    done = nightly()
    assert done.returncode == 2
    assert "b.csv: gagal dengan kode 2 / failed with code 2" in done.stderr
    assert "a.csv" not in done.stderr
    assert CALL not in done.stderr
    assert sorted(path.name for path in (tmp_path / "out").glob("*.csv")) == ["a.csv", "c.csv"]
    (tmp_path / "in" / "b.csv").unlink()
    (tmp_path / "out" / "a.csv").unlink()
    done = nightly()
    assert (done.returncode, done.stderr) == (1, "")


def test_a_night_does_again_only_what_is_new(nightly, tmp_path):
    write(tmp_path / "in" / "a.csv", CALL)
    os.utime(tmp_path / "in" / "a.csv", (1, 1))
    assert nightly().returncode == 1
    assert nightly().returncode == 0
    os.utime(tmp_path / "in" / "a.csv")
    os.utime(tmp_path / "out" / "a.csv", (1, 1))
    assert nightly().returncode == 1


def test_what_a_night_writes_is_its_owners_alone(nightly, tmp_path):
    write(tmp_path / "in" / "a.csv", CALM)
    nightly()
    assert [path.name for path in [tmp_path / "out", *(tmp_path / "out").iterdir()] if path.stat().st_mode & 0o077] == []


def test_two_nights_do_not_run_at_once(nightly, tmp_path):
    write(tmp_path / "in" / "a.csv", CALM)
    (tmp_path / "out").mkdir()
    with (tmp_path / "out" / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = nightly()
    assert done.returncode == 75
    assert "masih berjalan" in done.stderr
    assert not (tmp_path / "out" / "a.csv").exists()


# The cluster


QUICK = "--master local[1] --conf spark.ui.enabled=false --conf spark.sql.shuffle.partitions=1 pyspark-shell"


def test_cluster_spark_screens_the_example_posts_and_counts_them(tmp_path):
    pytest.importorskip("pyspark", reason="needs the extra “spark”")
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        pytest.skip("needs a Java runtime, 17 or newer")
    done = subprocess.run(
        [sys.executable, EXAMPLES / "cluster_spark.py", EXAMPLES / "posts.csv", tmp_path / "screened"],
        env={**os.environ, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_SUBMIT_ARGS": QUICK},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for line in ("|      priority|    9|", "|        review|    4|", "|         clear|   20|", "|    unscorable|    3|", "|          NULL|    1|"):
        assert line in done.stdout
