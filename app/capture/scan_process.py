"""A scanner driver's child process: what it prints is read as it comes, and it ends when told, even if it is stuck."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

_STOP_SECONDS = 3.0
"""A scanner told to stop ends its page and parks the lamp; after that the process is killed."""
_KILL_SECONDS = 2.0
_LOOK_SECONDS = 0.05
_KEPT = 8192


class ScanProcess:
    """Runs ``arguments`` in ``folder`` as the leader of its own process group, and ends it at the latest on leaving."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str], folder: Path | None = None) -> None:
        self._process = subprocess.Popen(
            arguments,
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            umask=0o077,
        )
        self._half_line = b""
        self._finished = False
        self.complaint = b""
        """The last of what it wrote to its standard error."""
        self._selector = selectors.DefaultSelector()
        for pipe in (self._process.stdout, self._process.stderr):
            assert pipe is not None
            _unblock(pipe.fileno())
            self._selector.register(pipe, selectors.EVENT_READ)

    def __enter__(self) -> ScanProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.finish()
        self._selector.close()
        for pipe in (self._process.stdout, self._process.stderr):
            assert pipe is not None
            pipe.close()

    @property
    def ended(self) -> bool:
        """True once the process has ended by itself or was ended; what it printed last is still to be read."""
        if self._finished:
            return True
        if sys.platform == "win32":
            raise NotImplementedError("SANE's drivers are not there")
        # Looks without collecting the process, so that its group's number stays taken until `finish`.
        return os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def lines(self, seconds: float) -> list[str]:
        """The lines it printed, waiting for at most ``seconds`` for something to happen."""
        found: list[str] = []
        for key, _ in self._selector.select(seconds):
            chunk = os.read(key.fd, 65536)
            if not chunk:
                self._selector.unregister(key.fileobj)
            elif key.fileobj is self._process.stderr:
                self.complaint = (self.complaint + chunk)[-_KEPT:]
            else:
                *whole, self._half_line = (self._half_line + chunk).split(b"\n")
                found += [line.decode(errors="replace") for line in whole]
        return found

    def stop(self) -> list[str]:
        """Ask it to end as a person would with Ctrl-C and give it a moment. Gives the lines it printed meanwhile."""
        self._signal(signal.SIGINT)
        found: list[str] = []
        deadline = time.monotonic() + _STOP_SECONDS
        while not self.ended and time.monotonic() < deadline:
            found += self.lines(_LOOK_SECONDS)
        return found

    def finish(self) -> tuple[int | None, list[str]]:
        """End whatever is left of it and its children. Gives its exit code and the last lines in its pipes.

        The code is negative for a signal, and None for a process that will not even be killed: a driver stuck in
        the kernel, which is left behind.
        """
        if sys.platform == "win32":
            raise NotImplementedError("SANE's drivers are not there")
        if not self._finished:
            self._signal(signal.SIGKILL)
            try:
                self._process.wait(_KILL_SECONDS)
            except subprocess.TimeoutExpired:
                return None, self._rest()
            self._finished = True
        return self._process.returncode, self._rest()

    def _rest(self) -> list[str]:
        found: list[str] = []
        while self._selector.get_map() and self._selector.select(0):
            found += self.lines(0)
        return found

    def _signal(self, number: int) -> None:
        if sys.platform == "win32":
            raise NotImplementedError("SANE's drivers are not there")
        try:
            os.killpg(self._process.pid, number)
        except ProcessLookupError:
            return


def _unblock(descriptor: int) -> None:
    if sys.platform == "win32":
        raise NotImplementedError("SANE's drivers are not there")
    os.set_blocking(descriptor, False)
