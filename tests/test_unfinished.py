"""A run that is killed goes on where it stopped, and ends as if nothing had happened; what it leaves meanwhile is nobody's to read."""

import csv
import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from screener import Screener
from screener.batch import Options, screen_file
from screener.errors import FileError, Incomplete, UsageError
from screener.unfinished import beside

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and file modes are a POSIX matter")
COMMAND = [sys.executable, "-c", "from screener.cli import main; main()", "batch"]
CANARY = "kenariumumnyatujuhbelas"
SENTENCES = [
    "Ayo coblos nomor 2, Bu Tati untuk Wonosari yang lebih maju!",
    "Jadwal posyandu bulan ini digeser ke hari Kamis, mohon diteruskan.",
    "Siapa yang pilih Pak Jaya dapat sembako dan amplop, ambil di posko.",
    "Harga cabai di pasar naik lagi, ibu-ibu mengeluh.",
    "Netralitas ASN itu wajib, jangan ikut kampanye.",
]
ROWS = 6000


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    path = tmp_path_factory.mktemp("masukan") / "unggahan.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["id", "akun", "tanggal", "teks"])
        for number in range(ROWS):
            text = f"{SENTENCES[number % len(SENTENCES)]} Catatan {number}."
            rows.writerow([f"{number:05}", f"@pegawai{number % 90}", "bukan tanggal" if number % 100 == 50 else "2024-10-03", text])
    return path


def start(table: Path, target: Path, *more: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*COMMAND, str(table), "-o", str(target), "--quiet", *more], stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def content(path: Path) -> object:
    """What a result holds: the bytes of a CSV or JSONL, the cells of the others."""
    if path.suffix == ".xlsx":
        openpyxl = pytest.importorskip("openpyxl")
        return [[cell.value for cell in row] for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows()]
    if path.suffix == ".parquet":
        return pytest.importorskip("pyarrow.parquet").read_table(path).to_pydict()
    return path.read_bytes()


@pytest.mark.parametrize(("ending", "kills"), [("csv", 10), ("jsonl", 10), ("xlsx", 3), ("parquet", 3)])
def test_a_run_killed_at_random_moments_ends_like_an_unbroken_one(table, tmp_path, screener, ending, kills):
    if ending == "parquet":
        pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
    target, whole, dice = tmp_path / f"hasil.{ending}", tmp_path / f"utuh.{ending}", random.Random(ending)
    screen_file(table, whole, screener, Options(lang="en"))
    struck = 0
    while struck < kills:
        run = start(table, target, "--resume", "--lang", "en")
        time.sleep(dice.uniform(0.2, 1.6))
        run.kill()
        run.communicate()
        if target.exists():  # the blow came too late
            assert content(target) == content(whole), "what stands under the target's name is complete"
            target.unlink()
        else:
            struck += 1
    run = start(table, target, "--resume", "--lang", "en")
    assert (run.communicate()[1].count(b"screener: "), run.returncode) == (0, 0)
    assert content(target) == content(whole)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([target.name, whole.name]), "nothing else is left"


@posix
def test_ctrl_c_ends_with_6_one_line_and_a_run_that_can_go_on(table, tmp_path):
    target = tmp_path / "hasil.csv"
    run = start(table, target, "--jobs", "2", "--lang", "en")
    checkpoint = beside(target, ".checkpoint")
    while run.poll() is None and not (checkpoint.exists() and json.loads(checkpoint.read_text())["summary"]["rows"]):
        time.sleep(0.02)
    run.send_signal(signal.SIGINT)
    told = run.communicate(timeout=60)[1].decode()
    assert run.returncode == 6, told
    assert told.count("\n") == 1
    assert "go on with --resume" in told
    assert start(table, target, "--resume", "--lang", "en").communicate()[1].count(b"Traceback") == 0
    assert len(target.read_text("utf-8").splitlines()) == ROWS + 1


@pytest.fixture
def stopped(table, tmp_path, screener):
    """A run that was stopped after its first chunk."""
    target = tmp_path / "hasil.csv"

    def stop(_):
        raise KeyboardInterrupt

    with pytest.raises(Incomplete):
        screen_file(table, target, screener, tick=stop)
    return target


@posix
def test_what_is_left_can_be_read_by_the_owner_alone(stopped):
    for left in stopped.parent.iterdir():
        assert left.stat().st_mode & 0o077 == 0, left.name


def test_the_checkpoint_holds_no_word_of_any_post_account_or_column(stopped):
    told = beside(stopped, ".checkpoint").read_text("utf-8")
    for word in ("pegawai", "Tati", "sembako", "posyandu", "akun", "teks"):
        assert word not in told


def test_the_rows_shown_at_the_end_are_those_of_an_unbroken_run(stopped, table, screener, tmp_path):
    again, whole = screen_file(table, stopped, screener, resume=True), screen_file(table, tmp_path / "utuh.csv", screener)
    assert again == whole


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda table, _: {"source": table.with_name("lain.csv")}, "the input file changed"),
        (lambda _, __: {"options": Options(lang="en")}, "options or columns changed"),
        (lambda _, rules: {"screener": Screener.load(rules)}, "the version, rules or model changed"),
    ],
)
def test_a_run_does_not_go_on_with_something_else(stopped, table, screener, tmp_path, change, told):
    table.with_name("lain.csv").write_text("teks\nhalo semua\n", "utf-8")
    rules = tmp_path / "aturan" / "lexicons"
    rules.mkdir(parents=True)
    (rules / "buah.yaml").write_text("about: {id: buah, en: fruit}\nwords: [mangga]\n", "utf-8")
    arguments = {"source": table, "screener": screener, "options": None, **change(table, tmp_path / "aturan")}
    with pytest.raises(UsageError, match=told):
        screen_file(arguments["source"], stopped, arguments["screener"], arguments["options"], resume=True)


