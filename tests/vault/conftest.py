"""Signing tokens for the tests of the vault."""

from __future__ import annotations

import pytest

from tests.vault.tokens import Tokens, tokens


@pytest.fixture(scope="session")
def softhsm() -> Tokens:
    return tokens()
