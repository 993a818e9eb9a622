"""Scan profiles: the machine's own way first, a locked one is the supervisor's, each officer keeps a choice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.desk import scan_profiles, scanning
from app.desk.acting import Session
from app.desk.office import Office
from app.errors import RuleViolation
from app.settings import ScanProfile


def rule(refused: pytest.ExceptionInfo[RuleViolation]) -> object:
    return refused.value.facts["rule"]


def test_the_machines_own_way_is_first_and_the_choice_falls_back_to_it(office: Office, session: Session) -> None:
    office.save_machine_settings(replace(office.machine_settings(), scanner="test:0", scan_dpi=300, scan_colour=False))
    own = scan_profiles.chosen(office, session)
    assert own == ScanProfile("", "test:0", "feeder", 300, "grey", "A4", locked=True)
    made = ScanProfile("  Hộ chiếu \n", "test:1", "flatbed", 300, "colour", "A5")
    scan_profiles.save(office, session, made)
    assert scan_profiles.choose(office, session, "Hộ chiếu") == replace(made, name="Hộ chiếu")
    assert scanning.wanted(scan_profiles.chosen(office, session)).paper == "A5"
    scan_profiles.remove(office, session, "Hộ chiếu")
    assert scan_profiles.chosen(office, session) == own


def test_a_locked_profile_is_the_supervisors(office: Office, session: Session) -> None:
    supervisor = replace(session, role="supervisor")
    locked = ScanProfile("Đăng ký kết hôn", dpi=300, locked=True)
    with pytest.raises(RuleViolation) as refused:
        scan_profiles.save(office, session, locked)
    assert rule(refused) == "supervisor_needed"
    scan_profiles.save(office, supervisor, locked)
    for change in (
        lambda: scan_profiles.save(office, session, replace(locked, dpi=200), "Đăng ký kết hôn"),
        lambda: scan_profiles.save(office, session, replace(locked, locked=False), "Đăng ký kết hôn"),
        lambda: scan_profiles.remove(office, session, "Đăng ký kết hôn"),
    ):
        with pytest.raises(RuleViolation) as refused:
            change()
        assert rule(refused) == "supervisor_needed"
    assert office.machine_settings().scan_profiles == (locked,)
    assert scan_profiles.choose(office, session, "Đăng ký kết hôn") == locked
    freed = scan_profiles.save(office, supervisor, replace(locked, locked=False), "Đăng ký kết hôn")
    assert not freed.scan_profiles[0].locked
    scan_profiles.save(office, session, replace(locked, name="Kết hôn", locked=False), "Đăng ký kết hôn")
    assert [profile.name for profile in office.machine_settings().scan_profiles] == ["Kết hôn"]


@pytest.mark.parametrize("name", ["", "   ", "Giấy tờ", "x" * 41])
def test_a_name_is_ones_own(office: Office, session: Session, name: str) -> None:
    scan_profiles.save(office, session, ScanProfile("Giấy tờ"))
    with pytest.raises(RuleViolation) as refused:
        scan_profiles.save(office, session, ScanProfile(name))
    assert rule(refused) == "scan_profile_name"
