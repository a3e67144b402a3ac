"""Runs: progress, threads, processes, and the documented examples."""

from __future__ import annotations

import doctest
import multiprocessing
import threading
from collections.abc import Callable
from typing import Any

import nearcopy as nc
import pytest
from nearcopy import _nearcopy, _progress

Columns = dict[str, list[str]]


def test_progress_is_told(columns: Columns) -> None:
    told: list[tuple[str, int, int]] = []
    nc.find(columns, progress=lambda *step: told.append(step))
    assert told and told[-1][0] == "alignment"
    assert all(0 <= done <= total for _, done, total in told)


def test_an_exception_of_the_callback_ends_the_run(columns: Columns) -> None:
    def fail(*_: object) -> None:
        raise LookupError("enough")

    with pytest.raises(LookupError, match="enough"):
        nc.find(columns, progress=fail)


def test_a_bar_follows_the_stages() -> None:
    class Tqdm:
        made: list[Any] = []

        def __init__(self, desc: str, total: int, leave: bool) -> None:
            self.desc, self.total, self.n, self.closed = desc, total, 0, False
            self.made.append(self)

        def update(self, more: int) -> None:
            self.n += more

        def close(self) -> None:
            self.closed = True

    bar = _progress.Bar(Tqdm)
    bar("words", 3, 10)
    bar("words", 10, 10)
    bar("candidates", 4, 20)
    bar.close()
    assert [(it.desc, it.n, it.total, it.closed) for it in Tqdm.made] == [
        ("words", 10, 10, True),
        ("candidates", 4, 20, True),
    ]


def test_other_threads_run_meanwhile(columns: Columns) -> None:
    results: list[str] = []

    def search() -> None:
        results.append(nc.find(columns, progress=False).to_jsonl())

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(results)) == 1 and len(results) == 4


def found_in_process(columns: Columns) -> str:
    return nc.find(columns, progress=False).to_jsonl()


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_processes(method: str, columns: Columns) -> None:
    expected = found_in_process(columns)
    # The threads of this process are not there in one that is forked.
    with multiprocessing.get_context(method).Pool(2) as pool:
        found = pool.map_async(found_in_process, [columns] * 3).get(timeout=120)
    assert found == [expected] * 3


@pytest.mark.parametrize(
    "setting",
    [{"threads": 1}, {"threads": 3}, {"memory": 1 << 20}],
    ids=lambda setting: "-".join(map(str, setting)),
)
def test_the_result_is_the_same(setting: dict[str, int], columns: Columns) -> None:
    expected = found_in_process(columns)
    assert nc.find(columns, **setting).to_jsonl() == expected  # type: ignore[arg-type]


def documented() -> list[doctest.DocTest]:
    finder = doctest.DocTestFinder(exclude_empty=True)
    tests = finder.find(nc, globs={}) + finder.find(_nearcopy, "_nearcopy", globs={})
    return [test for test in tests if test.examples]


def test_there_are_examples() -> None:
    names = {test.name.rpartition(".")[2] for test in documented()}
    assert {"nearcopy", "find", "find_files", "compare", "Index", "Statistics", "Span"} <= names


@pytest.mark.parametrize("test", documented(), ids=lambda test: test.name)
def test_examples_are_true(test: doctest.DocTest) -> None:
    said: list[str] = []
    report: Callable[[str], Any] = said.append
    assert doctest.DocTestRunner().run(test, out=report).failed == 0, "".join(said)
