"""Fills resources/fonts with Liberation Serif 2.1.5, from the system or from Debian's package, hash-checked.

Run as ``python installer/fetch_fonts.py``. Does nothing when the four files are already right.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "resources" / "fonts"

SHA256 = {
    "LiberationSerif-Regular.ttf": "29d12439831b7f59194efec85872f24f54eff05738933f9a860220d2abff88ba",
    "LiberationSerif-Bold.ttf": "446a4421f297698427170fd7db20e59169a4188baaaf940e9bea58af6341a723",
    "LiberationSerif-Italic.ttf": "c1830c433ab41379f1139fac388989d37c9f08c81e1bd643efdcc7946db30753",
    "LiberationSerif-BoldItalic.ttf": "36dd6965be8915f6d7efb259757f1f7546a7c6f72c53a20bbe4ae7092f2cd558",
}

_SYSTEM_FOLDERS = (
    Path("/usr/share/fonts/truetype/liberation2"),
    Path("/usr/share/fonts/truetype/liberation"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
)
_PACKAGE = "fonts-liberation2"


def is_whole(folder: Path) -> bool:
    """Whether ``folder`` holds all four faces, byte for byte."""
    return all(
        (folder / name).is_file() and hashlib.sha256((folder / name).read_bytes()).hexdigest() == expected
        for name, expected in SHA256.items()
    )


def fetch(target: Path = TARGET, *, system_folders: tuple[Path, ...] = _SYSTEM_FOLDERS) -> Path | None:
    """Fill ``target``; returns the folder the fonts came from, None when nothing was to be done.

    Raises RuntimeError when neither the system nor the package gives the four faces with their known hashes.
    """
    if is_whole(target):
        return None
    with tempfile.TemporaryDirectory() as scratch:
        for source in (*system_folders, *_unpacked(Path(scratch))):
            if is_whole(source):
                target.mkdir(parents=True, exist_ok=True)
                for name in SHA256:
                    shutil.copyfile(source / name, target / name)
                return source
    raise RuntimeError(f"no Liberation Serif 2.1.5 found; install the Debian package {_PACKAGE} and run this again")


def _unpacked(scratch: Path) -> Iterator[Path]:
    """The font folder of the downloaded package; nothing where apt is not to be had or the network is down."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return
    download = subprocess.run(["apt-get", "download", _PACKAGE], cwd=scratch, capture_output=True, check=False)
    for package in sorted(scratch.glob("*.deb")) if download.returncode == 0 else ():
        subprocess.run(["dpkg-deb", "-x", str(package), str(scratch / "tree")], check=True)
        yield from sorted({face.parent for face in (scratch / "tree").rglob("LiberationSerif-Regular.ttf")})


def main() -> int:
    source = fetch()
    sys.stdout.write(f"fonts: already in {TARGET}\n" if source is None else f"fonts: {TARGET} filled from {source}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
