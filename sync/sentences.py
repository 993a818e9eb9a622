"""What the verbs without a window say of a failure: one sentence of what happened or what to do, and its code for
whoever is asked for help."""

from __future__ import annotations

from app.errors import (
    BundleInvalid,
    DeviceForked,
    DiskFull,
    EnrolmentCodeRefused,
    FieldRequired,
    HubAddressInvalid,
    HubAnswerInvalid,
    HubBusy,
    HubRefused,
    HubUnauthorised,
    HubUnreachable,
    MotCuaError,
    PassphraseWrong,
    StoreBusy,
    StoreDamaged,
    StoreKeyWrong,
    StoreNewer,
    StoreUnwritable,
    UpgradeNeeded,
)

LINE: dict[type[MotCuaError], str] = {
    HubUnreachable: "không liên lạc được; việc vẫn lưu tại máy và tự gửi sau",
    HubAnswerInvalid: "có thứ khác trả lời thay trạm; xem lại địa chỉ và trang đăng nhập mạng",
    HubBusy: "trạm đang bận; máy tự thử lại",
    HubUnauthorised: "trạm không chấp nhận máy này; xin tỉnh mã để đăng ký lại",
    HubRefused: "trạm từ chối lời gọi",
    UpgradeNeeded: "trạm cần bản chương trình mới hơn",
}
"""Why the hub was not reached."""
OPENING: dict[type[MotCuaError], str] = {
    StoreBusy: "Một Cửa đang mở trên máy này: hãy đóng cửa sổ rồi thử lại.",
    StoreKeyWrong: "Khóa của máy không mở được dữ liệu; đừng đổi gì, hãy gọi quản trị.",
    StoreNewer: "Dữ liệu do bản mới hơn ghi; hãy cài bản mới.",
    StoreDamaged: "Tệp dữ liệu hỏng; hãy gọi quản trị, bản sao nằm bên cạnh.",
    StoreUnwritable: "Không ghi được vào thư mục hồ sơ của máy; hãy gọi quản trị.",
    DiskFull: "Ổ đĩa đầy; hãy dọn bớt rồi thử lại.",
    PassphraseWrong: "Cụm mật khẩu của máy không đúng.",
    FieldRequired: "Còn thiếu cụm mật khẩu của máy (--passphrase-file, hoặc gõ khi được hỏi) hoặc mã ghi danh.",
}
"""Why the data of this machine were not opened."""
ACTING: dict[type[MotCuaError], str] = {
    EnrolmentCodeRefused: "Mã ghi danh sai, đã dùng hoặc quá hạn; xin tỉnh mã khác.",
    HubAddressInvalid: "Địa chỉ trạm viết không đúng.",
    BundleInvalid: "Gói này không phải của máy này, hoặc đã hỏng.",
    DeviceForked: "Có một bản sao khác của máy này đã gửi dưới tên của nó; xin tỉnh mã và ghi danh lại máy này.",
}
"""What else may stand in the way of a verb."""


def sentence(error: MotCuaError, otherwise: str) -> str:
    """The sentence of ``error``, else ``otherwise``; its code and facts stand behind in brackets."""
    words = OPENING.get(type(error)) or ACTING.get(type(error)) or otherwise
    return f"{words} ({error})"


def line_sentence(error: MotCuaError) -> str:
    """The same for a failure on the way to the hub."""
    return f"Chưa liên lạc được với trạm: {LINE.get(type(error), 'trạm trả lời không hiểu được')} ({error})"
