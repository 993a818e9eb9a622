"""How SANE's ``scanimage`` is spoken to: its environment, the options a device knows, and what its exit codes mean."""

from __future__ import annotations

import os
import re
import shutil
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from app.capture.scan_process import ScanProcess
from app.errors import ScannerFailed, ScannerMissing

Reason = Literal["jammed", "no_documents", "cover_open", "busy", "gone", "hung", "failed"]
Colour = Literal["colour", "grey", "black_white"]
Paper = Literal["A3", "A4", "A5"]
Source = Literal["flatbed", "feeder", "duplex"]

NO_DOCUMENTS = 7

# SANE_Status of the SANE standard, version 1.06, §4.2.7; scanimage exits with it. An unplugged device is an I/O error.
_REASONS: Mapping[int, Reason] = {
    3: "busy",
    6: "jammed",
    NO_DOCUMENTS: "no_documents",
    8: "cover_open",
    9: "gone",
}
_OPEN_REASONS: Mapping[str, Reason] = {
    "Device busy": "busy",
    "Invalid argument": "gone",
    "Error during device I/O": "gone",
}
_OPEN_FAILED = re.compile(r"open of device .* failed: (.+)")

# Back ends that search the network and nothing but the network, each for several seconds.
_NETWORK_BACKENDS = frozenset({"airscan", "dell1600n_net", "escl", "kodakaio", "magicolor", "net"})
_DEFAULT_FOLDERS = (".", "/etc/sane.d")

_OPTION = re.compile(r"^ {4}(-[a-z]|--[a-z][\w-]*)(?:\[=\(([^)]*)\)\]|\s([^\[]*))?(?:\s*\[(.*)\])?\s*$")
_LOOK_SECONDS = 0.05
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")

_PAPER_MM: Mapping[Paper, tuple[int, int]] = {"A3": (297, 420), "A4": (210, 297), "A5": (148, 210)}
_MODE_WORDS: Mapping[Colour, tuple[str, ...]] = {
    "colour": ("color", "colour"),
    "grey": ("gray", "grey"),
    "black_white": ("lineart", "black & white", "black and white", "binary", "monochrome"),
}


@dataclass(frozen=True)
class Option:
    """One active option of a device: its words, or its bounds when it is a number in a range."""

    words: tuple[str, ...]
    bounds: tuple[float, float] | None

    def numbers(self) -> list[float]:
        return [float(match[0]) for word in self.words if (match := _NUMBER.match(word))]


def environment() -> dict[str, str]:
    """The environment for a program of the system: plain messages, and none of our bundled libraries."""
    surroundings = dict(os.environ, LC_ALL="C")
    if getattr(sys, "frozen", False):
        # The frozen program's own libraries stand first in this path; PyInstaller keeps the system's value beside it.
        original = surroundings.pop("LD_LIBRARY_PATH_ORIG", None)
        surroundings.pop("LD_LIBRARY_PATH", None)
        if original is not None:
            surroundings["LD_LIBRARY_PATH"] = original
    return surroundings


def program() -> str:
    """Path of scanimage. Raises ScannerMissing when SANE is not installed."""
    found = shutil.which("scanimage")
    if found is None:
        raise ScannerMissing(program="scanimage")
    return found


@contextmanager
def local_configuration() -> Iterator[dict[str, str]]:
    """An environment in which SANE does not search the network; what is attached here is found as ever."""
    surroundings = environment()
    folders = _configuration_folders(surroundings.get("SANE_CONFIG_DIR", ""))
    names = _backend_names(folders)
    with TemporaryDirectory(prefix="motcua-sane-") as name:
        if names:
            folder = Path(name)
            (folder / "dll.d").mkdir()
            (folder / "dll.conf").write_text("".join(f"{name}\n" for name in names if name not in _NETWORK_BACKENDS))
            surroundings["SANE_CONFIG_DIR"] = os.pathsep.join([name, *folders])
        yield surroundings


def ask(
    arguments: Iterable[str], surroundings: Mapping[str, str], seconds: float, cancel: threading.Event | None = None
) -> list[str]:
    """What scanimage prints to ``arguments``; nothing once ``cancel`` is set.

    Raises ScannerMissing, and ScannerFailed: ``hung`` after ``seconds``, or as it failed.
    """
    deadline = time.monotonic() + seconds
    printed: list[str] = []
    with ScanProcess([program(), *arguments], surroundings) as child:
        while not child.ended:
            printed += child.lines(_LOOK_SECONDS)
            if cancel is not None and cancel.is_set():
                return []
            if time.monotonic() > deadline:
                raise ScannerFailed(reason="hung", seconds=seconds)
        code, last = child.finish()
    if code != 0:
        raise ScannerFailed(reason=reason_of(code, child.complaint), code=code)
    return printed + last


