"""A profile opened from the command line, with its passphrase from a file or the keyboard."""

from __future__ import annotations

import getpass
from pathlib import Path

from app.desk.office import Office, open_office
from app.errors import PassphraseWrong
from app.vault.keys import needs_passphrase


def open_profile(profile: Path, passphrase_file: Path | None) -> tuple[Office, str | None]:
    """The office of ``profile`` and the passphrase that opened it; None where none is needed.

    Raises as `open_office`, and OSError for a file that cannot be read.
    """
    passphrase = _passphrase(profile, passphrase_file)
    return open_office(profile, passphrase=passphrase), passphrase


def _passphrase(profile: Path, file: Path | None) -> str | None:
    if not needs_passphrase(profile):
        return None
    if file is not None:
        try:
            # The editor of Windows marks the beginning of a file that it wrote in UTF-8.
            return next(iter(file.read_text(encoding="utf-8-sig").splitlines()), "")
        except UnicodeDecodeError as error:
            raise PassphraseWrong("passphrase") from error
    return getpass.getpass("Cụm mật khẩu của máy: ")
