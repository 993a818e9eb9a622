"""The bad line itself: each fault does what it says, and the client says what it met."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress

import pytest

from app.errors import HubAnswerInvalid, HubBusy, HubUnreachable
from sync.client import HubClient, Timeouts
from sync.wire import RangesAnswer
from tests.sync.answering import Server, json_reply, serving
from tests.sync.fault_proxy import FaultProxy, Weather, fault_proxy
from tests.sync.province import NOON, Clock

ANSWER = RangesAnswer("2026-11-23T05:00:00Z", [])


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(lambda asked: json_reply(ANSWER)) as running:
        yield running


@pytest.fixture
def proxy(server: Server) -> Iterator[FaultProxy]:
    with fault_proxy(server.address, 1) as made:
        yield made


def ask(proxy: FaultProxy) -> RangesAnswer:
    with closing(HubClient(proxy.address, Clock(NOON), timeouts=Timeouts(1, 0.3, 5))) as client:
        return client.ranges(0)


def test_in_calm_weather_it_is_only_a_line(proxy: FaultProxy) -> None:
    assert [ask(proxy), ask(proxy)] == [ANSWER, ANSWER]
    assert proxy.met == {"none": 2}


@pytest.mark.parametrize("kind", ["cut", "reset", "stall", "half", "refuse"])
def test_it_breaks(proxy: FaultProxy, kind: str) -> None:
    proxy.weather = Weather(none=0, **{kind: 1}, reach=50)  # type: ignore[arg-type]
    for _ in range(5):
        try:
            assert ask(proxy) == ANSWER  # a cut far behind the last byte does no harm
        except HubUnreachable as failure:
            assert failure.facts["reason"] in {"stall": {"timeout"}, "half": {"timeout", "reset"}}.get(kind, {"reset"})
    assert proxy.met == {kind: 5}


def test_it_shows_a_page(proxy: FaultProxy) -> None:
    proxy.weather = Weather(none=0, page=1)
    with pytest.raises(HubAnswerInvalid):
        ask(proxy)


def test_it_delivers_twice(server: Server, proxy: FaultProxy) -> None:
    proxy.weather = Weather(none=0, double=1)
    assert ask(proxy) == ANSWER
    assert [asked.body for asked in server.asked] == [b'{"left":0}', b'{"left":0}']


def test_an_end_that_is_gone_says_nothing_to_the_other(proxy: FaultProxy, server: Server) -> None:
    proxy.weather = Weather(none=0, half=1, reach=1)
    reasons = set()
    for _ in range(8):
        with pytest.raises(HubUnreachable) as failure:
            ask(proxy)
        reasons.add(failure.value.facts["reason"])
    # The answering side gone, the counter waits for nothing; the counter gone, the hub does.
    assert reasons == {"timeout", "reset"}
    assert len(server.asked) < 8


def test_it_is_slow(server: Server, proxy: FaultProxy) -> None:
    proxy.weather = Weather(none=0, slow=1, reach=50)
    assert [ask(proxy) for _ in range(5)] == [ANSWER] * 5
    assert proxy.met == {"slow": 5}


def test_it_is_busy(proxy: FaultProxy) -> None:
    proxy.weather = Weather(none=0, busy=1)
    with pytest.raises(HubBusy) as busy:
        ask(proxy)
    assert busy.value.facts["retry_after"] == 1


def test_it_delivers_late(server: Server, proxy: FaultProxy) -> None:
    proxy.weather = Weather(none=0, late=1)
    with pytest.raises(HubUnreachable):
        ask(proxy)
    assert server.asked == []
    proxy.weather = Weather()
    with closing(HubClient(proxy.address, Clock(NOON))) as client:
        assert client.ranges(7) == ANSWER
    assert [asked.body for asked in server.asked] == [b'{"left":7}', b'{"left":0}']


def test_what_is_due_comes_to_pass_for_certain(proxy: FaultProxy) -> None:
    """Each fault once, in any weather; a request held back needs a later one."""
    due = proxy.missing()
    assert {"cut", "stall", "page", "busy", "double", "late"} < set(due)
    proxy.due = list(due)
    for _ in due:
        with suppress(HubUnreachable, HubAnswerInvalid, HubBusy):
            ask(proxy)
    assert ask(proxy) == ANSWER
    assert proxy.due == []
    assert proxy.missing() == []
    assert proxy.struck == dict.fromkeys(due, 1)
    assert proxy.met == {**proxy.struck, "none": 1}


def test_a_cut_behind_the_last_byte_does_not_come_to_pass(proxy: FaultProxy) -> None:
    proxy.weather = Weather(none=0, cut=1, reach=10**9)
    assert ask(proxy) == ANSWER
    assert proxy.met == {"cut": 1}
    assert proxy.struck == {}
