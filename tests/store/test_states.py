"""Lists, counters and search over the rows the journal keeps."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from app.domain.events import new_id
from app.store import doctor, state_rows, states
from app.store.database import Store
from app.store.states import ListFilter, StateRow
from tests.store.builders import START, UNIT


def dossier(number: int = 1, **values: object) -> StateRow:
    row = StateRow(
        stream=new_id(),
        code=f"{UNIT}-261123-{number:04}",
        provisional_code=None,
        status=2,
        unit=UNIT,
        procedure_code="1.004884",
        procedure_name="Đăng ký lại khai sinh",
        field="Hộ tịch",
        applicant_name="Nguyễn Văn An",
        submitter_name="",
        accepted_at=START + timedelta(minutes=number),
        due=START + timedelta(days=number),
        finished_at=None,
        returned_at=None,
        updated_at=START,
    )
    return dataclasses.replace(row, **values)  # type: ignore[arg-type]


def put(store: Store, *rows: StateRow) -> None:
    with store.write() as connection:
        for row in rows:
            state_rows.put(connection, (state_rows.prepared_row(row),))


def found(store: Store, typed: str) -> list[str]:
    with store.read() as connection:
        return [row.applicant_name for row in states.search(connection, typed)]


def test_a_row_comes_back_as_it_was_put(store: Store) -> None:
    row = dossier(debts=("scan", "fee"), pending=2, set_aside=1, needs_upgrade=True, state_json=b"{}", holder="a/b")
    put(store, row)
    with store.read() as connection:
        kept = states.row(connection, row.stream)
        assert kept is not None
        for name in states.DossierRow.__dataclass_fields__:
            if name != "lid":
                assert getattr(kept, name) == getattr(row, name)
        assert states.state_json(connection, row.stream) == b"{}"
        assert states.row(connection, "unknown") is None
        assert states.state_json(connection, "unknown") is None


def test_pages_follow_each_other_without_overlap_newest_first(store: Store) -> None:
    put(store, *(dossier(number) for number in range(1, 26)))
    seen: list[str | None] = []
    after = None
    with store.read() as connection:
        while True:
            page = states.page(connection, ListFilter(unit=UNIT), after, limit=10)
            seen += [row.code for row in page.rows]
            after = page.next
            if after is None:
                break
    assert seen == [f"{UNIT}-261123-{number:04}" for number in range(25, 0, -1)]


def test_the_soonest_due_come_first_even_when_many_are_due_at_once(store: Store) -> None:
    put(store, *(dossier(number, due=START + timedelta(days=number // 3)) for number in range(20, 0, -1)))
    put(store, dossier(99, due=None))
    seen: list[states.DossierRow] = []
    after = None
    with store.read() as connection:
        while True:
            page = states.page(connection, ListFilter(unit=UNIT, order="due"), after, limit=4)
            seen += page.rows
            after = page.next
            if after is None:
                break
    assert len({row.lid for row in seen}) == 20
    assert [row.due for row in seen] == sorted(row.due for row in seen if row.due)


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (ListFilter(statuses=frozenset({4, 10})), [3, 2]),
        (ListFilter(with_debts=True), [1]),
        (ListFilter(with_pending=True), [2]),
        (ListFilter(with_set_aside=True), [3]),
        (ListFilter(holder="H44.80.01/one_stop"), [4]),
        (ListFilter(in_transit=True), [5]),
        (ListFilter(transit="", holder=""), [6, 3, 2, 1]),
        (ListFilter(result_holder="H44.80.01/one_stop", statuses=frozenset({9})), [6]),
        (ListFilter(due_before=START + timedelta(days=2)), [1]),
        (ListFilter(accepted_from=START + timedelta(minutes=5)), [6, 5]),
        (ListFilter(unit="H44.80.31"), []),
        (ListFilter(officer="canbo9"), [4]),
    ],
)
def test_a_list_shows_what_it_is_asked_for(store: Store, wanted: ListFilter, numbers: list[int]) -> None:
    put(
        store,
        dossier(1, debts=("fee",)),
        dossier(2, status=4, pending=1),
        dossier(3, status=10, set_aside=1),
        dossier(4, holder="H44.80.01/one_stop", officer="canbo9"),
        dossier(5, transit="H44.80.01/agency"),
        dossier(6, status=9, result_holder="H44.80.01/one_stop"),
    )
    with store.read() as connection:
        codes = [row.code for row in states.page(connection, wanted).rows]
        assert codes == [f"{UNIT}-261123-{number:04}" for number in numbers]
        assert states.count(connection, wanted) == len(numbers)


def test_counters_follow_every_change(store: Store) -> None:
    first, second = dossier(1, debts=("fee",)), dossier(2)
    put(store, first, second)
    put(store, dataclasses.replace(first, status=10, debts=()), dataclasses.replace(second, unit="H44.80.31"))
    with store.write() as connection:
        assert states.counts(connection, UNIT) == {"all": 1, "status:10": 1}
        assert states.counts(connection, "H44.80.31") == {"all": 1, "status:2": 1}
        assert states.count(connection, ListFilter(unit=UNIT)) == 1
        assert states.count(connection, ListFilter(unit=UNIT, statuses=frozenset({2, 10}))) == 1
        state_rows.remove(connection, first.stream)
        assert states.counts(connection, UNIT) == {}
        assert states.search(connection, "nguyen van an")[0].stream == second.stream
        assert len(states.search(connection, "nguyen van an")) == 1


# ---------------------------------------------------------------- search


def test_names_are_found_without_marks_letter_by_letter_and_by_the_last_words(store: Store) -> None:
    put(store, dossier(1, applicant_name="Đỗ Thị Bích Hường"), dossier(2, applicant_name="Nguyễn Tiến Khánh Duy"))
    for typed in ("do", "đỗ thị", "DO THI BICH HUONG", "do thi bich hu", "huong", "bich huo", "Đỗ Thị "):
        assert found(store, typed) == ["Đỗ Thị Bích Hường"], typed
    assert found(store, "khanh duy") == ["Nguyễn Tiến Khánh Duy"]
    assert found(store, "khai sinh") == ["Nguyễn Tiến Khánh Duy", "Đỗ Thị Bích Hường"]
    assert found(store, "duy khanh x") == []
    assert found(store, "  ") == found(store, '"') == found(store, "-*") == []


def test_decomposed_typing_and_signs_of_the_search_language_do_no_harm(store: Store) -> None:
    put(store, dossier(1, applicant_name="Lê Ý Nhi"))
    assert found(store, "Le\u0302 Y\u0301") == ["Lê Ý Nhi"]
    for typed in ('le "y', "le OR", "le AND nhi", "NEAR(le", "le*", "le:y", "(le", "^le", "le -nhi"):
        found(store, typed)


def test_the_very_marks_come_first_then_the_newest(store: Store) -> None:
    names = ["Trần Văn Dũng", "Trần Văn Đúng", "Trần Văn Dung", "Trần Văn Dụng"]
    put(store, *(dossier(number, applicant_name=name) for number, name in enumerate(names, 1)))
    assert found(store, "tran van dung")[0] == "Trần Văn Dụng"
    assert found(store, "Trần Văn Đúng")[0] == "Trần Văn Đúng"
    assert found(store, "dũng")[0] == "Trần Văn Dũng"
    assert set(found(store, "dũng")) == set(names)


def test_further_names_of_a_dossier_are_found_too(store: Store) -> None:
    put(store, dossier(1, submitter_name="Phạm Hồng Nhung", search_texts=("Vũ Đức Thắng",)))
    assert found(store, "hong nhung") == found(store, "duc thang") == ["Nguyễn Văn An"]


def test_numbers_are_found_whole_by_their_beginning_and_by_their_end(store: Store) -> None:
    put(
        store,
        dossier(7, applicant_name="A", identifiers=(("personal_number", "025190001234"), ("phone", "0912 345 678"))),
        dossier(8, applicant_name="B", identifiers=(("personal_number", "025190001299"), ("passport", "b1234567"))),
    )
    assert found(store, "025190001234") == ["A"]
    assert found(store, "025190") == ["B", "A"]
    assert found(store, "1234") == ["A"]
    assert found(store, "0912.345.678") == found(store, "0912 345 678") == found(store, "5678") == ["A"]
    assert found(store, "B1234567") == found(store, "b12345") == ["B"]
    assert found(store, "99") == []


def test_a_code_is_found_as_scanned_as_typed_and_by_its_end(store: Store) -> None:
    provisional = dossier(17, applicant_name="B", code=None, provisional_code="TAM.X.Q02-261123-0007")
    put(store, dossier(7, applicant_name="A"), provisional)
    with store.read() as connection:
        stream = states.by_code(connection, "h44.80.01-261123-0007")
        assert stream is not None
        assert states.by_code(connection, "TAM.X.Q02-261123-0007") not in {None, stream}
        assert states.by_code(connection, "H44.80.01-261123-0008") is None
    assert found(store, "H44.80.01-261123-0007") == ["A"]
    assert found(store, "h44.80.01-2611") == ["A"]
    assert found(store, "261123-0007") == ["B", "A"]
    assert found(store, "0007") == ["B", "A"]
    assert found(store, "TAM.X.Q02") == ["B"]
    assert found(store, "1.004884") == ["B", "A"]


def test_a_changed_name_is_no_longer_found_by_the_old_one(store: Store) -> None:
    row = dossier(1, identifiers=(("phone", "0912345678"),))
    put(store, row, dataclasses.replace(row, applicant_name="Bùi Thị Mai", identifiers=(("phone", "0987654321"),)))
    assert found(store, "nguyen van an") == found(store, "0912345678") == []
    assert found(store, "bui thi") == found(store, "0987654321") == ["Bùi Thị Mai"]


def test_the_doctor_sees_rows_that_no_journal_made(store: Store) -> None:
    put(store, dossier(1))
    with store.read() as connection:
        assert [difference.fault for difference in doctor.check(connection)] == ["row_extra"]
