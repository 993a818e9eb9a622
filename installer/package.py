"""Builds ``dist/motcua/`` and the .deb, and proves that the program starts from the unpacked .deb.

``python -m installer.package`` (the verb ``make package``) ends with an error if the bundle lacks something, holds
something of the hub, or does not come up to its first window.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from multiprocessing import Pipe
from pathlib import Path

from PyInstaller.archive.readers import CArchiveReader  # type: ignore[import-untyped]

from installer import bundle, setup
from sync.page_process import CHILD, start

ROOT = setup.ROOT
DIST = ROOT / "dist"
PROGRAM = DIST / "motcua"
BUILD = ROOT / "build"
LINUX = ROOT / "installer" / "linux"
# The bundle has its own fonts, and starts without a printing system; both are of use where they are.
RECOMMENDED = ("fonts-liberation2", "cups-client")
LICENCE_TEXT = re.compile(r"^licenses/|licen[cs]e|copying|notice|authors", re.IGNORECASE)
# Every Debian has the usual licences here.
COMMON_LICENCES = Path("/usr/share/common-licenses")
# A first start makes a profile; on a busy machine that takes seconds, not minutes.
START_SECONDS = 90


class PackageFaulty(Exception):
    """The product does not keep its promise; the text says which."""


def version() -> str:
    """The program's version, as ``pyproject.toml`` says."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])


def build_environment() -> dict[str, str]:
    """The environment for builders: the time of the last commit, and no chance in the order of things."""
    last = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=True)
    return {**os.environ, "SOURCE_DATE_EPOCH": last.stdout.strip(), "PYTHONHASHSEED": "1"}


# ---------------------------------------------------------------- the folder


