"""The pages people see: look-up without persons, and the agency's board from sign-in to the result handed over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import requests
from lxml import html

from app.domain import acts
from app.domain.events import new_id
from sync.hub.hub import Hub
from sync.hub.views import DossierView
from sync.wire import FeedAnswer, from_wire, run_hashes
from tests.sync.hub.conftest import Moment
from tests.sync.hub.counter import COMMUNE, WARD, Counter
from tests.sync.hub.talk import Line, enrolled

CODE = "H44.80.01-261123-0001"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
AGENCY = "H44.80.01-agency"


def receive_and_hand_over(line: Line, stream: str, code: str = CODE) -> None:
    counter = line.counter
    sent = acts.HandedOver("dossier", "BG.Q01-1", acts.Holder(WARD, "one_stop"), acts.Holder(WARD, "agency"), 2)
    events = [counter.receive(code, stream=stream), counter.event(counter.body(stream, sent))]
    results = line.push(counter.push(*events)).results
    assert [result.placement.rule for result in results if result.placement] == [None, None]


# ---------------------------------------------------------------- look-up


def look_up(address: str, code: str) -> requests.Response:
    return requests.get(f"{address}/tra-cuu", params={"ma": code}, timeout=30)


def test_a_citizen_sees_status_and_due_date_and_no_person(address: str, line: Line) -> None:
    line.push(line.counter.push(line.counter.receive(CODE)))
    answer = look_up(address, f" {CODE.lower()} ")
    assert answer.status_code == 200
    text = html.fromstring(answer.text).text_content()
    assert "Được tiếp nhận" in text
    assert "12:00 thứ Hai 30/11/2026" in text
    for personal in ("Hoa", "025190000123", "0912", "khai sinh"):
        assert personal not in answer.text


def test_codes_unknown_or_malformed_are_told_apart(address: str) -> None:
    assert "Chưa có hồ sơ" in look_up(address, CODE).text
    assert "chưa đúng dạng" in look_up(address, "12345").text
    assert look_up(address, CODE).status_code == 404
    assert look_up(address, "").status_code == 200
    injected = look_up(address, "<script>alert(1)</script>")
    assert "<script" not in injected.text


def test_pages_allow_a_browser_nothing_but_showing_them(address: str) -> None:
    answer = look_up(address, "")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert requests.get(f"{address}/hub.css", timeout=30).headers["Content-Type"].startswith("text/css")
    assert requests.get(address, timeout=30).url == f"{address}/tra-cuu"


def test_a_page_that_is_not_there_is_a_page(address: str) -> None:
    answer = requests.get(f"{address}/khong-co", timeout=30)
    assert answer.status_code == 404
    assert "Không có trang này" in answer.text


# ---------------------------------------------------------------- official codes


def test_a_provisional_dossier_gets_an_official_code_that_both_codes_find(address: str, line: Line) -> None:
    provisional = "TAM.H44.80.01.Q01-261123-0001"
    stream = new_id()
    pushed = line.push(line.counter.push(line.counter.receive(provisional, stream=stream, provisional=True)))
    view = line.get(f"/v1/dossiers/{provisional}", DossierView)
    assert (view.code, view.former_codes) == ("H44.80.01-261123-9000", [provisional])
    assert line.get(f"/v1/dossiers/{view.code}", DossierView) == view
    assert "H44.80.01-261123-9000" in look_up(address, provisional).text
    entries = line.get(f"/v1/feed?unit={WARD}&epoch={pushed.epoch}", FeedAnswer).entries
    assert [from_wire(entry.event).body.kind for entry in entries] == ["receive", "adopt_code"]
    assert [entry.placement.verdict for entry in entries] == ["effective", "effective"]


def test_a_contested_code_gives_the_second_dossier_a_new_one(hub: Hub, address: str, line: Line) -> None:
    other, _ = enrolled(hub, address, counter="Q02")
    line.push(line.counter.push(line.counter.receive(CODE)))
    stream = new_id()
    (result,) = other.push(other.counter.push(other.counter.receive(CODE, stream=stream))).results
    assert result.placement is not None
    assert result.placement.rule == "code_taken"
    view = line.get("/v1/dossiers/H44.80.01-261123-9000", DossierView)
    assert (view.stream, view.status) == (stream, 2)


# ---------------------------------------------------------------- the board


File = tuple[str, bytes, str]


class Browser:
    """A person at the board: follows forms as they stand on the page."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.session = requests.Session()
        self.page = html.fromstring("<html></html>")

    def open(self, path: str) -> requests.Response:
        answer = self.session.get(self.address + path, timeout=30)
        self.page = html.fromstring(answer.text)
        return answer

    def send(
        self, action: str, files: dict[str, tuple[str, bytes, str]] | None = None, **fields: str
    ) -> requests.Response:
        """Send the form of the page whose action ends with ``action``."""
        (form,) = [form for form in self.page.forms if form.action.endswith(action)]
        filled = {**{name: value for name, value in form.form_values() if name != "pdf"}, **fields}
        answer = self.session.post(self.address + form.action, data=filled, files=files, timeout=30)
        self.page = html.fromstring(answer.text)
        return answer

    def sign_in(self, officer: str = AGENCY, password: str = "motcua") -> requests.Response:
        self.open("/ban-lam-viec")
        return self.send("/dang-nhap", officer=officer, password=password)

    @property
    def text(self) -> str:
        return " ".join(self.page.text_content().split())


