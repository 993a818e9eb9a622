"""``python -m ui.demo``: the province in a temporary folder, and the main job in the real window.

With a display the window is yours; without one it is driven through the main job, every step is said in plain
words and checked, and ``--out`` is left with pictures, papers and the hub's answer.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from app.desk.office import Clock, close_office, open_office
from app.domain.events import VIETNAM
from app.settings import MachineSettings
from sync.enrolment import enrol
from ui.demo.board import BoardClerk
from ui.demo.clock import moved, seconds_to
from ui.demo.province import SAMPLE_PASSWORD, DemoProvince, demo_province
from ui.demo.result import result_pdf
from ui.demo.story import PASSPHRASE

UNIT, COUNTER = "H44.80.01", "Q01"

STEPS = {
    1: "Signed in off line as an officer of the centre of phường Âu Cơ; nothing answers at the hub's address.",
    2: "Chose 1.004884 Đăng ký lại khai sinh by typing “dang ky lai khai”.",
    3: "The card reader typed an identity card in one burst; the applicant is filled and marked.",
    4: "Ticked the papers of the checklist: one original, one compared copy.",
    5: "Two papers became PDFs: {how}, the other from image files dropped on its row.",
    6: "Accepted as {code}, then killed the program at once (kill -9). After the restart the dossier is there once, "
    "with the same number, and its receipt is printed.",
    7: "The hub came up: events, then files, travelled by themselves; the light is green; the dossier was handed over.",
    8: "The agency acknowledged and finished it on its board; the counter heard of it and acknowledged the result.",
    9: "The receipt's barcode opened the dossier; the card was compared; result and return receipt were given.",
}


class Held(Exception):
    """The demonstration did not hold; the message says which step and why."""


def say(text: str) -> None:
    """One line of the story for whoever started it."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


