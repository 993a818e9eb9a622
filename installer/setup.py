"""Makes this working tree ready: system packages, Python packages, fonts and translations, each only when needed.

Runs under the machine's own Python (3.11 or newer) with nothing but its standard library::

    python3 installer/setup.py run     what the program and the demo need
    python3 installer/setup.py test    that, and what the tests and the packaging need

A step that is done leaves a stamp in ``.stamps/`` holding a hash of what went into it, and is passed over until
that changes. What the tools said is in ``.stamps/setup.log``.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STAMPS = ROOT / ".stamps"
LOG = STAMPS / "setup.log"
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements" / "development.txt"
FETCH_FONTS = ROOT / "installer" / "fetch_fonts.py"
FONTS = ROOT / "resources" / "fonts"
TRANSLATIONS = ROOT / "resources" / "i18n"

# A registry or a mirror may fail once in a while; a second refusal is an answer.
TRIES = 3


class SetupFailed(Exception):
    """A step could not be done; the text says what a person can do about it."""


def say(text: str, end: str = "\n") -> None:
    """Prints one piece of progress at once, also into a pipe."""
    sys.stdout.write(text + end)
    sys.stdout.flush()


def call(
    command: Sequence[str | Path], *, tries: int = 1, environment: Mapping[str, str] | None = None, ask: bool = False
) -> bool:
    """Runs a command with its output in the log; True if one of the ``tries`` ended well.

    ``ask`` leaves it the keyboard, for a password of sudo.
    """
    for _ in range(tries):
        with LOG.open("ab") as log:
            log.write(f"\n$ {' '.join(map(str, command))}\n".encode())
            log.flush()
            ended = subprocess.run(
                [str(part) for part in command],
                cwd=ROOT,
                env={**os.environ, **(environment or {})},
                stdin=None if ask else subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if ended.returncode == 0:
            return True
    return False


def key_of(*parts: str | Path) -> str:
    """One hash over texts and the contents of files."""
    whole = hashlib.sha256()
    for part in parts:
        data = part.read_bytes() if isinstance(part, Path) else part.encode()
        whole.update(len(data).to_bytes(8, "big") + data)
    return whole.hexdigest()


def step(name: str, title: str, key: str, present: bool, work: Callable[[], None]) -> bool:
    """Does ``work`` unless it was done for the same ``key`` and its outcome is still ``present``; True if it did."""
    stamp = STAMPS / name
    if present and stamp.is_file() and stamp.read_text() == key:
        return False
    say(f"{title} … ", end="")
    begun = time.monotonic()
    work()
    stamp.write_text(key)
    say(f"done ({time.monotonic() - begun:.0f} s)")
    return True


# ---------------------------------------------------------------- system packages


def listed(*names: str) -> list[str]:
    """The packages named in ``installer/packages/<name>.txt``, without comments, in order, each once."""
    lines = (line for name in names for line in (ROOT / "installer/packages" / f"{name}.txt").read_text().splitlines())
    return list(dict.fromkeys(word for line in lines if (word := line.partition("#")[0].strip())))


def not_installed(packages: Iterable[str]) -> list[str]:
    """Those of ``packages`` that dpkg does not have installed; a package that another one provides counts as there."""
    status = subprocess.run(
        ["dpkg-query", "--show", "--showformat", "${db:Status-Status} ${Package} ${Provides}\n"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    there: set[str] = set()
    for line in status.splitlines():
        state, _, names = line.partition(" ")
        if state == "installed":
            there.update(name.strip().partition(" ")[0] for name in names.replace(" ", ",", 1).split(","))
    return [package for package in packages if package not in there]


def install(packages: Sequence[str]) -> None:
    """Installs Debian packages with apt, as root or through sudo; on failure goes on and says what is missing.

    Going on is right because a library may be there without its package; the check of the window library decides.
    """
    if sys.platform == "win32":
        raise NotImplementedError("Windows has its own installer")
    ask = sys.stdin.isatty()
    by_sudo = ["sudo"] if ask else ["sudo", "-n"]
    prefix = [] if os.geteuid() == 0 else by_sudo
    if not shutil.which("apt-get") or (prefix and not shutil.which("sudo")):
        say(f"System packages: no way to install here (needs apt-get, and root or sudo). Missing: {' '.join(packages)}")
        return
    say(f"System packages: {len(packages)} missing, installing … ", end="")
    begun = time.monotonic()
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "Acquire::Retries=3", "-q", "-y"]
    have_lists = any(Path("/var/lib/apt/lists").glob("*Packages*"))
    wanted = [*apt, "install", "--no-install-recommends", *packages]
    if (have_lists and call(wanted, ask=ask)) or (
        call([*apt, "update"], tries=TRIES, ask=ask) and call(wanted, tries=TRIES, ask=ask)
    ):
        say(f"done ({time.monotonic() - begun:.0f} s)")
    else:
        say(f"apt-get failed (see {LOG.relative_to(ROOT)}). Missing: {' '.join(not_installed(packages))}")


def system_packages(purpose: str) -> None:
    """Installs what is missing of the lists for ``purpose`` (``run`` or ``test``); dpkg is asked every time."""
    wanted = listed("run") if purpose == "run" else listed("run", "test")
    if importlib.util.find_spec("ensurepip") is None:
        wanted.insert(0, "python3-venv")
    if purpose == "test" and sys.base_prefix == "/usr":
        # Debian's own Python is linked statically; the packaged program needs it as a library.
        wanted.append(f"libpython3.{sys.version_info.minor}")
    if not shutil.which("dpkg-query"):
        key = key_of(*wanted)
        stamp = STAMPS / "system"
        if not stamp.is_file() or stamp.read_text() != key:
            say(f"System packages: this is no Debian. Please see to what Debian calls: {' '.join(wanted)}")
            stamp.write_text(key)
        return
    if missing := not_installed(wanted):
        install(missing)


# ---------------------------------------------------------------- Python packages


def base_python() -> Path:
    """The interpreter to build the environment from, also when the one running is inside the environment."""
    if Path(sys.prefix) == VENV:
        return Path(sys.base_prefix) / "bin" / "python3"
    return Path(sys.executable)


def environment_works() -> bool:
    """Whether ``.venv`` holds a Python that starts and has the version of the one running."""
    home = VENV / "pyvenv.cfg"
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return (
        home.is_file()
        and VENV_PYTHON.exists()
        and (VENV / "lib" / f"python{version}" / "site-packages" / "pip").is_dir()
        and any(line.replace(" ", "").startswith(f"version={version}.") for line in home.read_text().splitlines())
    )


def make_environment() -> None:
    if environment_works():
        return
    if not call([base_python(), "-m", "venv", "--clear", VENV]):
        raise SetupFailed("Python could not make .venv. On Debian the package python3-venv is needed.")


def install_requirements() -> None:
    pip: list[str | Path] = [VENV_PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    if not call([*pip, "install", "--require-hashes", "--requirement", REQUIREMENTS], tries=TRIES):
        raise SetupFailed("pip could not install requirements/development.txt. Is a package index reachable?")


def load_libraries() -> None:
    """Loads what depends on the system most, so that a missing system library is told here, by its name."""
    trial = "import PySide6.QtWidgets, PySide6.QtPrintSupport, sqlcipher3, psycopg, pypdfium2, zxingcpp"
    if not call([VENV_PYTHON, "-c", trial], environment={"QT_QPA_PLATFORM": "offscreen"}):
        raise SetupFailed(f"A library of the system is missing: {log_tail(1)}")


# ---------------------------------------------------------------- fonts and translations


def fetch_fonts() -> None:
    if not call([VENV_PYTHON, FETCH_FONTS], tries=TRIES):
        raise SetupFailed("The printing fonts could not be fetched.")


def compile_translations() -> None:
    for source in sorted(TRANSLATIONS.glob("*.ts")):
        if not call([VENV / "bin" / "pyside6-lrelease", source, "-qm", source.with_suffix(".qm")]):
            raise SetupFailed(f"{source.relative_to(ROOT)} could not be compiled.")


def collect_texts() -> None:
    """Brings ``resources/i18n/*.ts`` up to date with the texts in ``ui/``, then compiles them."""
    sources = sorted((ROOT / "ui").rglob("*.py"))
    for target in sorted(TRANSLATIONS.glob("*.ts")):
        if not call([VENV / "bin" / "pyside6-lupdate", "-locations", "none", *sources, "-ts", target]):
            raise SetupFailed(f"{target.relative_to(ROOT)} could not be brought up to date.")
    compile_translations()


# ---------------------------------------------------------------- the whole


def log_tail(lines: int) -> str:
    """The last ``lines`` lines of the log."""
    return "\n".join(LOG.read_text(errors="replace").strip().splitlines()[-lines:])


def set_up(purpose: str) -> None:
    """Does all steps for ``purpose``, in order. Raises SetupFailed at the first one that cannot be done."""
    system_packages(purpose)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    step("environment", "Python environment .venv", version, environment_works(), make_environment)
    # The time of pyvenv.cfg changes when the environment is made anew, and then everything in it must be, too.
    packages = key_of(REQUIREMENTS, str((VENV / "pyvenv.cfg").stat().st_mtime_ns))
    step("requirements", "Python packages, checked by hash", packages, True, install_requirements)
    step("libraries", "Loading the libraries once", packages, True, load_libraries)
    step("fonts", "Printing fonts", key_of(FETCH_FONTS), any(FONTS.glob("*.ttf")), fetch_fonts)
    if texts := sorted(TRANSLATIONS.glob("*.ts")):
        compiled = all(text.with_suffix(".qm").is_file() for text in texts)
        step("translations", "Translations", key_of(*texts), compiled, compile_translations)


def main(arguments: Sequence[str]) -> int:
    """Runs one verb; 0 if all is ready, 1 with a sentence and the end of the log if not."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("verb", choices=["run", "test", "collect-texts"])
    verb = parser.parse_args(arguments).verb
    if not (3, 11) <= sys.version_info[:2] < (3, 14):
        say(f"Python 3.11, 3.12 or 3.13 is needed; {sys.executable} is {sys.version.split()[0]}.")
        say("Name another one with: make PYTHON=/path/to/python3.11 …")
        return 1
    STAMPS.mkdir(exist_ok=True)
    try:
        if verb == "collect-texts":
            collect_texts()
        else:
            set_up(verb)
    except SetupFailed as failure:
        say(f"failed.\n{failure}\nThe end of {LOG.relative_to(ROOT)}:\n{log_tail(15)}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
