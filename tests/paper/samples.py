"""Invented values for every form, enough to print each of them."""

from __future__ import annotations

from datetime import UTC, date, datetime

CODE = "H44.80.01-261008-0975"
RECEIVED = datetime(2026, 10, 8, 1, 5, tzinfo=UTC)
DUE = datetime(2026, 10, 15, 1, 5, tzinfo=UTC)
LATER = datetime(2026, 10, 14, 3, 20, tzinfo=UTC)

HEADER: dict[str, object] = {
    "superior": "Ủy ban nhân dân phường Nông Trang",
    "agency": "Trung tâm Phục vụ hành chính công",
    "place": "Nông Trang",
    "issued_on": date(2026, 10, 8),
}
SUBMITTER: dict[str, object] = {
    "submitter_name": "Nguyễn Thị Hồng Phượng",
    "submitter_number": "025190001234",
    "submitter_address": "Số 12, ngõ 45, phố Hàn Thuyên, phường Nông Trang, tỉnh Phú Thọ",
    "submitter_phone": "0912 345 678",
    "submitter_email": "hongphuong@example.vn",
    "channel": "trực tiếp",
}
PROCEDURE: dict[str, object] = {"procedure_name": "Đăng ký lại khai sinh", "procedure_code": "1.004884"}
PAPERS: list[dict[str, object]] = [
    {"name": "Tờ khai đăng ký lại khai sinh", "kind": "Bản chính", "quantity": 1},
    {
        "name": "Bản sao toàn bộ hồ sơ, giấy tờ của người yêu cầu hoặc các hồ sơ, giấy tờ, tài liệu khác trong đó có"
        " thông tin về nội dung khai sinh",
        "kind": "Bản sao đối chiếu",
        "quantity": 2,
    },
    {"name": "Giấy chứng sinh", "kind": "Bản sao chứng thực", "quantity": 1},
    {"name": "Thẻ căn cước", "kind": "Bản điện tử", "quantity": 1, "note": "đã có trong cơ sở dữ liệu"},
]
RECEIPT: dict[str, object] = {
    **HEADER,
    **SUBMITTER,
    **PROCEDURE,
    "code": CODE,
    "abstract": "Đăng ký lại khai sinh cho bà Nguyễn Thị Hồng Phượng, sinh năm 1990",
    "sets": 1,
    "limit_text": "05 ngày làm việc",
    "accepted_at": RECEIVED,
    "due": DUE,
    "return_place": "Quầy 03, Trung tâm Phục vụ hành chính công phường Nông Trang",
    "fee_text": "8.000 đồng (Tám nghìn đồng), đã thu",
    "officer_name": "Trần Văn Hùng",
    "inquiry_text": "Tra cứu tại dichvucong.gov.vn hoặc gọi 0210 3846 000.",
    "papers": PAPERS,
}
_OFFICER = "Trần Văn Hùng"
_UNIT = "Trung tâm Phục vụ hành chính công phường Nông Trang"
_PERSON: dict[str, object] = {
    "person_name": "Nguyễn Thị Hồng Phượng",
    "phone": "0912 345 678",
    "email": "hongphuong@example.vn",
    "address": "Số 12, ngõ 45, phố Hàn Thuyên, phường Nông Trang, tỉnh Phú Thọ",
}
_REQUESTS = [
    {"name": "Tờ khai đăng ký lại khai sinh", "reason": "chưa có chữ ký của người yêu cầu", "originals": 1},
    {"name": "Giấy chứng sinh", "reason": "còn thiếu", "certified": 1},
    {"name": "Thẻ căn cước của người làm chứng", "reason": "bản chụp mờ, không đọc được số", "copies": 2},
]
_HANDOVER: dict[str, object] = {
    **HEADER,
    "slip_number": "BG-H44.80.01-261008-0007",
    "giver_unit": _UNIT,
    "giver_name": _OFFICER,
    "receiver_unit": "Phòng Văn hóa - Xã hội phường Nông Trang",
    "handed_at": datetime(2026, 10, 8, 9, 0, tzinfo=UTC),
}