def build_folder() -> None:
    """Runs PyInstaller into ``dist/motcua/`` and lays the licences of all libraries beside the program."""
    if not any(setup.FONTS.glob("*.ttf")):
        raise PackageFaulty("resources/fonts/ is empty: the papers could not be printed")
    log = BUILD / "pyinstaller.log"
    BUILD.mkdir(exist_ok=True)
    with log.open("wb") as output:
        built = subprocess.run(
            [
                *(sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"),
                *("--distpath", str(DIST), "--workpath", str(BUILD), str(ROOT / "installer" / "motcua.spec")),
            ],
            cwd=ROOT,
            env=build_environment(),
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if built.returncode:
        raise PackageFaulty(f"PyInstaller failed:\n{log.read_text(errors='replace')[-4000:]}")
    strip_symbols(PROGRAM / "_internal")
    lay_licences(PROGRAM / "licences")


def shipped_libraries() -> list[str]:
    """Names of the libraries of the desktop program that are installed here (not those for other systems)."""
    locked = (ROOT / "requirements" / "desktop.txt").read_text()
    names = dict.fromkeys(re.findall(r"^([\w.-]+)==", locked, re.MULTILINE))
    installed = {re.sub(r"[-_.]+", "-", found.name).lower() for found in importlib.metadata.distributions()}
    return [name for name in names if name in installed]


def lay_licences(folder: Path) -> None:
    """Copies our licence and those of every shipped library below ``folder``, one folder each."""
    folder.mkdir(parents=True)
    for name in ("LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, folder / name)
    for library in shipped_libraries():
        distribution = importlib.metadata.distribution(library)
        about = [Path(str(file.locate())) for file in distribution.files or () if ".dist-info/" in str(file)]
        texts = [path for path in about if LICENCE_TEXT.search(path.as_posix().partition(".dist-info/")[2])]
        # Where no text is given, the description names the licence.
        for path in texts or [path for path in about if path.name == "METADATA"]:
            target = folder / library / path.as_posix().partition(".dist-info/")[2].removeprefix("licenses/")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    # Qt's wheels name these licences and bring no text.
    for name in ("LGPL-3", "GPL-3"):
        shutil.copy(COMMON_LICENCES / name, folder / name)


def strip_symbols(inside: Path) -> None:
    """Takes the debugging symbols out of the libraries in ``inside`` that carry many."""
    files = [path for pattern in bundle.STRIPPED for path in inside.glob(pattern)]
    subprocess.run(["strip", "--strip-unneeded", *map(str, files)], check=True)


def modules_in(program: Path) -> set[str]:
    """Dotted names of all Python modules packed into the program's executable."""
    archive = CArchiveReader(str(program)).open_embedded_archive("PYZ.pyz")
    return set(archive.toc)


def check_folder(folder: Path) -> None:
    """Looks whether the bundle in ``folder`` holds what it must and nothing that it must not. Raises PackageFaulty."""
    modules = modules_in(folder / "motcua")
    if foreign := sorted(name for name in modules if bundle.is_left_out(name)):
        raise PackageFaulty(f"in the bundle, but not to be shipped: {', '.join(foreign)}")
    if missing := sorted(set(bundle.our_modules(ROOT)) - modules):
        raise PackageFaulty(f"not in the bundle: {', '.join(missing)}")
    inside = folder / "_internal"
    for source, target in bundle.data_files(ROOT):
        if not (inside / target / Path(source).name).is_file():
            raise PackageFaulty(f"not in the bundle: {target}/{Path(source).name}")
    libraries = {re.split(r"[.-]", path.name)[0] for path in inside.iterdir()}
    if foreign := sorted(libraries & set(bundle.LEFT_OUT)):
        raise PackageFaulty(f"in the bundle, but not to be shipped: {', '.join(foreign)}")
    if unwanted := [path.name for path in inside.rglob("*") if path.is_file() and not wanted(path, inside)]:
        raise PackageFaulty(f"in the bundle, but not to be shipped: {', '.join(unwanted)}")


def wanted(path: Path, inside: Path) -> bool:
    return bundle.is_wanted(path.relative_to(inside).as_posix())


def check_start(program: Path) -> None:
    """Starts ``program`` without a screen and with an empty profile up to its first window. Raises PackageFaulty."""
    with tempfile.TemporaryDirectory(prefix="motcua-start-") as home:
        environment = {
            "HOME": home,
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            **{f"XDG_{name}_HOME": f"{home}/{name.lower()}" for name in ("DATA", "CONFIG", "CACHE", "STATE")},
        }
        try:
            started = subprocess.run(
                [program, "--probe"],
                cwd=home,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=START_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as hung:
            raise PackageFaulty(f"{program} showed no window within {START_SECONDS} s") from hung
    if started.returncode or "ready" not in started.stdout:
        raise PackageFaulty(
            f"{program} --probe ended with {started.returncode}:\n{started.stdout[-2000:]}\n{started.stderr[-4000:]}"
        )


def check_reader(program: Path) -> None:
    """Starts ``program`` as the reader of its own pages until it says that it is ready. Raises PackageFaulty."""
    line, theirs = Pipe()
    with line:
        with theirs:
            process = start([str(program), CHILD], theirs)
        try:
            if not line.poll(START_SECONDS):
                raise PackageFaulty(f"{program} {CHILD} was not ready within {START_SECONDS} s")
            line.recv_bytes()
        except EOFError:
            raise PackageFaulty(f"{program} {CHILD} ended with {process.wait()}") from None
        finally:
            process.kill()
            process.wait()


# ---------------------------------------------------------------- the .deb


def control(packages: Iterable[str], *, installed_kib: int, architecture: str, c_library: str) -> str:
    """The control file: ``packages`` are what the program needs, ``c_library`` the version it was built on."""
    needs = [f"libc6 (>= {c_library})", *(name for name in packages if name not in RECOMMENDED)]
    fields = {
        "Package": "motcua",
        "Version": version(),
        "Section": "misc",
        "Priority": "optional",
        "Architecture": architecture,
        "Maintainer": "Một Cửa contributors",
        "Installed-Size": str(installed_kib),
        "Depends": ", ".join(needs),
        "Recommends": ", ".join(RECOMMENDED),
        "Description": "reception counter of a Vietnamese one-stop shop\n"
        " Receives dossiers, prints receipts with a promised day, hands over and returns\n"
        " results, also without a network; carries everything to the provincial hub as\n"
        " soon as there is one.",
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def put(target: Path, data: bytes, mode: int = 0o644) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    target.chmod(mode)


def lay_tree(program: Path, tree: Path, *, architecture: str, c_library: str) -> None:
    """Lays out below ``tree`` what the .deb holds: the folder ``program`` under /opt, and what makes it known."""
    shutil.copytree(program, tree / "opt" / "motcua", symlinks=True)
    put(tree / "usr/bin/motcua", (LINUX / "motcua").read_bytes(), 0o755)
    put(tree / "usr/share/applications/motcua.desktop", (LINUX / "motcua.desktop").read_bytes())
    put(tree / "usr/share/icons/hicolor/scalable/apps/motcua.svg", (LINUX / "motcua.svg").read_bytes())
    notice = b"\n".join((ROOT / name).read_bytes() for name in ("NOTICE", "LICENSE"))
    put(tree / "usr/share/doc/motcua/copyright", notice)
    files = sorted(path for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    size = sum(path.stat().st_size for path in files) // 1024 + 1
    # MD5 is dpkg's format; it tells damage, it guards nothing.
    sums = "".join(
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  {path.relative_to(tree)}\n"
        for path in files
    )
    text = control(setup.listed("run"), installed_kib=size, architecture=architecture, c_library=c_library)
    put(tree / "DEBIAN/control", text.encode())
    put(tree / "DEBIAN/md5sums", sums.encode())
    for folder in (path for path in (tree, *tree.rglob("*")) if path.is_dir()):
        folder.chmod(0o755)


def build_deb(program: Path, target_folder: Path) -> Path:
    """Makes the .deb of the folder ``program`` in ``target_folder``; gives its path."""
    architecture = subprocess.run(
        ["dpkg", "--print-architecture"], capture_output=True, text=True, check=True
    ).stdout.strip()
    deb = target_folder / f"motcua_{version()}_{architecture}.deb"
    with tempfile.TemporaryDirectory(prefix="motcua-deb-") as folder:
        tree = Path(folder) / "tree"
        tree.mkdir()
        lay_tree(program, tree, architecture=architecture, c_library=platform.libc_ver()[1])
        subprocess.run(
            ["dpkg-deb", "--root-owner-group", "-Zzstd", "-z12", "--build", str(tree), str(deb)],
            env=build_environment(),
            stdout=subprocess.DEVNULL,
            check=True,
        )
    return deb


def check_deb(deb: Path) -> None:
    """Unpacks ``deb`` into an empty folder and starts the program from there. Raises PackageFaulty."""
    with tempfile.TemporaryDirectory(prefix="motcua-unpacked-") as folder:
        tree = Path(folder)
        subprocess.run(["dpkg-deb", "--extract", str(deb), str(tree)], check=True)
        check_folder(tree / "opt" / "motcua")
        check_start(tree / "opt" / "motcua" / "motcua")
        check_reader(tree / "opt" / "motcua" / "motcua")


def main() -> int:
    """Builds, checks and tells; 1 with a sentence if the product is faulty."""
    try:
        setup.say("Program folder … ", end="")
        build_folder()
        check_folder(PROGRAM)
        check_start(PROGRAM / "motcua")
        setup.say(f"{PROGRAM.relative_to(ROOT)}/ starts")
        setup.say("Debian package … ", end="")
        deb = build_deb(PROGRAM, DIST)
        check_deb(deb)
    except PackageFaulty as fault:
        setup.say(f"faulty.\n{fault}")
        return 1
    setup.say(f"{deb.relative_to(ROOT)} ({deb.stat().st_size >> 20} MiB) starts when unpacked")
    return 0


if __name__ == "__main__":
    sys.exit(main())
