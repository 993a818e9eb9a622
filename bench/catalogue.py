"""Procedure search as you type over 6,000 procedures: ours against a plain scan of the folded names."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import resources
from app.domain.catalogue import load_catalogue
from app.domain.events import VIETNAM
from app.domain.text import fold
from bench.ground import NOON, Ground
from bench.measure import Result, in_turns, quantile, speed

_TYPED = (
    "đăng ký lại khai sinh", "khai sinh", "dang ky ket hon", "chứng thực bản sao", "trich luc", "giấy phép xây dựng",
    "1.004884", "2.000815", "dkks", "hộ kinh doanh",
)  # fmt: skip
_PLACES = ("đường sắt", "thủy lợi", "bảo tàng", "chợ nổi", "rừng phòng hộ", "bến phà", "trường nghề", "trạm y tế")


def run(ground: Ground) -> Iterator[Result]:
    """Keystrokes a second, and what one keystroke takes."""
    number, rounds = ground.size(6_000, 400), ground.size(7, 2)
    day = NOON.astimezone(VIETNAM).date()
    catalogue = load_catalogue(document_of(number))
    names = [(fold(version.name), version) for version in catalogue.procedures if version.received_at == "commune"]
    typed = [text[:end] for text in _TYPED for end in range(1, len(text) + 1)]
    times: dict[str, list[float]] = {"ours": [], "bare": []}
    asked = {"ours": 0, "bare": 0}

    def scan(text: str) -> list[Any]:
        words = fold(text).split()
        found = [(name, version) for name, version in names if all(word in name for word in words)]
        return sorted(found, key=lambda each: each[0])

    def asking(side: str, ask: Callable[[str], Any]) -> Callable[[], Callable[[], object]]:
        def work() -> None:
            for text in typed:
                start = time.perf_counter()
                ask(text)
                times[side].append(time.perf_counter() - start)
                asked[side] += 1

        return lambda: work

    pairs = in_turns(asking("ours", lambda text: catalogue.find(text, day, "commune")), asking("bare", scan), rounds)
    half, most = (quantile(times["ours"], part) * 1000 for part in (0.5, 0.95))
    yield speed(
        f"procedure search over {len(catalogue.procedures):,} / a plain scan",
        "keys/s",
        len(typed),
        pairs,
        None,
        {"keystrokes": (asked["ours"], asked["bare"])},
        f"p50 {half:.2f}, p95 {most:.1f} ms",
    )


def document_of(number: int) -> dict[str, object]:
    """A catalogue of ``number`` procedures: the shipped ones, and inventions after their pattern."""
    shipped = resources.load_toml("catalogue", "procedures.toml")
    rows = list(shipped["procedure"])  # type: ignore[call-overload]
    made = list(rows)
    while len(made) < number:
        place = len(made)
        like = rows[place % len(rows)]
        where = f"{_PLACES[place % len(_PLACES)]} {_PLACES[place // len(_PLACES) % len(_PLACES)]} {place}"
        made.append({**like, "code": f"3.{place:06d}", "name": f"{like['name']} {where}", "code_is_stand_in": True})
    return {**shipped, "procedure": made, "joint": []}
