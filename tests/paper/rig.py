"""A print shop of its own for tests: a real CUPS and real IPP printers, on this machine's loop and in a folder only."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

of_cups = pytest.mark.skipif(sys.platform == "win32", reason="CUPS is not for Windows")
"""For tests that open a shop. Where a program of it is missing they fail: it is the set-up's to install."""
NEEDED = ("dbus-daemon", "avahi-daemon", "cupsd", "lpadmin", "lp", "ippeveprinter")
"""The programs of installer/packages/test.txt the shop is made of."""

_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"

_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={folder}/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy>
</busconfig>
"""
_NAMES = """[server]
use-ipv4=yes
use-ipv6=no
allow-interfaces=lo
enable-dbus=yes
"""
_CUPSD = """Listen {folder}/cups.sock
LogLevel info
DefaultAuthType None
WebInterface No
Browsing No
<Location />
Allow all
</Location>
<Location /admin>
Allow all
</Location>
<Policy default>
JobPrivateAccess all
JobPrivateValues none
SubscriptionPrivateAccess all
SubscriptionPrivateValues none
<Limit All>
Order deny,allow
</Limit>
</Policy>
"""
_FILES = """ServerRoot {folder}/etc
CacheDir {folder}/cache
RequestRoot {folder}/spool
StateDir {folder}/state
TempDir {folder}/temp
AccessLog {folder}/access.log
ErrorLog {folder}/error.log
PageLog {folder}/page.log
FileDevice Yes
SystemGroup root lpadmin
"""


def missing() -> list[str]:
    """The programs that are not installed here."""
    return [name for name in NEEDED if shutil.which(name, path=_PATH) is None]


@dataclass(frozen=True)
class IppMachine:
    """A running ippeveprinter; documents it received lie in ``got``."""

    process: subprocess.Popen[bytes]
    port: int
    got: Path

    @property
    def url(self) -> str:
        return f"ipp://127.0.0.1:{self.port}/ipp/print"

    def documents(self) -> list[bytes]:
        return [file.read_bytes() for file in sorted(self.got.glob("*.pdf"))]

    def orders(self) -> list[dict[str, str]]:
        """What the printer was told with each document, as it understood it: IPP attributes and their values."""
        files = sorted(self.got.glob("order.*"), key=lambda file: file.stat().st_mtime_ns)
        return [dict(line.split("=", 1) for line in file.read_text().splitlines()) for file in files]

    def kill(self) -> None:
        """Pull the plug."""
        self.process.kill()
        self.process.wait()


class Shop:
    """The name service is up as long as this is; CUPS and printers are started when asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **os.environ, "PATH": _PATH, "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={folder}/bus",
            "CUPS_SERVER": f"{folder}/cups.sock", "HOME": str(folder), "LC_ALL": "C",
        }  # fmt: skip
        self._running: list[subprocess.Popen[bytes]] = []
        self._has_cups = False

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder
            )
        self._running.append(process)
        return process

    def close(self) -> None:
        for process in reversed(self._running):
            process.terminate()
        for process in reversed(self._running):
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def names(self) -> None:
        """Bring up the bus and the name service, without which no printer starts."""
        (self.folder / "bus.conf").write_text(_BUS.format(folder=self.folder))
        (self.folder / "names.conf").write_text(_NAMES)
        self.start("dbus-daemon", "--config-file=bus.conf", "--nofork", "--nopidfile")
        until((self.folder / "bus").exists)
        service = self.start(
            "avahi-daemon", "-f", str(self.folder / "names.conf"), "--no-drop-root", "--no-chroot", "--no-rlimits"
        )
        asked = ("dbus-send", "--system", "--print-reply", "--dest=org.freedesktop.Avahi", "/",
                 "org.freedesktop.Avahi.Server.GetState")  # fmt: skip
        until(lambda: service.poll() is not None or self.run(*asked, check=False) == 0)
        if service.poll() is not None:  # this machine runs a name service already, and there can be but one
            del self.environment["DBUS_SYSTEM_BUS_ADDRESS"]

    def printer(self, name: str, *, seconds: float = 0) -> IppMachine:
        """A printer that takes ``seconds`` over each job."""
        got = self.folder / name
        got.mkdir()
        work = got / "work"
        work.write_text(f"#!/bin/sh\nenv | grep ^IPP_ > {got}/order.$$\nexec sleep {seconds}\n")
        work.chmod(0o755)
        port = free_port()
        process = self.start(
            "ippeveprinter", "-p", str(port), "-d", str(got), "-k", "-2", "-c", str(work), "-r", "off",
            "-f", "application/pdf", "-s", "600,600", "-n", "localhost", name,
        )  # fmt: skip
        until(lambda: process.poll() is not None or listening(port))
        assert process.poll() is None, (self.folder / "log").read_text()
        return IppMachine(process, port, got)

    def queue(self, name: str, url: str, *driver: str) -> None:
        """A CUPS queue in front of a printer, able to print; CUPS itself is started with the first one."""
        if not self._has_cups:
            self._cups()
        available = f'Printer "{name}" is now available.'
        before = self.complaints().count(available)
        self.run("lpadmin", "-p", name, "-E", "-v", url, *driver)
        if "everywhere" in driver:
            # CUPS asks the printer what it can do after lpadmin has ended, and aborts every job until it knows.
            until(lambda: self.complaints().count(available) > before)

    def run(self, *command: str, check: bool = True) -> int:
        done = subprocess.run(command, env=self.environment, capture_output=True, timeout=30, check=False)
        assert not check or done.returncode == 0, (done.stderr.decode(), (self.folder / "log").read_text())
        return done.returncode

    def complaints(self) -> str:
        """What CUPS wrote in its log of errors."""
        log = self.folder / "error.log"
        return log.read_text() if log.exists() else ""

    def _cups(self) -> None:
        for name in ("etc", "cache", "spool", "spool/tmp", "state", "temp"):
            (self.folder / name).mkdir(exist_ok=True)
        (self.folder / "cupsd.conf").write_text(_CUPSD.format(folder=self.folder))
        (self.folder / "cups-files.conf").write_text(_FILES.format(folder=self.folder))
        files = ("-c", f"{self.folder}/cupsd.conf", "-s", f"{self.folder}/cups-files.conf")
        process = self.start("cupsd", "-f", *files)
        until(lambda: process.poll() is not None or answering(self.folder / "cups.sock"))
        assert process.poll() is None, (self.folder / "log").read_text()
        self._has_cups = True


@contextmanager
def shop() -> Iterator[Shop]:
    """A print shop in a folder of its own, closed with everything it started.

    The folder lies where CUPS, which works as another user, may walk to, and has a short name for its sockets.
    A machine has room for one name service, so test processes that work side by side open their shops in turn.
    """
    assert not missing(), f"not installed: {' '.join(missing())}"
    with (
        (Path(tempfile.gettempdir()) / "motcua-print-shop.lock").open("w") as turn,
        tempfile.TemporaryDirectory(prefix="shop-") as folder,
    ):
        fcntl.flock(turn, fcntl.LOCK_EX)
        made = Shop(Path(folder))
        made.folder.chmod(0o755)
        try:
            made.names()
            yield made
        finally:
            made.close()


def until(true: Callable[[], object], seconds: float = 20) -> None:
    """Wait until something is so; fails after ``seconds``."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def listening(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def answering(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as one:
        return one.connect_ex(str(path)) == 0
