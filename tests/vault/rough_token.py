"""A token that behaves as those in officers' pockets do: it locks itself after three wrong PINs and can be pulled out
in the middle of a round. Behind it is the real SoftHSM, which does neither."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pkcs11
from pkcs11 import exceptions as token_errors

TRIES = 3


class RoughToken:
    """In the place of ``pkcs11.lib`` where a test puts it. ``pulled_after`` signatures it is gone, and fails the way
    ``pulled_says``; `plug` puts it back. ``signed`` counts signatures, ``tries`` the PINs it was given."""

    def __init__(self, module: Path, label: str) -> None:
        self._module, self._label = str(module), label
        self._real = pkcs11.lib
        self.wrong = 0
        self.tries = 0
        self.signed = 0
        self.pulled_after: int | None = None
        self.pulled_says: type[Exception] = token_errors.DeviceRemoved
        self.away = False

    def __call__(self, module: str) -> RoughToken:
        assert module == self._module
        return self

    def plug(self) -> None:
        self.away, self.pulled_after = False, None

    def get_slots(self, token_present: bool = False) -> list[_Slot]:
        slots = [] if self.away else self._real(self._module).get_slots(token_present=token_present)
        return [_Slot(self, slot) for slot in slots if slot.get_token().label == self._label]

    def count(self) -> None:
        if self.pulled_after is not None and self.signed >= self.pulled_after:
            self.away = True
        if self.away:
            raise self.pulled_says
        self.signed += 1


class _Slot:
    def __init__(self, rough: RoughToken, slot: Any) -> None:
        self._rough, self._slot = rough, slot

    def get_token(self) -> _Token:
        return _Token(self._rough, self._slot.get_token())

    def get_mechanisms(self) -> Any:
        return self._slot.get_mechanisms()


class _Token:
    def __init__(self, rough: RoughToken, token: Any) -> None:
        self._rough, self._token = rough, token
        self.label = token.label
        self.slot = token.slot

    @property
    def flags(self) -> Any:
        flags = self._token.flags
        if self._rough.wrong == TRIES - 1:
            flags |= pkcs11.TokenFlag.USER_PIN_FINAL_TRY
        if self._rough.wrong >= TRIES:
            flags |= pkcs11.TokenFlag.USER_PIN_LOCKED
        return flags

    def open(self, user_pin: str | None = None) -> Any:
        if user_pin is None:
            return self._token.open()
        self._rough.tries += 1
        if self._rough.wrong >= TRIES:
            raise token_errors.PinLocked
        try:
            session = self._token.open(user_pin=user_pin)
        except token_errors.PinIncorrect:
            self._rough.wrong += 1
            raise
        self._rough.wrong = 0
        return _Session(self._rough, session)


class _Session:
    def __init__(self, rough: RoughToken, session: Any) -> None:
        self._rough, self._session = rough, session

    def get_objects(self, wanted: Any = None) -> Iterator[Any]:
        for found in self._session.get_objects(wanted):
            yield _Key(self._rough, found) if hasattr(found, "sign") else found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)


class _Key:
    def __init__(self, rough: RoughToken, key: Any) -> None:
        self._rough, self._key = rough, key

    def sign(self, *arguments: Any, **named: Any) -> Any:
        self._rough.count()
        return self._key.sign(*arguments, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._key, name)

    def __getitem__(self, name: Any) -> Any:
        return self._key[name]
