"""The Vietnamese words of the hub's pages: statuses, acts, and why an act was refused."""

from __future__ import annotations

from datetime import datetime

from app.domain.decide import Refusal
from app.domain.events import VIETNAM

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

NEXT_STEPS: dict[int, str] = {
    1: "Cán bộ tiếp nhận sẽ trả lời trong 8 giờ làm việc.",
    2: "Hồ sơ đang chờ bộ phận chuyên môn xử lý.",
    3: "Lý do được ghi trên phiếu từ chối đã trao.",
    4: "Bộ phận chuyên môn đang giải quyết hồ sơ.",
    5: "Vui lòng nộp giấy tờ còn thiếu theo phiếu yêu cầu bổ sung đã trao.",
    6: "Vui lòng nộp phí, lệ phí để hồ sơ được giải quyết tiếp.",
    7: "Hồ sơ đã được rút theo đề nghị.",
    8: "Lý do được ghi trên thông báo dừng giải quyết.",
    9: "Đã có kết quả. Mời đến Bộ phận Một cửa theo giờ hẹn, mang theo giấy hẹn và giấy tờ tùy thân.",
    10: "Kết quả đã trao cho người nhận.",
}
"""What a citizen reads below the status: what happens next, or what to do."""

REFUSALS: dict[str, str] = {
    "status": "Hồ sơ không còn ở bước này. Hãy tải lại trang để thấy trạng thái hiện tại.",
    "nothing_in_transit": "Hồ sơ này không có giấy tờ nào đang chờ ký nhận.",
    "not_the_receiver": "Giấy tờ của hồ sơ này được bàn giao cho đơn vị khác.",
    "in_transit": "Hồ sơ đang được bàn giao; cần ký nhận trước.",
    "not_the_holder": "Hồ sơ không do bộ phận này đang giữ.",
    "no_result": "Chưa có kết quả để bàn giao.",
}


PROBLEMS: dict[int, tuple[str, str]] = {
    403: ("Không thực hiện được", "Trang đã để quá lâu hoặc được gửi từ nơi khác. Hãy quay lại và tải lại trang."),
    404: ("Không có trang này", "Trang không tồn tại, hoặc không thuộc bộ phận của bạn."),
    405: ("Không thực hiện được", "Hãy quay lại trang trước và thử lại."),
    422: ("Thông tin chưa đúng", "Hãy quay lại, xem các ô đã nhập rồi gửi lại."),
    503: ("Trạm đồng bộ đang bận", "Hãy thử lại sau ít phút."),
    500: ("Trạm đồng bộ gặp lỗi", "Lỗi đã được ghi lại. Hãy thử lại; nếu vẫn lỗi, báo quản trị."),
}
"""What happened and what to do, by HTTP status."""


def refusal_text(refusal: Refusal) -> str:
    """Why the act was not done, with the article behind the rule when there is one."""
    text = REFUSALS.get(refusal.rule, "Quy định không cho phép thao tác này ở trạng thái hiện tại của hồ sơ.")
    return f"{text} ({refusal.law})" if refusal.law else text


def instant_words(instant: datetime | None) -> str:
    """``16:30 thứ Sáu 16/10/2026``; a dash for none."""
    if instant is None:
        return "–"
    local = instant.astimezone(VIETNAM)
    return f"{local:%H:%M} {WEEKDAYS[local.weekday()]} {local:%d/%m/%Y}"


WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
