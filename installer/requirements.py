"""Locks ``requirements/*.txt`` anew from ``pyproject.toml``: one set of versions and hashes for all systems."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Each file, and the optional groups of pyproject.toml that it takes in.
FILES = {"desktop": ("camera",), "hub": ("hub",), "development": ("camera", "hub", "development")}


def compile_command(target: Path, groups: Sequence[str], *options: str) -> list[str]:
    """The call of uv that writes ``target``. It names no index, no person's path and no date."""
    return [
        *(sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml"),
        *("--universal", "--python-version", "3.11", "--generate-hashes", "--quiet"),
        *("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"),
        *(f"--extra={group}" for group in groups),
        *options,
        *("--output-file", str(target)),
    ]


def main(options: Sequence[str]) -> int:
    """Locks all files; ``--upgrade`` takes newer versions, else those already locked stay."""
    # development.txt first and the others held to it, so that no version differs between them.
    folder = ROOT / "requirements"
    whole = folder / "development.txt"
    for name, groups in reversed(FILES.items()):
        target = folder / f"{name}.txt"
        held = [] if target == whole else ["--constraint", str(whole)]
        subprocess.run(compile_command(target, groups, *held, *options), cwd=ROOT, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
