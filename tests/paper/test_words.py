"""The words every form must carry, as the field's handbook of forms quotes them, in printing order."""

from __future__ import annotations

import pytest

from app.paper import pages, render
from app.paper.forms import load_form
from tests.paper.samples import SAMPLES

BOTH = ("2018", "2025")
NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "ngày 08 tháng 10 năm 2026")
SAID: dict[str, tuple[str, ...]] = {
    "receipt": (
        *NATION,
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Mã hồ sơ: H44.80.01-261008-0975",
        "Tiếp nhận hồ sơ của:", "CCCD/MST:", "Địa chỉ:", "Số điện thoại:", "Email:",
        "Thủ tục hành chính cần giải quyết:",
        "Nội dung yêu cầu giải quyết:",
        "1. Thành phần hồ sơ, yêu cầu và số lượng mỗi loại giấy tờ gồm",
        "STT", "Tên giấy tờ", "Loại giấy tờ", "Số lượng",
        "2. Số lượng hồ sơ: 01 (bộ)",
        "3. Thời gian giải quyết hồ sơ theo quy định là: 05 ngày",
        "4. Thời gian nhận hồ sơ: 08 giờ 05 phút, ngày 08 tháng 10 năm 2026",
        "5. Thời gian trả kết quả giải quyết hồ sơ: 08 giờ 05 phút, ngày 15 tháng 10 năm 2026",
        "6. Đăng ký (nhận) trả kết quả tại:",
        "7. Phí, lệ phí:",
        "Vào Sổ theo dõi hồ sơ, Quyển số: cấp sau Số thứ tự: cấp sau",
        "NGƯỜI NỘP HỒ SƠ", "NGƯỜI TIẾP NHẬN HỒ SƠ", "(Ký và ghi rõ họ tên)",
        "giấy ủy quyền",
    ),
    "supplement_request": (
        *NATION[:2],
        "Số: H44.80.01-261008-0975/HDHS",
        NATION[2],
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        "Tiếp nhận hồ sơ/yêu cầu của Ông/Bà:",
        "Nội dung yêu cầu giải quyết:",
        "Địa chỉ:",
        "Số điện thoại:", "Email:",
        "Yêu cầu Ông/Bà hoàn thiện hồ sơ gồm những nội dung như sau:",
        "TT", "Thành phần hồ sơ", "Số lượng", "Bản chính", "Bản chứng thực", "Bản photo",
        "Lý do:",
        "Trong quá trình hoàn thiện hồ sơ nếu có vướng mắc, Ông/Bà liên hệ với công chức",
        "số điện thoại", "để được hướng dẫn./.",
        "NGƯỜI HƯỚNG DẪN", "(Ký và ghi rõ họ tên)",
    ),
    "refusal": (
        *NATION[:2], "Số:", NATION[2],
        "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
        "Tiếp nhận hồ sơ của", "Nội dung yêu cầu giải quyết",
        "Qua xem xét,", "thông báo không tiếp nhận, giải quyết hồ sơ này với lý do cụ thể như sau:",
        "Xin thông báo cho Ông/Bà được biết và thực hiện./.",
        "NGƯỜI NỘP HỒ SƠ", "NGƯỜI TIẾP NHẬN HỒ SƠ",
    ),
    "apology": (
        *NATION[:2], "Số:", NATION[2],
        "Kính gửi:",
        "mã hồ sơ",
        "đến nay,", "chưa trả kết quả giải quyết hồ sơ", "đúng thời hạn quy định. Lý do:",
        "Sự chậm trễ này đã gây phiền hà, tốn kém chi phí, công sức của Ông/Bà/tổ chức.",
        "gửi lời xin lỗi", "và sẽ trả kết quả", "ngày 22 tháng 10 năm 2026",
        "mong nhận được sự thông cảm",
        "(Ký, đóng dấu)",
    ),
    "control_slip": (
        *NATION,
        "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
        "Mã hồ sơ:",
        "(Chuyển kèm theo hồ sơ của Nguyễn Thị Hồng Phượng)",
        "TÊN CƠ QUAN", "THỜI GIAN GIAO, NHẬN HỒ SƠ", "KẾT QUẢ GIẢI QUYẾT HỒ SƠ", "GHI CHÚ",
        "1. Giao:", "2. Nhận:", "Người giao", "Người nhận", "Trước hạn",
    ),
    "register": (
        "SỔ THEO DÕI HỒ SƠ", "Quyển số:", "Năm:", "Mở sổ:", "Khóa sổ:",
        "TT", "Mã hồ sơ", "Tên thủ tục hành chính", "Số lượng hồ sơ (bộ)", "Tên cá nhân, tổ chức",
        "Địa chỉ, số điện thoại", "Cơ quan chủ trì giải quyết", "Nhận và trả kết quả", "Nhận hồ sơ",
        "Hẹn trả kết quả", "Trả kết quả", "Phương thức nhận kết quả", "Ký nhận", "Ghi chú",
        "(1)", "(13)",
    ),
}  # fmt: skip
ONE_SET: dict[tuple[str, str], tuple[str, ...]] = {
    ("2018", "receipt"): ("BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ",),
    ("2025", "receipt"): ("TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",),
    ("2018", "apology"): ("PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ",),
    ("2025", "apology"): ("VĂN BẢN XIN LỖI", "VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT", "Đồng kính gửi:"),
    ("2025", "termination_notice"): (
        "Số:", "THÔNG BÁO", "DỪNG GIẢI QUYẾT HỒ SƠ", "Kính gửi:", "Địa chỉ:",
        "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ số H44.80.01-261008-0975/HDHS",
        "118/2025/NĐ-CP", "Giấy tờ đã nộp:", "có thể nộp hồ sơ mới", "(Ký, đóng dấu)",
    ),
}  # fmt: skip
CASES = [*((set_id, key, words) for key, words in SAID.items() for set_id in BOTH)] + [
    (set_id, key, words) for (set_id, key), words in ONE_SET.items()
]


@pytest.mark.parametrize(("set_id", "key", "words"), CASES)
def test_the_words_stand_on_the_form(set_id: str, key: str, words: tuple[str, ...]) -> None:
    form = load_form(set_id, key)
    pdf = render.render(form, SAMPLES[key], copies=form.copies[-1:])
    text = " ".join(" ".join(pages.page_text(pdf, page) for page in range(pages.page_count(pdf))).split())
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize("set_id", BOTH)
def test_the_numbered_lines_of_the_receipt_stand_in_their_order(set_id: str) -> None:
    pdf = render.render(load_form(set_id, "receipt"), SAMPLES["receipt"], copies=["Liên 1"])
    text = " ".join(pages.page_text(pdf, 0).split())
    places = [text.index(line) for line in SAID["receipt"] if line[0].isdigit()]
    assert places == sorted(places)