SAMPLES: dict[str, dict[str, object]] = {
    "receipt": RECEIPT,
    "return_receipt": {
        **HEADER,
        **PROCEDURE,
        "code": CODE,
        "applicant_name": "Nguyễn Thị Hồng Phượng",
        "accepted_at": RECEIVED,
        "due": DUE,
        "recipient_name": "Lê Minh Đức",
        "recipient_number": "025085000111",
        "recipient_phone": "0987 654 321",
        "authorisation": "ngày 12/10/2026, UBND phường Nông Trang chứng thực",
        "returned_at": LATER,
        "return_mode": "trực tiếp",
        "officer_name": _OFFICER,
        "results": [
            {"kind": "Giấy khai sinh", "number": "112/2026", "date": date(2026, 10, 13), "quantity": 1},
            {"kind": "Trích lục khai sinh (bản sao)", "number": "345/TLKS-BS", "quantity": 3},
        ],
        "originals": [{"name": "Giấy chứng sinh", "quantity": 1}, {"name": "Sổ hộ khẩu cũ", "quantity": 1}],
    },
    "dossier_handover_list": {
        **_HANDOVER,
        "dossier_count": 2,
        "paper_count": 6,
        "transfer_due": datetime(2026, 10, 9, 0, 30, tzinfo=UTC),
        "dossiers": [
            {
                "code": f"H44.80.01-261008-{number:04d}",
                "procedure_name": "Đăng ký khai sinh",
                "applicant_name": "Nguyễn Thị Hồng Phượng",
                "papers": "03 giấy tờ: tờ khai, giấy chứng sinh, giấy ủy quyền",
                "due": DUE,
            }
            for number in (1, 2)
        ],
    },
    "result_handover_list": {
        **_HANDOVER,
        "result_count": 1,
        "results": [
            {
                "code": CODE,
                "procedure_name": "Đăng ký lại khai sinh",
                "applicant_name": "Nguyễn Thị Hồng Phượng",
                "kind": "Giấy khai sinh",
                "number": "112/2026",
                "date": date(2026, 10, 13),
                "quantity": 1,
            }
        ],
    },
    "supplement_request": {
        **HEADER,
        **_PERSON,
        **PROCEDURE,
        "code": CODE,
        "slip_number": f"{CODE}/HDHS",
        "requests": _REQUESTS,
        "officer_name": _OFFICER,
        "officer_phone": "0210 3846 000",
        "closing_on": date(2026, 10, 23),
    },
    "guidance_slip": {
        **HEADER,
        **_PERSON,
        **PROCEDURE,
        "slip_number": "HD-H44.80.01-Q02-261008-0003",
        "requests": _REQUESTS,
        "officer_name": _OFFICER,
    },
    "refusal": {
        **HEADER,
        **SUBMITTER,
        **PROCEDURE,
        "code": CODE,
        "slip_number": "15/TTPVHCC",
        "refusing_unit": _UNIT,
        "reason": "Việc khai sinh đã được đăng ký và sổ gốc còn lưu giữ.",
        "legal_basis": "Điều 24 Nghị định số 123/2015/NĐ-CP",
        "guidance": "đề nghị cấp bản sao trích lục hộ tịch",
        "officer_name": _OFFICER,
    },
    "apology": {
        **HEADER,
        "agency": "Phòng Văn hóa - Xã hội",
        "slip_number": "27/VHXH",
        "code": CODE,
        "addressee": "Bà Nguyễn Thị Hồng Phượng",
        "one_stop_name": _UNIT,
        "agency_name": "Phòng Văn hóa - Xã hội phường Nông Trang",
        "accepted_at": RECEIVED,
        "procedure_name": "Đăng ký lại khai sinh",
        "applicant_name": "bà Nguyễn Thị Hồng Phượng",
        "due": DUE,
        "reason": "cơ quan được xác minh chưa có văn bản trả lời.",
        "new_due": datetime(2026, 10, 22, 1, 5, tzinfo=UTC),
        "contact": "ông Phạm Quốc Việt, điện thoại 0210 3846 111",
        "signer_position": "Trưởng phòng",
        "signer_name": "Phạm Quốc Việt",
    },
    "termination_notice": {
        **HEADER,
        "slip_number": "31/TB-TTPVHCC",
        "code": CODE,
        "addressee": "Bà Nguyễn Thị Hồng Phượng",
        "address": "Số 12, ngõ 45, phố Hàn Thuyên, phường Nông Trang, tỉnh Phú Thọ",
        "unit_name": _UNIT,
        "procedure_name": "Đăng ký lại khai sinh",
        "accepted_at": RECEIVED,
        "request_number": f"{CODE}/HDHS",
        "requested_on": date(2026, 10, 8),
        "closing_on": date(2026, 10, 23),
        "papers_text": "được trả lại tại quầy từ ngày 26/10/2026.",
        "contact": "điện thoại 0210 3846 000",
        "signer_name": "Hoàng Thị Mai",
    },
    "control_slip": {
        **HEADER,
        "code": CODE,
        "applicant_name": "Nguyễn Thị Hồng Phượng",
        "procedure_name": "Đăng ký lại khai sinh",
        "due": DUE,
        "steps": [
            {
                "agency_name": "Phòng Văn hóa - Xã hội",
                "giver": "Trung tâm PVHCC",
                "receiver": "Phòng VH-XH",
                "given_at": datetime(2026, 10, 8, 9, 0, tzinfo=UTC),
                "received_at": datetime(2026, 10, 8, 9, 10, tzinfo=UTC),
                "giver_name": "Trần Văn Hùng",
                "receiver_name": "Phạm Quốc Việt",
                "outcome": "Trước hạn",
            }
        ],
    },
    "register": {
        "superior": HEADER["superior"],
        "agency": HEADER["agency"],
        "register_name": "Hộ tịch",
        "book_number": "01",
        "year": 2026,
        "opened_on": date(2026, 1, 2),
        "closed_on": date(2026, 12, 31),
        "with_cover": "có",
        "first_line": 1,
        "last_line": 24,
        "head_name": "Hoàng Thị Mai",
        "lines": [
            {
                "number": f"{number:02d}",
                "code": f"H44.80.01-261008-{number:04d}",
                "procedure_name": "Đăng ký lại khai sinh" if number % 3 else "Cấp bản sao trích lục hộ tịch",
                "sets": 1,
                "person_name": "Nguyễn Thị Hồng Phượng",
                "address": "Số 12, ngõ 45, phố Hàn Thuyên, phường Nông Trang",
                "phone": "0912 345 678",
                "handling_agency": "Phòng Văn hóa - Xã hội",
                "received_at": RECEIVED,
                "due": DUE,
                "returned_at": LATER if number % 2 else None,
                "return_mode": "Trực tiếp",
            }
            for number in range(1, 25)
        ],
    },
    "fee_slip": {
        **HEADER,
        "code": CODE,
        "payer_name": "Nguyễn Thị Hồng Phượng",
        "procedure_name": "Chứng thực bản sao từ bản chính",
        "total": 36000,
        "total_words": "Ba mươi sáu nghìn đồng",
        "payment_mode": "tiền mặt",
        "collected_at": RECEIVED,
        "officer_name": _OFFICER,
        "fees": [
            {
                "kind": "phí",
                "name": "Phí chứng thực bản sao",
                "basis": "2.000 đồng/trang, từ trang thứ ba 1.000 đồng/trang",
                "quantity_text": "03 bản × 10 trang",
                "amount": 36000,
            }
        ],
    },
    "withdrawal_slip": {
        **HEADER,
        "code": CODE,
        "applicant_name": "Nguyễn Thị Hồng Phượng",
        "requester_name": "Nguyễn Thị Hồng Phượng",
        "requester_number": "025190001234",
        "requester_phone": "0912 345 678",
        "procedure_name": "Đăng ký lại khai sinh",
        "accepted_at": RECEIVED,
        "withdrawn_at": LATER,
        "reason": "đã tìm thấy giấy khai sinh gốc",
        "officer_name": _OFFICER,
        "papers": [{key: row[key] for key in ("name", "kind", "quantity")} for row in PAPERS[:3]],
    },
    "papers_returned": {
        **HEADER,
        "code": CODE,
        "applicant_name": "Nguyễn Thị Hồng Phượng",
        "procedure_name": "Đăng ký lại khai sinh",
        "recipient_name": "Lê Minh Đức",
        "recipient_number": "025085000111",
        "returned_at": LATER,
        "reason": "dừng giải quyết hồ sơ",
        "officer_name": _OFFICER,
        "papers": PAPERS[:3],
    },
    "postal_handover_record": {
        **HEADER,
        "slip_number": "BBBC-H44.80.01-261008-0002",
        "signed_at": RECEIVED,
        "receiver_unit": _UNIT,
        "officer_name": _OFFICER,
        "post_office": "Bưu điện Việt Trì",
        "postman_name": "Đỗ Văn Sáng",
        "postman_number": "PT-0457",
        "dossier_count": 1,
        "dossiers": [
            {
                "postal_number": "EK123456789VN",
                "sender_name": "Nguyễn Thị Hồng Phượng",
                "procedure_name": "Đăng ký lại khai sinh",
                "papers": "03: tờ khai, giấy chứng sinh, bản sao căn cước",
                "completeness": "Đầy đủ",
            }
        ],
    },
    "rating_slip": {
        **HEADER,
        "code": CODE,
        "procedure_name": "Đăng ký lại khai sinh",
        "questions": [
            {"text": text}
            for text in (
                "Thời gian giải quyết so với thời gian hẹn",
                "Số cơ quan, đơn vị phải liên hệ để hoàn thiện hồ sơ",
                "Số lần phải liên hệ với nơi tiếp nhận hồ sơ",
                "Việc niêm yết, công khai thủ tục hành chính",
                "Thái độ của công chức hướng dẫn, tiếp nhận hồ sơ",
                "Kết quả và chi phí đúng quy định",
                "Việc trả lời phản ánh, kiến nghị",
                "Dịch vụ công trực tuyến dễ sử dụng",
            )
        ],
    },
    "appointment_slip": {
        **HEADER,
        "code": CODE,
        "person_name": "Nguyễn Thị Hồng Phượng",
        "procedure_name": "Chứng thực bản sao từ bản chính",
        "quantity_text": "03 bản, 10 trang",
        "accepted_at": datetime(2026, 10, 8, 8, 40, tzinfo=UTC),
        "due": datetime(2026, 10, 9, 9, 30, tzinfo=UTC),
        "reason": "tiếp nhận sau 15 giờ",
        "return_place": "Quầy 03",
        "fee_text": "36.000 đồng, thu khi trả",
        "officer_name": _OFFICER,
    },
    "lost_receipt_declaration": {
        "place": "Nông Trang",
        "issued_on": date(2026, 10, 14),
        "code": CODE,
        "unit_name": _UNIT,
        "declarer_name": "Nguyễn Thị Hồng Phượng",
        "declarer_number": "025190001234",
        "declarer_address": "Số 12, ngõ 45, phố Hàn Thuyên, phường Nông Trang, tỉnh Phú Thọ",
        "declarer_phone": "0912 345 678",
        "applicant_name": "Nguyễn Thị Hồng Phượng",
        "procedure_name": "Đăng ký lại khai sinh",
        "accepted_at": RECEIVED,
        "officer_name": _OFFICER,
    },
    "processing_history": {
        **HEADER,
        "code": CODE,
        "applicant_name": "Nguyễn Thị Hồng Phượng",
        "procedure_name": "Đăng ký lại khai sinh",
        "accepted_at": RECEIVED,
        "due": DUE,
        "status": "Đã trả kết quả",
        "printed_at": LATER,
        "officer_name": _OFFICER,
        "events": [
            {"at": RECEIVED, "act": "Tiếp nhận hồ sơ", "unit": _UNIT, "officer": _OFFICER, "detail": "Hẹn 15/10/2026"},
            {"at": LATER, "act": "Trả kết quả", "unit": _UNIT, "officer": _OFFICER},
        ],
    },
}