@pytest.fixture
def browser(address: str) -> Iterator[Browser]:
    person = Browser(address)
    yield person
    person.session.close()


def test_an_agency_takes_a_dossier_in_and_sends_its_result_back(browser: Browser, line: Line) -> None:
    stream = new_id()
    receive_and_hand_over(line, stream)
    browser.sign_in()
    assert "Chờ ký nhận 1" in browser.text
    assert "Nguyễn Thị Hoa" in browser.text
    browser.open(f"/ban-lam-viec/ho-so/{stream}")
    browser.send("/ky-nhan")
    assert "Đang xử lý" in browser.text
    pdf = {"pdf": ("ketqua.pdf", PDF, "application/pdf")}
    browser.send("/ket-qua", files=pdf, name="Giấy khai sinh", number="12/2026", issued_on="2026-11-23")
    assert "Đã xử lý xong" in browser.text
    (link,) = browser.page.xpath("//a[contains(@href, '/tep/')]")
    assert browser.session.get(browser.address + link.get("href"), timeout=30).content == PDF
    browser.send("/ban-giao")
    assert "đang trên đường về" in browser.text
    browser.open("/ban-lam-viec")
    assert "Kết quả trên đường về Một cửa 1" in browser.text
    # The counter receives the agency's acts by its feed, proved like any others, and downloads the result.
    answer = line.get(f"/v1/feed?unit={WARD}", FeedAnswer)
    kinds = [from_wire(entry.event).body.kind for entry in answer.entries]
    assert kinds == ["receive", "hand_over", "acknowledge", "finish", "hand_over"]
    assert {entry.placement.verdict for entry in answer.entries} == {"effective"}
    proved = {value.hex() for run in answer.runs for value in run_hashes(run)}
    assert {entry.event.hash for entry in answer.entries} <= proved
    view = line.get(f"/v1/dossiers/{CODE}", DossierView)
    (sha256,) = view.results
    assert line.ask("GET", f"/v1/files/{sha256}").content == PDF
    taken = acts.Acknowledged("result", number_of(line), acts.Holder(WARD, "one_stop"))
    line.push(line.counter.push(line.counter.event(line.counter.body(stream, taken))))
    browser.open("/ban-lam-viec")
    assert "Kết quả trên đường về Một cửa 0" in browser.text


def number_of(line: Line) -> str:
    entries = line.get(f"/v1/feed?unit={WARD}", FeedAnswer).entries
    return str(from_wire(entries[-1].event).body.payload["list_number"])


def test_an_act_out_of_turn_is_refused_with_its_reason(browser: Browser, line: Line) -> None:
    stream = new_id()
    receive_and_hand_over(line, stream)
    browser.sign_in()
    browser.open(f"/ban-lam-viec/ho-so/{stream}")
    stale = browser.page
    browser.send("/ky-nhan")
    browser.page = stale
    answer = browser.send("/ky-nhan")
    assert answer.status_code == 409
    assert "không có giấy tờ nào đang chờ ký nhận" in browser.text
    browser.open(f"/ban-lam-viec/ho-so/{stream}")
    answer = browser.send("/ket-qua", files={"pdf": ("a.pdf", b"no pdf", "application/pdf")}, name="Giấy khai sinh")
    assert answer.status_code == 422
    assert "phải là PDF" in browser.text