@pytest.mark.parametrize("damage", [lambda path: path.write_text("{"), lambda path: path.with_suffix(".part").write_bytes(b"")])
def test_a_damaged_checkpoint_is_told(stopped, table, screener, damage):
    damage(beside(stopped, ".checkpoint"))
    with pytest.raises(UsageError, match="damaged or gone"):
        screen_file(table, stopped, screener, resume=True)


def test_without_resume_an_unfinished_run_is_overwritten_and_that_is_said(stopped, table, screener):
    told = []
    screen_file(table, stopped, screener, tell=told.append)
    assert "the result of an unfinished run is overwritten" in [said["en"] for said in told]


def test_resume_without_an_unfinished_run_begins_anew_and_says_so(table, tmp_path, screener):
    told = []
    screen_file(table, tmp_path / "hasil.csv", screener, resume=True, tell=told.append)
    assert "there is no unfinished run; beginning anew" in [said["en"] for said in told]


def test_standard_input_cannot_go_on(tmp_path, screener):
    with pytest.raises(UsageError, match="need files"):
        screen_file(Path("-"), tmp_path / "hasil.csv", screener, resume=True)


@pytest.mark.parametrize("jobs", [2, 3])
def test_any_number_of_processes_writes_the_same_bytes(table, tmp_path, screener, jobs):
    one, many = (screen_file(table, tmp_path / f"{number}.csv", screener, jobs=number) for number in (1, jobs))
    assert (tmp_path / "1.csv").read_bytes() == (tmp_path / f"{jobs}.csv").read_bytes()
    assert one == many


def test_the_first_rows_are_there_while_the_others_are_still_read(tmp_path):
    target, began = tmp_path / "hasil.csv", time.monotonic()
    run = subprocess.Popen([*COMMAND, "-", "-o", str(target), "--quiet"], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    run.stdin.write(b"teks\n" + b"Ayo coblos nomor 2\n" * 1000)
    run.stdin.flush()
    while not (part := beside(target, ".part")).exists() or part.read_bytes().count(b"\n") < 100:
        assert time.monotonic() - began < 20
        time.sleep(0.02)
    assert not target.exists()
    run.communicate()
    assert run.returncode == 0
    assert target.read_bytes().count(b"\n") == 1001


@posix
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_disk_that_fills_up_midway_ends_with_6_and_the_run_can_go_on(table, tmp_path, screener, ending):
    resource = pytest.importorskip("resource")
    target, whole = tmp_path / f"hasil.{ending}", tmp_path / f"utuh.{ending}"
    run = subprocess.run(
        [*COMMAND, str(table), "-o", str(target), "--quiet", "--lang", "en"],
        capture_output=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY)),
        check=False,
    )
    assert run.returncode == 6, run.stderr
    assert run.stderr.count(b"\n") == 1
    assert b"go on with --resume" in run.stderr
    assert not target.exists()
    screen_file(table, target, screener, Options(lang="en"), resume=True)
    screen_file(table, whole, screener, Options(lang="en"))
    assert content(target) == content(whole)


@posix
def test_a_full_disk_ends_with_6_and_one_line(table):
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    with Path("/dev/full").open("wb", buffering=0) as full:
        run = subprocess.run([*COMMAND, str(table), "-o", "-", "--quiet", "--lang", "en"], stdout=full, stderr=subprocess.PIPE, check=False)
    assert run.returncode in (3, 6)
    assert run.stderr.count(b"\n") == 1
    assert b"No space left" in run.stderr


def test_an_input_that_vanishes_is_told_by_name(tmp_path, screener):
    with pytest.raises(FileError, match=r"hilang\.csv"):
        screen_file(tmp_path / "hilang.csv", tmp_path / "hasil.csv", screener)
    assert list(tmp_path.iterdir()) == []


def test_a_canary_in_a_post_reaches_the_result_alone(tmp_path):
    table, work = tmp_path / "unggahan.csv", tmp_path / "sistem"
    work.mkdir()
    table.write_text(f"teks,tanggal\nAyo coblos nomor 2 {CANARY},2024-10-03\n{CANARY},{CANARY}\n" * 600, "utf-8")
    target = tmp_path / "hasil.csv"
    run = subprocess.run(
        [*COMMAND, str(table), "-o", str(target), "--jobs", "2", "--quiet"],
        capture_output=True,
        env={**os.environ, "TMPDIR": str(work), "JOBLIB_TEMP_FOLDER": str(work)},
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert CANARY.encode() not in run.stdout + run.stderr
    left = [path for path in work.rglob("*") if path.is_file()]
    assert [path for path in left if CANARY.encode() in path.read_bytes()] == []
    assert target.read_text("utf-8").count(CANARY) >= 1800


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_input_that_is_damaged_midway_is_told_with_the_rows_that_are_done(table, tmp_path, screener, jobs):
    damaged, target = tmp_path / "unggahan.csv.gz", tmp_path / "hasil.csv"
    whole = gzip.compress(table.read_bytes())
    damaged.write_bytes(whole[: len(whole) * 2 // 3])
    with pytest.raises(Incomplete, match=r"stopped after \d+ rows: .*unggahan\.csv\.gz"):
        screen_file(damaged, target, screener, jobs=jobs)
    assert not target.exists()
