"""The program in the wheel, and that it finds the same."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import nearcopy as nc
import pytest

Columns = dict[str, list[str]]

PROGRAM = Path(sys.executable).with_name("nearcopy")


def program(*arguments: object) -> str:
    command = [str(PROGRAM), "-q", *map(str, arguments)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    return done.stdout


@pytest.fixture(scope="module")
def path(columns: Columns, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("program") / "wire.jsonl"
    rows = zip(*columns.values(), strict=True)
    lines = [json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def run_record(report: str) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(report.partition("\n")[0])
    assert record["type"] == "run"
    return record


@pytest.mark.parametrize("level", ["near", "edited", "reworded"])
@pytest.mark.parametrize("offsets", ["bytes", "chars", "utf16"])
def test_findings_are_those_of_the_program(
    level: Any, offsets: Any, path: Path, columns: Columns
) -> None:
    known: Any = {"title": "title", "date": "date", "source": "source"}
    report = program("-f", "jsonl", "--level", level, "--offsets", offsets, path)
    assert report.count('"type":"pair"') >= 4
    found = nc.find_files(path, level=level, offsets=offsets)
    assert found.to_jsonl() == report
    # What is in memory has no path; all else is the same byte for byte.
    of_data = nc.find(columns, level=level, offsets=offsets, **known).to_jsonl()
    assert of_data.partition("\n")[2] == report.partition("\n")[2]
    assert run_record(of_data) == {**run_record(report), "paths": []}


def test_settings_are_reported_as_by_the_program(path: Path) -> None:
    report = program("-f", "jsonl", "--no-passages", "--threshold", "0.75", "--all-pairs", path)
    found = nc.find_files([path], align=False, threshold=0.75, all_pairs=True, threads=2)
    assert found.to_jsonl(offsets="bytes") == report


def test_sides_of_files(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text(path.read_text("utf-8").replace("wire/", "post/"), "utf-8")
    report = program("-f", "jsonl", "--date-field", "date", path, "--against", other)
    found = nc.find_files(path, against=other, offsets="bytes", date="date")
    assert found.to_jsonl() == report


def test_files_that_cannot_be_read_are_problems(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": 1}\n{"id": 2, "text": "It rained."}\n')
    found = nc.find_files(tmp_path)
    [problem] = found.problems
    assert problem.path == tmp_path / "a.jsonl" and problem.line == 1
    assert 'no field "text"' in problem.message
    with pytest.raises(FileNotFoundError):
        nc.find_files(tmp_path / "none")


def test_the_program_starts_in_both_ways(path: Path) -> None:
    assert program("--version").split() == ["nearcopy", nc.__version__]
    command = [sys.executable, "-m", "nearcopy", "-q", "-f", "jsonl", str(path)]
    of_module = subprocess.run(command, check=True, capture_output=True, text=True)
    assert of_module.stdout == program("-f", "jsonl", path)
    wrong = subprocess.run([PROGRAM, "--no-such"], capture_output=True, text=True)
    assert wrong.returncode == 2 and "--no-such" in wrong.stderr




def test_an_interrupt_ends_the_program() -> None:
    waiting = subprocess.Popen([PROGRAM, "-"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    time.sleep(1)
    waiting.send_signal(signal.SIGINT)
    assert waiting.wait(timeout=10) == -signal.SIGINT


INTERRUPTED = """
import nearcopy, random, sys
words = [f"word{n}" for n in range(3000)]
texts = [" ".join(random.choices(words, k=3000)) for n in range(3000)]
print("ready", flush=True)
try:
    for _ in range(1000):
        nearcopy.find(texts, progress=False)
except KeyboardInterrupt:
    sys.exit(7)
"""


def test_an_interrupt_ends_a_search() -> None:
    searching = subprocess.Popen([sys.executable, "-c", INTERRUPTED], stdout=subprocess.PIPE)
    assert searching.stdout is not None
    searching.stdout.readline()
    time.sleep(0.5)
    begin = time.monotonic()
    searching.send_signal(signal.SIGINT)
    assert searching.wait(timeout=60) == 7
    assert time.monotonic() - begin < 30