def test_nothing_is_done_without_the_sessions_own_token(browser: Browser, line: Line) -> None:
    stream = new_id()
    receive_and_hand_over(line, stream)
    browser.sign_in()
    path = f"{browser.address}/ban-lam-viec/ho-so/{stream}/ky-nhan"
    for data in ({}, {"csrf": "another"}):
        assert browser.session.post(path, data=data, timeout=30).status_code == 403
    assert requests.post(path, data={"csrf": "x"}, timeout=30).url.endswith("/dang-nhap")
    assert line.get(f"/v1/dossiers/{CODE}", DossierView).status == 2


def test_only_officers_of_an_agency_sign_in_and_too_many_tries_lock(browser: Browser, clock: Moment) -> None:
    assert browser.sign_in(password="wrong").status_code == 403
    assert "không đúng" in browser.text
    assert browser.sign_in(officer="H44.80.01-officer-1").status_code == 403
    assert browser.sign_in(officer="nobody").status_code == 403
    for _ in range(4):
        browser.sign_in(password="wrong")
    assert browser.sign_in().status_code == 403
    clock.now += timedelta(minutes=16)
    assert browser.sign_in().status_code == 200
    cookie = re.sub(r"motcua_ban=[^;]+", "motcua_ban=…", signed_in_header(browser))
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


def signed_in_header(browser: Browser) -> str:
    other = Browser(browser.address)
    other.open("/ban-lam-viec")
    (form,) = other.page.forms
    data = {**dict(form.form_values()), "officer": AGENCY, "password": "motcua"}
    with other.session as session:
        answer = session.post(other.address + form.action, data=data, allow_redirects=False, timeout=30)
        return answer.headers["Set-Cookie"]


def test_sessions_end(browser: Browser, clock: Moment) -> None:
    browser.sign_in()
    browser.send("/dang-xuat")
    assert browser.open("/ban-lam-viec").url.endswith("/dang-nhap")
    browser.sign_in()
    assert browser.open("/ban-lam-viec").url.endswith("/ban-lam-viec")
    clock.now += timedelta(hours=9)
    assert browser.open("/ban-lam-viec").url.endswith("/dang-nhap")


def test_other_agencies_and_dossiers_not_handed_over_are_out_of_sight(
    hub: Hub, address: str, browser: Browser, line: Line
) -> None:
    handed, kept = new_id(), new_id()
    receive_and_hand_over(line, handed)
    line.push(line.counter.push(line.counter.receive("H44.80.01-261123-0002", stream=kept)))
    browser.sign_in()
    assert browser.open(f"/ban-lam-viec/ho-so/{kept}").status_code == 404
    stranger = Browser(address)
    stranger.sign_in(officer=f"{COMMUNE}-agency")
    assert "Không có hồ sơ nào đang trên đường đến" in stranger.text
    assert stranger.open(f"/ban-lam-viec/ho-so/{handed}").status_code == 404
    stranger.session.close()


def test_unsigned_scans_stay_closed_to_the_agency(hub: Hub, browser: Browser, line: Line) -> None:
    stream = new_id()
    counter: Counter = line.counter
    sha256 = hub.files.add("test", PDF)
    attached = acts.Attached("to_khai_dang_ky_lai_khai_sinh", sha256, len(PDF), 1)
    sent = acts.HandedOver("dossier", "BG.Q01-1", acts.Holder(WARD, "one_stop"), acts.Holder(WARD, "agency"), 2)
    events = [counter.receive(CODE, stream=stream, signature_due=True)]
    events += [counter.event(counter.body(stream, payload)) for payload in (attached, sent)]
    line.push(counter.push(*events))
    browser.sign_in()
    browser.open(f"/ban-lam-viec/ho-so/{stream}")
    assert "chờ ký số" in browser.text
    assert browser.open(f"/ban-lam-viec/ho-so/{stream}/tep/{sha256}").status_code == 404
