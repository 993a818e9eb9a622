"""Signing tokens for the tests of the vault."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.vault.tokens import Tokens, tokens


@pytest.fixture(scope="session")
def softhsm() -> Tokens:
    return tokens()


@pytest.fixture(autouse=True, scope="module")
def quick_passphrases() -> Iterator[None]:
    """In place of that of all other tests: here keys are kept as they are in an office."""
    yield