class Demonstration:
    """One run: folders, hub, and the counter's processes."""

    def __init__(self, home: Path, out: Path, ahead: float) -> None:
        self._home, self._out, self._ahead = home, out, ahead
        self._profile, self._answers, self._images = home / "profile", home / "answers", home / "images"
        for folder in (self._answers, self._images, out / "papers"):
            folder.mkdir(parents=True)
        self._clock: Clock = moved(ahead)
        self._scanner = shutil.which("scanimage") is not None
        self._code = ""

    def prepare(self, province: DemoProvince) -> None:
        """The counter is enrolled while the hub answers, as an administrator does once for every machine."""
        address = province.up()
        office = open_office(self._profile, passphrase=PASSPHRASE, clock=self._clock)
        try:
            enrol(office, address, province.enrolment_code(UNIT, COUNTER, self._clock()))
            office.save_machine_settings(
                MachineSettings(
                    printer=f"file:{self._out / 'papers'}",
                    scanner="test:0" if self._scanner else "",
                    scan_source="flatbed",
                    look_up_address="",
                )
            )
        finally:
            close_office(office)

    def keep_log(self) -> None:
        """The program's own log, for whoever looks why a step did not hold."""
        for path in (self._profile / "logs").glob("*.log"):
            shutil.copy(path, self._out / path.name)

    # ------------------------------------------------------------ with a display

    def watch(self, province: DemoProvince) -> int:
        """The window is the onlooker's until it is closed."""
        self.prepare(province)
        say(f"The hub answers at {province.address}; the agency's board is {province.address}/ban-lam-viec")
        say(f"Officers sign in with the password {SAMPLE_PASSWORD}; the agency is {UNIT}-agency.")
        say(f"Papers are printed into {self._out.name}/papers. Close the window to end.")
        window = self._start("window")
        for word, _ in _lines(window):
            if word == "WINDOW":
                say("The window is open.")
        return window.wait()

    # ------------------------------------------------------------ without

    def play(self, province: DemoProvince) -> None:
        """The main job; raises Held when a step does not hold."""
        self._draw_papers()
        self.prepare(province)
        province.down()
        local = self._clock().astimezone(VIETNAM)
        chosen = " (a demonstration clock)" if self._ahead else ""
        say(f"The hub is out of reach. The counter's clock says {local:%H:%M, %d/%m/%Y}{chosen}.")
        stream, code = self._until_accepted()
        self._code = code
        counter = self._start("after", "--stream", stream, "--code", code, "--pictures-from", str(self._pictures()))
        self._follow(counter, province)
        if counter.wait() != 0:
            raise Held("the counter ended with an error")
        papers = sorted(path.name for path in (self._out / "papers").glob("*.pdf"))
        if len(papers) != 3:
            raise Held(f"three papers should have been printed, not {len(papers)}")
        say(f"Left in {self._out.name}/: {self._pictures()} pictures, {len(papers)} papers, hub-answer.json")

    def _until_accepted(self) -> tuple[str, str]:
        counter = self._start("before", *(["--scanner"] if self._scanner else []))
        for word, rest in _lines(counter):
            if word == "ACCEPTED":
                counter.kill()
                counter.wait()
                stream, _, code = rest.partition(" ")
                return stream, code
            self._note(word, rest)
        raise Held("the counter ended before the dossier was accepted")

    def _follow(self, counter: subprocess.Popen[str], province: DemoProvince) -> None:
        for word, rest in _lines(counter):
            if word == "ASK":
                what, _, stream = rest.partition(" ")
                if what == "up":
                    province.up()
                else:
                    self._agency(province, stream)
                (self._answers / what).touch()
            else:
                self._note(word, rest)

    def _agency(self, province: DemoProvince, stream: str) -> None:
        today = self._clock().astimezone(VIETNAM).date()
        clerk = BoardClerk(province.address, f"{UNIT}-agency", SAMPLE_PASSWORD)
        clerk.acknowledge(stream)
        clerk.finish(
            stream, name="Giấy khai sinh", number="01/2026", issued_on=today, pdf=result_pdf("Giấy khai sinh", today)
        )
        clerk.hand_over(stream)

    def _note(self, word: str, rest: str) -> None:
        if word == "STEP":
            how = "one through the scanner (SANE)" if self._scanner else "one from an image"
            say(f"[{rest}/9] " + STEPS[int(rest)].format(code=self._code, how=how))
        elif word == "FAILED":
            raise Held(rest)

    def _start(self, part: str, *more: str) -> subprocess.Popen[str]:
        environment = {**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
        if part != "window":
            environment["QT_QPA_PLATFORM"] = "offscreen"
        if self._scanner:
            environment["SANE_CONFIG_DIR"] = str(self._sane())
        command = [sys.executable, "-m", "ui.demo.counter", part, "--ahead", str(self._ahead)]
        folders = {
            "--profile": self._profile, "--out": self._out, "--answers": self._answers, "--images": self._images
        }  # fmt: skip
        for name, folder in folders.items():
            command += [name, str(folder)]
        log = (self._out / "counter.log").open("a", encoding="utf-8")
        with log:
            return subprocess.Popen(
                [*command, *more], stdout=subprocess.PIPE, stderr=log, text=True, encoding="utf-8", env=environment
            )

    def _sane(self) -> Path:
        """A scanner that needs no hardware: SANE's own test device."""
        folder = self._home / "sane"
        folder.mkdir(exist_ok=True)
        (folder / "dll.conf").write_text("test\n")
        (folder / "test.conf").write_text('test-picture "Grid"\n')
        return folder

    def _draw_papers(self) -> None:
        for number, title in enumerate(("GIẤY KHAI SINH (BẢN CŨ)", "SỔ HỘ KHẨU (TRANG 1)"), 1):
            page = Image.new("RGB", (827, 1169), "white")
            ImageDraw.Draw(page).multiline_text((90, 110), f"{title}\n\nbản sao để minh họa", fill="black", spacing=12)
            page.save(self._images / f"{number}.png", dpi=(100, 100))

    def _pictures(self) -> int:
        return len(list(self._out.glob("*.png")))


def _lines(process: subprocess.Popen[str]) -> Iterator[tuple[str, str]]:
    if process.stdout is None:
        raise Held("the counter cannot be heard")
    for line in process.stdout:
        word, _, rest = line.rstrip("\n").partition(" ")
        yield word, rest


def free_port(wanted: int = 0) -> int:
    """A port of this machine that nobody listens on; ``wanted`` where it is free."""
    try:
        with socket.create_server(("127.0.0.1", wanted)) as found:
            port: int = found.getsockname()[1]
            return port
    except OSError:
        if wanted:
            return free_port()
        raise


def has_display() -> bool:
    """Whether a window can be seen here."""
    return sys.platform in {"win32", "darwin"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def main(given: Sequence[str] | None = None) -> int:
    """Runs the demonstration; 0 only if every step held."""
    parser = argparse.ArgumentParser(prog="python -m ui.demo", description="The main job of Một Cửa, demonstrated.")
    parser.add_argument("--out", type=Path, default=Path("demo-out"), help="folder for pictures and papers")
    parser.add_argument("--at", default="", metavar="2026-11-24T09:00", help="what the clock shows, Vietnamese time")
    parser.add_argument("--headless", action="store_true", help="drive the window even where there is a display")
    told = parser.parse_args(given)
    out: Path = told.out.resolve()
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    ahead = seconds_to(told.at)
    with tempfile.TemporaryDirectory(prefix="motcua-demo-") as name:
        home = Path(name)
        demonstration = Demonstration(home, out, ahead)
        say("Starting a hub with a PostgreSQL of its own and the sample province …")
        with demo_province(home / "province", free_port(), moved(ahead)) as province:
            try:
                if has_display() and not told.headless:
                    return demonstration.watch(province)
                demonstration.play(province)
            except Held as fault:
                demonstration.keep_log()
                say(f"The demonstration did not hold: {fault}. See {out.name}/counter.log")
                return 1
    say("Every step held.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
