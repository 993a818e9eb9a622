"""What every program of ours says to Python's search for garbage once it is loaded."""

from __future__ import annotations

import gc

_NEW = 50_000
_ROUNDS = 20


def settle_memory() -> None:
    """To be called once everything is loaded: what is there by now stays, and is not looked through again.

    Looking through all modules and widgets takes every thread a tenth of a second, again and again, while nothing is
    painted. A page of events makes thousands of objects and no rings of them: at the usual pace a tenth of the hub's
    time and of the post's went into looking for rings.
    """
    gc.freeze()
    gc.set_threshold(_NEW, _ROUNDS, _ROUNDS)