def device_options(device: str, seconds: float, cancel: threading.Event) -> dict[str, Option]:
    """The active options of a device by their names (``--mode``, ``-x``). Raises ScannerFailed."""
    lines = ask([f"--device-name={device}", "--all-options"], environment(), seconds, cancel)
    options = {}
    for line in lines:
        match = _OPTION.match(line)
        if match is None or match[4] == "inactive":
            continue
        described = (match[2] or match[3] or "").partition(" (in steps")[0].strip()
        low, dots, high = described.partition("..")
        bounds = _bounds(low, high) if dots else None
        options[match[1]] = Option(() if bounds else tuple(described.split("|")), bounds)
    return options


def scan_arguments(
    options: Mapping[str, Option], *, dpi: int, colour: Colour, paper: Paper, source: Source
) -> list[str]:
    """The arguments that come nearest to what is wanted, in this device's own words.

    Resolution is the next one at or above ``dpi``; a sheet is cut to what the device reaches; a device
    without black and white scans grey. Raises ScannerFailed (``setting``) when it has no such paper source.
    """
    arguments = _source_arguments(options, source)
    mode = _word(options, "--mode", _MODE_WORDS[colour]) or _word(options, "--mode", _MODE_WORDS["grey"])
    if mode:
        arguments.append(f"--mode={mode}")
    if "8" in options.get("--depth", Option((), None)).words and colour != "black_white":
        arguments.append("--depth=8")
    resolution = _nearest(options.get("--resolution"), dpi)
    if resolution:
        arguments.append(f"--resolution={resolution:g}")
    for side, names in zip(_PAPER_MM[paper], (("-x", "--page-width"), ("-y", "--page-height")), strict=True):
        for name in names:
            option = options.get(name)
            if option is not None and option.bounds:
                reach = min(float(side), option.bounds[1])
                arguments += [name, f"{reach:g}"] if name.startswith("-") and len(name) == 2 else [f"{name}={reach:g}"]
    return arguments


def reason_of(code: int | None, complaint: bytes) -> Reason:
    """What scanimage's exit code and last words mean."""
    opening = _OPEN_FAILED.search(complaint.decode(errors="replace"))
    if opening:
        return _OPEN_REASONS.get(opening[1].strip(), "failed")
    return _REASONS.get(code or 0, "failed")


def _configuration_folders(setting: str) -> list[str]:
    # As sanei_config does: a path that ends in a separator goes on with the default folders.
    folders = [folder for folder in setting.split(os.pathsep) if folder]
    return folders if folders and not setting.endswith(os.pathsep) else [*folders, *_DEFAULT_FOLDERS]


def _backend_names(folders: Iterable[str]) -> list[str]:
    sources: list[Path] = []
    for folder in map(Path, folders):
        if not any(source.name == "dll.conf" for source in sources) and (folder / "dll.conf").is_file():
            sources.append(folder / "dll.conf")
        if not any(source.parent.name == "dll.d" for source in sources) and (folder / "dll.d").is_dir():
            sources += sorted(path for path in (folder / "dll.d").iterdir() if path.is_file())
    lines = [line.strip() for source in sources for line in source.read_text(errors="replace").splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def _bounds(low: str, high: str) -> tuple[float, float] | None:
    first, last = _NUMBER.match(low), _NUMBER.match(high)
    return (float(first[0]), float(last[0])) if first and last else None


def _word(options: Mapping[str, Option], name: str, wanted: Iterable[str]) -> str | None:
    words = options.get(name, Option((), None)).words
    return next((word for part in wanted for word in words if part in word.lower()), None)


def _nearest(option: Option | None, wanted: int) -> float | None:
    if option is None:
        return None
    if option.bounds:
        return max(option.bounds[0], min(option.bounds[1], float(wanted)))
    numbers = sorted(option.numbers())
    return next((number for number in numbers if number >= wanted), numbers[-1] if numbers else None)


def _source_arguments(options: Mapping[str, Option], source: Source) -> list[str]:
    words = [word for word in options.get("--source", Option((), None)).words if word]
    duplex = [word for word in words if "duplex" in word.lower() or "both" in word.lower()]
    feeder = [word for word in words if re.search(r"adf|feeder", word.lower()) and word not in duplex]
    flatbed = [word for word in words if re.search(r"flatbed|normal|platen", word.lower())]
    if source == "duplex":
        if duplex:
            return [f"--source={duplex[0]}"]
        both_sides = _word(options, "--adf-mode", ("duplex",))
        switch = [f"--adf-mode={both_sides}"] if both_sides else ["--duplex=yes"] if "--duplex" in options else []
        if switch:
            return [f"--source={feeder[0]}", *switch] if feeder else switch
        raise ScannerFailed(reason="failed", setting="source", wanted=source)
    found = feeder if source == "feeder" else flatbed
    if found:
        return [f"--source={found[0]}"]
    if words:
        raise ScannerFailed(reason="failed", setting="source", wanted=source)
    # A device with one way to take paper in does not name it.
    return []
