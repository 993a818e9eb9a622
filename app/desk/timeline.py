"""The life of a dossier in plain Vietnamese: one line for each event, for the screen and for the printed history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.desk import corrections
from app.desk.corrections import Change
from app.domain import acts
from app.domain.dossier import resolutions
from app.domain.events import VIETNAM, Body, Entry
from app.domain.text import money

STATUS_NAMES: dict[int, str] = {
    0: "Chưa tiếp nhận",
    1: "Mới đăng ký",
    2: "Được tiếp nhận",
    3: "Không được tiếp nhận",
    4: "Đang xử lý",
    5: "Yêu cầu bổ sung giấy tờ",
    6: "Yêu cầu thực hiện nghĩa vụ tài chính",
    7: "Công dân yêu cầu rút hồ sơ",
    8: "Dừng xử lý",
    9: "Đã xử lý xong",
    10: "Đã trả kết quả",
}
"""Names of the statuses as the national exchange prints them."""

POST_NAMES = {"one_stop": "Bộ phận Một cửa", "agency": "bộ phận chuyên môn"}
FORM_NAMES: dict[str, str] = {
    "receipt": "giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    "supplement_request": "phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    "refusal": "phiếu từ chối tiếp nhận giải quyết hồ sơ",
    "apology": "văn bản xin lỗi và đề nghị gia hạn",
    "termination_notice": "thông báo dừng giải quyết hồ sơ",
    "control_slip": "phiếu kiểm soát quá trình giải quyết hồ sơ",
    "return_receipt": "biên nhận trả kết quả",
    "dossier_handover_list": "phiếu bàn giao hồ sơ",
    "result_handover_list": "phiếu bàn giao kết quả",
    "fee_slip": "phiếu thông tin phí, lệ phí",
    "guidance_slip": "phiếu hướng dẫn",
    "withdrawal_slip": "phiếu rút hồ sơ",
    "papers_returned": "phiếu trả lại giấy tờ",
    "lost_receipt_declaration": "giấy cam đoan mất giấy tiếp nhận",
    "processing_history": "quá trình xử lý",
    "group_receipt": "giấy tiếp nhận nhiều hồ sơ",
    "transfer_slip": "phiếu chuyển xử lý",
    "appointment_slip": "phiếu hẹn trả kết quả chứng thực",
    "rating_slip": "phiếu đánh giá",
    "postal_handover_record": "biên bản giao nhận hồ sơ qua bưu chính",
    "register": "sổ theo dõi hồ sơ",
    "folder_label": "nhãn hồ sơ",
}
WAY_NAMES = {"cash": "tiền mặt", "transfer": "chuyển khoản", "online": "trực tuyến", "post": "qua bưu chính"}


@dataclass(frozen=True)
class TimelineLine:
    """One event in words. ``state`` is ``placed``, ``pending``, ``set_aside``, ``unconfirmed`` or ``annulled``.

    ``text`` holds no personal data; ``changes`` of a correction do.
    """

    event: str
    kind: str
    at: datetime
    text: str
    officer: str
    unit: str
    state: str
    rule: str
    changes: tuple[Change, ...] = ()


def timeline(entries: list[Entry]) -> tuple[TimelineLine, ...]:
    """The events of a stream in truth order, each as one line."""
    decided, corrected = resolutions(entries), corrections.changes(entries)
    return tuple(_line(entry, decided.get(entry.body.id, ""), corrected.get(entry.body.id, ())) for entry in entries)


def _line(entry: Entry, decision: str, changed: tuple[Change, ...]) -> TimelineLine:
    body = entry.body
    state, rule = "pending", ""
    if entry.placement is not None:
        verdict = entry.placement.verdict
        state, rule = ("placed" if verdict == "effective" else verdict), entry.placement.rule or ""
    if decision:
        state = "annulled" if decision == "annul" else "placed"
    return TimelineLine(body.id, body.kind, body.at, sentence(body), body.officer, body.unit, state, rule, changed)


def sentence(body: Body) -> str:
    """What one event says, in Vietnamese, without personal data."""
    say = SENTENCES.get(body.kind)
    if say is None or not acts.known(body.kind, body.version):
        return "Sự kiện của phiên bản mới hơn, cần cập nhật chương trình"
    try:
        return say(acts.payload_of(body.kind, body.version, body.payload))
    except ValueError:
        return "Sự kiện không đọc được"


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(VIETNAM):%H:%M %d/%m/%Y}" if at else "không có"


def _received(payload: acts.Received) -> str:
    if payload.due.due is None and payload.due_expected:
        return "Tiếp nhận hồ sơ, ngày hẹn báo sau khi cơ quan có thẩm quyền nhận"
    return f"Tiếp nhận hồ sơ, hẹn trả {_moment(payload.due.due)}"


def _supplement_requested(payload: acts.SupplementRequested) -> str:
    until = f", trả lời đến hết {payload.closing_on:%d/%m/%Y}" if payload.closing_on else ""
    return f"Yêu cầu bổ sung {len(payload.components)} giấy tờ{until}"


def _handed_over(payload: acts.HandedOver) -> str:
    what = "hồ sơ" if payload.what == "dossier" else "kết quả"
    return f"Bàn giao {what} cho {POST_NAMES[payload.receiver.post]}, phiếu {payload.list_number}"


def _acknowledged(payload: acts.Acknowledged) -> str:
    what = "hồ sơ" if payload.what == "dossier" else "kết quả"
    who = POST_NAMES[payload.holder.post]
    return f"{who[0].upper()}{who[1:]} ký nhận {what}"


def _consulted(payload: acts.Consulted) -> str:
    if payload.answers:
        said = "kết quả xác minh" if payload.category == "verification" else "ý kiến"
        return f"Nhận {said} của {payload.agency}"
    asked = "Đề nghị xác minh" if payload.category == "verification" else "Lấy ý kiến"
    until = f", hạn trả lời {payload.deadline:%d/%m/%Y}" if payload.deadline else ""
    return f"{asked}: {payload.agency}{until}"


def _shelved(payload: acts.Shelved) -> str:
    what = "Kết quả" if payload.what == "result" else "Hồ sơ giấy"
    return f"{what} để tại {payload.place}" if payload.place else f"{what} đã lấy khỏi kệ"


def _finished(payload: acts.Finished) -> str:
    names = ", ".join(result.name for result in payload.results)
    return f"Đã xử lý xong: {names}" if payload.outcome == "result" else f"Từ chối giải quyết: {names}"


def _printed(payload: acts.Printed) -> str:
    again = f" (in lại lần {payload.copy_number - 1})" if payload.copy_number > 1 else ""
    spoiled = ", bản hỏng" if payload.spoiled else ""
    return f"In {FORM_NAMES.get(payload.form, payload.form)}, {payload.copies} bản{again}{spoiled}"


def _returned(payload: acts.Returned) -> str:
    to = {"applicant": "chủ hồ sơ", "submitter": "người nộp", "representative": "người được ủy quyền"}
    who = to.get(payload.relation, "nhân viên bưu chính")
    return f"Trả kết quả cho {who}"


SENTENCES: Mapping[str, Callable[[Any], str]] = {
    "arrive": lambda p: f"Hồ sơ đến, cần trả lời trước {_moment(p.answer_due)}",
    "guide": lambda p: f"Hướng dẫn trước khi tiếp nhận, phiếu {p.slip_number}",
    "receive": _received,
    "record_from_paper": lambda p: f"Nhập từ sổ giấy: tiếp nhận lúc {_moment(p.accepted_at)}",
    "request_supplement": _supplement_requested,
    "supplement": lambda p: f"Nhận đủ hồ sơ bổ sung, hẹn trả {_moment(p.due.due)}",
    "refuse": lambda p: "Từ chối tiếp nhận hồ sơ",
    "hand_over": _handed_over,
    "acknowledge": _acknowledged,
    "request_payment": lambda p: "Yêu cầu thực hiện nghĩa vụ tài chính",
    "confirm_payment": lambda p: "Đã thực hiện nghĩa vụ tài chính",
    "collect_payment": lambda p: (
        f"Thu {money(p.amount)}, {WAY_NAMES[p.way]}" + (f", phiếu chuyển tiền {p.money_order}" if p.money_order else "")
    ),
    "refund": lambda p: f"Hoàn {money(p.amount)}, {WAY_NAMES[p.way]}",
    "extend_with_apology": lambda p: f"Xin lỗi và gia hạn, hẹn lại {_moment(p.new_due)}",
    "consult": _consulted,
    "shelve": _shelved,
    "finish": _finished,
    "return_result": _returned,
    "withdraw": lambda p: "Người nộp rút hồ sơ",
    "stop": lambda p: "Dừng giải quyết hồ sơ",
    "amend": lambda p: f"Đính chính {corrections.named(p.fields)}" + (f" (lần {p.supersedes})" if p.supersedes else ""),
    "adopt_code": lambda p: f"Cấp mã chính thức {p.code} thay {p.before}",
    "check_account": lambda p: {
        "done": "Đã kiểm tra tài khoản định danh",
        "guided": "Đã hướng dẫn tạo tài khoản định danh",
        "deferred": "Chưa kiểm tra được tài khoản định danh",
    }[p.outcome],
    "attach": lambda p: f"Đính kèm bản điện tử, {p.pages} trang",
    "sign": lambda p: "Ký số bản sao chụp",
    "print": _printed,
    "hand_out": lambda p: f"Đã giao {FORM_NAMES.get(p.form, p.form)}",
    "return_papers": lambda p: f"Trả lại {len(p.components)} giấy tờ",
    "correct_result": lambda p: "Đính chính kết quả",
    "notify": lambda p: "Đã thông báo cho người nộp",
    "rate": lambda p: "Người nộp đánh giá",
    "resolve": lambda p: "Giám sát chấp nhận sự kiện" if p.decision == "accept" else "Giám sát hủy hiệu lực sự kiện",
    "succeed": lambda p: "Đơn vị kế thừa tiếp nhận hồ sơ sau sáp nhập; mã và ngày hẹn giữ nguyên",
    "thin": lambda p: "Đã xóa dữ liệu cá nhân theo thời hạn lưu",
}
"""One sentence maker for each kind of a dossier's events."""
