"""Every bench runs at a small size: both sides do the same work, and what comes out can be read and kept.

How fast either side was says nothing at this size and on a shared machine, and is not asked here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.__main__ import BENCHES, line, main, run
from bench.ground import Ground
from bench.measure import Result

LINES = {
    "acceptance": 1, "search": 3, "catalogue": 1, "paper": 3, "pages": 4, "post": 4, "hub": 3, "day": 1, "window": 2,
    "scroll": 1, "walk": 3,
}  # fmt: skip


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with Ground(tmp_path_factory.mktemp("bench"), short=True) as made:
        yield made


def test_every_bench_is_tested() -> None:
    assert set(LINES) == set(BENCHES)


@pytest.mark.parametrize("name", BENCHES)
def test_bench(name: str, ground: Ground) -> None:
    results = list(run(name, ground))
    assert len(results) == LINES[name]
    for result in results:
        assert result.same_work, result.work
        assert result.ours > 0
        assert result.bare > 0
        low, high = result.spread
        assert 0 < low <= result.ratio <= high
        assert (result.held is None) == (result.target is None)
        assert result.what in line(result)
        assert json.loads(json.dumps(result.plain()))["ratio"] == result.ratio
    assert any(sum(sides) > 0 for result in results for sides in result.work.values())


def test_results_are_printed_and_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    status = main(["catalogue", "--short", "--json", str(tmp_path / "found.json")])
    kept = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))
    assert (kept["short"], len(kept["results"]), status) == (True, 1, 0)
    assert kept["results"][0]["what"] in capsys.readouterr().out


def test_an_unknown_bench_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["nothing"])
    assert "no bench called nothing" in capsys.readouterr().err


def test_work_that_differs_fails_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Result("x", "ms", 1, 1, 1, (1, 1), None, {"rows": (1, 2)})
    monkeypatch.setattr("bench.__main__.run", lambda name, ground: iter([found]))
    assert main(["catalogue", "--short"]) == 1
