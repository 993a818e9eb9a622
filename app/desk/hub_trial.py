"""What trying the hub found, as facts: the post tries, the window says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.errors import PostError


@dataclass(frozen=True)
class HubTrial:
    """One call to the hub. ``address`` is empty for a machine that was never enrolled; ``encrypted``: over TLS, with a
    certificate that was checked; ``error`` is what went wrong, None when the hub answered and knows this machine;
    ``ahead`` is how far this machine's clock is before the hub's, None when the hub did not say."""

    address: str
    encrypted: bool = False
    error: PostError | None = None
    ahead: timedelta | None = None
