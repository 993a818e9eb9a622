"""``python -m bench``: run benches by name, or all, and print what held."""

from __future__ import annotations

import argparse
import json
import logging
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path

from bench.ground import Ground
from bench.measure import NotMeasurable, Result

BENCHES = {
    "acceptance": "a dossier accepted at the desk, against its rows written raw",
    "search": "search as you type and list pages over a million dossiers, against the same statements raw",
    "catalogue": "procedure search over 6,000 procedures, against a plain scan",
    "paper": "a receipt and a register of 10,000 lines, against reportlab drawing the same marks",
    "pages": "a page to a stored page, a stack filed, thumbnails, against the bare work and a feeder's pace",
    "post": "push, pull, files up and down, against the same session and the same rows raw",
    "hub": "16, 64 and 256 counters pushing, against one jsonb statement a batch",
    "day": "a day of 1,500 counters drained, or the part of it that --scale says, against one jsonb statement a batch",
    "window": "sign-in takes keys, against a bare window",
    "scroll": "a list of a million dossiers gone through, jumped about in and searched, against a bare form",
    "walk": "every place of the window on a full office, and typing while the post pulls, against a bare form",
}


def run(name: str, ground: Ground) -> Iterator[Result]:
    """The results of one bench of `BENCHES`, each when it is there. Raises NotMeasurable."""
    bench: Callable[[Ground], Iterator[Result]] = import_module(f"bench.{name}").run
    return bench(ground)


def line(result: Result) -> str:
    """One result as a row of the table."""
    held = {None: "–", True: "yes", False: "NO"}[result.held]
    low, high = result.spread
    same = "" if result.same_work else "  WORK DIFFERS " + str(dict(result.work))
    return (
        f"{result.what:<56} {figure(result.ours):>9} {figure(result.bare):>9} {result.unit:<11} {result.ratio:>6.2f}"
        f" {f'({low:.2f}–{high:.2f})':>13} {result.target or '–'!s:>7} {held:>5}  {result.note}{same}"
    )


def figure(value: float) -> str:
    """A measured value with three digits that mean something."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def head() -> str:
    return (
        f"{'what':<56} {'ours':>9} {'bare':>9} {'unit':<11} {'ratio':>6} {'(spread)':>13} {'target':>7} {'held':>5}"
        "  note"
    )


def machine() -> str:
    """What the figures were measured on."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0 when every target is held and both sides did the same work, 1 otherwise."""
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="Ratios to bare work, measured in one run.",
        epilog="\n".join(f"{name:<12}{what}" for name, what in BENCHES.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="which benches (default: all)")
    parser.add_argument("--short", action="store_true", help="small sizes, in seconds: proves the benches, not speeds")
    parser.add_argument("--scale", type=float, default=0.1, metavar="PART", help="part of the day's counters (0.1)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results there too")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.names) - set(BENCHES))
    if unknown:
        parser.error(f"no bench called {', '.join(unknown)}")
    logging.basicConfig(level=logging.ERROR)
    print(machine())
    print(head())
    results: list[Result] = []
    with (
        tempfile.TemporaryDirectory(prefix="motcua-bench-") as folder,
        Ground(Path(folder), options.short, options.scale) as ground,
    ):
        for name in options.names or BENCHES:
            try:
                for result in run(name, ground):
                    print(line(result), flush=True)
                    results.append(result)
            except NotMeasurable as why:
                print(f"{name}: not measured: {why}", flush=True)
    if options.json is not None:
        document = {
            "machine": machine(),
            "short": options.short,
            "scale": options.scale,
            "results": [result.plain() for result in results],
        }
        options.json.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0 if all(result.held is not False and result.same_work for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
