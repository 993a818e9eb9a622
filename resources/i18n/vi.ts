<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="vi_VN" sourcelanguage="en_GB">
<context>
    <name>AccountForm</name>
    <message>
        <source>e-ID account</source>
        <translation>Tài khoản định danh</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Ghi nhận</translation>
    </message>
    <message>
        <source>Checked</source>
        <translation>Đã kiểm tra</translation>
    </message>
    <message>
        <source>Guided to open one</source>
        <translation>Đã hướng dẫn tạo</translation>
    </message>
</context>
<context>
    <name>ActForm</name>
    <message>
        <source>Leave it</source>
        <translation>Để lại</translation>
    </message>
    <message>
        <source>Reason of the supervisor, if a rule is gone past</source>
        <translation>Lý do của lãnh đạo, nếu cho phép vượt quy định</translation>
    </message>
</context>
<context>
    <name>Acts</name>
    <message>
        <source>Hand over to the agency</source>
        <translation>Bàn giao cho bộ phận chuyên môn</translation>
    </message>
    <message>
        <source>Sign for the papers</source>
        <translation>Ký nhận giấy tờ</translation>
    </message>
    <message>
        <source>Request a supplement…</source>
        <translation>Yêu cầu bổ sung…</translation>
    </message>
    <message>
        <source>Take in the supplement…</source>
        <translation>Nhận hồ sơ bổ sung…</translation>
    </message>
    <message>
        <source>Collect the fee…</source>
        <translation>Thu phí, lệ phí…</translation>
    </message>
    <message>
        <source>Return the result…</source>
        <translation>Trả kết quả…</translation>
    </message>
    <message>
        <source>Apology and new date…</source>
        <translation>Xin lỗi và hẹn lại…</translation>
    </message>
    <message>
        <source>Correct details…</source>
        <translation>Đính chính thông tin…</translation>
    </message>
    <message>
        <source>Correct papers and fees…</source>
        <translation>Đính chính giấy tờ, phí…</translation>
    </message>
    <message>
        <source>Withdraw…</source>
        <translation>Rút hồ sơ…</translation>
    </message>
    <message>
        <source>Stop…</source>
        <translation>Dừng giải quyết…</translation>
    </message>
    <message>
        <source>e-ID account checked…</source>
        <translation>Kiểm tra tài khoản định danh…</translation>
    </message>
    <message>
        <source>Ask another agency…</source>
        <translation>Hỏi cơ quan khác…</translation>
    </message>
    <message>
        <source>Put on the shelf…</source>
        <translation>Để lên kệ…</translation>
    </message>
    <message>
        <source>Give money back…</source>
        <translation>Hoàn tiền…</translation>
    </message>
    <message>
        <source>Give papers back…</source>
        <translation>Trả lại giấy tờ…</translation>
    </message>
</context>
<context>
    <name>ActsColumn</name>
    <message>
        <source>What can be done</source>
        <translation>Việc làm được</translation>
    </message>
    <message>
        <source>The line to the hub is tried now; the official code will then stand here.</source>
        <translation>Đang thử đường truyền lên tỉnh ngay; mã chính thức sẽ hiện ở đây.</translation>
    </message>
    <message>
        <source>Recorded; the slip is being printed.</source>
        <translation>Đã ghi nhận; phiếu đang được in.</translation>
    </message>
    <message>
        <source>Recorded.</source>
        <translation>Đã ghi nhận.</translation>
    </message>
</context>
<context>
    <name>AmendForm</name>
    <message>
        <source>Correct details</source>
        <translation>Đính chính thông tin</translation>
    </message>
    <message>
        <source>Correct</source>
        <translation>Đính chính</translation>
    </message>
    <message>
        <source>Full name</source>
        <translation>Họ và tên</translation>
    </message>
    <message>
        <source>Personal number</source>
        <translation>Số định danh</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Địa chỉ</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Điện thoại</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>Email</translation>
    </message>
</context>
<context>
    <name>Asking</name>
    <message>
        <source>Reason</source>
        <translation>Lý do</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>Để lại</translation>
    </message>
</context>
<context>
    <name>BookQuestion</name>
    <message>
        <source>From day</source>
        <translation>Từ ngày</translation>
    </message>
    <message>
        <source>To day</source>
        <translation>Đến ngày</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>Lĩnh vực</translation>
    </message>
    <message>
        <source>Opening page (cover)</source>
        <translation>Trang mở sổ (bìa)</translation>
    </message>
    <message>
        <source>Closing page, signed by the head</source>
        <translation>Trang khóa sổ, người đứng đầu ký</translation>
    </message>
    <message>
        <source>Print the books</source>
        <translation>In sổ</translation>
    </message>
    <message>
        <source>Which books of the register?</source>
        <translation>In quyển sổ theo dõi nào?</translation>
    </message>
    <message>
        <source>The first day comes after the last one.</source>
        <translation>Từ ngày đang sau đến ngày.</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Đang tìm…</translation>
    </message>
    <message>
        <source>Every field, one book each</source>
        <translation>Mọi lĩnh vực, mỗi lĩnh vực một quyển</translation>
    </message>
    <message>
        <source>{count} dossiers in {fields} fields.</source>
        <translation>{count} hồ sơ thuộc {fields} lĩnh vực.</translation>
    </message>
    <message>
        <source>No dossier was received on these days.</source>
        <translation>Không tiếp nhận hồ sơ nào trong những ngày này.</translation>
    </message>
</context>
<context>
    <name>BudgetLine</name>
    <message>
        <source>Make it smaller</source>
        <translation>Thu nhỏ</translation>
    </message>
    <message>
        <source>Keep it so</source>
        <translation>Giữ nguyên</translation>
    </message>
    <message>
        <source>“{paper}”: its copies have {size}, {more} more than the {budget} a paper may have.</source>
        <translation>“{paper}”: bản số hóa {size}, quá {more} so với mức {budget} của một giấy tờ.</translation>
    </message>
    <message>
        <source>The copies are being packed…</source>
        <translation>Đang thu nhỏ bản số hóa…</translation>
    </message>
    <message>
        <source>Stopped: papers packed by now stay so, the others are as they were scanned.</source>
        <translation>Đã dừng: giấy tờ đã nén xong giữ nguyên như vậy, các giấy tờ khác vẫn như khi quét.</translation>
    </message>
    <message>
        <source>Still too large without harm to what is read: {papers}. It is taken in all the same.</source>
        <translation>Không thu nhỏ thêm được mà vẫn đọc rõ: {papers}. Vẫn tiếp nhận bình thường.</translation>
    </message>
    <message>
        <source>The copies are small enough now.</source>
        <translation>Bản số hóa đã đủ nhỏ.</translation>
    </message>
</context>
<context>
    <name>CallNext</name>
    <message>
        <source>Call {ticket}, waits {minutes}</source>
        <translation>Mời {ticket}, chờ {minutes}</translation>
    </message>
    <message>
        <source>{count} wait; call {ticket}, waits {minutes}</source>
        <translation>{count} người chờ; mời {ticket}, chờ {minutes}</translation>
    </message>
</context>
<context>
    <name>Caller</name>
    <message>
        <source>Nobody waits. A ticket&apos;s number noted on a draft lets its citizen wait.</source>
        <translation>Không ai đang chờ. Ghi số phiếu chờ vào hồ sơ thì công dân của hồ sơ đó được chờ.</translation>
    </message>
</context>
<context>
    <name>Calling</name>
    <message>
        <source>Call the specialists</source>
        <translation>Gọi bộ phận chuyên môn</translation>
    </message>
    <message>
        <source>The province&apos;s data name neither a phone nor a video room of this unit.</source>
        <translation>Dữ liệu của tỉnh chưa có số điện thoại hay phòng họp trực tuyến của đơn vị này.</translation>
    </message>
    <message>
        <source>{unit}: {address}; the code goes to the clipboard.</source>
        <translation>{unit}: {address}; mã hồ sơ được chép sẵn để dán.</translation>
    </message>
    <message>
        <source>The code is on the clipboard; calling {unit}.</source>
        <translation>Mã hồ sơ đã được chép sẵn; đang gọi {unit}.</translation>
    </message>
    <message>
        <source>The code is on the clipboard. No program here calls; the address is {address}.</source>
        <translation>Mã hồ sơ đã được chép sẵn. Máy này không có chương trình gọi; địa chỉ là {address}.</translation>
    </message>
</context>
<context>
    <name>CameraSection</name>
    <message>
        <source>Camera</source>
        <translation>Máy ảnh</translation>
    </message>
    <message>
        <source>Look for cameras</source>
        <translation>Tìm máy ảnh</translation>
    </message>
    <message>
        <source>Read a card</source>
        <translation>Đọc thử một thẻ</translation>
    </message>
    <message>
        <source>Reads cards and codes held before it, and takes pages of papers laid under it.</source>
        <translation>Đọc thẻ và mã đưa trước ống kính, chụp trang giấy tờ đặt dưới máy.</translation>
    </message>
    <message>
        <source>The first one attached</source>
        <translation>Máy đầu tiên đang cắm</translation>
    </message>
    <message>
        <source>Looking for cameras…</source>
        <translation>Đang tìm máy ảnh…</translation>
    </message>
    <message>
        <source>{count} cameras found.</source>
        <translation>Tìm thấy {count} máy ảnh.</translation>
    </message>
    <message>
        <source>The camera read a citizen card; nothing of it is kept.</source>
        <translation>Máy ảnh đã đọc được một thẻ căn cước; không lưu lại gì.</translation>
    </message>
    <message>
        <source>The camera read a dossier code.</source>
        <translation>Máy ảnh đã đọc được một mã hồ sơ.</translation>
    </message>
</context>
<context>
    <name>CardSight</name>
    <message>
        <source>Try again</source>
        <translation>Thử lại</translation>
    </message>
    <message>
        <source>Choose a picture file…</source>
        <translation>Chọn tệp ảnh…</translation>
    </message>
    <message>
        <source>Hold the card or the receipt before the camera</source>
        <translation>Đưa thẻ hoặc giấy tiếp nhận trước máy ảnh</translation>
    </message>
    <message>
        <source>The camera is being opened…</source>
        <translation>Đang mở máy ảnh…</translation>
    </message>
    <message>
        <source>Card or code in a picture</source>
        <translation>Thẻ hoặc mã trong ảnh</translation>
    </message>
    <message>
        <source>The picture is being read…</source>
        <translation>Đang đọc ảnh…</translation>
    </message>
    <message>
        <source>The camera sees only darkness. Open its lid or put a light on.</source>
        <translation>Máy ảnh chỉ thấy tối đen. Hãy mở nắp ống kính hoặc bật đèn.</translation>
    </message>
    <message>
        <source>Hold it flat and still, the square code as large as it stays sharp.</source>
        <translation>Giữ thẳng và yên, mã vuông càng to càng tốt miễn là còn nét.</translation>
    </message>
    <message>
        <source>The code of this card holds broken letters. Type the details as they stand on the card.</source>
        <translation>Mã trên thẻ này chứa chữ bị hỏng. Hãy gõ các mục theo đúng mặt thẻ.</translation>
    </message>
    <message>
        <source>With the camera</source>
        <translation>Bằng máy ảnh</translation>
    </message>
</context>
<context>
    <name>Checklist</name>
    <message>
        <source>original</source>
        <translation>chính</translation>
    </message>
    <message>
        <source>certified copy</source>
        <translation>chứng thực</translation>
    </message>
    <message>
        <source>copy</source>
        <translation>sao đối chiếu</translation>
    </message>
    <message>
        <source>electronic</source>
        <translation>điện tử</translation>
    </message>
    <message>
        <source>Shown and given back at once</source>
        <translation>Chỉ xuất trình, trả lại ngay</translation>
    </message>
    <message>
        <source>Already in a database, not asked for</source>
        <translation>Đã có trong cơ sở dữ liệu, không yêu cầu nộp</translation>
    </message>
    <message>
        <source>Original to be given back with the result</source>
        <translation>Bản chính trả lại cùng kết quả</translation>
    </message>
    <message>
        <source>Asked for: the database cannot be reached</source>
        <translation>Vẫn yêu cầu: không truy cập được cơ sở dữ liệu</translation>
    </message>
    <message>
        <source>Asked for: not in the database</source>
        <translation>Vẫn yêu cầu: cơ sở dữ liệu chưa có</translation>
    </message>
    <message>
        <source>Asked for: wrong in the database</source>
        <translation>Vẫn yêu cầu: dữ liệu chưa chính xác</translation>
    </message>
    <message>
        <source>if any</source>
        <translation>nếu có</translation>
    </message>
    <message>
        <source>kinds of paper</source>
        <translation>loại giấy tờ</translation>
    </message>
    <message>
        <source>{count} pages</source>
        <translation>{count} trang</translation>
    </message>
    <message>
        <source>national store</source>
        <translation>kho quốc gia</translation>
    </message>
    <message>
        <source>taken over</source>
        <translation>dùng lại</translation>
    </message>
    <message>
        <source>Add: {kind}</source>
        <translation>Thêm: {kind}</translation>
    </message>
    <message>
        <source>Take over a copy held already…</source>
        <translation>Dùng lại bản số đã có…</translation>
    </message>
    <message>
        <source>Data of the copy…</source>
        <translation>Dữ liệu của bản số…</translation>
    </message>
    <message>
        <source>Papers</source>
        <translation>Thành phần hồ sơ</translation>
    </message>
    <message>
        <source>Scan</source>
        <translation>Quét</translation>
    </message>
    <message>
        <source>More</source>
        <translation type="vanished">Việc khác</translation>
    </message>
    <message>
        <source>Add file…</source>
        <translation>Thêm tệp…</translation>
    </message>
    <message>
        <source>Choose the procedure first.</source>
        <translation>Hãy chọn thủ tục trước.</translation>
    </message>
    <message>
        <source>More about the papers</source>
        <translation>Việc khác với giấy tờ</translation>
    </message>
    <message>
        <source>Take pages with the camera…</source>
        <translation>Chụp trang bằng máy ảnh…</translation>
    </message>
    <message>
        <source>Print separator sheets for one stack</source>
        <translation>In tờ phân cách để quét cả xấp một lần</translation>
    </message>
</context>
<context>
    <name>CitizenDisplay</name>
    <message>
        <source>The citizen&apos;s screen</source>
        <translation>Màn hình cho người dân</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>Xin chào quý khách</translation>
    </message>
    <message>
        <source>{unit} · counter {counter}</source>
        <translation>{unit} · quầy {counter}</translation>
    </message>
    <message>
        <source>Please check what is being recorded</source>
        <translation>Xin kiểm tra những gì đang được ghi</translation>
    </message>
    <message>
        <source>to counter {counter}</source>
        <translation>đến quầy {counter}</translation>
    </message>
    <message>
        <source>Number {ticket}, please</source>
        <translation>Mời số {ticket}</translation>
    </message>
    <message>
        <source>Applicant</source>
        <translation>Chủ hồ sơ</translation>
    </message>
    <message>
        <source>Born</source>
        <translation>Ngày sinh</translation>
    </message>
    <message>
        <source>Number</source>
        <translation type="vanished">Số</translation>
    </message>
    <message>
        <source>Identity number</source>
        <translation>Số định danh</translation>
    </message>
    <message>
        <source>Tax code</source>
        <translation>Mã số thuế</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Địa chỉ</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Điện thoại</translation>
    </message>
    <message>
        <source>Submitter</source>
        <translation>Người nộp</translation>
    </message>
    <message>
        <source>Representative</source>
        <translation>Người được ủy quyền</translation>
    </message>
    <message>
        <source>The other party</source>
        <translation>Bên kia</translation>
    </message>
    <message>
        <source>Procedure</source>
        <translation>Thủ tục</translation>
    </message>
    <message>
        <source>Papers</source>
        <translation>Giấy tờ</translation>
    </message>
    <message>
        <source>not counted yet</source>
        <translation>chưa tính được</translation>
    </message>
    <message>
        <source>To pay</source>
        <translation>Phải nộp</translation>
    </message>
    <message>
        <source>Result due</source>
        <translation>Hẹn trả kết quả</translation>
    </message>
    <message>
        <source>The result was given to you</source>
        <translation>Đã trả kết quả cho Ông/Bà</translation>
    </message>
    <message>
        <source>Your dossier was received</source>
        <translation>Đã tiếp nhận hồ sơ</translation>
    </message>
    <message>
        <source>Received</source>
        <translation type="vanished">Được tiếp nhận</translation>
    </message>
    <message>
        <source>How were you received today?</source>
        <translation type="vanished">Xin cho biết thái độ phục vụ hôm nay</translation>
    </message>
    <message>
        <source>Very satisfied</source>
        <translation type="vanished">Rất hài lòng</translation>
    </message>
    <message>
        <source>Satisfied</source>
        <translation type="vanished">Hài lòng</translation>
    </message>
    <message>
        <source>Not satisfied</source>
        <translation type="vanished">Không hài lòng</translation>
    </message>
    <message>
        <source>Applicant: {name}</source>
        <translation type="vanished">Chủ hồ sơ: {name}</translation>
    </message>
    <message>
        <source>Procedure: {name}</source>
        <translation type="vanished">Thủ tục: {name}</translation>
    </message>
    <message>
        <source>Papers: {count}</source>
        <translation type="vanished">Số giấy tờ: {count}</translation>
    </message>
    <message>
        <source>To pay: {amount}</source>
        <translation type="vanished">Phí, lệ phí: {amount}</translation>
    </message>
    <message>
        <source>Result due: {when}</source>
        <translation>Hẹn trả: {when}</translation>
    </message>
    <message>
        <source>You may photograph this code: with it anybody here finds your dossier.</source>
        <translation>Ông/Bà có thể chụp mã này: đưa mã cho nhân viên là tìm được hồ sơ.</translation>
    </message>
    <message>
        <source>The receipt cannot be printed now. Photograph this code: the paper is kept for you.</source>
        <translation>Hiện chưa in được giấy tiếp nhận. Mời Ông/Bà chụp mã này; giấy sẽ được giữ lại cho Ông/Bà.</translation>
    </message>
    <message>
        <source>Thank you</source>
        <translation>Cảm ơn quý khách</translation>
    </message>
</context>
<context>
    <name>ClockSetting</name>
    <message>
        <source>Let codes go out by this clock…</source>
        <translation>Cho cấp mã theo đồng hồ này…</translation>
    </message>
    <message>
        <source>Codes go out by it.</source>
        <translation>Mã được cấp theo đồng hồ này.</translation>
    </message>
    <message>
        <source>Nothing holds this clock back.</source>
        <translation>Đồng hồ này không bị giữ lại.</translation>
    </message>
    <message>
        <source>Let codes go out by this clock?</source>
        <translation>Cho cấp mã theo đồng hồ này?</translation>
    </message>
    <message>
        <source>Receipts and codes then carry the day this machine shows. Compare it with a watch first.</source>
        <translation>Khi đó giấy tiếp nhận và mã hồ sơ mang ngày máy này đang chỉ. Hãy so với đồng hồ khác trước.</translation>
    </message>
    <message>
        <source>The clock is right</source>
        <translation>Đồng hồ đúng</translation>
    </message>
    <message>
        <source>How you know that it is right</source>
        <translation>Vì sao biết là đúng</translation>
    </message>
    <message>
        <source>Codes go out by this clock; the reason is recorded.</source>
        <translation>Mã được cấp theo đồng hồ này; lý do đã được ghi.</translation>
    </message>
</context>
<context>
    <name>Closing</name>
    <message>
        <source>Receipt</source>
        <translation>Giấy tiếp nhận</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Việc khác</translation>
    </message>
    <message>
        <source>One receipt for all drafts of this person</source>
        <translation>Một giấy tiếp nhận cho mọi hồ sơ của người này</translation>
    </message>
    <message>
        <source>Take in dossiers from the post…</source>
        <translation>Nhận hồ sơ từ bưu chính…</translation>
    </message>
    <message>
        <source>Guide and give the papers back…</source>
        <translation>Hướng dẫn và trả lại giấy tờ…</translation>
    </message>
    <message>
        <source>Refuse reception…</source>
        <translation>Từ chối tiếp nhận…</translation>
    </message>
    <message>
        <source>Put this draft away…</source>
        <translation>Bỏ hồ sơ nháp…</translation>
    </message>
    <message>
        <source>Accept and print 2 copies</source>
        <translation>Tiếp nhận và in 2 liên</translation>
    </message>
    <message>
        <source>Receive and give the result</source>
        <translation>Tiếp nhận và trả ngay</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>Tiếp nhận</translation>
    </message>
    <message>
        <source> and {count} more</source>
        <translation> và {count} mục nữa</translation>
    </message>
    <message>
        <source>Still missing:</source>
        <translation>Còn thiếu:</translation>
    </message>
    <message>
        <source>Everything needed is here.</source>
        <translation>Đủ điều kiện tiếp nhận.</translation>
    </message>
    <message>
        <source>Can be done later: {debts}</source>
        <translation>Làm sau cũng được: {debts}</translation>
    </message>
    <message>
        <source>Already open for this person: {code}.</source>
        <translation>Người này đang có hồ sơ cùng thủ tục: {code}.</translation>
    </message>
</context>
<context>
    <name>CollectForm</name>
    <message>
        <source>Collect the fee</source>
        <translation>Thu phí, lệ phí</translation>
    </message>
    <message>
        <source>Collect</source>
        <translation>Thu</translation>
    </message>
    <message>
        <source>Amount in đồng</source>
        <translation>Số tiền (đồng)</translation>
    </message>
    <message>
        <source>Cash</source>
        <translation>Tiền mặt</translation>
    </message>
    <message>
        <source>Transfer</source>
        <translation>Chuyển khoản</translation>
    </message>
    <message>
        <source>By post</source>
        <translation>Qua bưu chính</translation>
    </message>
    <message>
        <source>Way of payment</source>
        <translation>Hình thức thu</translation>
    </message>
    <message>
        <source>Number of the postal money order</source>
        <translation>Số phiếu chuyển tiền bưu điện</translation>
    </message>
    <message>
        <source>Series of the fee receipt</source>
        <translation>Ký hiệu biên lai</translation>
    </message>
    <message>
        <source>Number of the fee receipt</source>
        <translation>Số biên lai</translation>
    </message>
</context>
<context>
    <name>CollectorForm</name>
    <message>
        <source>Who takes the result</source>
        <translation>Người nhận kết quả</translation>
    </message>
    <message>
        <source>The applicant</source>
        <translation>Chủ hồ sơ</translation>
    </message>
    <message>
        <source>Who handed it in</source>
        <translation>Người nộp</translation>
    </message>
    <message>
        <source>Authorised</source>
        <translation>Được ủy quyền</translation>
    </message>
    <message>
        <source>By post</source>
        <translation>Qua bưu chính</translation>
    </message>
    <message>
        <source>Full name</source>
        <translation>Họ và tên</translation>
    </message>
    <message>
        <source>Personal number</source>
        <translation>Số định danh</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Điện thoại</translation>
    </message>
    <message>
        <source>Authority</source>
        <translation>Giấy ủy quyền</translation>
    </message>
    <message>
        <source>Postal slip</source>
        <translation>Số phiếu gửi</translation>
    </message>
    <message>
        <source>Number and date of the paper shown</source>
        <translation>Số, ngày của giấy đã xuất trình</translation>
    </message>
    <message>
        <source>The receipt is lost</source>
        <translation>Người dân mất giấy tiếp nhận</translation>
    </message>
    <message>
        <source>Print the declaration to sign</source>
        <translation>In giấy cam đoan để ký</translation>
    </message>
    <message>
        <source>Scan the card of who stands here, or choose who it is.</source>
        <translation>Quét thẻ căn cước của người đến nhận, hoặc chọn người nhận là ai.</translation>
    </message>
    <message>
        <source>Typed over what the card said</source>
        <translation>Đã sửa khác với thẻ</translation>
    </message>
    <message>
        <source>Read from the card</source>
        <translation>Đọc từ thẻ</translation>
    </message>
    <message>
        <source>The card is the applicant&apos;s</source>
        <translation>Đúng thẻ của chủ hồ sơ</translation>
    </message>
    <message>
        <source>The applicant; compare the face with the paper shown</source>
        <translation>Chủ hồ sơ; hãy đối chiếu mặt người với giấy tờ xuất trình</translation>
    </message>
    <message>
        <source>This person handed the dossier in</source>
        <translation>Đúng người đã nộp hồ sơ</translation>
    </message>
    <message>
        <source>Somebody else: a paper of authority is needed</source>
        <translation>Người khác: phải có giấy ủy quyền</translation>
    </message>
    <message>
        <source>who takes the result</source>
        <translation>người nhận kết quả</translation>
    </message>
    <message>
        <source>name</source>
        <translation>họ tên</translation>
    </message>
    <message>
        <source>paper of authority</source>
        <translation>giấy ủy quyền</translation>
    </message>
    <message>
        <source>postal slip</source>
        <translation>số phiếu gửi</translation>
    </message>
    <message>
        <source>declaration of the loss</source>
        <translation>giấy cam đoan mất giấy tiếp nhận</translation>
    </message>
</context>
<context>
    <name>ConsultForm</name>
    <message>
        <source>Ask another agency</source>
        <translation>Hỏi cơ quan khác</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Ghi</translation>
    </message>
    <message>
        <source>What is recorded</source>
        <translation>Ghi việc gì</translation>
    </message>
    <message>
        <source>The answer of {agency}</source>
        <translation>Trả lời của {agency}</translation>
    </message>
    <message>
        <source>A new question</source>
        <translation>Đề nghị mới</translation>
    </message>
    <message>
        <source>Verification</source>
        <translation>Xác minh</translation>
    </message>
    <message>
        <source>Opinion</source>
        <translation>Lấy ý kiến</translation>
    </message>
    <message>
        <source>What is asked for</source>
        <translation>Đề nghị gì</translation>
    </message>
    <message>
        <source>Agency asked</source>
        <translation>Cơ quan được hỏi</translation>
    </message>
    <message>
        <source>Answer by</source>
        <translation>Hạn trả lời</translation>
    </message>
    <message>
        <source>dd/mm/yyyy</source>
        <translation>nn/tt/nnnn</translation>
    </message>
    <message>
        <source>What is asked, or answered</source>
        <translation>Nội dung hỏi hoặc trả lời</translation>
    </message>
</context>
<context>
    <name>CopySection</name>
    <message>
        <source>Copies of papers</source>
        <translation>Bản sao giấy tờ</translation>
    </message>
    <message>
        <source>Size of a paper&apos;s copies</source>
        <translation>Dung lượng bản sao một giấy tờ</translation>
    </message>
    <message>
        <source>Names of saved copies</source>
        <translation>Tên tệp khi lưu ra ngoài</translation>
    </message>
    <message>
        <source>What is larger is told of and made smaller with one key; it stops no acceptance.</source>
        <translation>Lớn hơn thì được báo và thu nhỏ bằng một phím; không ngăn việc tiếp nhận.</translation>
    </message>
    <message>
        <source>Used when copies of a dossier are saved to a folder: {code}, {number}, {component}, {procedure}, {day}. No name of a person.</source>
        <translation>Dùng khi lưu các bản sao của hồ sơ ra thư mục: {code}, {number}, {component}, {procedure}, {day}. Không có tên người.</translation>
    </message>
</context>
<context>
    <name>CorrectPapersForm</name>
    <message>
        <source>Correct papers and fees</source>
        <translation>Đính chính giấy tờ và phí, lệ phí</translation>
    </message>
    <message>
        <source>Correct</source>
        <translation>Đính chính</translation>
    </message>
    <message>
        <source>A receipt already printed gets a corrected print. 0 takes a paper off the receipt.</source>
        <translation>Giấy tiếp nhận đã in sẽ có bản đính chính. Ghi 0 để bỏ một giấy tờ khỏi giấy tiếp nhận.</translation>
    </message>
    <message>
        <source>A paper that was forgotten</source>
        <translation>Giấy tờ bị sót</translation>
    </message>
    <message>
        <source>Its name</source>
        <translation>Tên giấy tờ</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Số</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Loại</translation>
    </message>
    <message>
        <source>Why so much, or why nothing</source>
        <translation>Căn cứ mức thu, hoặc lý do không thu</translation>
    </message>
</context>
<context>
    <name>CrashDoor</name>
    <message>
        <source>Something went wrong inside the program.</source>
        <translation>Chương trình gặp sự cố.</translation>
    </message>
    <message>
        <source>What was accepted and saved is safe. Look at the last act before doing it again, and send this file to your administrator; it names no citizen:
{file}</source>
        <translation>Những gì đã tiếp nhận và lưu vẫn an toàn. Hãy xem lại việc vừa làm trước khi làm lại, và gửi tệp này cho quản trị; tệp không chứa thông tin công dân:
{file}</translation>
    </message>
    <message>
        <source>Go on working</source>
        <translation>Tiếp tục làm việc</translation>
    </message>
</context>
<context>
    <name>Deciding</name>
    <message>
        <source>“{act}” of {time} was set aside and does not count. {why}</source>
        <translation>“{act}” lúc {time} bị để riêng và chưa có hiệu lực. {why}</translation>
    </message>
    <message>
        <source>“{act}” of {time} counts, but is to be confirmed. {why}</source>
        <translation>“{act}” lúc {time} có hiệu lực nhưng cần xác nhận. {why}</translation>
    </message>
    <message>
        <source>Let it count, and the dossier goes on as if nothing had been in the way; annul it, and it has no effect. The act, the decision and its reason stay in the history.</source>
        <translation>Chấp nhận thì hồ sơ đi tiếp như không có gì vướng; hủy thì việc ấy không có hiệu lực. Việc đã làm, quyết định và lý do đều lưu trong lịch sử.</translation>
    </message>
    <message>
        <source>A supervisor decides about it.</source>
        <translation>Lãnh đạo quyết định việc này.</translation>
    </message>
</context>
<context>
    <name>Decision</name>
    <message>
        <source>Reason</source>
        <translation>Lý do</translation>
    </message>
    <message>
        <source>Reason; it stays in the history</source>
        <translation>Lý do; được lưu trong lịch sử</translation>
    </message>
    <message>
        <source>Let it count</source>
        <translation>Chấp nhận</translation>
    </message>
    <message>
        <source>Annul it</source>
        <translation>Hủy hiệu lực</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>Để lại</translation>
    </message>
    <message>
        <source>What shall become of this act?</source>
        <translation>Xử lý việc này thế nào?</translation>
    </message>
</context>
<context>
    <name>Delivery</name>
    <message>
        <source>Handing over and notes</source>
        <translation>Nhận kết quả và ghi chú</translation>
    </message>
    <message>
        <source>At the counter</source>
        <translation>Tại quầy</translation>
    </message>
    <message>
        <source>By post</source>
        <translation>Bưu chính</translation>
    </message>
    <message>
        <source>Online</source>
        <translation>Trực tuyến</translation>
    </message>
    <message>
        <source>The result is handed over</source>
        <translation>Nhận kết quả</translation>
    </message>
    <message>
        <source>Address for the post</source>
        <translation>Địa chỉ nhận qua bưu chính</translation>
    </message>
    <message>
        <source>Return address</source>
        <translation>Địa chỉ nhận kết quả</translation>
    </message>
    <message>
        <source>Checked</source>
        <translation>Đã kiểm tra</translation>
    </message>
    <message>
        <source>Guided</source>
        <translation>Hướng dẫn</translation>
    </message>
    <message>
        <source>Outage</source>
        <translation>Lỗi mạng</translation>
    </message>
    <message>
        <source>e-ID account</source>
        <translation>Định danh</translation>
    </message>
    <message>
        <source>The applicant asks for a receipt</source>
        <translation>Công dân cần giấy tiếp nhận</translation>
    </message>
    <message>
        <source>Sets of papers</source>
        <translation>Số bộ hồ sơ</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>Trích yếu</translation>
    </message>
    <message>
        <source>What is asked for, in a few words</source>
        <translation>Nội dung yêu cầu, vài từ</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Ghi chú</translation>
    </message>
    <message>
        <source>Ticket</source>
        <translation type="vanished">Số thứ tự</translation>
    </message>
    <message>
        <source>Number of the waiting ticket</source>
        <translation type="vanished">Số trên phiếu lấy số</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Kết quả</translation>
    </message>
    <message>
        <source>Sets</source>
        <translation>Số bộ</translation>
    </message>
    <message>
        <source>Came by post: slip {slip}, record {record} signed {when}, postman {postman}.</source>
        <translation>Đến qua bưu chính: phiếu gửi {slip}, biên bản {record} ký lúc {when}, bưu tá {postman}.</translation>
    </message>
</context>
<context>
    <name>DeviceSection</name>
    <message>
        <source>Stopped.</source>
        <translation>Đã dừng.</translation>
    </message>
</context>
<context>
    <name>DigitisingSheet</name>
    <message>
        <source>Day</source>
        <translation>Ngày</translation>
    </message>
    <message>
        <source>Month</source>
        <translation>Tháng</translation>
    </message>
    <message>
        <source>Quarter</source>
        <translation>Quý</translation>
    </message>
    <message>
        <source>Year</source>
        <translation>Năm</translation>
    </message>
    <message>
        <source>Time of the report</source>
        <translation>Kỳ báo cáo</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="vanished">Dừng</translation>
    </message>
    <message>
        <source>Save as a table…</source>
        <translation>Lưu thành bảng…</translation>
    </message>
    <message>
        <source>A CSV file for a spreadsheet; it names no person</source>
        <translation>Tệp CSV mở bằng bảng tính; không có tên người nào</translation>
    </message>
    <message>
        <source>Digitising by field</source>
        <translation>Số hóa theo lĩnh vực</translation>
    </message>
    <message>
        <source>No dossier was received in this time.</source>
        <translation>Không có hồ sơ nào được tiếp nhận trong kỳ này.</translation>
    </message>
    <message>
        <source>Each field that has dossiers stands here with the copies they hold.</source>
        <translation>Mỗi lĩnh vực có hồ sơ là một dòng, kèm số bản sao của các hồ sơ đó.</translation>
    </message>
    <message>
        <source>Counted from the journal as it stands now, of the dossiers received in this time that this machine knows. A copy counts once: digitised here, taken over from an earlier dossier, or from the national store.</source>
        <translation>Đếm từ nhật ký tại thời điểm này, gồm các hồ sơ tiếp nhận trong kỳ mà máy này có. Mỗi bản sao chỉ tính một lần: số hóa tại đây, dùng lại từ hồ sơ trước, hoặc lấy từ kho quốc gia.</translation>
    </message>
    <message>
        <source>All fields</source>
        <translation>Tất cả lĩnh vực</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>Lĩnh vực</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Tiếp nhận</translation>
    </message>
    <message>
        <source>With scans</source>
        <translation>Có số hóa</translation>
    </message>
    <message>
        <source>Result as a file</source>
        <translation>Có kết quả điện tử</translation>
    </message>
    <message>
        <source>With reuse</source>
        <translation>Có tái sử dụng</translation>
    </message>
    <message>
        <source>From national store</source>
        <translation>Từ kho quốc gia</translation>
    </message>
    <message>
        <source>Copies digitised</source>
        <translation>Bản số hóa</translation>
    </message>
    <message>
        <source>Copies reused</source>
        <translation>Bản tái sử dụng</translation>
    </message>
    <message>
        <source>National copies</source>
        <translation>Bản từ kho QG</translation>
    </message>
    <message>
        <source>Not at the hub yet</source>
        <translation>Chưa về trạm</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>Đang đếm…</translation>
    </message>
    <message>
        <source>Counting… {count} dossiers</source>
        <translation type="vanished">Đang đếm… {count} hồ sơ</translation>
    </message>
    <message>
        <source>Save as a table</source>
        <translation>Lưu thành bảng</translation>
    </message>
    <message>
        <source>From day</source>
        <translation>Từ ngày</translation>
    </message>
    <message>
        <source>To day</source>
        <translation>Đến ngày</translation>
    </message>
    <message>
        <source>Dossiers received</source>
        <translation>Hồ sơ tiếp nhận</translation>
    </message>
    <message>
        <source>Dossiers with papers digitised</source>
        <translation>Hồ sơ có giấy tờ số hóa</translation>
    </message>
    <message>
        <source>Dossiers with an electronic result</source>
        <translation>Hồ sơ có kết quả điện tử</translation>
    </message>
    <message>
        <source>Dossiers with papers reused</source>
        <translation>Hồ sơ có giấy tờ tái sử dụng</translation>
    </message>
    <message>
        <source>Dossiers with papers from the national store</source>
        <translation>Hồ sơ có giấy tờ lấy từ kho quốc gia</translation>
    </message>
    <message>
        <source>Copies from the national store</source>
        <translation>Bản lấy từ kho quốc gia</translation>
    </message>
    <message>
        <source>Copies not at the hub yet</source>
        <translation>Bản chưa về trạm</translation>
    </message>
    <message>
        <source>The report is saved: {name}</source>
        <translation>Đã lưu báo cáo: {name}</translation>
    </message>
</context>
<context>
    <name>DisplaySection</name>
    <message>
        <source>The citizen&apos;s screen</source>
        <translation>Màn hình cho người dân</translation>
    </message>
    <message>
        <source>Reads back what is recorded, shows the code and asks for the rating; {key} shows and hides it.</source>
        <translation>Đọc lại nội dung đang ghi, cho thấy mã hồ sơ và hỏi đánh giá; {key} bật và tắt.</translation>
    </message>
    <message>
        <source>At sign-in</source>
        <translation>Khi đăng nhập</translation>
    </message>
    <message>
        <source>stays hidden</source>
        <translation>không mở</translation>
    </message>
    <message>
        <source>opens on any other screen</source>
        <translation>mở ở màn hình khác</translation>
    </message>
    <message>
        <source>opens on {screen}</source>
        <translation>mở ở màn hình {screen}</translation>
    </message>
</context>
<context>
    <name>DossierPage</name>
    <message>
        <source>Back (Esc)</source>
        <translation>Quay lại (Esc)</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Quá trình</translation>
    </message>
    <message>
        <source>Papers</source>
        <translation>Giấy tờ</translation>
    </message>
    <message>
        <source>Prints</source>
        <translation>Bản in</translation>
    </message>
    <message>
        <source>Scanned pages</source>
        <translation>Trang đã quét</translation>
    </message>
    <message>
        <source>Save the copies</source>
        <translation>Lưu các bản sao</translation>
    </message>
    <message>
        <source>{count} copies saved.</source>
        <translation>Đã lưu {count} bản sao.</translation>
    </message>
    <message>
        <source>{count} are still at the hub.</source>
        <translation>{count} bản còn ở trạm đồng bộ.</translation>
    </message>
    <message>
        <source>What can be done</source>
        <translation type="vanished">Việc làm được</translation>
    </message>
    <message>
        <source>Still owed</source>
        <translation type="vanished">Còn nợ</translation>
    </message>
    <message>
        <source>Name no longer kept</source>
        <translation>Tên không còn lưu</translation>
    </message>
    <message>
        <source>{count} records wait for the hub</source>
        <translation type="vanished">{count} bản ghi chờ gửi lên tỉnh</translation>
    </message>
    <message>
        <source>{count} files wait for the hub</source>
        <translation type="vanished">{count} tệp chờ gửi lên tỉnh</translation>
    </message>
    <message>
        <source>Decide…</source>
        <translation type="vanished">Quyết định…</translation>
    </message>
    <message>
        <source>Recorded; the slip is being printed.</source>
        <translation type="vanished">Đã ghi nhận; phiếu đang được in.</translation>
    </message>
    <message>
        <source>Recorded.</source>
        <translation type="vanished">Đã ghi nhận.</translation>
    </message>
    <message>
        <source>This file is still at the hub; it comes with the next exchange.</source>
        <translation>Tệp này còn ở trạm đồng bộ; sẽ về trong lần trao đổi tới.</translation>
    </message>
    <message>
        <source>Printing again, marked “In lại”.</source>
        <translation>Đang in lại, có ghi “In lại”.</translation>
    </message>
    <message>
        <source>Handed out.</source>
        <translation>Đã giao.</translation>
    </message>
    <message>
        <source>On its way to the printer: {slip}.</source>
        <translation>Đang gửi đến máy in: {slip}.</translation>
    </message>
    <message>
        <source>Names, files and slips left this machine on {day}; the hub keeps the dossier whole.</source>
        <translation type="vanished">Họ tên, tệp và giấy in đã được xóa khỏi máy này ngày {day}; trạm giữ hồ sơ đầy đủ.</translation>
    </message>
</context>
<context>
    <name>DossiersPage</name>
    <message>
        <source>Dossiers</source>
        <translation>Hồ sơ</translation>
    </message>
    <message>
        <source>Back to the lists</source>
        <translation>Về danh sách</translation>
    </message>
    <message>
        <source>List</source>
        <translation>Danh sách</translation>
    </message>
    <message>
        <source>Found for “{text}”</source>
        <translation>Kết quả tìm “{text}”</translation>
    </message>
    <message>
        <source>Nothing found.</source>
        <translation>Không tìm thấy.</translation>
    </message>
    <message>
        <source>Try without marks, fewer words, or the last digits of a number.</source>
        <translation>Thử gõ không dấu, ít từ hơn, hoặc các số cuối.</translation>
    </message>
    <message>
        <source>Nothing found. Try without marks, fewer words, or the last digits of a number.</source>
        <translation type="vanished">Không tìm thấy. Thử gõ không dấu, ít chữ hơn, hoặc các số cuối.</translation>
    </message>
    <message>
        <source>There is nothing in this list now.</source>
        <translation type="vanished">Danh sách này hiện chưa có hồ sơ nào.</translation>
    </message>
</context>
<context>
    <name>DraftTabs</name>
    <message>
        <source>Drafts</source>
        <translation>Hồ sơ nháp</translation>
    </message>
    <message>
        <source>New dossier</source>
        <translation>Hồ sơ mới</translation>
    </message>
</context>
<context>
    <name>Due</name>
    <message>
        <source>Return of the result</source>
        <translation>Hẹn trả kết quả</translation>
    </message>
    <message>
        <source>Why this date?</source>
        <translation>Vì sao ngày này?</translation>
    </message>
    <message>
        <source>No time limit</source>
        <translation>Không có thời hạn</translation>
    </message>
    <message>
        <source>Choose the procedure first.</source>
        <translation>Hãy chọn thủ tục trước.</translation>
    </message>
    <message>
        <source>projected</source>
        <translation>dự kiến</translation>
    </message>
    <message>
        <source>Counted over days off that are not official yet; the date may move.</source>
        <translation>Tính qua ngày nghỉ chưa có thông báo chính thức; ngày hẹn có thể thay đổi.</translation>
    </message>
    <message>
        <source>Longer limit: {condition}</source>
        <translation>Thời hạn dài hơn: {condition}</translation>
    </message>
</context>
<context>
    <name>Endings</name>
    <message>
        <source>Received {code}.</source>
        <translation>Đã tiếp nhận {code}.</translation>
    </message>
    <message>
        <source>Due {when}.</source>
        <translation>Hẹn trả {when}.</translation>
    </message>
    <message>
        <source>Received {code} and gave the result.</source>
        <translation>Đã tiếp nhận {code} và trả kết quả ngay.</translation>
    </message>
    <message>
        <source>The code is provisional; the official one comes later.</source>
        <translation>Đây là mã tạm; mã chính thức sẽ có sau.</translation>
    </message>
    <message>
        <source>Received {codes} on one receipt.</source>
        <translation>Đã tiếp nhận {codes} trên một giấy tiếp nhận.</translation>
    </message>
    <message>
        <source>Open the dossier</source>
        <translation>Mở hồ sơ</translation>
    </message>
    <message>
        <source>One more for this person</source>
        <translation>Thêm hồ sơ cho người này</translation>
    </message>
    <message>
        <source>The scanned pages become copies…</source>
        <translation>Đang ghép trang quét thành bản sao…</translation>
    </message>
    <message>
        <source>Stopped: nothing was received. The draft has the copies made by now.</source>
        <translation>Đã dừng: chưa tiếp nhận. Các bản sao đã ghép nằm trong hồ sơ nháp.</translation>
    </message>
    <message>
        <source>Print the postal record</source>
        <translation>In biên bản giao nhận</translation>
    </message>
    <message>
        <source>Correct it</source>
        <translation>Đính chính</translation>
    </message>
    <message>
        <source>Sign its copies</source>
        <translation>Ký bản quét</translation>
    </message>
    <message>
        <source>Guided; the slip is being printed. Scanned later, it brings this draft back.</source>
        <translation>Đã hướng dẫn; phiếu đang được in. Quét phiếu này để mở lại hồ sơ nháp.</translation>
    </message>
    <message>
        <source>Refuse to receive this dossier?</source>
        <translation>Từ chối tiếp nhận hồ sơ này?</translation>
    </message>
    <message>
        <source>The refusal slip is printed in two copies with this reason.</source>
        <translation>Phiếu từ chối sẽ được in 2 bản với lý do này.</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>Từ chối</translation>
    </message>
    <message>
        <source>Why it cannot be received</source>
        <translation>Vì sao không tiếp nhận được</translation>
    </message>
    <message>
        <source>Reception refused; the refusal slip is being printed.</source>
        <translation>Đã từ chối tiếp nhận; phiếu từ chối đang được in.</translation>
    </message>
    <message>
        <source>Put this draft away?</source>
        <translation>Bỏ hồ sơ nháp này?</translation>
    </message>
    <message>
        <source>What was typed and scanned into it cannot be brought back.</source>
        <translation>Chữ đã gõ và giấy đã quét trong hồ sơ nháp sẽ không lấy lại được.</translation>
    </message>
    <message>
        <source>Put away</source>
        <translation>Bỏ</translation>
    </message>
</context>
<context>
    <name>EnrolAnew</name>
    <message>
        <source>Address of the provincial hub</source>
        <translation>Địa chỉ trạm đồng bộ của tỉnh</translation>
    </message>
    <message>
        <source>One-time enrolment code</source>
        <translation>Mã đăng ký dùng một lần</translation>
    </message>
    <message>
        <source>Passphrase of this machine</source>
        <translation>Mật khẩu của máy</translation>
    </message>
    <message>
        <source>Enrol anew</source>
        <translation>Đăng ký lại</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>Để lại</translation>
    </message>
    <message>
        <source>Enrol this machine anew</source>
        <translation>Đăng ký lại máy này</translation>
    </message>
    <message>
        <source>The province gives the one-time code. The machine then works under another identity: everything it has not sent, and what was held back, is sent again. You sign in once more after it.</source>
        <translation>Tỉnh cấp mã dùng một lần. Sau đó máy mang danh tính khác: mọi việc chưa gửi và việc bị giữ lại đều được gửi lại. Bạn đăng nhập lại sau khi xong.</translation>
    </message>
    <message>
        <source>The province is asked; this cannot be stopped half way…</source>
        <translation>Đang hỏi tỉnh; việc này không dừng giữa chừng được…</translation>
    </message>
</context>
<context>
    <name>ExtendForm</name>
    <message>
        <source>Apology and new date</source>
        <translation>Xin lỗi và hẹn lại</translation>
    </message>
    <message>
        <source>Record and print</source>
        <translation>Ghi nhận và in</translation>
    </message>
    <message>
        <source>New date</source>
        <translation>Ngày hẹn mới</translation>
    </message>
    <message>
        <source>dd/mm/yyyy</source>
        <translation>nn/tt/nnnn</translation>
    </message>
    <message>
        <source>Hour</source>
        <translation>Giờ</translation>
    </message>
    <message>
        <source>Reason given by the agency</source>
        <translation>Lý do của cơ quan giải quyết</translation>
    </message>
    <message>
        <source>Signed by (position)</source>
        <translation>Chức danh người ký</translation>
    </message>
</context>
<context>
    <name>Facts</name>
    <message>
        <source>Applicant</source>
        <translation>Chủ hồ sơ</translation>
    </message>
    <message>
        <source>Submitter</source>
        <translation>Người nộp</translation>
    </message>
    <message>
        <source>Legal representative</source>
        <translation>Người đại diện theo pháp luật</translation>
    </message>
    <message>
        <source>Representative</source>
        <translation>Người được ủy quyền</translation>
    </message>
    <message>
        <source>The other party</source>
        <translation>Bên còn lại</translation>
    </message>
    <message>
        <source>On one receipt with</source>
        <translation>Chung giấy tiếp nhận với</translation>
    </message>
    <message>
        <source>Male</source>
        <translation>Nam</translation>
    </message>
    <message>
        <source>Female</source>
        <translation>Nữ</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Tên</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Số định danh</translation>
    </message>
    <message>
        <source>Birth date</source>
        <translation>Ngày sinh</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Địa chỉ</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Điện thoại</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>Email</translation>
    </message>
    <message>
        <source>Why this date?</source>
        <translation>Vì sao ngày này?</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Tiếp nhận</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>Hẹn trả</translation>
    </message>
    <message>
        <source>No time limit</source>
        <translation>Không có thời hạn</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Xử lý xong</translation>
    </message>
    <message>
        <source>Returned</source>
        <translation>Đã trả</translation>
    </message>
    <message>
        <source>Fee</source>
        <translation>Phí, lệ phí</translation>
    </message>
    <message>
        <source>Promise and fee</source>
        <translation>Hẹn trả và phí</translation>
    </message>
    <message>
        <source>none</source>
        <translation>không</translation>
    </message>
    <message>
        <source>{amount}, paid</source>
        <translation>{amount}, đã thu</translation>
    </message>
    <message>
        <source>{amount}, {rest} still due</source>
        <translation>{amount}, còn phải thu {rest}</translation>
    </message>
    <message>
        <source>book {book}, number {number}</source>
        <translation>Quyển {book}, số {number}</translation>
    </message>
    <message>
        <source>Papers</source>
        <translation>Giấy tờ</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Kết quả</translation>
    </message>
    <message>
        <source>Shelf</source>
        <translation>Vị trí trên kệ</translation>
    </message>
    <message>
        <source>On the way</source>
        <translation>Đang chuyển</translation>
    </message>
    <message>
        <source>to {who}, list {list}</source>
        <translation>đến {who}, phiếu {list}</translation>
    </message>
    <message>
        <source>Register</source>
        <translation>Vào sổ</translation>
    </message>
    <message>
        <source>given later</source>
        <translation>cấp sau</translation>
    </message>
    <message>
        <source>Where it is</source>
        <translation>Nơi giữ</translation>
    </message>
</context>
<context>
    <name>FactsForm</name>
    <message>
        <source>Code of the kind of paper</source>
        <translation>Mã loại giấy tờ</translation>
    </message>
    <message>
        <source>Number of the holder</source>
        <translation>Số định danh người được cấp</translation>
    </message>
    <message>
        <source>Name of the holder</source>
        <translation>Họ tên người được cấp</translation>
    </message>
    <message>
        <source>Year of birth</source>
        <translation>Năm sinh</translation>
    </message>
    <message>
        <source>Issued on</source>
        <translation>Ngày cấp</translation>
    </message>
    <message>
        <source>Issued by</source>
        <translation>Nơi cấp</translation>
    </message>
    <message>
        <source>Name of the paper</source>
        <translation>Tên giấy tờ</translation>
    </message>
    <message>
        <source>What it is about</source>
        <translation>Trích yếu nội dung chính</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translation>Có hiệu lực đến</translation>
    </message>
    <message>
        <source>Valid for (if limited)</source>
        <translation>Phạm vi hiệu lực (nếu có)</translation>
    </message>
    <message>
        <source>dd/mm/yyyy</source>
        <translation>ngày/tháng/năm</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Lưu</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>Để lại</translation>
    </message>
    <message>
        <source>Data of the copy: {paper}</source>
        <translation>Dữ liệu của bản số: {paper}</translation>
    </message>
    <message>
        <source>Still missing: {fields}. It may stay so.</source>
        <translation>Còn thiếu: {fields}. Có thể để trống.</translation>
    </message>
    <message>
        <source>This is not a date.</source>
        <translation>Đây không phải ngày.</translation>
    </message>
    <message>
        <source>Type day, month and year: 02/09/1990, or the year.</source>
        <translation>Nhập ngày, tháng, năm: 02/09/1990, hoặc chỉ năm.</translation>
    </message>
</context>
<context>
    <name>FeeLine</name>
    <message>
        <source>Choose the case…</source>
        <translation>Chọn trường hợp…</translation>
    </message>
    <message>
        <source>pages</source>
        <translation>trang</translation>
    </message>
    <message>
        <source>copies</source>
        <translation>số bản</translation>
    </message>
    <message>
        <source>Pages of the original</source>
        <translation>Số trang bản chính</translation>
    </message>
    <message>
        <source>What the amount is based on</source>
        <translation>Căn cứ của mức thu</translation>
    </message>
    <message>
        <source>Reason of exemption</source>
        <translation>Lý do miễn</translation>
    </message>
    <message>
        <source>Taken now</source>
        <translation>Đã thu</translation>
    </message>
    <message>
        <source>Cash</source>
        <translation>Tiền mặt</translation>
    </message>
    <message>
        <source>Transfer</source>
        <translation>Chuyển khoản</translation>
    </message>
    <message>
        <source>By post</source>
        <translation>Qua bưu chính</translation>
    </message>
    <message>
        <source>Way of payment</source>
        <translation>Hình thức thu</translation>
    </message>
    <message>
        <source>Number of the postal money order</source>
        <translation>Số phiếu chuyển tiền bưu điện</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>Ký hiệu</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Số</translation>
    </message>
    <message>
        <source>Fee receipt</source>
        <translation>Biên lai</translation>
    </message>
</context>
<context>
    <name>Fees</name>
    <message>
        <source>Fees</source>
        <translation>Phí, lệ phí</translation>
    </message>
    <message>
        <source>No fee.</source>
        <translation>Không thu phí, lệ phí.</translation>
    </message>
    <message>
        <source>Choose the procedure first.</source>
        <translation>Hãy chọn thủ tục trước.</translation>
    </message>
</context>
<context>
    <name>FindBox</name>
    <message>
        <source>Scan a code, or find a dossier, person or number</source>
        <translation>Quét mã hoặc tìm hồ sơ, người, số</translation>
    </message>
    <message>
        <source>Scan a code, or find a dossier, person, number…</source>
        <translation type="vanished">Quét mã hoặc tìm hồ sơ, người, số…</translation>
    </message>
    <message>
        <source>Scan, or find a dossier, person, number…</source>
        <translation>Quét mã hoặc tìm hồ sơ, người, số…</translation>
    </message>
    <message>
        <source>Nothing found. Try without marks, fewer words, or the last digits of a number.</source>
        <translation>Không tìm thấy. Thử gõ không dấu, ít chữ hơn, hoặc các số cuối.</translation>
    </message>
    <message>
        <source>More than {count} found: ↑ ↓ choose, Enter shows all.</source>
        <translation>Có hơn {count} hồ sơ: ↑ ↓ chọn, Enter xem tất cả.</translation>
    </message>
    <message>
        <source>Enter opens it.</source>
        <translation>Enter mở hồ sơ.</translation>
    </message>
    <message>
        <source>{count} found: ↑ ↓ choose, Enter opens.</source>
        <translation>{count} hồ sơ: ↑ ↓ chọn, Enter mở.</translation>
    </message>
</context>
<context>
    <name>FolderWatch</name>
    <message>
        <source>Scans of another program cannot be read: {names}. They stay in the watched folder.</source>
        <translation>Không đọc được bản quét của phần mềm khác: {names}. Chúng vẫn ở trong thư mục theo dõi.</translation>
    </message>
</context>
<context>
    <name>FoundList</name>
    <message>
        <source>Found</source>
        <translation>Đã tìm thấy</translation>
    </message>
</context>
<context>
    <name>Frame</name>
    <message>
        <source>Reception</source>
        <translation>Tiếp nhận</translation>
    </message>
    <message>
        <source>Dossiers</source>
        <translation>Hồ sơ</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>Trả kết quả</translation>
    </message>
    <message>
        <source>Online</source>
        <translation>Trực tuyến</translation>
    </message>
    <message>
        <source>Handover</source>
        <translation>Bàn giao</translation>
    </message>
    <message>
        <source>Register</source>
        <translation>Sổ, báo cáo</translation>
    </message>
    <message>
        <source>Post</source>
        <translation>Đồng bộ</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Cài đặt</translation>
    </message>
    <message>
        <source>Scan a code, or find a dossier, person or number</source>
        <translation type="vanished">Quét mã hoặc tìm hồ sơ, người, số</translation>
    </message>
    <message>
        <source>Scan a code, or find a dossier, person, number…</source>
        <translation type="vanished">Quét mã hoặc tìm hồ sơ, người, số…</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Khóa</translation>
    </message>
    <message>
        <source>Copies to sign</source>
        <translation>Bản quét chờ ký</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Đăng xuất</translation>
    </message>
    <message>
        <source>Officer: {name}</source>
        <translation>Cán bộ: {name}</translation>
    </message>
    <message>
        <source>{unit} · counter {counter}</source>
        <translation>{unit} · quầy {counter}</translation>
    </message>
    <message>
        <source>Answer the open question first, then scan again.</source>
        <translation>Hãy trả lời câu hỏi đang mở trước, rồi quét lại.</translation>
    </message>
    <message>
        <source>{ticket} is called after {count} minutes.</source>
        <translation>Đã mời số {ticket}, chờ {count} phút.</translation>
    </message>
    <message>
        <source>The citizen&apos;s screen is hidden ({key}): call the number aloud.</source>
        <translation>Màn hình công dân đang ẩn ({key}): hãy gọi số bằng lời.</translation>
    </message>
    <message>
        <source>The citizen&apos;s screen asks nothing now.</source>
        <translation>Màn hình cho người dân hiện không hỏi gì.</translation>
    </message>
    <message>
        <source>See the slip and print it ({key})</source>
        <translation>Xem phiếu và in ({key})</translation>
    </message>
    <message>
        <source>{count} slips wait to be seen.</source>
        <translation>{count} phiếu chờ xem trước khi in.</translation>
    </message>
    <message>
        <source>Genuine: receipt {code} of {unit}, received {received}, due {due}.</source>
        <translation>Giấy thật: hồ sơ {code} của {unit}, tiếp nhận {received}, hẹn trả {due}.</translation>
    </message>
    <message>
        <source>Not genuine: the signature does not fit what is written ({code}, {unit}).</source>
        <translation>Không phải giấy thật: chữ ký không khớp nội dung ({code}, {unit}).</translation>
    </message>
    <message>
        <source>Not proved: the counter that signed {code} ({unit}) is not known here yet.</source>
        <translation>Chưa xác minh được: máy này chưa biết quầy đã ký {code} ({unit}).</translation>
    </message>
    <message>
        <source>Not genuine: a counter of another unit signed {code} ({unit}).</source>
        <translation>Không phải giấy thật: quầy của đơn vị khác đã ký {code} ({unit}).</translation>
    </message>
    <message>
        <source>without a limit</source>
        <translation>không quy định thời hạn</translation>
    </message>
    <message>
        <source>The dossier says otherwise by now: it was changed since.</source>
        <translation type="vanished">Hồ sơ trên máy ghi khác: đã được sửa sau khi in.</translation>
    </message>
    <message>
        <source>Open the dossier</source>
        <translation>Mở hồ sơ</translation>
    </message>
</context>
<context>
    <name>GuidanceQuestion</name>
    <message>
        <source>Reason</source>
        <translation>Lý do</translation>
    </message>
    <message>
        <source>not handed in</source>
        <translation>chưa nộp</translation>
    </message>
    <message>
        <source>Print the slip</source>
        <translation>In phiếu</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>Để lại</translation>
    </message>
    <message>
        <source>Guide the citizen</source>
        <translation>Hướng dẫn công dân</translation>
    </message>
    <message>
        <source>Name everything that is missing or wrong, so that one more visit is enough.</source>
        <translation>Nêu đủ giấy tờ thiếu hoặc sai, để công dân chỉ phải đến thêm một lần.</translation>
    </message>
</context>
<context>
    <name>HandoverPage</name>
    <message>
        <source>Hand dossiers over</source>
        <translation>Giao hồ sơ</translation>
    </message>
    <message>
        <source>Sign for results</source>
        <translation>Ký nhận kết quả</translation>
    </message>
    <message>
        <source>Handover</source>
        <translation>Bàn giao</translation>
    </message>
    <message>
        <source>A list that is closed is not taken back: what went by mistake comes back on a list of the receiver.</source>
        <translation>Phiếu đã chốt thì không rút lại được: hồ sơ giao nhầm sẽ quay về theo phiếu của bên nhận.</translation>
    </message>
    <message>
        <source>Sign for those scanned; the list stays open</source>
        <translation>Ký nhận phần đã quét, danh sách còn mở</translation>
    </message>
    <message>
        <source>Papers should have been transferred by {when}</source>
        <translation>Đã quá giờ chuyển hồ sơ giấy: {when}</translation>
    </message>
    <message>
        <source>Next transfer due by {when}</source>
        <translation>Phải chuyển hồ sơ giấy trước {when}</translation>
    </message>
    <message>
        <source>{count} dossiers: the receiver scans</source>
        <translation>{count} hồ sơ: bên nhận quét</translation>
    </message>
    <message>
        <source>The list closes when everything on it is scanned; what is missing is named at the right.</source>
        <translation>Danh sách chỉ khép khi đã quét đủ; hồ sơ còn thiếu nêu ở bên phải.</translation>
    </message>
    <message>
        <source>When the list is whole, the receiver scans the same dossiers.</source>
        <translation>Khi danh sách đã đủ, bên nhận quét lại đúng các hồ sơ này.</translation>
    </message>
    <message>
        <source>Hand over {count} dossiers and print</source>
        <translation>Bàn giao {count} hồ sơ và in phiếu</translation>
    </message>
    <message>
        <source>Sign for {count} results</source>
        <translation>Ký nhận {count} kết quả</translation>
    </message>
    <message>
        <source>The list is printed in two copies for both sides to sign.</source>
        <translation type="vanished">Phiếu bàn giao in 2 liên để hai bên ký.</translation>
    </message>
    <message>
        <source>Compare every result with the list that came with it, then sign.</source>
        <translation>Đối chiếu từng kết quả với phiếu kèm theo rồi ký nhận.</translation>
    </message>
    <message>
        <source>Scan the dossiers that leave.</source>
        <translation>Quét các hồ sơ cần giao.</translation>
    </message>
    <message>
        <source>Scan the results that arrived.</source>
        <translation>Quét các kết quả vừa nhận được.</translation>
    </message>
    <message>
        <source>Now the receiver scans every dossier of the list. Esc goes back to the giver.</source>
        <translation>Bên nhận quét từng hồ sơ trong danh sách. Esc trở lại bên giao.</translation>
    </message>
    <message>
        <source>Both sides scanned the same. The list is printed in two copies to sign.</source>
        <translation>Hai bên đã quét khớp nhau. Danh sách in 2 liên để ký.</translation>
    </message>
    <message>
        <source>This machine does not know {code}.</source>
        <translation>Máy này không có hồ sơ {code}.</translation>
    </message>
    <message>
        <source>{code} is already on its way.</source>
        <translation>{code} đang trên đường bàn giao.</translation>
    </message>
    <message>
        <source>{code} does not wait here. Its status: {status}.</source>
        <translation>{code} không chờ ở đây. Trạng thái: {status}.</translation>
    </message>
    <message>
        <source>Handed over {count} dossiers on list {number}; it is being printed in two copies.</source>
        <translation>Đã bàn giao {count} hồ sơ theo phiếu {number}; phiếu đang in 2 liên.</translation>
    </message>
    <message>
        <source>Signed for {count} results; they can be returned now.</source>
        <translation>Đã ký nhận {count} kết quả; có thể trả cho người dân ngay.</translation>
    </message>
    <message>
        <source>Return results</source>
        <translation>Trả kết quả</translation>
    </message>
</context>
<context>
    <name>HandoverReminder</name>
    <message>
        <source>It is past {hour}: {count} dossiers must still be handed over today.</source>
        <translation>Đã quá {hour}: còn {count} hồ sơ phải bàn giao trong hôm nay.</translation>
    </message>
    <message>
        <source>{count} dossiers should have been handed over before now.</source>
        <translation>{count} hồ sơ đã quá giờ bàn giao.</translation>
    </message>
    <message>
        <source>Hand dossiers over</source>
        <translation>Giao hồ sơ</translation>
    </message>
</context>
<context>
    <name>HandoverSide</name>
    <message>
        <source>Transfer by</source>
        <translation>Phải chuyển trước</translation>
    </message>
    <message>
        <source>On list</source>
        <translation>Danh sách</translation>
    </message>
    <message>
        <source>Dossiers to hand over</source>
        <translation>Hồ sơ chờ bàn giao</translation>
    </message>
    <message>
        <source>Results to sign for</source>
        <translation>Kết quả chờ ký nhận</translation>
    </message>
    <message>
        <source>Nothing waits to be handed over.</source>
        <translation>Không có hồ sơ nào chờ bàn giao.</translation>
    </message>
    <message>
        <source>Dossiers received here appear at once and leave on a printed list.</source>
        <translation>Hồ sơ vừa tiếp nhận hiện ra ở đây và được giao theo phiếu in.</translation>
    </message>
    <message>
        <source>No result is on its way to this counter.</source>
        <translation>Không có kết quả nào đang chuyển về quầy này.</translation>
    </message>
    <message>
        <source>When the agency hands results over they appear here to be compared with the papers.</source>
        <translation>Khi cơ quan giải quyết giao kết quả, kết quả hiện ra ở đây để đối chiếu với giấy tờ.</translation>
    </message>
    <message>
        <source>The list being built</source>
        <translation>Phiếu đang lập</translation>
    </message>
    <message>
        <source>Signed for now</source>
        <translation>Ký nhận lần này</translation>
    </message>
    <message>
        <source>Scan the code on each receipt or press Space on a line. Ctrl+A takes all.</source>
        <translation>Quét mã trên từng hồ sơ, hoặc nhấn phím cách tại một dòng. Ctrl+A chọn tất cả.</translation>
    </message>
    <message>
        <source>Tick all</source>
        <translation>Chọn tất cả</translation>
    </message>
    <message>
        <source>A list that is closed is not taken back: what went by mistake comes back on a list of the receiver.</source>
        <translation type="vanished">Phiếu đã chốt thì không rút lại được: hồ sơ giao nhầm sẽ quay về theo phiếu của bên nhận.</translation>
    </message>
    <message>
        <source>Not on the giver&apos;s list: {code}</source>
        <translation>Không có trong phiếu của bên giao: {code}</translation>
    </message>
    <message>
        <source>Only the giver scanned:</source>
        <translation>Chỉ bên giao đã quét:</translation>
    </message>
    <message>
        <source>On the list, not scanned here:</source>
        <translation>Có trong danh sách, chưa quét tại đây:</translation>
    </message>
    <message>
        <source>Only the receiver scanned:</source>
        <translation>Chỉ bên nhận đã quét:</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>và {count} mã nữa</translation>
    </message>
    <message>
        <source>{count} dossiers</source>
        <translation>{count} hồ sơ</translation>
    </message>
    <message>
        <source>{count} papers with them</source>
        <translation>kèm {count} giấy tờ</translation>
    </message>
    <message>
        <source>To: {receiver}</source>
        <translation>Bên nhận: {receiver}</translation>
    </message>
    <message>
        <source>{count} results</source>
        <translation>{count} kết quả</translation>
    </message>
    <message>
        <source>of {count} on their way</source>
        <translation>trong {count} kết quả đang chuyển về</translation>
    </message>
    <message>
        <source>Receiver: {count} / {all}</source>
        <translation>Bên nhận: {count} / {all}</translation>
    </message>
    <message>
        <source>Untick all</source>
        <translation>Bỏ chọn tất cả</translation>
    </message>
    <message>
        <source>Already scanned: {code}</source>
        <translation>Đã quét rồi: {code}</translation>
    </message>
    <message>
        <source>Received: {code}</source>
        <translation>Đã nhận: {code}</translation>
    </message>
    <message>
        <source>Already on the list: {code}</source>
        <translation>Đã có trong phiếu: {code}</translation>
    </message>
    <message>
        <source>Added: {code}</source>
        <translation>Đã thêm: {code}</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>Choose the procedure, scan the card, tick the papers. What blocks acceptance stands in the last line; everything else can be done later and is shown as a debt.</source>
        <translation>Chọn thủ tục, quét thẻ, đánh dấu giấy tờ. Điều gì còn thiếu để tiếp nhận nằm ở dòng cuối; những việc khác làm sau cũng được và được ghi là còn nợ.</translation>
    </message>
    <message>
        <source>Type a name with or without marks, a code, a phone or the last digits of a number. Enter opens a dossier.</source>
        <translation>Gõ tên (có dấu hay không dấu), mã hồ sơ, số điện thoại hoặc các số cuối. Enter mở hồ sơ.</translation>
    </message>
    <message>
        <source>What may be done now stands at the right. A greyed act says why when the pointer rests on it.</source>
        <translation>Việc làm được lúc này nằm bên phải. Việc bị mờ cho biết lý do khi trỏ chuột vào.</translation>
    </message>
    <message>
        <source>Scan the code on the receipt, then the card of who stands there. Give back the originals that are listed.</source>
        <translation>Quét mã trên giấy tiếp nhận, rồi quét thẻ của người đến nhận. Trả lại các bản chính được liệt kê.</translation>
    </message>
    <message>
        <source>Tick the dossiers that leave now and press F9: the list is printed in two copies. Results that arrive are signed for on the second tab.</source>
        <translation>Đánh dấu các hồ sơ chuyển đi và bấm F9: phiếu bàn giao in 2 bản. Kết quả chuyển về được ký nhận ở thẻ thứ hai.</translation>
    </message>
    <message>
        <source>Online and postal dossiers wait for an answer within 8 working hours.</source>
        <translation>Hồ sơ trực tuyến và bưu chính chờ trả lời trong 8 giờ làm việc.</translation>
    </message>
    <message>
        <source>The register, the prints of this machine and what is still waiting.</source>
        <translation>Sổ theo dõi hồ sơ, các bản in của máy này và những bản còn chờ.</translation>
    </message>
    <message>
        <source>What waits to be sent, what came back, the numbers this machine may give. Nothing here is lost.</source>
        <translation>Những gì chờ gửi, những gì bị giữ lại, dải số của máy này. Không có gì ở đây bị mất.</translation>
    </message>
    <message>
        <source>Look at the copies, type the PIN of your token and press F9: all that wait are signed in one go. The signing service asks for the PIN itself.</source>
        <translation>Xem các bản quét, nhập mã PIN của thiết bị ký số rồi bấm F9: ký một lượt mọi bản đang chờ. Dịch vụ ký tự hỏi mã PIN.</translation>
    </message>
    <message>
        <source>Look at the copies, type the PIN of your token and press F9: all that wait are signed in one go.</source>
        <translation type="vanished">Xem các bản quét, nhập mã PIN của thiết bị ký số rồi bấm F9: ký một lượt mọi bản đang chờ.</translation>
    </message>
    <message>
        <source>The look of the window, the language, printer and scanner.</source>
        <translation>Giao diện, ngôn ngữ, máy in và máy quét.</translation>
    </message>
</context>
<context>
    <name>HelpPanel</name>
    <message>
        <source>Help</source>
        <translation>Trợ giúp</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Phím tắt</translation>
    </message>
    <message>
        <source>Keys among scanned pages</source>
        <translation>Phím khi sửa trang đã quét</translation>
    </message>
</context>
<context>
    <name>HubTrial</name>
    <message>
        <source>No machine has the name in this address. Look at the address and the network.</source>
        <translation>Không có máy nào mang tên trong địa chỉ này. Hãy xem lại địa chỉ và mạng.</translation>
    </message>
    <message>
        <source>The machine at this address is on, but no hub answers there. Tell the province.</source>
        <translation>Máy ở địa chỉ này đang bật nhưng không có trạm nào trả lời. Hãy báo tỉnh.</translation>
    </message>
    <message>
        <source>Nothing answers at this address. Look at the cable, the network and the VPN.</source>
        <translation>Không có gì trả lời ở địa chỉ này. Hãy xem dây mạng, mạng và VPN.</translation>
    </message>
    <message>
        <source>No way leads to this address. Look at the cable, the network and the VPN.</source>
        <translation>Không có đường tới địa chỉ này. Hãy xem dây mạng, mạng và VPN.</translation>
    </message>
    <message>
        <source>The hub&apos;s certificate cannot be trusted: it has run out, is for another address, or this clock is wrong.</source>
        <translation>Không tin được chứng thư của trạm: đã hết hạn, cấp cho địa chỉ khác, hoặc đồng hồ máy này sai.</translation>
    </message>
    <message>
        <source>The proxy of the network does not let the call through.</source>
        <translation>Máy trung gian của mạng không cho lời gọi đi qua.</translation>
    </message>
    <message>
        <source>The line broke while the hub was asked. Try again.</source>
        <translation>Đứt đường truyền khi đang hỏi trạm. Hãy thử lại.</translation>
    </message>
    <message>
        <source>This machine is not enrolled yet.</source>
        <translation>Máy này chưa đăng ký với tỉnh.</translation>
    </message>
    <message>
        <source>The hub answers and knows this machine.</source>
        <translation>Trạm tỉnh trả lời và nhận ra máy này.</translation>
    </message>
    <message>
        <source>The line is encrypted, its certificate is in order.</source>
        <translation>Đường truyền được mã hóa, chứng thư hợp lệ.</translation>
    </message>
    <message>
        <source>The line is not encrypted: tell the province.</source>
        <translation>Đường truyền không được mã hóa: hãy báo tỉnh.</translation>
    </message>
    <message>
        <source>This machine&apos;s clock is {minutes} minutes fast.</source>
        <translation>Đồng hồ máy này nhanh {minutes} phút.</translation>
    </message>
    <message>
        <source>This machine&apos;s clock is {minutes} minutes slow.</source>
        <translation>Đồng hồ máy này chậm {minutes} phút.</translation>
    </message>
    <message>
        <source>The clocks agree.</source>
        <translation>Đồng hồ hai bên khớp.</translation>
    </message>
</context>
<context>
    <name>HubTrialLine</name>
    <message>
        <source>Try the hub</source>
        <translation>Thử trạm tỉnh</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Đã dừng.</translation>
    </message>
    <message>
        <source>Asking the hub…</source>
        <translation>Đang hỏi trạm tỉnh…</translation>
    </message>
</context>
<context>
    <name>KeyLine</name>
    <message>
        <source>What is done</source>
        <translation>Việc cần làm</translation>
    </message>
    <message>
        <source>Its key</source>
        <translation>Phím</translation>
    </message>
    <message>
        <source>press a key</source>
        <translation>nhấn phím</translation>
    </message>
    <message>
        <source>Usual key</source>
        <translation>Phím mặc định</translation>
    </message>
    <message>
        <source>A key that writes or moves cannot be taken: use an F key, or Ctrl or Alt with a letter.</source>
        <translation>Không lấy được phím dùng để gõ hay di chuyển: hãy dùng phím F, hoặc Ctrl hay Alt với một chữ.</translation>
    </message>
    <message>
        <source>{key} is needed for typing or for the papers.</source>
        <translation>{key} cần cho việc gõ hoặc chọn giấy tờ.</translation>
    </message>
    <message>
        <source>{key} is already the key for: {act}. Give that another key first.</source>
        <translation>{key} đang là phím của: {act}. Hãy đổi phím đó trước.</translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>Keys and help on this place</source>
        <translation>Phím tắt và trợ giúp tại chỗ</translation>
    </message>
    <message>
        <source>Reception</source>
        <translation>Tiếp nhận</translation>
    </message>
    <message>
        <source>Dossiers</source>
        <translation>Hồ sơ</translation>
    </message>
    <message>
        <source>Return results</source>
        <translation>Trả kết quả</translation>
    </message>
    <message>
        <source>Scan papers</source>
        <translation>Quét giấy tờ</translation>
    </message>
    <message>
        <source>To the scanned pages, and back</source>
        <translation>Đến các trang đã quét, và trở lại</translation>
    </message>
    <message>
        <source>Online dossiers</source>
        <translation>Hồ sơ trực tuyến</translation>
    </message>
    <message>
        <source>Handover</source>
        <translation>Bàn giao</translation>
    </message>
    <message>
        <source>Register and reports</source>
        <translation>Sổ và báo cáo</translation>
    </message>
    <message>
        <source>What waits for the line</source>
        <translation>Việc chờ đường truyền</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Cài đặt</translation>
    </message>
    <message>
        <source>The main act of this place</source>
        <translation>Việc chính của trang</translation>
    </message>
    <message>
        <source>Receive and give the result at once</source>
        <translation>Tiếp nhận và trả kết quả ngay</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Toàn màn hình</translation>
    </message>
    <message>
        <source>The citizen&apos;s screen</source>
        <translation>Màn hình cho người dân</translation>
    </message>
    <message>
        <source>Keyboard to the citizen&apos;s screen, for the rating</source>
        <translation>Chuyển bàn phím sang màn hình cho người dân để đánh giá</translation>
    </message>
    <message>
        <source>Find a dossier, person or number</source>
        <translation>Tìm hồ sơ, người, số</translation>
    </message>
    <message>
        <source>New draft</source>
        <translation>Hồ sơ nháp mới</translation>
    </message>
    <message>
        <source>Next draft</source>
        <translation>Hồ sơ nháp tiếp theo</translation>
    </message>
    <message>
        <source>Call whoever waits longest</source>
        <translation>Mời người chờ lâu nhất</translation>
    </message>
    <message>
        <source>To the card that was just read</source>
        <translation>Tới thẻ vừa đọc</translation>
    </message>
    <message>
        <source>Sign the copies that wait</source>
        <translation>Ký các bản quét đang chờ</translation>
    </message>
    <message>
        <source>Read a card or a code with the camera</source>
        <translation>Đọc thẻ hoặc mã bằng máy ảnh</translation>
    </message>
    <message>
        <source>Read a card or a code from a picture file</source>
        <translation>Đọc thẻ hoặc mã từ tệp ảnh</translation>
    </message>
    <message>
        <source>Make copies smaller that are over their budget</source>
        <translation>Thu nhỏ bản số hóa quá dung lượng</translation>
    </message>
    <message>
        <source>Data of the copy of the paper that is marked</source>
        <translation>Dữ liệu bản số của giấy tờ đang chọn</translation>
    </message>
    <message>
        <source>Pages behind a receipt to its dossier, or back</source>
        <translation>Chuyển các trang sau giấy tiếp nhận sang hồ sơ đó, hoặc đưa về</translation>
    </message>
    <message>
        <source>Print again</source>
        <translation>In lại</translation>
    </message>
    <message>
        <source>Lock the window</source>
        <translation>Khóa màn hình</translation>
    </message>
    <message>
        <source>Tick component 1 to 9 (Alt+1 … Alt+9)</source>
        <translation>Đánh dấu giấy tờ 1 đến 9 (Alt+1 … Alt+9)</translation>
    </message>
    <message>
        <source>Pay debt 1 to 9 of a dossier (Ctrl+1 … Ctrl+9)</source>
        <translation>Làm nốt việc nợ thứ 1 đến 9 của hồ sơ (Ctrl+1 … Ctrl+9)</translation>
    </message>
    <message>
        <source>One step back; text is kept</source>
        <translation>Lùi một bước, chữ đã gõ vẫn còn</translation>
    </message>
    <message>
        <source>To the next empty field</source>
        <translation>Sang ô trống tiếp theo</translation>
    </message>
    <message>
        <source>Slips: see them, print them</source>
        <translation>Phiếu: xem và in</translation>
    </message>
</context>
<context>
    <name>LateScans</name>
    <message>
        <source>Attach to the dossier</source>
        <translation>Đưa vào hồ sơ</translation>
    </message>
    <message>
        <source>Data of the copy…</source>
        <translation>Dữ liệu của bản số…</translation>
    </message>
    <message>
        <source>{count} pages belong to no paper yet and stay here.</source>
        <translation>Còn {count} trang chưa thuộc giấy tờ nào và ở lại đây.</translation>
    </message>
    <message>
        <source>The scanner is still at work. Wait for its last page, or stop it.</source>
        <translation>Máy quét vẫn đang chạy. Chờ trang cuối, hoặc dừng quét.</translation>
    </message>
    <message>
        <source>The scanned pages become copies…</source>
        <translation>Đang ghép trang quét thành bản sao…</translation>
    </message>
    <message>
        <source>{count} copies attached to the dossier.</source>
        <translation>Đã đưa {count} bản quét vào hồ sơ.</translation>
    </message>
</context>
<context>
    <name>Listing</name>
    <message>
        <source>Applicant</source>
        <translation>Chủ hồ sơ</translation>
    </message>
    <message>
        <source>Dossier code</source>
        <translation>Mã hồ sơ</translation>
    </message>
    <message>
        <source>Procedure</source>
        <translation>Thủ tục</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Trạng thái</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Tiếp nhận</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>Hẹn trả</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>Còn lại</translation>
    </message>
    <message>
        <source>To do</source>
        <translation>Cần làm</translation>
    </message>
    <message>
        <source>update needed</source>
        <translation>cần cập nhật</translation>
    </message>
    <message>
        <source>to be looked at</source>
        <translation>cần xem lại</translation>
    </message>
    <message>
        <source>{count} things owed</source>
        <translation>còn nợ {count} việc</translation>
    </message>
    <message>
        <source>waits to be sent</source>
        <translation>chờ gửi</translation>
    </message>
    <message>
        <source>Provisional code</source>
        <translation>Mã tạm</translation>
    </message>
</context>
<context>
    <name>Lists</name>
    <message>
        <source>Today</source>
        <translation>Hôm nay</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Đang giải quyết</translation>
    </message>
    <message>
        <source>To hand over</source>
        <translation>Chờ bàn giao</translation>
    </message>
    <message>
        <source>On the way</source>
        <translation>Đang chuyển</translation>
    </message>
    <message>
        <source>Overdue</source>
        <translation>Quá hạn</translation>
    </message>
    <message>
        <source>To return</source>
        <translation>Chờ trả</translation>
    </message>
    <message>
        <source>Something owed</source>
        <translation>Còn nợ</translation>
    </message>
    <message>
        <source>To be looked at</source>
        <translation>Cần xem lại</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Tất cả</translation>
    </message>
    <message>
        <source>No dossier was received today yet.</source>
        <translation>Hôm nay chưa tiếp nhận hồ sơ nào.</translation>
    </message>
    <message>
        <source>Received under Reception (F2), each stands here at once.</source>
        <translation>Hồ sơ tiếp nhận ở Tiếp nhận (F2) hiện ngay tại đây.</translation>
    </message>
    <message>
        <source>No dossier is open.</source>
        <translation>Không có hồ sơ đang giải quyết.</translation>
    </message>
    <message>
        <source>Those received stand here until the result is given back or they end.</source>
        <translation>Hồ sơ đã tiếp nhận nằm ở đây đến khi trả kết quả hoặc kết thúc.</translation>
    </message>
    <message>
        <source>Nothing waits to be handed over.</source>
        <translation>Không có hồ sơ nào chờ bàn giao.</translation>
    </message>
    <message>
        <source>Those received here stand in it until they leave on a list (Handover, F7).</source>
        <translation>Hồ sơ tiếp nhận tại đây nằm trong danh sách này đến khi bàn giao (Bàn giao, F7).</translation>
    </message>
    <message>
        <source>Nothing is on its way.</source>
        <translation>Không có hồ sơ đang chuyển.</translation>
    </message>
    <message>
        <source>Papers that left on a list stand here until their receiver has signed.</source>
        <translation>Hồ sơ đã bàn giao nằm ở đây đến khi bên nhận ký nhận.</translation>
    </message>
    <message>
        <source>Nothing is overdue.</source>
        <translation>Không có hồ sơ quá hạn.</translation>
    </message>
    <message>
        <source>A dossier whose promised time is over stands here; its page has the apology.</source>
        <translation>Hồ sơ quá hẹn trả hiện ở đây; trang hồ sơ có văn bản xin lỗi và hẹn lại.</translation>
    </message>
    <message>
        <source>No result waits here.</source>
        <translation>Chưa có kết quả nào chờ trả.</translation>
    </message>
    <message>
        <source>Results stand here once they were signed for (Handover, F7).</source>
        <translation>Kết quả hiện ở đây sau khi ký nhận (Bàn giao, F7).</translation>
    </message>
    <message>
        <source>Nothing is owed.</source>
        <translation>Không còn nợ việc gì.</translation>
    </message>
    <message>
        <source>A scan, a signature, a check or a slip that is still missing stands here.</source>
        <translation>Hồ sơ còn nợ bản quét, chữ ký số, kiểm tra tài khoản hoặc giấy in hiện ở đây.</translation>
    </message>
    <message>
        <source>Nothing needs to be looked at.</source>
        <translation>Không có hồ sơ cần xem xét.</translation>
    </message>
    <message>
        <source>Of two acts that do not go together, the later waits here for a decision.</source>
        <translation>Hai việc không đi cùng nhau thì việc đến sau chờ quyết định ở đây.</translation>
    </message>
    <message>
        <source>No dossier yet.</source>
        <translation>Chưa có hồ sơ nào.</translation>
    </message>
    <message>
        <source>All dossiers of this unit stand here. Ctrl+K finds one by name or number.</source>
        <translation>Mọi hồ sơ của đơn vị nằm ở đây. Ctrl+K tìm theo tên hoặc số.</translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message>
        <source>The program met a fault of its own, and this was not done.</source>
        <translation>Chương trình gặp lỗi của chính nó nên việc này chưa làm được.</translation>
    </message>
    <message>
        <source>Nothing typed is lost. Try again; if it fails again, save the report.</source>
        <translation>Nội dung đã nhập vẫn còn. Hãy thử lại; nếu vẫn lỗi, hãy lưu báo cáo.</translation>
    </message>
    <message>
        <source>This field is still empty.</source>
        <translation>Ô này còn trống.</translation>
    </message>
    <message>
        <source>Please fill it in.</source>
        <translation>Hãy điền vào.</translation>
    </message>
    <message>
        <source>A personal number has 12 digits (there are {digits} now).</source>
        <translation>Số định danh phải có 12 chữ số (đang có {digits}).</translation>
    </message>
    <message>
        <source>Compare it with the card and type it again.</source>
        <translation>Hãy đối chiếu với thẻ và gõ lại.</translation>
    </message>
    <message>
        <source>This is not an amount in whole đồng.</source>
        <translation>Đây không phải số tiền tròn đồng.</translation>
    </message>
    <message>
        <source>Type digits only, for example 8000.</source>
        <translation>Chỉ gõ chữ số, ví dụ 8000.</translation>
    </message>
    <message>
        <source>What was scanned is not a citizen card.</source>
        <translation>Nội dung vừa quét không phải thẻ căn cước.</translation>
    </message>
    <message>
        <source>Scan the square code on the card again, or type the details.</source>
        <translation>Hãy quét lại mã vuông trên thẻ, hoặc gõ thông tin.</translation>
    </message>
    <message>
        <source>This is not a dossier code.</source>
        <translation>Đây không phải mã hồ sơ.</translation>
    </message>
    <message>
        <source>Scan the code on the receipt again, or type it as printed.</source>
        <translation>Hãy quét lại mã trên giấy tiếp nhận, hoặc gõ đúng như đã in.</translation>
    </message>
    <message>
        <source>The password is not right.</source>
        <translation>Mật khẩu không đúng.</translation>
    </message>
    <message>
        <source>Type it again; look at Caps Lock and the Vietnamese keyboard.</source>
        <translation>Hãy gõ lại; xem Caps Lock và bộ gõ tiếng Việt.</translation>
    </message>
    <message>
        <source>The enrolment code is wrong, used, or out of date.</source>
        <translation>Mã đăng ký sai, đã dùng hoặc hết hạn.</translation>
    </message>
    <message>
        <source>Ask the administrator of the province for a new code.</source>
        <translation>Hãy xin quản trị của tỉnh một mã mới.</translation>
    </message>
    <message>
        <source>This cannot be the address of a provincial hub.</source>
        <translation>Đây không thể là địa chỉ trạm đồng bộ của tỉnh.</translation>
    </message>
    <message>
        <source>Type it as the province gave it; it begins with https://.</source>
        <translation>Hãy gõ đúng như tỉnh cung cấp, bắt đầu bằng https://.</translation>
    </message>
    <message>
        <source>The passphrase of this machine is not right.</source>
        <translation>Mật khẩu của máy không đúng.</translation>
    </message>
    <message>
        <source>Type it again; the administrator of your unit keeps it.</source>
        <translation>Hãy gõ lại; quản trị của đơn vị giữ mật khẩu này.</translation>
    </message>
    <message>
        <source>This file cannot be read as a page.</source>
        <translation>Không đọc được tệp này thành trang giấy.</translation>
    </message>
    <message>
        <source>Choose a PDF, JPEG, PNG or TIFF file, or scan the paper.</source>
        <translation>Hãy chọn tệp PDF, JPEG, PNG hoặc TIFF, hoặc quét giấy.</translation>
    </message>
    <message>
        <source>The key of this machine does not open its data.</source>
        <translation>Khóa của máy không mở được dữ liệu.</translation>
    </message>
    <message>
        <source>Change nothing here and call the administrator; the data are still there.</source>
        <translation>Đừng thay đổi gì và gọi quản trị; dữ liệu vẫn còn.</translation>
    </message>
    <message>
        <source>These data were written by a newer version of the program.</source>
        <translation>Dữ liệu này do phiên bản mới hơn của chương trình ghi.</translation>
    </message>
    <message>
        <source>Install the newer version; nothing was changed.</source>
        <translation>Hãy cài phiên bản mới hơn; chưa có gì bị thay đổi.</translation>
    </message>
    <message>
        <source>The data file of this machine is damaged.</source>
        <translation>Tệp dữ liệu của máy bị hỏng.</translation>
    </message>
    <message>
        <source>Call the administrator; a copy lies beside it, and the hub has all that was sent.</source>
        <translation>Hãy gọi quản trị; có bản sao bên cạnh, và trạm đồng bộ giữ mọi thứ đã gửi.</translation>
    </message>
    <message>
        <source>The disk of this machine is full.</source>
        <translation>Ổ đĩa của máy đã đầy.</translation>
    </message>
    <message>
        <source>Free some space, then do the act again; nothing was half done.</source>
        <translation>Hãy giải phóng dung lượng rồi làm lại; không có việc nào dở dang.</translation>
    </message>
    <message>
        <source>Một Cửa is already open on this machine.</source>
        <translation>Một Cửa đang mở trên máy này.</translation>
    </message>
    <message>
        <source>Go to the window that is open, or close it first.</source>
        <translation>Hãy chuyển sang cửa sổ đang mở, hoặc đóng nó trước.</translation>
    </message>
    <message>
        <source>The disk or folder refuses to be written.</source>
        <translation>Ổ đĩa hoặc thư mục không cho ghi.</translation>
    </message>
    <message>
        <source>Call the administrator; nothing was half done.</source>
        <translation>Hãy gọi quản trị; không có việc nào dở dang.</translation>
    </message>
    <message>
        <source>A copy of these data has worked elsewhere under the name of this machine.</source>
        <translation>Một bản sao của dữ liệu này đã làm việc ở nơi khác dưới tên máy này.</translation>
    </message>
    <message>
        <source>Enrol this machine anew; what it has not sent is kept and sent then.</source>
        <translation>Hãy đăng ký lại máy này; những gì chưa gửi vẫn được giữ và sẽ gửi sau.</translation>
    </message>
    <message>
        <source>A stored scan is missing or damaged.</source>
        <translation>Một bản quét đã lưu bị mất hoặc hỏng.</translation>
    </message>
    <message>
        <source>Scan that paper again, or wait until the hub sends it back.</source>
        <translation>Hãy quét lại giấy đó, hoặc chờ trạm đồng bộ gửi về.</translation>
    </message>
    <message>
        <source>No scanner is chosen, or it is switched off.</source>
        <translation>Chưa chọn máy quét, hoặc máy quét đang tắt.</translation>
    </message>
    <message>
        <source>Switch it on, or choose one in Settings; a file can be added too.</source>
        <translation>Hãy bật máy, hoặc chọn trong Cài đặt; cũng có thể thêm tệp.</translation>
    </message>
    <message>
        <source>There is no card code to be seen in this picture.</source>
        <translation>Không thấy mã QR của thẻ trong ảnh này.</translation>
    </message>
    <message>
        <source>Hold the card flat and closer, without glare, and try again.</source>
        <translation>Hãy để thẻ phẳng, gần hơn, không lóa, rồi thử lại.</translation>
    </message>
    <message>
        <source>The card reader does not answer.</source>
        <translation>Đầu đọc thẻ không trả lời.</translation>
    </message>
    <message>
        <source>Unplug it and plug it in again, or look at its port in Settings.</source>
        <translation>Hãy rút ra cắm lại, hoặc xem cổng của đầu đọc trong Cài đặt.</translation>
    </message>
    <message>
        <source>The copy was not signed.</source>
        <translation>Bản số hóa chưa được ký.</translation>
    </message>
    <message>
        <source>It stays on the list of copies to sign; try again from there.</source>
        <translation>Bản này vẫn nằm trong danh sách chờ ký; hãy ký lại từ đó.</translation>
    </message>
    <message>
        <source>Another program is using the card reader.</source>
        <translation>Chương trình khác đang dùng đầu đọc thẻ.</translation>
    </message>
    <message>
        <source>Close that program, then try again.</source>
        <translation>Hãy đóng chương trình đó rồi thử lại.</translation>
    </message>
    <message>
        <source>This account may not use the port of the card reader.</source>
        <translation>Tài khoản này không được dùng cổng của đầu đọc thẻ.</translation>
    </message>
    <message>
        <source>Ask the administrator of this machine to allow it.</source>
        <translation>Hãy nhờ quản trị viên máy này cấp quyền.</translation>
    </message>
    <message>
        <source>No signing token is plugged in.</source>
        <translation>Chưa cắm thiết bị ký số.</translation>
    </message>
    <message>
        <source>Plug the token in and sign again.</source>
        <translation>Hãy cắm thiết bị và ký lại.</translation>
    </message>
    <message>
        <source>The PIN of the token is not right.</source>
        <translation>Mã PIN của thiết bị ký số không đúng.</translation>
    </message>
    <message>
        <source>Type it again; after too many wrong ones the token locks itself.</source>
        <translation>Hãy nhập lại; sai nhiều lần thiết bị sẽ tự khóa.</translation>
    </message>
    <message>
        <source>The token has locked itself.</source>
        <translation>Thiết bị ký số đã tự khóa.</translation>
    </message>
    <message>
        <source>Ask who issued the token to unlock it.</source>
        <translation>Hãy nhờ nơi cấp thiết bị mở khóa.</translation>
    </message>
    <message>
        <source>There is no certificate for signing on this token.</source>
        <translation>Thiết bị này không có chứng thư số để ký.</translation>
    </message>
    <message>
        <source>Plug in the token that was issued to you.</source>
        <translation>Hãy cắm thiết bị đã cấp cho bạn.</translation>
    </message>
    <message>
        <source>The certificate on this token is out of date.</source>
        <translation>Chứng thư số trong thiết bị đã hết hạn.</translation>
    </message>
    <message>
        <source>Ask who issued it for a new one; the copies wait.</source>
        <translation>Hãy xin cấp chứng thư mới; các bản số hóa vẫn chờ ký.</translation>
    </message>
    <message>
        <source>The signing service on this machine does not answer.</source>
        <translation>Dịch vụ ký số trên máy này không trả lời.</translation>
    </message>
    <message>
        <source>Start it and sign again.</source>
        <translation>Hãy khởi động dịch vụ và ký lại.</translation>
    </message>
    <message>
        <source>What came back from signing is not the copy that was sent.</source>
        <translation>Bản nhận lại sau khi ký không phải bản đã gửi.</translation>
    </message>
    <message>
        <source>It was not kept; sign again, and tell the administrator if it happens again.</source>
        <translation>Bản đó không được giữ; hãy ký lại, và báo quản trị viên nếu còn xảy ra.</translation>
    </message>
    <message>
        <source>The result lies at counter {counter}, and there is no line to ask it.</source>
        <translation>Kết quả đang nằm ở quầy {counter}, và đang mất kết nối nên chưa hỏi được.</translation>
    </message>
    <message>
        <source>A newborn needs the birth date.</source>
        <translation>Cần ngày sinh của trẻ.</translation>
    </message>
    <message>
        <source>Read it off the proof of birth.</source>
        <translation>Xem giấy chứng sinh.</translation>
    </message>
    <message>
        <source>The template of file names asks for something there is not.</source>
        <translation>Mẫu đặt tên tệp có mục không tồn tại.</translation>
    </message>
    <message>
        <source>In Settings use only code, number, component, procedure and day.</source>
        <translation>Trong Cài đặt chỉ dùng code, number, component, procedure và day.</translation>
    </message>
    <message>
        <source>The scanner stopped.</source>
        <translation>Máy quét đã dừng.</translation>
    </message>
    <message>
        <source>Look at the scanner and scan again; pages already read are kept.</source>
        <translation>Hãy xem máy quét và quét lại; các trang đã đọc vẫn được giữ.</translation>
    </message>
    <message>
        <source>The printer does not answer.</source>
        <translation>Máy in không trả lời.</translation>
    </message>
    <message>
        <source>The slip waits and prints itself when the printer is ready.</source>
        <translation>Bản in đang chờ và sẽ tự in khi máy in sẵn sàng.</translation>
    </message>
    <message>
        <source>No font on this machine has all Vietnamese letters.</source>
        <translation>Máy này không có phông chữ đủ chữ tiếng Việt.</translation>
    </message>
    <message>
        <source>Install Times New Roman or Liberation Serif 2, then print again.</source>
        <translation>Hãy cài Times New Roman hoặc Liberation Serif 2 rồi in lại.</translation>
    </message>
    <message>
        <source>The dossier code is too long for the barcode on this form.</source>
        <translation>Mã hồ sơ quá dài so với mã vạch trên mẫu này.</translation>
    </message>
    <message>
        <source>Call the administrator: the form of the regulation set must be changed.</source>
        <translation>Hãy gọi quản trị: cần sửa mẫu của bộ quy định.</translation>
    </message>
    <message>
        <source>The provincial hub cannot be reached.</source>
        <translation>Chưa liên lạc được với trạm đồng bộ của tỉnh.</translation>
    </message>
    <message>
        <source>Go on working: everything is kept on this machine and sent later by itself.</source>
        <translation>Cứ tiếp tục làm việc: mọi thứ đã lưu tại máy và sẽ tự gửi sau.</translation>
    </message>
    <message>
        <source>Something answered, but it is not the provincial hub.</source>
        <translation>Có máy trả lời, nhưng không phải trạm đồng bộ của tỉnh.</translation>
    </message>
    <message>
        <source>Look at the address of the hub and at the sign-in of the network.</source>
        <translation>Hãy xem lại địa chỉ trạm và việc đăng nhập mạng.</translation>
    </message>
    <message>
        <source>The provincial hub is busy.</source>
        <translation>Trạm đồng bộ của tỉnh đang bận.</translation>
    </message>
    <message>
        <source>Go on working; it is tried again by itself.</source>
        <translation>Cứ tiếp tục làm việc; máy sẽ tự gửi lại.</translation>
    </message>
    <message>
        <source>This bundle cannot be taken in ({reason}).</source>
        <translation>Không nhận được gói dữ liệu này ({reason}).</translation>
    </message>
    <message>
        <source>Copy it to the stick once more, or have another one made for this machine.</source>
        <translation>Chép lại gói vào thẻ nhớ, hoặc tạo gói khác cho máy này.</translation>
    </message>
    <message>
        <source>The hub does not accept this machine.</source>
        <translation>Trạm đồng bộ không chấp nhận máy này.</translation>
    </message>
    <message>
        <source>More text was typed or pasted than a record can hold.</source>
        <translation>Nội dung gõ hoặc dán vào dài hơn mức một bản ghi chứa được.</translation>
    </message>
    <message>
        <source>Shorten it and do the act again; nothing was recorded yet.</source>
        <translation>Hãy rút gọn rồi làm lại; chưa có gì được ghi.</translation>
    </message>
    <message>
        <source>This installation came without the part that reads cameras.</source>
        <translation>Bản cài đặt này không có phần đọc máy ảnh.</translation>
    </message>
    <message>
        <source>Install the whole program, or use the scanner, the reader or a picture file.</source>
        <translation>Hãy cài bản đầy đủ, hoặc dùng máy quét, đầu đọc thẻ hay tệp ảnh.</translation>
    </message>
    <message>
        <source>The camera stopped.</source>
        <translation>Máy ảnh đã dừng.</translation>
    </message>
    <message>
        <source>Unplug it and plug it in again, then try once more; pages taken are kept.</source>
        <translation>Rút ra cắm lại rồi thử lại; các trang đã chụp vẫn còn.</translation>
    </message>
    <message>
        <source>Ask the administrator of the province to enrol this machine again.</source>
        <translation>Hãy đề nghị quản trị của tỉnh đăng ký lại máy.</translation>
    </message>
    <message>
        <source>The hub refused the request.</source>
        <translation>Trạm đồng bộ từ chối yêu cầu.</translation>
    </message>
    <message>
        <source>Open Synchronisation to see what is held back and why.</source>
        <translation>Mở trang Đồng bộ để xem bản ghi nào bị giữ lại và vì sao.</translation>
    </message>
    <message>
        <source>The hub asks for a newer version of this program.</source>
        <translation>Trạm đồng bộ yêu cầu phiên bản mới hơn của chương trình.</translation>
    </message>
    <message>
        <source>Install the new version; until then everything is kept here.</source>
        <translation>Hãy cài phiên bản mới; đến lúc đó mọi thứ vẫn được giữ tại máy.</translation>
    </message>
    <message>
        <source>Data sent by the province could not be read ({file}, {entry}).</source>
        <translation>Không đọc được dữ liệu tỉnh gửi về ({file}, {entry}).</translation>
    </message>
    <message>
        <source>The earlier data stay in use; tell the administrator.</source>
        <translation>Dữ liệu trước đó vẫn được dùng; hãy báo quản trị.</translation>
    </message>
    <message>
        <source>This machine has no list of procedures yet.</source>
        <translation>Máy này chưa có danh mục thủ tục.</translation>
    </message>
    <message>
        <source>Enrol it with the one-time code of the province first.</source>
        <translation>Trước hết hãy đăng ký máy bằng mã dùng một lần của tỉnh.</translation>
    </message>
    <message>
        <source>Paper is jammed in the scanner.</source>
        <translation>Giấy bị kẹt trong máy quét.</translation>
    </message>
    <message>
        <source>Take the sheet out and scan the rest; pages already read are kept.</source>
        <translation>Hãy lấy tờ giấy ra và quét tiếp; các trang đã đọc vẫn được giữ.</translation>
    </message>
    <message>
        <source>There is no paper in the feeder.</source>
        <translation>Khay nạp không có giấy.</translation>
    </message>
    <message>
        <source>Put the sheets in and press F5 again.</source>
        <translation>Hãy đặt giấy vào và bấm F5 lần nữa.</translation>
    </message>
    <message>
        <source>The cover of the scanner is open.</source>
        <translation>Nắp máy quét đang mở.</translation>
    </message>
    <message>
        <source>Close it and press F5 again.</source>
        <translation>Hãy đóng lại và bấm F5 lần nữa.</translation>
    </message>
    <message>
        <source>Another program is using the scanner.</source>
        <translation>Chương trình khác đang dùng máy quét.</translation>
    </message>
    <message>
        <source>What answers at the scanner&apos;s address is not the scanner that was chosen.</source>
        <translation>Thiết bị trả lời ở địa chỉ này không phải máy quét đã chọn.</translation>
    </message>
    <message>
        <source>Nothing was scanned. Tell the administrator; a new scanner is chosen anew in the settings.</source>
        <translation>Chưa quét gì. Hãy báo quản trị viên; nếu máy vừa được thay, vào Cài đặt chọn lại máy quét.</translation>
    </message>
    <message>
        <source>The scanner was switched off or unplugged.</source>
        <translation>Máy quét bị tắt hoặc rút dây.</translation>
    </message>
    <message>
        <source>Switch it on and press F5 again; pages already read are kept.</source>
        <translation>Hãy bật máy và bấm F5 lần nữa; các trang đã đọc vẫn được giữ.</translation>
    </message>
    <message>
        <source>The scanner gave no answer and was stopped.</source>
        <translation>Máy quét không trả lời và đã được dừng lại.</translation>
    </message>
    <message>
        <source>Switch it off and on, then press F5 again; pages already read are kept.</source>
        <translation>Hãy tắt rồi bật máy, bấm F5 lần nữa; các trang đã đọc vẫn được giữ.</translation>
    </message>
    <message>
        <source>There are not as many backs as fronts: a sheet was drawn in with another.</source>
        <translation>Số mặt sau không bằng số mặt trước: máy đã kéo hai tờ một lúc.</translation>
    </message>
    <message>
        <source>All pages are in the tray; put them in order there, or scan the stack again.</source>
        <translation>Mọi trang đều nằm trong khay; hãy sắp lại tại đó, hoặc quét lại cả xấp.</translation>
    </message>
    <message>
        <source>No camera is attached to this machine.</source>
        <translation>Máy tính này không có máy ảnh nào.</translation>
    </message>
    <message>
        <source>Plug one in, or use the scanner, the reader or a picture file.</source>
        <translation>Hãy cắm máy ảnh, hoặc dùng máy quét, đầu đọc thẻ hay tệp ảnh.</translation>
    </message>
    <message>
        <source>The camera gives no picture: another program may be using it.</source>
        <translation>Máy ảnh không cho hình: có thể chương trình khác đang dùng.</translation>
    </message>
    <message>
        <source>Close that program (a video call, the camera&apos;s own) and try again.</source>
        <translation>Đóng chương trình đó (họp trực tuyến, phần mềm của máy ảnh) rồi thử lại.</translation>
    </message>
    <message>
        <source>The camera was switched off or unplugged.</source>
        <translation>Máy ảnh bị tắt hoặc rút dây.</translation>
    </message>
    <message>
        <source>Plug it in and try again; pages taken are kept.</source>
        <translation>Cắm lại rồi thử lại; các trang đã chụp vẫn còn.</translation>
    </message>
    <message>
        <source>This account may not use the camera.</source>
        <translation>Tài khoản này không được phép dùng máy ảnh.</translation>
    </message>
    <message>
        <source>The camera gave no picture and was stopped.</source>
        <translation>Máy ảnh không cho hình nào và đã bị dừng.</translation>
    </message>
    <message>
        <source>Signing is not set up on this machine.</source>
        <translation>Máy này chưa cài đặt ký số.</translation>
    </message>
    <message>
        <source>Name the library of the token in the settings.</source>
        <translation>Vào Cài đặt, chọn thư viện của thiết bị ký số.</translation>
    </message>
    <message>
        <source>The PIN of the token is needed.</source>
        <translation>Cần mã PIN của thiết bị ký số.</translation>
    </message>
    <message>
        <source>Type it; it goes to the token and is kept nowhere.</source>
        <translation>Nhập mã PIN; mã chỉ chuyển cho thiết bị, không lưu ở đâu.</translation>
    </message>
    <message>
        <source>The certificate on this token is not valid yet.</source>
        <translation>Chứng thư số trong thiết bị chưa đến ngày có hiệu lực.</translation>
    </message>
    <message>
        <source>Look at the date of this machine; else ask who issued the token.</source>
        <translation>Hãy xem lại ngày giờ của máy; nếu đúng, hỏi nơi cấp thiết bị.</translation>
    </message>
    <message>
        <source>The certificate on this token is not for signing papers.</source>
        <translation>Chứng thư số trong thiết bị không dùng để ký văn bản.</translation>
    </message>
    <message>
        <source>Plug in the token that was issued to you for signing.</source>
        <translation>Hãy cắm thiết bị đã cấp cho bạn để ký.</translation>
    </message>
    <message>
        <source>The token wants a new PIN first.</source>
        <translation>Thiết bị ký số đòi đổi mã PIN trước.</translation>
    </message>
    <message>
        <source>Change the PIN with the token&apos;s own program, then sign again.</source>
        <translation>Hãy đổi mã PIN bằng phần mềm đi kèm thiết bị, rồi ký lại.</translation>
    </message>
    <message>
        <source>This is not an address of a time-stamp authority.</source>
        <translation>Đây không phải địa chỉ của dịch vụ cấp dấu thời gian.</translation>
    </message>
    <message>
        <source>It looks like http://tsa.example.vn; ask who issued the token.</source>
        <translation>Địa chỉ có dạng http://tsa.example.vn; hỏi nơi cấp thiết bị.</translation>
    </message>
    <message>
        <source>The signing service is chosen, but its address is not known.</source>
        <translation>Đã chọn dịch vụ ký nhưng chưa có địa chỉ.</translation>
    </message>
    <message>
        <source>Type its address in the settings.</source>
        <translation>Nhập địa chỉ trong Cài đặt.</translation>
    </message>
    <message>
        <source>This is not an address of a signing service on this machine.</source>
        <translation>Đây không phải địa chỉ dịch vụ ký trên máy này.</translation>
    </message>
    <message>
        <source>It looks like http://127.0.0.1:8080; ask who installed the service.</source>
        <translation>Địa chỉ có dạng http://127.0.0.1:8080; hỏi người đã cài dịch vụ.</translation>
    </message>
    <message>
        <source>This file is damaged.</source>
        <translation>Tệp này bị hỏng.</translation>
    </message>
    <message>
        <source>Ask for the file again, or scan the paper.</source>
        <translation>Hãy xin lại tệp, hoặc quét giấy.</translation>
    </message>
    <message>
        <source>This file cannot be opened: it was moved, is a folder, or may not be read.</source>
        <translation>Không mở được tệp này: tệp đã bị chuyển đi, là thư mục, hoặc không được phép đọc.</translation>
    </message>
    <message>
        <source>Choose it again, or scan the paper.</source>
        <translation>Hãy chọn lại tệp, hoặc quét bản giấy.</translation>
    </message>
    <message>
        <source>This file is locked with a password.</source>
        <translation>Tệp này bị khóa bằng mật khẩu.</translation>
    </message>
    <message>
        <source>Ask for it without a password, or scan the paper.</source>
        <translation>Hãy xin tệp không có mật khẩu, hoặc quét giấy.</translation>
    </message>
    <message>
        <source>This file is signed and locked: unlocked, it would lose its signature.</source>
        <translation>Tệp này đã ký số và bị khóa: mở khóa thì chữ ký không còn giá trị.</translation>
    </message>
    <message>
        <source>Ask for the signed file without the lock, or scan the paper.</source>
        <translation>Hãy xin tệp đã ký không bị khóa, hoặc quét bản giấy.</translation>
    </message>
    <message>
        <source>A signature on this file is of a kind that this program cannot check.</source>
        <translation>Chữ ký trên tệp này thuộc loại chương trình chưa kiểm tra được.</translation>
    </message>
    <message>
        <source>Check it with the program of the authority whose signature it is.</source>
        <translation>Hãy kiểm tra bằng chương trình của đơn vị cấp chữ ký số ấy.</translation>
    </message>
    <message>
        <source>This file is too large.</source>
        <translation>Tệp này quá lớn.</translation>
    </message>
    <message>
        <source>Scan the paper at 200 dpi, or split the file.</source>
        <translation>Hãy quét giấy ở 200 dpi, hoặc tách tệp.</translation>
    </message>
    <message>
        <source>This kind of file cannot be taken in.</source>
        <translation>Không nhận được loại tệp này.</translation>
    </message>
    <message>
        <source>Choose a PDF, JPEG, PNG or TIFF file.</source>
        <translation>Hãy chọn tệp PDF, JPEG, PNG hoặc TIFF.</translation>
    </message>
    <message>
        <source>The Vietnamese letters of the card were garbled on the way.</source>
        <translation>Chữ tiếng Việt trên thẻ bị sai khi truyền.</translation>
    </message>
    <message>
        <source>Switch the Vietnamese keyboard off and scan again, or use serial mode.</source>
        <translation>Hãy tắt bộ gõ tiếng Việt và quét lại, hoặc dùng chế độ nối tiếp (COM).</translation>
    </message>
    <message>
        <source>Two cards came in one scan.</source>
        <translation>Hai thẻ dính vào một lần quét.</translation>
    </message>
    <message>
        <source>Scan one card at a time.</source>
        <translation>Hãy quét từng thẻ một.</translation>
    </message>
    <message>
        <source>The number on this card was not read as 12 digits.</source>
        <translation>Số trên thẻ không đọc được đủ 12 chữ số.</translation>
    </message>
    <message>
        <source>Scan the card again, or type the details.</source>
        <translation>Hãy quét lại thẻ, hoặc gõ thông tin.</translation>
    </message>
    <message>
        <source>The birth date on this card could not be read.</source>
        <translation>Không đọc được ngày sinh trên thẻ.</translation>
    </message>
    <message>
        <source>The name on this card could not be read.</source>
        <translation>Không đọc được họ tên trên thẻ.</translation>
    </message>
    <message>
        <source>Too many wrong passwords; this account rests until {until}.</source>
        <translation>Sai mật khẩu nhiều lần; tài khoản tạm nghỉ đến {until}.</translation>
    </message>
    <message>
        <source>Wait until then, or ask your administrator.</source>
        <translation>Hãy chờ đến lúc đó, hoặc hỏi quản trị.</translation>
    </message>
    <message>
        <source>This cannot be done while the dossier is in its present status.</source>
        <translation>Không làm được việc này ở trạng thái hiện tại của hồ sơ.</translation>
    </message>
    <message>
        <source>Open the dossier: what can be done now is listed there.</source>
        <translation>Hãy mở hồ sơ: việc làm được lúc này được liệt kê ở đó.</translation>
    </message>
    <message>
        <source>The record of this act is not of a known form.</source>
        <translation>Bản ghi của việc này không đúng dạng đã biết.</translation>
    </message>
    <message>
        <source>Install the newest version; a supervisor decides about this line.</source>
        <translation>Hãy cài phiên bản mới nhất; lãnh đạo quyết định về dòng này.</translation>
    </message>
    <message>
        <source>A required paper is missing: {component}.</source>
        <translation>Còn thiếu giấy tờ bắt buộc: {component}.</translation>
    </message>
    <message>
        <source>Tick it when it is here, or print a supplement request.</source>
        <translation>Hãy đánh dấu khi đã có, hoặc in phiếu yêu cầu bổ sung.</translation>
    </message>
    <message>
        <source>This procedure is received only in the system of the ministry.</source>
        <translation>Thủ tục này chỉ tiếp nhận trên hệ thống của Bộ.</translation>
    </message>
    <message>
        <source>Record it there; it must not be received twice.</source>
        <translation>Hãy tiếp nhận ở đó; không được tiếp nhận hai nơi.</translation>
    </message>
    <message>
        <source>The result of this procedure is not given at once.</source>
        <translation>Thủ tục này không trả kết quả ngay.</translation>
    </message>
    <message>
        <source>Accept it and print its receipt; the result is returned later.</source>
        <translation>Tiếp nhận và in giấy tiếp nhận; kết quả trả sau.</translation>
    </message>
    <message>
        <source>The fee was not taken yet: {fee}.</source>
        <translation>Chưa thu: {fee}.</translation>
    </message>
    <message>
        <source>Take it before the result is given, and tick that it was taken.</source>
        <translation>Thu trước khi trả kết quả, rồi đánh dấu đã thu.</translation>
    </message>
    <message>
        <source>This procedure is not in force today.</source>
        <translation>Thủ tục này hôm nay không còn hiệu lực.</translation>
    </message>
    <message>
        <source>Choose the version in force.</source>
        <translation>Hãy chọn thủ tục đang có hiệu lực.</translation>
    </message>
    <message>
        <source>A fee of 0 đ needs its reason: {fee}.</source>
        <translation>Mức thu 0 đ cần có lý do: {fee}.</translation>
    </message>
    <message>
        <source>Write why it is exempted, or enter the amount.</source>
        <translation>Hãy ghi vì sao được miễn, hoặc nhập số tiền.</translation>
    </message>
    <message>
        <source>The amount of a fee is not known: {fee}.</source>
        <translation>Chưa rõ mức thu: {fee}.</translation>
    </message>
    <message>
        <source>Enter the amount and what it is based on, or the reason of exemption.</source>
        <translation>Hãy nhập số tiền và căn cứ, hoặc lý do miễn.</translation>
    </message>
    <message>
        <source>The time of acceptance lies in the future.</source>
        <translation>Thời điểm tiếp nhận nằm ở tương lai.</translation>
    </message>
    <message>
        <source>Look at the clock of this machine.</source>
        <translation>Hãy xem lại đồng hồ của máy.</translation>
    </message>
    <message>
        <source>The dossier code does not have the form of its unit.</source>
        <translation>Mã hồ sơ không đúng dạng của đơn vị.</translation>
    </message>
    <message>
        <source>Tell the administrator; a new code must be given.</source>
        <translation>Hãy báo quản trị; cần cấp mã mới.</translation>
    </message>
    <message>
        <source>No paper is ticked yet.</source>
        <translation>Chưa đánh dấu giấy tờ nào.</translation>
    </message>
    <message>
        <source>Tick the papers that were handed in or shown.</source>
        <translation>Hãy đánh dấu giấy tờ đã nộp hoặc đã xuất trình.</translation>
    </message>
    <message>
        <source>A supplement was already requested once for this dossier.</source>
        <translation>Hồ sơ này đã được yêu cầu bổ sung một lần.</translation>
    </message>
    <message>
        <source>The law allows one request; a supervisor may go past it with a reason.</source>
        <translation>Chỉ được yêu cầu một lần; lãnh đạo có thể cho phép, kèm lý do.</translation>
    </message>
    <message>
        <source>The last day to request a supplement was {last}.</source>
        <translation>Ngày cuối cùng để yêu cầu bổ sung là {last}.</translation>
    </message>
    <message>
        <source>A supervisor may go past it with a reason.</source>
        <translation>Lãnh đạo có thể cho phép, kèm lý do.</translation>
    </message>
    <message>
        <source>Not all requested papers are here yet.</source>
        <translation>Chưa đủ giấy tờ đã yêu cầu bổ sung.</translation>
    </message>
    <message>
        <source>Tick every requested paper; the clock starts again only when all are in.</source>
        <translation>Hãy đánh dấu đủ các giấy tờ; thời hạn chỉ tính lại khi đã đủ.</translation>
    </message>
    <message>
        <source>No paper and no reason is named.</source>
        <translation>Chưa nêu giấy tờ và lý do.</translation>
    </message>
    <message>
        <source>Name what is missing and why, so that one visit is enough.</source>
        <translation>Hãy nêu đủ giấy tờ thiếu và lý do, để công dân chỉ phải đi một lần.</translation>
    </message>
    <message>
        <source>The papers are on their way on list {list}.</source>
        <translation>Giấy tờ đang được bàn giao theo phiếu {list}.</translation>
    </message>
    <message>
        <source>Wait until the receiver has signed for them.</source>
        <translation>Hãy chờ bên nhận ký nhận.</translation>
    </message>
    <message>
        <source>There is no open handover of these papers.</source>
        <translation>Không có lần bàn giao nào đang chờ ký nhận.</translation>
    </message>
    <message>
        <source>Look at the list again; it may have been signed already.</source>
        <translation>Hãy xem lại danh sách; có thể đã ký nhận rồi.</translation>
    </message>
    <message>
        <source>Giver and receiver scanned differently. Only the giver: {only_giver}; only the receiver: {only_receiver}.</source>
        <translation>Bên giao và bên nhận quét không khớp. Chỉ bên giao: {only_giver}; chỉ bên nhận: {only_receiver}.</translation>
    </message>
    <message>
        <source>Look for what is named, scan it again or take it off the list.</source>
        <translation>Tìm hồ sơ đã nêu, quét lại hoặc đưa ra khỏi danh sách.</translation>
    </message>
    <message>
        <source>These papers are on their way to another unit.</source>
        <translation>Giấy tờ này đang chuyển cho đơn vị khác.</translation>
    </message>
    <message>
        <source>Only the receiver named on the list signs for them.</source>
        <translation>Chỉ bên nhận ghi trên phiếu mới ký nhận.</translation>
    </message>
    <message>
        <source>The papers are not held here.</source>
        <translation>Giấy tờ không nằm ở đây.</translation>
    </message>
    <message>
        <source>Only who holds the papers can hand them over or finish the dossier.</source>
        <translation>Chỉ nơi đang giữ giấy tờ mới bàn giao hoặc kết thúc được.</translation>
    </message>
    <message>
        <source>The paper result has not reached this counter.</source>
        <translation>Kết quả bản giấy chưa về quầy này.</translation>
    </message>
    <message>
        <source>Sign for it under Handover when it arrives, then return it.</source>
        <translation>Khi kết quả về, hãy ký nhận ở trang Bàn giao rồi trả.</translation>
    </message>
    <message>
        <source>The result lies at another counter, and there is no line to ask it.</source>
        <translation type="vanished">Kết quả nằm ở quầy khác và hiện không có kết nối để hỏi.</translation>
    </message>
    <message>
        <source>Return it at that counter, or wait for the connection.</source>
        <translation>Hãy trả tại quầy đó, hoặc chờ có kết nối.</translation>
    </message>
    <message>
        <source>Originals must be given back with the result.</source>
        <translation>Phải trả lại bản chính cùng kết quả.</translation>
    </message>
    <message>
        <source>Give them back and tick them.</source>
        <translation>Hãy trả lại và đánh dấu.</translation>
    </message>
    <message>
        <source>There is no result yet.</source>
        <translation>Chưa có kết quả.</translation>
    </message>
    <message>
        <source>Wait until the agency has finished, or record its result.</source>
        <translation>Hãy chờ cơ quan xử lý xong, hoặc ghi nhận kết quả.</translation>
    </message>
    <message>
        <source>The date of this dossier was already moved once.</source>
        <translation>Hồ sơ này đã được hẹn lại một lần.</translation>
    </message>
    <message>
        <source>The law allows one new date; keep the present one.</source>
        <translation>Chỉ được hẹn lại một lần; giữ ngày hẹn hiện tại.</translation>
    </message>
    <message>
        <source>A new date must be asked for by {latest}.</source>
        <translation>Phải đề nghị gia hạn chậm nhất ngày {latest}.</translation>
    </message>
    <message>
        <source>It can still be recorded as late; the dossier stays overdue.</source>
        <translation>Vẫn ghi nhận được là muộn; hồ sơ vẫn tính quá hạn.</translation>
    </message>
    <message>
        <source>The new date is not later than the old one.</source>
        <translation>Ngày hẹn mới không sau ngày hẹn cũ.</translation>
    </message>
    <message>
        <source>Choose a later working day.</source>
        <translation>Hãy chọn một ngày làm việc muộn hơn.</translation>
    </message>
    <message>
        <source>The new date is not a working day.</source>
        <translation>Ngày hẹn mới không phải ngày làm việc.</translation>
    </message>
    <message>
        <source>Choose a working day.</source>
        <translation>Hãy chọn một ngày làm việc.</translation>
    </message>
    <message>
        <source>The time to answer the supplement request is not over (until {closing}).</source>
        <translation>Chưa hết thời gian bổ sung hồ sơ (đến hết {closing}).</translation>
    </message>
    <message>
        <source>Close the dossier from the next working day on.</source>
        <translation>Chỉ dừng hồ sơ từ ngày làm việc tiếp theo.</translation>
    </message>
    <message>
        <source>No legal basis is given for stopping.</source>
        <translation>Chưa nêu căn cứ pháp lý để dừng.</translation>
    </message>
    <message>
        <source>Name the article of the sector law.</source>
        <translation>Hãy nêu điều khoản của luật chuyên ngành.</translation>
    </message>
    <message>
        <source>Only contact details can still be corrected.</source>
        <translation>Chỉ còn đính chính được thông tin liên hệ.</translation>
    </message>
    <message>
        <source>For anything else a supervisor gives a reason.</source>
        <translation>Nội dung khác cần lãnh đạo cho phép, kèm lý do.</translation>
    </message>
    <message>
        <source>This dossier already has its official code.</source>
        <translation>Hồ sơ này đã có mã chính thức.</translation>
    </message>
    <message>
        <source>Nothing needs to be done.</source>
        <translation>Không cần làm gì thêm.</translation>
    </message>
    <message>
        <source>This code already belongs to another dossier.</source>
        <translation>Mã này đã thuộc về hồ sơ khác.</translation>
    </message>
    <message>
        <source>The hub gives a new code; print the corrected receipt and tell the applicant.</source>
        <translation>Trạm đồng bộ sẽ cấp mã mới; hãy in giấy tiếp nhận đính chính và báo cho công dân.</translation>
    </message>
    <message>
        <source>This needs a supervisor.</source>
        <translation>Việc này cần lãnh đạo.</translation>
    </message>
    <message>
        <source>Ask a supervisor of your unit to sign in and give a reason.</source>
        <translation>Hãy mời lãnh đạo đơn vị đăng nhập và ghi lý do.</translation>
    </message>
    <message>
        <source>A foreigner is known by the passport.</source>
        <translation>Người nước ngoài được nhận biết bằng hộ chiếu.</translation>
    </message>
    <message>
        <source>Type its number as it is printed.</source>
        <translation>Gõ số hộ chiếu đúng như in trên hộ chiếu.</translation>
    </message>
    <message>
        <source>A newborn without a number is known by the birth date.</source>
        <translation type="vanished">Trẻ sơ sinh chưa có số định danh được nhận biết bằng ngày sinh.</translation>
    </message>
    <message>
        <source>Type it as it stands on the proof of birth.</source>
        <translation type="vanished">Gõ đúng như trên giấy chứng sinh.</translation>
    </message>
    <message>
        <source>Somebody declares the birth for a newborn.</source>
        <translation>Phải có người đi khai sinh cho trẻ.</translation>
    </message>
    <message>
        <source>Scan the card of the parent who stands here.</source>
        <translation>Quét thẻ của cha hoặc mẹ đang đứng tại quầy.</translation>
    </message>
    <message>
        <source>The parties must come in person for this procedure.</source>
        <translation>Thủ tục này các bên phải trực tiếp có mặt.</translation>
    </message>
    <message>
        <source>It cannot be received from an authorised person.</source>
        <translation>Không nhận hồ sơ từ người được ủy quyền.</translation>
    </message>
    <message>
        <source>This amount is not possible.</source>
        <translation>Số tiền này không hợp lệ.</translation>
    </message>
    <message>
        <source>Enter more than 0 đ, and refund no more than was taken.</source>
        <translation>Hãy nhập lớn hơn 0 đ; không hoàn nhiều hơn đã thu.</translation>
    </message>
    <message>
        <source>The scan to be signed does not belong to this dossier.</source>
        <translation>Bản quét cần ký không thuộc hồ sơ này.</translation>
    </message>
    <message>
        <source>Open the dossier again and sign the scan shown there.</source>
        <translation>Hãy mở lại hồ sơ và ký bản quét hiển thị ở đó.</translation>
    </message>
    <message>
        <source>The regulation set of the dossier does not hold on its day of acceptance.</source>
        <translation>Bộ quy định của hồ sơ không có hiệu lực vào ngày tiếp nhận.</translation>
    </message>
    <message>
        <source>Connect to the hub for the present data; a supervisor decides about it.</source>
        <translation>Hãy kết nối để lấy dữ liệu hiện hành; lãnh đạo quyết định về việc này.</translation>
    </message>
    <message>
        <source>The unit {unit} does not exist on that day.</source>
        <translation>Đơn vị {unit} không tồn tại vào ngày đó.</translation>
    </message>
    <message>
        <source>Choose the unit that took over from it.</source>
        <translation>Hãy chọn đơn vị tiếp quản.</translation>
    </message>
    <message>
        <source>A dossier from the paper book needs the time written there.</source>
        <translation>Hồ sơ nhập từ sổ giấy cần có thời điểm ghi trong sổ.</translation>
    </message>
    <message>
        <source>Copy day and time from the book; the clock runs from them.</source>
        <translation>Hãy chép ngày giờ trong sổ; thời hạn tính từ đó.</translation>
    </message>
    <message>
        <source>This paper is already in a database and may not be asked for: {component}.</source>
        <translation>Giấy tờ này đã có trong cơ sở dữ liệu, không được yêu cầu nộp: {component}.</translation>
    </message>
    <message>
        <source>Take it from the database, or say why not: outage, no data, or wrong data.</source>
        <translation>Hãy lấy từ cơ sở dữ liệu, hoặc nêu lý do: mất kết nối, không có hoặc sai dữ liệu.</translation>
    </message>
    <message>
        <source>An outage is named as the reason, but none is recorded.</source>
        <translation>Lý do là mất kết nối nhưng chưa ghi nhận lần mất kết nối nào.</translation>
    </message>
    <message>
        <source>Record since when the database cannot be reached, then go on.</source>
        <translation>Hãy ghi nhận cơ sở dữ liệu không truy cập được từ lúc nào, rồi tiếp tục.</translation>
    </message>
    <message>
        <source>The record of delivery by the postman is missing.</source>
        <translation>Thiếu biên bản giao nhận với nhân viên bưu chính.</translation>
    </message>
    <message>
        <source>Enter its number, the time it was signed, and the number of the postal slip.</source>
        <translation>Hãy nhập số, thời điểm ký và số phiếu gửi.</translation>
    </message>
    <message>
        <source>This dossier was never accepted.</source>
        <translation>Hồ sơ này chưa được tiếp nhận.</translation>
    </message>
    <message>
        <source>Receive it now, with all its papers; it then gets its code and its date.</source>
        <translation>Hãy tiếp nhận ngay với đủ giấy tờ; hồ sơ sẽ có mã và ngày hẹn.</translation>
    </message>
    <message>
        <source>The closing date is not the one the law gives.</source>
        <translation>Ngày hết hạn bổ sung không đúng quy định.</translation>
    </message>
    <message>
        <source>Connect to the hub for the present data and print the request again.</source>
        <translation>Hãy kết nối để lấy dữ liệu hiện hành và in lại phiếu.</translation>
    </message>
    <message>
        <source>The clock starts when the competent agency receives the dossier, and only then.</source>
        <translation>Thời hạn chỉ tính từ khi cơ quan có thẩm quyền nhận hồ sơ.</translation>
    </message>
    <message>
        <source>Open the dossier again; the date is counted anew at that receipt.</source>
        <translation>Hãy mở lại hồ sơ; ngày hẹn được tính lại khi cơ quan nhận.</translation>
    </message>
    <message>
        <source>Who takes the result is not named.</source>
        <translation>Chưa nêu người nhận kết quả.</translation>
    </message>
    <message>
        <source>Scan the card of the person or type the name.</source>
        <translation>Hãy quét thẻ của người nhận hoặc gõ tên.</translation>
    </message>
    <message>
        <source>A representative must show the authorisation.</source>
        <translation>Người được ủy quyền phải xuất trình giấy ủy quyền.</translation>
    </message>
    <message>
        <source>Enter number and date of the authorisation.</source>
        <translation>Hãy nhập số và ngày của giấy ủy quyền.</translation>
    </message>
    <message>
        <source>There is no electronic result to return online.</source>
        <translation>Chưa có kết quả điện tử để trả trực tuyến.</translation>
    </message>
    <message>
        <source>Attach the signed electronic result first, or return it at the counter.</source>
        <translation>Hãy đính kèm kết quả điện tử đã ký, hoặc trả tại quầy.</translation>
    </message>
    <message>
        <source>The number of the postal slip is missing.</source>
        <translation>Thiếu số phiếu gửi bưu chính.</translation>
    </message>
    <message>
        <source>Enter the number of the slip under which the result is sent.</source>
        <translation>Hãy nhập số phiếu gửi kèm kết quả.</translation>
    </message>
    <message>
        <source>This paper is not held here: {component}.</source>
        <translation>Giấy tờ này không được giữ ở đây: {component}.</translation>
    </message>
    <message>
        <source>Open the dossier again; the papers held are listed there.</source>
        <translation>Hãy mở lại hồ sơ; giấy tờ đang giữ được liệt kê ở đó.</translation>
    </message>
    <message>
        <source>The date of this dossier has changed meanwhile.</source>
        <translation>Ngày hẹn của hồ sơ đã thay đổi.</translation>
    </message>
    <message>
        <source>Open the dossier again and ask for the new date anew.</source>
        <translation>Hãy mở lại hồ sơ và đề nghị ngày hẹn mới lần nữa.</translation>
    </message>
    <message>
        <source>No question of this dossier to another agency is open under that entry.</source>
        <translation>Hồ sơ không có yêu cầu xác minh, lấy ý kiến nào đang chờ trả lời ở mục này.</translation>
    </message>
    <message>
        <source>Open the dossier again; it may have been answered meanwhile.</source>
        <translation>Hãy mở lại hồ sơ; có thể đã có trả lời.</translation>
    </message>
    <message>
        <source>The day by which the agency is to answer is missing or past.</source>
        <translation>Chưa nêu hạn trả lời của cơ quan được hỏi, hoặc hạn đã qua.</translation>
    </message>
    <message>
        <source>Name a day from today on.</source>
        <translation>Hãy nêu một ngày từ hôm nay trở đi.</translation>
    </message>
    <message>
        <source>This is never corrected afterwards: {field}.</source>
        <translation>Nội dung này không được đính chính về sau: {field}.</translation>
    </message>
    <message>
        <source>Dates and codes stay; record what happened as an act of its own.</source>
        <translation>Ngày và mã giữ nguyên; hãy ghi nhận việc xảy ra thành một việc riêng.</translation>
    </message>
    <message>
        <source>The unit {unit} did not take over this dossier.</source>
        <translation>Đơn vị {unit} không tiếp quản hồ sơ này.</translation>
    </message>
    <message>
        <source>Only the unit that the province names as successor takes it over.</source>
        <translation>Chỉ đơn vị được tỉnh chỉ định tiếp quản mới nhận hồ sơ.</translation>
    </message>
    <message>
        <source>The fee receipt {series} {number} was already used or spoiled at this counter.</source>
        <translation>Biên lai {series} {number} đã được dùng hoặc hủy tại quầy này.</translation>
    </message>
    <message>
        <source>Look at the book and enter the number of the receipt that was written.</source>
        <translation>Hãy xem quyển biên lai và nhập đúng số đã viết.</translation>
    </message>
    <message>
        <source>The dossier must still be kept.</source>
        <translation>Hồ sơ vẫn trong thời hạn lưu.</translation>
    </message>
    <message>
        <source>It can be thinned out when the period of keeping is over.</source>
        <translation>Chỉ rút gọn khi hết thời hạn lưu.</translation>
    </message>
    <message>
        <source>The officer was not entitled at that time.</source>
        <translation>Lúc đó cán bộ chưa hoặc không còn quyền.</translation>
    </message>
    <message>
        <source>A supervisor looks at the act and accepts or annuls it.</source>
        <translation>Lãnh đạo xem xét và chấp nhận hoặc hủy việc này.</translation>
    </message>
    <message>
        <source>The clock of the machine disagrees with the province.</source>
        <translation>Đồng hồ của máy lệch với tỉnh.</translation>
    </message>
    <message>
        <source>Set the clock right; a supervisor may allow the act with a reason.</source>
        <translation>Hãy chỉnh lại đồng hồ; lãnh đạo có thể cho phép, kèm lý do.</translation>
    </message>
    <message>
        <source>The clock of this machine stands behind what it has already seen ({seen}).</source>
        <translation>Đồng hồ của máy chạy lùi so với thời điểm đã ghi nhận ({seen}).</translation>
    </message>
    <message>
        <source>Set the clock right before giving new codes; a supervisor may allow it.</source>
        <translation>Hãy chỉnh đồng hồ trước khi cấp mã mới; lãnh đạo có thể cho phép.</translation>
    </message>
    <message>
        <source>The clock of this machine is far from that of the province ({hub}).</source>
        <translation>Đồng hồ của máy lệch nhiều so với đồng hồ của tỉnh ({hub}).</translation>
    </message>
    <message>
        <source>A scan profile needs a name of its own, of at most 40 letters.</source>
        <translation>Cấu hình quét cần một tên riêng, dài nhất 40 chữ.</translation>
    </message>
    <message>
        <source>Give it another name.</source>
        <translation>Hãy đặt tên khác.</translation>
    </message>
    <message>
        <source>This machine does not know the dossier {code}: the pages stay here.</source>
        <translation>Máy này chưa có hồ sơ {code}: các trang ở lại đây.</translation>
    </message>
    <message>
        <source>Try again after the next exchange, or put them with a paper of this dossier.</source>
        <translation>Hãy thử lại sau lần trao đổi tới, hoặc xếp các trang vào giấy tờ của hồ sơ này.</translation>
    </message>
    <message>
        <source>No page waits behind the receipt of {code} any more.</source>
        <translation>Không còn trang nào chờ sau giấy tiếp nhận của {code}.</translation>
    </message>
    <message>
        <source>They were put with a paper here; Ctrl+Z among the pages takes that back.</source>
        <translation>Các trang đã được xếp vào giấy tờ ở đây; Ctrl+Z khi sửa trang sẽ hoàn tác.</translation>
    </message>
    <message>
        <source>The dossier {code} has ended and takes no papers: the pages stay here.</source>
        <translation>Hồ sơ {code} đã kết thúc, không nhận thêm giấy tờ: các trang ở lại đây.</translation>
    </message>
    <message>
        <source>Ask the citizen; put them with a paper of this dossier or lay them aside.</source>
        <translation>Hãy hỏi người nộp; xếp các trang vào giấy tờ của hồ sơ này hoặc để ra ngoài.</translation>
    </message>
    <message>
        <source>Another unit has the dossier {code}: the pages stay here.</source>
        <translation>Hồ sơ {code} thuộc đơn vị khác: các trang ở lại đây.</translation>
    </message>
    <message>
        <source>Send the citizen there with the papers, and lay the pages aside.</source>
        <translation>Hãy hướng dẫn người nộp mang giấy tờ đến đơn vị đó, và để các trang ra ngoài.</translation>
    </message>
    <message>
        <source>There is nothing to take back: nothing was done to these pages yet.</source>
        <translation>Không có gì để hoàn tác: chưa có thao tác nào trên các trang này.</translation>
    </message>
    <message>
        <source>A page laid aside comes back with Ins, one that was changed with O.</source>
        <translation>Trang để ra ngoài lấy lại bằng phím Ins; trang đã sửa đưa về như lúc quét bằng phím O.</translation>
    </message>
    <message>
        <source>What was done before cannot be taken back: the pages are in a copy now.</source>
        <translation>Không hoàn tác được các thao tác trước đó: các trang đã thành bản sao.</translation>
    </message>
    <message>
        <source>Look at the copy in the checklist; if it is not right, scan the paper again.</source>
        <translation>Hãy xem bản sao trong danh mục giấy tờ; nếu chưa đúng, hãy quét lại giấy tờ.</translation>
    </message>
    <message>
        <source>What was done before cannot be taken back: the pages are attached to the dossier.</source>
        <translation>Không hoàn tác được các thao tác trước đó: các trang đã đính kèm vào hồ sơ.</translation>
    </message>
    <message>
        <source>If a copy is not right, scan the paper again and attach it beside the first.</source>
        <translation>Nếu bản sao chưa đúng, hãy quét lại giấy tờ và đính kèm thêm bên cạnh bản trước.</translation>
    </message>
    <message>
        <source>What was done before cannot be taken back: the copy is signed.</source>
        <translation>Không hoàn tác được các thao tác trước đó: bản sao đã được ký số.</translation>
    </message>
    <message>
        <source>If it is not right, scan the paper again, attach it and sign that copy.</source>
        <translation>Nếu chưa đúng, hãy quét lại giấy tờ, đính kèm và ký số bản mới.</translation>
    </message>
    <message>
        <source>What was done before cannot be taken back: the copy is recorded at the hub.</source>
        <translation>Không hoàn tác được các thao tác trước đó: bản sao đã được trạm ghi nhận.</translation>
    </message>
    <message>
        <source>This can no longer be taken back: these pages were filed anew since.</source>
        <translation>Không hoàn tác được nữa: các trang này đã được phân loại lại sau đó.</translation>
    </message>
    <message>
        <source>Put them right by hand; as they were scanned they come with O.</source>
        <translation>Hãy sửa trực tiếp từng trang; phím O đưa trang về như lúc quét.</translation>
    </message>
    <message>
        <source>There is nothing to do again.</source>
        <translation>Không có gì để làm lại.</translation>
    </message>
    <message>
        <source>Only what was just taken back can be done again, before anything else is.</source>
        <translation>Chỉ làm lại được điều vừa hoàn tác, trước khi làm thao tác khác.</translation>
    </message>
    <message>
        <source>No procedure is chosen yet.</source>
        <translation>Chưa chọn thủ tục.</translation>
    </message>
    <message>
        <source>Type a few letters of its name, or its code.</source>
        <translation>Hãy gõ vài chữ của tên thủ tục, hoặc mã.</translation>
    </message>
    <message>
        <source>The name is still empty.</source>
        <translation>Chưa có tên.</translation>
    </message>
    <message>
        <source>Scan the card or type the name.</source>
        <translation>Hãy quét thẻ hoặc gõ tên.</translation>
    </message>
    <message>
        <source>The personal number is still empty.</source>
        <translation>Chưa có số định danh.</translation>
    </message>
    <message>
        <source>Scan the card or type its 12 digits; a foreigner&apos;s passport will do.</source>
        <translation>Hãy quét thẻ hoặc gõ 12 chữ số; người nước ngoài dùng hộ chiếu.</translation>
    </message>
    <message>
        <source>A personal number has 12 digits.</source>
        <translation>Số định danh phải có 12 chữ số.</translation>
    </message>
    <message>
        <source>The tax code or identifier of the organisation is still empty.</source>
        <translation>Chưa có mã số thuế hoặc mã định danh của tổ chức.</translation>
    </message>
    <message>
        <source>Type it from the papers of the organisation.</source>
        <translation>Hãy gõ theo giấy tờ của tổ chức.</translation>
    </message>
    <message>
        <source>No number of papers is given for: {component}.</source>
        <translation>Chưa ghi số lượng giấy tờ: {component}.</translation>
    </message>
    <message>
        <source>Enter how many originals or copies were handed in, or mark it as shown.</source>
        <translation>Hãy ghi số bản chính, bản sao đã nộp, hoặc chọn chỉ xuất trình.</translation>
    </message>
    <message>
        <source>The amount entered needs its basis: {fee}.</source>
        <translation>Số tiền nhập tay cần có căn cứ: {fee}.</translation>
    </message>
    <message>
        <source>Name the decision or price list it comes from.</source>
        <translation>Hãy nêu nghị quyết hoặc biểu mức thu.</translation>
    </message>
    <message>
        <source>No such slip was printed for this dossier.</source>
        <translation>Hồ sơ này chưa in phiếu đó.</translation>
    </message>
    <message>
        <source>Print it from its own act first.</source>
        <translation>Hãy in phiếu từ việc tương ứng trước.</translation>
    </message>
    <message>
        <source>This dossier belongs to another unit.</source>
        <translation>Hồ sơ này thuộc đơn vị khác.</translation>
    </message>
    <message>
        <source>Ask the unit that holds it.</source>
        <translation>Hãy liên hệ đơn vị đang giữ hồ sơ.</translation>
    </message>
    <message>
        <source>The rules do not allow this act (rule {rule}).</source>
        <translation>Quy định không cho phép việc này (quy tắc {rule}).</translation>
    </message>
    <message>
        <source>Ask your supervisor.</source>
        <translation>Hãy hỏi lãnh đạo.</translation>
    </message>
    <message>
        <source>The act could not be done.</source>
        <translation>Chưa làm được việc này.</translation>
    </message>
    <message>
        <source>Nothing was changed; try again or call the administrator.</source>
        <translation>Chưa có gì thay đổi; hãy thử lại hoặc gọi quản trị.</translation>
    </message>
    <message>
        <source>Since the hub was restored its old register number is another dossier&apos;s.</source>
        <translation>Từ khi trạm được phục hồi, số vào sổ cũ đã thuộc hồ sơ khác.</translation>
    </message>
    <message>
        <source>Write the new number beside the old one, on the receipt and in the book.</source>
        <translation>Ghi số mới cạnh số cũ, trên giấy tiếp nhận và trong sổ.</translation>
    </message>
    <message>
        <source>This machine no longer keeps names, files and slips of this ended dossier.</source>
        <translation>Máy này không còn giữ họ tên, tệp và giấy in của hồ sơ đã kết thúc này.</translation>
    </message>
    <message>
        <source>The hub keeps the dossier whole; look at it there.</source>
        <translation>Trạm vẫn giữ hồ sơ đầy đủ; hãy xem ở trạm.</translation>
    </message>
</context>
<context>
    <name>Missing</name>
    <message>
        <source>the procedure</source>
        <translation>thủ tục</translation>
    </message>
    <message>
        <source>name</source>
        <translation>họ tên</translation>
    </message>
    <message>
        <source>personal number</source>
        <translation>số định danh</translation>
    </message>
    <message>
        <source>12 digits of the personal number</source>
        <translation>12 chữ số của số định danh</translation>
    </message>
    <message>
        <source>passport</source>
        <translation>hộ chiếu</translation>
    </message>
    <message>
        <source>birth date</source>
        <translation>ngày sinh</translation>
    </message>
    <message>
        <source>who declares the birth</source>
        <translation>người đi khai sinh</translation>
    </message>
    <message>
        <source>tax code</source>
        <translation>mã số thuế</translation>
    </message>
    <message>
        <source>how many: {name}</source>
        <translation>số lượng: {name}</translation>
    </message>
    <message>
        <source>amount of {name}</source>
        <translation>mức {name}</translation>
    </message>
    <message>
        <source>reason of exemption: {name}</source>
        <translation>lý do miễn: {name}</translation>
    </message>
    <message>
        <source>taking {name}</source>
        <translation>thu {name}</translation>
    </message>
    <message>
        <source>coming in person</source>
        <translation>đích thân có mặt</translation>
    </message>
    <message>
        <source>paper of authority</source>
        <translation>giấy ủy quyền</translation>
    </message>
    <message>
        <source>basis of {name}</source>
        <translation>căn cứ mức {name}</translation>
    </message>
    <message>
        <source>{what} of the applicant</source>
        <translation>{what} của chủ hồ sơ</translation>
    </message>
    <message>
        <source>{what} of the submitter</source>
        <translation>{what} của người nộp</translation>
    </message>
    <message>
        <source>{what} of the other party</source>
        <translation>{what} của bên kia</translation>
    </message>
    <message>
        <source>{what} of the representative</source>
        <translation>{what} của người được ủy quyền</translation>
    </message>
</context>
<context>
    <name>NoticeLine</name>
    <message>
        <source>Close this line</source>
        <translation>Đóng dòng này</translation>
    </message>
</context>
<context>
    <name>OfferedCard</name>
    <message>
        <source>A new draft</source>
        <translation>Hồ sơ mới</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>Không ai</translation>
    </message>
    <message>
        <source>Card just read: {name}, born {born}. Use it for ({key}):</source>
        <translation>Thẻ vừa đọc: {name}, sinh {born}. Dùng cho ({key}):</translation>
    </message>
    <message>
        <source>Other party</source>
        <translation>Bên kia</translation>
    </message>
    <message>
        <source>Other party, not {name}</source>
        <translation>Bên kia, thay {name}</translation>
    </message>
    <message>
        <source>Applicant</source>
        <translation>Chủ hồ sơ</translation>
    </message>
    <message>
        <source>Applicant, not {name}</source>
        <translation>Chủ hồ sơ, thay {name}</translation>
    </message>
    <message>
        <source>Submitter</source>
        <translation>Người nộp</translation>
    </message>
    <message>
        <source>Submitter, not {name}</source>
        <translation>Người nộp, thay {name}</translation>
    </message>
</context>
<context>
    <name>OnlinePage</name>
    <message>
        <source>online</source>
        <translation>trực tuyến</translation>
    </message>
    <message>
        <source>by post</source>
        <translation>qua bưu chính</translation>
    </message>
    <message>
        <source>at a counter</source>
        <translation>tại quầy</translation>
    </message>
    <message>
        <source>Applicant</source>
        <translation>Chủ hồ sơ</translation>
    </message>
    <message>
        <source>Answer within</source>
        <translation>Phải trả lời</translation>
    </message>
    <message>
        <source>Dossier code</source>
        <translation>Mã hồ sơ</translation>
    </message>
    <message>
        <source>Procedure</source>
        <translation>Thủ tục</translation>
    </message>
    <message>
        <source>Came</source>
        <translation>Cách nộp</translation>
    </message>
    <message>
        <source>Arrived</source>
        <translation>Đến lúc</translation>
    </message>
    <message>
        <source>Dossiers that wait for an answer</source>
        <translation>Hồ sơ chờ trả lời</translation>
    </message>
    <message>
        <source>No online or postal dossier waits for an answer.</source>
        <translation>Không có hồ sơ trực tuyến hay bưu chính nào chờ trả lời.</translation>
    </message>
    <message>
        <source>Dossiers handed in through the public service portal or by post appear here when the province passes them on. They must be received, or a supplement asked for, within 8 working hours.</source>
        <translation>Hồ sơ nộp qua Cổng dịch vụ công hoặc qua bưu chính hiện ra ở đây khi tỉnh chuyển về. Phải tiếp nhận hoặc yêu cầu bổ sung trong 8 giờ làm việc.</translation>
    </message>
    <message>
        <source>Online and postal dossiers</source>
        <translation>Hồ sơ trực tuyến và bưu chính</translation>
    </message>
    <message>
        <source>{count} past their time</source>
        <translation>{count} hồ sơ quá giờ</translation>
    </message>
    <message>
        <source>{count} wait</source>
        <translation>{count} hồ sơ chờ</translation>
    </message>
</context>
<context>
    <name>Owed</name>
    <message>
        <source>Still owed</source>
        <translation>Còn nợ</translation>
    </message>
    <message>
        <source>Pay this now ({key})</source>
        <translation>Làm nốt ngay ({key})</translation>
    </message>
    <message>
        <source>Ask the hub for it now ({key})</source>
        <translation>Xin mã ngay ({key})</translation>
    </message>
    <message>
        <source>{count} records wait for the hub</source>
        <translation>{count} bản ghi chờ gửi lên tỉnh</translation>
    </message>
    <message>
        <source>{count} files wait for the hub</source>
        <translation>{count} tệp chờ gửi lên tỉnh</translation>
    </message>
    <message>
        <source>Names, files and slips left this machine on {day}; the hub keeps the dossier whole.</source>
        <translation>Họ tên, tệp và giấy in đã được xóa khỏi máy này ngày {day}; trạm giữ hồ sơ đầy đủ.</translation>
    </message>
    <message>
        <source>The hub has the dossier and sends the code as soon as it has a number for this unit.</source>
        <translation>Tỉnh đã có hồ sơ và sẽ gửi mã ngay khi còn số cho đơn vị này.</translation>
    </message>
    <message>
        <source>The hub gives it once it has the dossier: {why}.</source>
        <translation>Tỉnh cấp mã khi nhận được hồ sơ: {why}.</translation>
    </message>
    <message>
        <source>Decide…</source>
        <translation>Quyết định…</translation>
    </message>
</context>
<context>
    <name>PageSight</name>
    <message>
        <source>Take the page (Space)</source>
        <translation>Chụp trang (Phím cách)</translation>
    </message>
    <message>
        <source>Done (Esc)</source>
        <translation>Xong (Esc)</translation>
    </message>
    <message>
        <source>Next paper (N)</source>
        <translation>Giấy tờ tiếp theo (N)</translation>
    </message>
    <message>
        <source>The camera is being opened…</source>
        <translation>Đang mở máy ảnh…</translation>
    </message>
    <message>
        <source>The page is being taken; hold it still.</source>
        <translation>Đang chụp trang; xin giữ yên.</translation>
    </message>
    <message>
        <source>The camera sees only darkness. Open its lid or put a light on.</source>
        <translation>Máy ảnh chỉ thấy tối đen. Hãy mở nắp ống kính hoặc bật đèn.</translation>
    </message>
    <message>
        <source>{count} pages taken. Lay the next one down, or finish.</source>
        <translation>Đã chụp {count} trang. Đặt trang tiếp theo, hoặc bấm Xong.</translation>
    </message>
    <message>
        <source>Lay the paper down on a darker ground; a green line marks its edge.</source>
        <translation>Đặt giấy trên nền sẫm; đường xanh là mép giấy máy nhận ra.</translation>
    </message>
</context>
<context>
    <name>PageTools</name>
    <message>
        <source>Turn left</source>
        <translation>Xoay trái</translation>
    </message>
    <message>
        <source>Turn right</source>
        <translation>Xoay phải</translation>
    </message>
    <message>
        <source>Lay aside</source>
        <translation>Để ra ngoài</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Lấy lại</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>Lên trước</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Về sau</translation>
    </message>
    <message>
        <source>New copy from here</source>
        <translation>Tách bản từ đây</translation>
    </message>
    <message>
        <source>Join to the copy before</source>
        <translation>Gộp vào bản trước</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Hoàn tác</translation>
    </message>
    <message>
        <source>Do again</source>
        <translation>Làm lại</translation>
    </message>
    <message>
        <source>Straighten</source>
        <translation>Chỉnh thẳng</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>Cắt lề</translation>
    </message>
    <message>
        <source>As scanned</source>
        <translation>Như lúc quét</translation>
    </message>
    <message>
        <source>Fronts, then backs</source>
        <translation>Ghép mặt trước, mặt sau</translation>
    </message>
    <message>
        <source>Two sides, one sheet</source>
        <translation>Hai mặt một trang</translation>
    </message>
    <message>
        <source>{count} pages turned</source>
        <translation>xoay {count} trang</translation>
    </message>
    <message>
        <source>{count} pages straightened</source>
        <translation>chỉnh thẳng {count} trang</translation>
    </message>
    <message>
        <source>{count} pages cut</source>
        <translation>cắt lề {count} trang</translation>
    </message>
    <message>
        <source>{count} pages shown as scanned</source>
        <translation>đưa {count} trang về như lúc quét</translation>
    </message>
    <message>
        <source>{count} pages laid aside</source>
        <translation>để {count} trang ra ngoài</translation>
    </message>
    <message>
        <source>{count} pages taken back</source>
        <translation>lấy lại {count} trang</translation>
    </message>
    <message>
        <source>pages put in another order</source>
        <translation>đổi thứ tự trang</translation>
    </message>
    <message>
        <source>{count} pages put with a paper</source>
        <translation>xếp {count} trang vào giấy tờ</translation>
    </message>
    <message>
        <source>a new copy begun</source>
        <translation>tách bản mới</translation>
    </message>
    <message>
        <source>two copies joined</source>
        <translation>gộp hai bản</translation>
    </message>
    <message>
        <source>backs put between their fronts</source>
        <translation>xếp mặt sau vào giữa các mặt trước</translation>
    </message>
    <message>
        <source>two sides put on one sheet</source>
        <translation>đặt hai mặt lên một trang</translation>
    </message>
    <message>
        <source>{count} pages made smaller</source>
        <translation>giảm dung lượng {count} trang</translation>
    </message>
    <message>
        <source>Taken back: {what}. {key} does it again.</source>
        <translation>Đã hoàn tác: {what}. {key} để làm lại.</translation>
    </message>
    <message>
        <source>Done again: {what}.</source>
        <translation>Đã làm lại: {what}.</translation>
    </message>
</context>
<context>
    <name>PaperCopies</name>
    <message>
        <source>No copy of this person&apos;s papers is held on this machine.</source>
        <translation>Máy này chưa có bản số nào của người này.</translation>
    </message>
    <message>
        <source>Read the card first: copies are found by the applicant&apos;s number.</source>
        <translation>Hãy đọc thẻ trước: bản số được tìm theo số định danh của chủ hồ sơ.</translation>
    </message>
    <message>
        <source>Taken over from dossier {code}; nothing needs to be scanned.</source>
        <translation>Đã dùng lại bản số từ hồ sơ {code}; không phải quét.</translation>
    </message>
</context>
<context>
    <name>PaperSide</name>
    <message>
        <source>The receipt appears here as it will be printed.</source>
        <translation>Giấy tiếp nhận hiện ở đây, đúng như sẽ in.</translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation>Giấy tiếp nhận và hẹn trả</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>Nhỏ hơn</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>Lớn hơn</translation>
    </message>
    <message>
        <source>Back to the receipt</source>
        <translation>Về giấy tiếp nhận</translation>
    </message>
    <message>
        <source>{paper}: taken over from dossier {code}</source>
        <translation>{paper}: dùng lại từ hồ sơ {code}</translation>
    </message>
    <message>
        <source>Papers (*.pdf *.jpg *.jpeg *.png *.tif *.tiff)</source>
        <translation>Giấy tờ (*.pdf *.jpg *.jpeg *.png *.tif *.tiff)</translation>
    </message>
    <message>
        <source>Add files</source>
        <translation>Thêm tệp</translation>
    </message>
    <message>
        <source>Reading the files…</source>
        <translation>Đang đọc tệp…</translation>
    </message>
    <message>
        <source>Stopped: no file was added.</source>
        <translation>Đã dừng: không thêm tệp nào.</translation>
    </message>
    <message>
        <source>The same file is held of this person already: the record says where it comes from.</source>
        <translation>Tệp này đã có trong hồ sơ trước của người này: hồ sơ ghi rõ lấy từ đâu.</translation>
    </message>
    <message>
        <source>{count} scanned pages, {aside} laid aside</source>
        <translation>{count} trang đã quét, {aside} trang để ra ngoài</translation>
    </message>
    <message>
        <source>{count} scanned pages, {aside} laid aside: look at them</source>
        <translation type="vanished">{count} trang đã quét, {aside} trang để ra ngoài: xem và sửa</translation>
    </message>
    <message>
        <source>The scanner is still at work. Wait for its last page, or stop it.</source>
        <translation>Máy quét còn đang chạy. Chờ trang cuối hoặc bấm dừng.</translation>
    </message>
    <message>
        <source>Some scanned pages belong to no paper yet. Put them with a paper or lay them aside.</source>
        <translation>Có trang quét chưa thuộc giấy nào. Đưa vào một giấy hoặc để ra ngoài.</translation>
    </message>
</context>
<context>
    <name>Papers</name>
    <message>
        <source>original</source>
        <translation type="vanished">bản chính</translation>
    </message>
    <message>
        <source>certified copy</source>
        <translation type="vanished">bản chứng thực</translation>
    </message>
    <message>
        <source>compared copy</source>
        <translation type="vanished">bản đối chiếu</translation>
    </message>
    <message>
        <source>electronic</source>
        <translation type="vanished">bản điện tử</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>Tên giấy tờ</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Loại</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Số lượng</translation>
    </message>
    <message>
        <source>Scan</source>
        <translation>Bản quét</translation>
    </message>
    <message>
        <source>Papers</source>
        <translation>Giấy tờ</translation>
    </message>
    <message>
        <source>No scan of this paper yet.</source>
        <translation>Giấy tờ này chưa có bản quét.</translation>
    </message>
    <message>
        <source>Save the copies…</source>
        <translation>Lưu các bản sao…</translation>
    </message>
    <message>
        <source>All copies of this dossier into a folder, named as the settings say</source>
        <translation>Lưu mọi bản sao của hồ sơ này vào một thư mục, đặt tên như trong Cài đặt</translation>
    </message>
    <message>
        <source>shown</source>
        <translation>xuất trình</translation>
    </message>
    <message>
        <source>in a database</source>
        <translation>có trong CSDL</translation>
    </message>
    <message>
        <source>given back</source>
        <translation>đã trả</translation>
    </message>
    <message>
        <source>to give back</source>
        <translation>sẽ trả lại</translation>
    </message>
    <message>
        <source>none</source>
        <translation>chưa quét</translation>
    </message>
    <message>
        <source>{count} pages</source>
        <translation>{count} trang</translation>
    </message>
    <message>
        <source>{pages}, national store</source>
        <translation>{pages}, kho quốc gia</translation>
    </message>
    <message>
        <source>{pages}, taken over</source>
        <translation>{pages}, dùng lại</translation>
    </message>
    <message>
        <source>{pages}, signed</source>
        <translation>{pages}, đã ký</translation>
    </message>
</context>
<context>
    <name>PapersBackForm</name>
    <message>
        <source>Give papers back</source>
        <translation>Trả lại giấy tờ</translation>
    </message>
    <message>
        <source>Give back and print</source>
        <translation>Trả lại và in</translation>
    </message>
</context>
<context>
    <name>People</name>
    <message>
        <source>Applicant</source>
        <translation>Chủ hồ sơ</translation>
    </message>
    <message>
        <source>is the applicant</source>
        <translation>là chủ hồ sơ</translation>
    </message>
    <message>
        <source>The submitter is the applicant</source>
        <translation>Người nộp là chủ hồ sơ</translation>
    </message>
    <message>
        <source>Hands in for the applicant</source>
        <translation>Nộp thay</translation>
    </message>
    <message>
        <source>Authorised</source>
        <translation>Được ủy quyền</translation>
    </message>
    <message>
        <source>The other party</source>
        <translation>Bên kia</translation>
    </message>
    <message>
        <source>The submitter</source>
        <translation>Người nộp</translation>
    </message>
    <message>
        <source>Number and date of the paper shown</source>
        <translation>Số, ngày của giấy xuất trình</translation>
    </message>
    <message>
        <source>Paper of authority</source>
        <translation>Giấy ủy quyền</translation>
    </message>
    <message>
        <source>Submitter</source>
        <translation>Người nộp</translation>
    </message>
    <message>
        <source>Legal representative</source>
        <translation>Người đại diện theo pháp luật</translation>
    </message>
    <message>
        <source>Declares the birth</source>
        <translation>Đi khai sinh</translation>
    </message>
    <message>
        <source>Check the organisation&apos;s own identifier; the account is not the representative&apos;s.</source>
        <translation>Kiểm tra mã định danh của chính tổ chức; không phải tài khoản của người đại diện.</translation>
    </message>
    <message>
        <source>Check the account of whoever declares the birth: {name}.</source>
        <translation>Kiểm tra tài khoản của người đi khai sinh: {name}.</translation>
    </message>
    <message>
        <source>Check the principal&apos;s account, not the representative&apos;s: {name}.</source>
        <translation>Kiểm tra tài khoản của người ủy quyền, không phải của người được ủy quyền: {name}.</translation>
    </message>
    <message>
        <source>The second card was taken for the other party.</source>
        <translation>Thẻ thứ hai đã ghi cho bên còn lại.</translation>
    </message>
    <message>
        <source>The card was taken for who stands here.</source>
        <translation>Thẻ đã ghi cho người đang đứng tại quầy.</translation>
    </message>
    <message>
        <source>The second card was taken for the submitter.</source>
        <translation>Thẻ thứ hai đã ghi cho người nộp.</translation>
    </message>
</context>
<context>
    <name>Person</name>
    <message>
        <source>Citizen</source>
        <translation>Công dân</translation>
    </message>
    <message>
        <source>Newborn without a number</source>
        <translation>Trẻ sơ sinh chưa có số</translation>
    </message>
    <message>
        <source>Foreigner</source>
        <translation>Người nước ngoài</translation>
    </message>
    <message>
        <source>Enterprise</source>
        <translation>Doanh nghiệp</translation>
    </message>
    <message>
        <source>Household business</source>
        <translation>Hộ kinh doanh</translation>
    </message>
    <message>
        <source>State agency</source>
        <translation>Cơ quan nhà nước</translation>
    </message>
    <message>
        <source>Other organisation</source>
        <translation>Tổ chức khác</translation>
    </message>
    <message>
        <source>The birth year does not agree with the number; compare with the card.</source>
        <translation>Năm sinh không khớp với số định danh; hãy đối chiếu với thẻ.</translation>
    </message>
    <message>
        <source>The sex does not agree with the number; compare with the card.</source>
        <translation>Giới tính không khớp với số định danh; hãy đối chiếu với thẻ.</translation>
    </message>
    <message>
        <source>The old number on the card could not be read.</source>
        <translation>Không đọc được số cũ trên thẻ.</translation>
    </message>
    <message>
        <source>Caps Lock was on while the card was scanned.</source>
        <translation>Caps Lock đang bật khi quét thẻ.</translation>
    </message>
</context>
<context>
    <name>PersonForm</name>
    <message>
        <source>Kind of person</source>
        <translation>Loại chủ thể</translation>
    </message>
    <message>
        <source>Full name</source>
        <translation>Họ và tên</translation>
    </message>
    <message>
        <source>Personal number</source>
        <translation>Số định danh</translation>
    </message>
    <message>
        <source>Passport</source>
        <translation>Hộ chiếu</translation>
    </message>
    <message>
        <source>Tax code</source>
        <translation>Mã số thuế</translation>
    </message>
    <message>
        <source>Birth date</source>
        <translation>Ngày sinh</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Địa chỉ</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>Điện thoại</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>Email</translation>
    </message>
    <message>
        <source>dd/mm/yyyy</source>
        <translation>nn/tt/nnnn</translation>
    </message>
    <message>
        <source>Male</source>
        <translation>Nam</translation>
    </message>
    <message>
        <source>Female</source>
        <translation>Nữ</translation>
    </message>
    <message>
        <source>Sex</source>
        <translation>Giới tính</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Tên</translation>
    </message>
    <message>
        <source>Typed over what the card said</source>
        <translation>Đã sửa khác với thẻ</translation>
    </message>
    <message>
        <source>Read from the card</source>
        <translation>Đọc từ thẻ</translation>
    </message>
    <message>
        <source>This is not a date.</source>
        <translation>Đây không phải là ngày.</translation>
    </message>
    <message>
        <source>Type day, month and year: 02/09/1990, or the year.</source>
        <translation>Gõ ngày, tháng, năm: 02/09/1990, hoặc chỉ năm.</translation>
    </message>
</context>
<context>
    <name>Pictures</name>
    <message>
        <source>Read a card or a code from a picture</source>
        <translation>Đọc thẻ hoặc mã từ ảnh</translation>
    </message>
    <message>
        <source>Pictures (*.jpg *.jpeg *.png *.tif *.tiff *.pdf)</source>
        <translation>Ảnh (*.jpg *.jpeg *.png *.tif *.tiff *.pdf)</translation>
    </message>
    <message>
        <source>Card or code in a picture</source>
        <translation>Thẻ hoặc mã trong ảnh</translation>
    </message>
</context>
<context>
    <name>Post</name>
    <message>
        <source>Waiting to be sent</source>
        <translation>Chờ gửi</translation>
    </message>
    <message>
        <source>Held back</source>
        <translation>Bị giữ lại</translation>
    </message>
    <message>
        <source>To be looked at</source>
        <translation>Cần xem lại</translation>
    </message>
    <message>
        <source>Numbers left</source>
        <translation>Số còn lại</translation>
    </message>
    <message>
        <source>Slips</source>
        <translation>Phiếu in</translation>
    </message>
    <message>
        <source>Everything has been sent.</source>
        <translation>Đã gửi hết.</translation>
    </message>
    <message>
        <source>Acts done without a line wait here and go by themselves when it is back.</source>
        <translation>Việc làm khi mất đường truyền chờ ở đây và tự gửi khi có lại.</translation>
    </message>
    <message>
        <source>The province has refused nothing.</source>
        <translation>Tỉnh không từ chối bản ghi nào.</translation>
    </message>
    <message>
        <source>An act that does not pass the check of the hub would stand here with what to do.</source>
        <translation>Bản ghi không qua được kiểm tra của tỉnh sẽ nằm ở đây, kèm việc cần làm.</translation>
    </message>
    <message>
        <source>No dossier needs to be looked at.</source>
        <translation>Không có hồ sơ nào cần xem lại.</translation>
    </message>
    <message>
        <source>When two counters act on one dossier, the act that came second is kept here for a decision.</source>
        <translation>Khi hai quầy cùng làm trên một hồ sơ, việc đến sau được giữ ở đây chờ quyết định.</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Tệp</translation>
    </message>
    <message>
        <source>All scans are at the province, and no file is to be fetched.</source>
        <translation>Mọi bản chụp đã có tại tỉnh, không còn tệp nào phải tải về.</translation>
    </message>
    <message>
        <source>Scans follow the acts piece by piece, so that a slow line is not blocked.</source>
        <translation>Bản chụp được gửi sau, từng phần một, để đường truyền chậm không bị nghẽn.</translation>
    </message>
    <message>
        <source>No numbers were granted to this machine.</source>
        <translation>Máy này chưa được cấp dải số.</translation>
    </message>
    <message>
        <source>Dossiers get provisional codes until the province grants a range.</source>
        <translation>Hồ sơ mang mã tạm cho đến khi tỉnh cấp dải số.</translation>
    </message>
    <message>
        <source>Nothing was printed today.</source>
        <translation>Hôm nay chưa in gì.</translation>
    </message>
    <message>
        <source>Every slip stands here: printed, waiting for the printer, or cut off.</source>
        <translation>Mọi phiếu đều ở đây: đã in, chờ máy in, hoặc bị cắt ngang.</translation>
    </message>
    <message>
        <source>waits for the printer</source>
        <translation>chờ máy in</translation>
    </message>
    <message>
        <source>printing, or cut off</source>
        <translation>đang in hoặc bị cắt ngang</translation>
    </message>
    <message>
        <source>printed</source>
        <translation>đã in</translation>
    </message>
    <message>
        <source>not printed</source>
        <translation>chưa in được</translation>
    </message>
    <message>
        <source>spoiled</source>
        <translation>bản hỏng</translation>
    </message>
    <message>
        <source>This machine may not act on dossiers of that unit.</source>
        <translation>Máy này không được làm trên hồ sơ của đơn vị đó.</translation>
    </message>
    <message>
        <source>The record is larger than the hub takes.</source>
        <translation>Bản ghi lớn hơn mức tỉnh nhận.</translation>
    </message>
    <message>
        <source>Another copy of this machine has sent records under its name.</source>
        <translation>Một bản sao của máy này đã gửi bản ghi dưới cùng tên.</translation>
    </message>
    <message>
        <source>The record did not arrive as it was written here ({reason}).</source>
        <translation>Bản ghi đến nơi không còn nguyên như lúc ghi tại đây ({reason}).</translation>
    </message>
    <message>
        <source>The act and its paper stay valid, and everything else goes on. Ask the province for a one-time code and enrol this machine anew: what is held back is then sent again.</source>
        <translation>Việc này và giấy đã in vẫn có giá trị, mọi việc khác vẫn chạy. Xin tỉnh mã dùng một lần rồi đăng ký lại máy này: việc bị giữ lại sẽ được gửi lại.</translation>
    </message>
    <message>
        <source>The act and its paper stay valid here. Show this line to the administrator.</source>
        <translation>Việc đã làm và giấy tờ vẫn có giá trị tại đây. Hãy cho quản trị viên xem dòng này.</translation>
    </message>
    <message>
        <source>Everything is at the province. Last contact {time}.</source>
        <translation>Mọi thứ đã có tại tỉnh. Liên lạc gần nhất {time}.</translation>
    </message>
    <message>
        <source>New acts go at once; nothing needs to be pressed.</source>
        <translation>Việc mới được gửi ngay; không cần bấm gì.</translation>
    </message>
    <message>
        <source>Sending: {count} records and {files} scans are still to go.</source>
        <translation>Đang gửi: còn {count} bản ghi và {files} bản chụp.</translation>
    </message>
    <message>
        <source>Last contact {time}.</source>
        <translation>Liên lạc gần nhất {time}.</translation>
    </message>
    <message>
        <source>This machine has not reached the province yet.</source>
        <translation>Máy này chưa liên lạc được với tỉnh lần nào.</translation>
    </message>
    <message>
        <source>Everything is kept here and goes by itself when there is a line.</source>
        <translation>Mọi thứ được lưu tại máy và tự gửi khi có đường truyền.</translation>
    </message>
    <message>
        <source>No line to the province since {time}.</source>
        <translation>Mất đường truyền tới tỉnh từ {time}.</translation>
    </message>
    <message>
        <source>Next try {time}.</source>
        <translation>Thử lại lúc {time}.</translation>
    </message>
    <message>
        <source>Act</source>
        <translation>Việc đã làm</translation>
    </message>
    <message>
        <source>Dossier</source>
        <translation>Hồ sơ</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Lúc</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Tình trạng</translation>
    </message>
    <message>
        <source>The hub cannot read this kind of act yet. It is safe on this machine; “Send now” asks the hub again at once.</source>
        <translation>Trạm chưa đọc được loại việc này. Việc đã lưu an toàn tại máy; bấm “Gửi ngay” để hỏi lại trạm ngay.</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>Dải số</translation>
    </message>
    <message>
        <source>Next number today</source>
        <translation>Số kế tiếp hôm nay</translation>
    </message>
    <message>
        <source>Left today</source>
        <translation>Còn lại hôm nay</translation>
    </message>
    <message>
        <source>Valid</source>
        <translation>Hiệu lực</translation>
    </message>
    <message>
        <source>Slip</source>
        <translation>Phiếu</translation>
    </message>
    <message>
        <source>waits</source>
        <translation type="vanished">chờ gửi</translation>
    </message>
    <message>
        <source>handed out</source>
        <translation>đã giao</translation>
    </message>
    <message>
        <source>(reprint {number})</source>
        <translation>(in lại lần {number})</translation>
    </message>
    <message>
        <source>This act is safe on this machine and will be sent by itself.</source>
        <translation>Việc này đã lưu an toàn tại máy và sẽ tự gửi đi.</translation>
    </message>
    <message>
        <source>Codes from this range are given also without a line; every number is used once a day.</source>
        <translation>Mã trong dải này được cấp cả khi mất đường truyền; mỗi số chỉ dùng một lần trong ngày.</translation>
    </message>
    <message>
        <source>The numbers of today are used up: dossiers get provisional codes until more are granted.</source>
        <translation>Số của hôm nay đã hết: hồ sơ mang mã tạm cho đến khi được cấp thêm.</translation>
    </message>
    <message>
        <source>Open the dossier: the act set aside stands in its timeline with the rule.</source>
        <translation type="vanished">Mở hồ sơ: việc bị gác lại nằm trong diễn biến, kèm quy định.</translation>
    </message>
    <message>
        <source>The printer did not take this slip. Look at it, then print it again.</source>
        <translation>Máy in không nhận phiếu này. Xem lại máy in rồi in lại.</translation>
    </message>
    <message>
        <source>Did the paper come out? The answer decides whether it is printed again.</source>
        <translation>Giấy đã in ra chưa? Trả lời của anh/chị quyết định có in lại hay không.</translation>
    </message>
    <message>
        <source>Press “Handed out” when the citizen has the slip in hand.</source>
        <translation>Bấm “Đã giao” khi người dân đã cầm phiếu.</translation>
    </message>
    <message>
        <source>This slip waits until it was looked at: it is printed only by “Print now”.</source>
        <translation>Phiếu này chờ được xem: chỉ in khi bấm “In ngay”.</translation>
    </message>
</context>
<context>
    <name>PostFiles</name>
    <message>
        <source>Dossier</source>
        <translation>Hồ sơ</translation>
    </message>
    <message>
        <source>Way</source>
        <translation>Chiều</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Dung lượng</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Lúc</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Tình trạng</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>gửi đi</translation>
    </message>
    <message>
        <source>fetched</source>
        <translation>tải về</translation>
    </message>
    <message>
        <source>{share} % sent</source>
        <translation>đã gửi {share} %</translation>
    </message>
    <message>
        <source>{share} % fetched</source>
        <translation>đã tải {share} %</translation>
    </message>
    <message>
        <source>what the hub has of it does not fit</source>
        <translation>phần tệp tại trạm không khớp</translation>
    </message>
    <message>
        <source>the hub did not understand the request</source>
        <translation>trạm không hiểu yêu cầu</translation>
    </message>
    <message>
        <source>it arrived damaged</source>
        <translation>đến nơi bị hỏng</translation>
    </message>
    <message>
        <source>the file is too large</source>
        <translation>tệp quá lớn</translation>
    </message>
    <message>
        <source>the hub does not have it yet</source>
        <translation>trạm chưa có tệp này</translation>
    </message>
    <message>
        <source>damaged on this machine</source>
        <translation>tệp tại máy này bị hỏng</translation>
    </message>
    <message>
        <source>the disk of this machine is full</source>
        <translation>đĩa của máy này đã đầy</translation>
    </message>
    <message>
        <source>something went wrong at the hub</source>
        <translation>trạm gặp trục trặc</translation>
    </message>
    <message>
        <source>the hub refused it ({code})</source>
        <translation>trạm từ chối ({code})</translation>
    </message>
    <message>
        <source>It is tried again by itself; if it fails again, show this line to the administrator.</source>
        <translation>Máy tự thử lại; nếu vẫn không được, hãy cho quản trị viên xem dòng này.</translation>
    </message>
    <message>
        <source>What the hub has of this file does not fit what is here.</source>
        <translation>Phần tệp đang có tại trạm không khớp với tệp tại máy này.</translation>
    </message>
    <message>
        <source>The hub did not understand how this file was asked for or sent: it, or the line, is of another kind.</source>
        <translation>Trạm không hiểu cách máy này gửi hoặc xin tệp: trạm khác phiên bản, hoặc đường truyền đã sửa yêu cầu.</translation>
    </message>
    <message>
        <source>Something went wrong at the hub itself.</source>
        <translation>Trạm gặp trục trặc.</translation>
    </message>
    <message>
        <source>The hub refused this file ({code}).</source>
        <translation>Trạm từ chối tệp này ({code}).</translation>
    </message>
    <message>
        <source>The scan arrived at the hub other than it is here, so the hub did not keep it.</source>
        <translation>Bản chụp đến trạm không còn nguyên như tại máy này nên trạm không nhận.</translation>
    </message>
    <message>
        <source>The hub found no place for this scan.</source>
        <translation>Trạm không tìm thấy chỗ cho bản chụp này.</translation>
    </message>
    <message>
        <source>What the hub sent is not the file that was asked for, so it was not kept.</source>
        <translation>Tệp trạm gửi về không đúng tệp cần lấy nên không được lưu.</translation>
    </message>
    <message>
        <source>The hub takes no file as large as this one. Scan the paper again to a smaller file (fewer pages, a lower resolution) and add it to the dossier; the act and its paper stay valid.</source>
        <translation>Trạm không nhận tệp lớn như vậy. Hãy quét lại giấy này thành tệp nhỏ hơn (ít trang hơn, độ phân giải thấp hơn) rồi thêm vào hồ sơ; việc đã làm và giấy đã in vẫn có giá trị.</translation>
    </message>
    <message>
        <source>The hub does not have this file yet, or this counter may not see it. It comes by itself once the counter that has it has sent it; if it is urgent, ask that counter.</source>
        <translation>Trạm chưa có tệp này, hoặc quầy này không được xem. Tệp tự về khi quầy đang giữ đã gửi lên; nếu cần gấp, hãy hỏi quầy đó.</translation>
    </message>
    <message>
        <source>This file is larger than this machine fetches. Ask the counter that has it for a smaller scan.</source>
        <translation>Tệp này lớn hơn mức máy này tải về. Hãy đề nghị quầy đang giữ gửi bản chụp nhỏ hơn.</translation>
    </message>
    <message>
        <source>The disk of this machine is full. Free some space: the file then comes by itself.</source>
        <translation>Đĩa của máy này đã đầy. Hãy dọn bớt: tệp sẽ tự về.</translation>
    </message>
    <message>
        <source>This scan is safe on this machine and follows its act.</source>
        <translation>Bản chụp này đã lưu an toàn tại máy và sẽ gửi sau bản ghi.</translation>
    </message>
    <message>
        <source>This file comes from the hub by itself; the dossier can be worked on meanwhile.</source>
        <translation>Tệp này sẽ tự về từ trạm; trong lúc chờ vẫn xử lý hồ sơ được.</translation>
    </message>
</context>
<context>
    <name>PostPage</name>
    <message>
        <source>Synchronisation</source>
        <translation>Đồng bộ</translation>
    </message>
    <message>
        <source>Send now</source>
        <translation>Gửi ngay</translation>
    </message>
    <message>
        <source>It came out</source>
        <translation>Đã in ra giấy</translation>
    </message>
    <message>
        <source>Print it again</source>
        <translation>In lại</translation>
    </message>
    <message>
        <source>Handed out</source>
        <translation>Đã giao</translation>
    </message>
    <message>
        <source>Spoiled…</source>
        <translation>Bản hỏng…</translation>
    </message>
    <message>
        <source>Enrol this machine anew…</source>
        <translation>Đăng ký lại máy này…</translation>
    </message>
    <message>
        <source>Decide…</source>
        <translation>Quyết định…</translation>
    </message>
    <message>
        <source>Open the dossier</source>
        <translation>Mở hồ sơ</translation>
    </message>
    <message>
        <source>Decided; the dossier follows it everywhere.</source>
        <translation>Đã quyết định; hồ sơ theo đó ở mọi nơi.</translation>
    </message>
    <message>
        <source>Trying the line…</source>
        <translation>Đang thử đường truyền…</translation>
    </message>
    <message>
        <source>Printed: {slip}.</source>
        <translation>Đã ghi nhận in ra: {slip}.</translation>
    </message>
    <message>
        <source>Printing: {slip}.</source>
        <translation>Đang in: {slip}.</translation>
    </message>
    <message>
        <source>Printing again: {slip}.</source>
        <translation>Đang in lại: {slip}.</translation>
    </message>
    <message>
        <source>Handed out: {slip}.</source>
        <translation>Đã giao cho người dân: {slip}.</translation>
    </message>
    <message>
        <source>Is this print spoiled?</source>
        <translation>Bản in này bị hỏng?</translation>
    </message>
    <message>
        <source>It no longer counts. Tear the paper and print it again.</source>
        <translation>Bản này không còn giá trị. Hãy hủy tờ giấy và in lại.</translation>
    </message>
    <message>
        <source>Spoiled</source>
        <translation>Bản hỏng</translation>
    </message>
    <message>
        <source>For example: paper jam, smeared</source>
        <translation>Ví dụ: kẹt giấy, nhòe mực</translation>
    </message>
    <message>
        <source>Spoiled: {slip}.</source>
        <translation>Đã ghi bản hỏng: {slip}.</translation>
    </message>
    <message>
        <source>Choose a slip to see its page.</source>
        <translation>Chọn một phiếu để xem trang in.</translation>
    </message>
    <message>
        <source>Print now</source>
        <translation>In ngay</translation>
    </message>
    <message>
        <source>With the printer: {slip}.</source>
        <translation>Đã gửi đến máy in: {slip}.</translation>
    </message>
</context>
<context>
    <name>PostalIntake</name>
    <message>
        <source>{count} dossiers from the post are open; take them in one after the other.</source>
        <translation>Đã mở {count} hồ sơ từ bưu chính; hãy tiếp nhận lần lượt.</translation>
    </message>
    <message>
        <source>The record with {count} dossiers is on its way to the printer.</source>
        <translation>Biên bản với {count} hồ sơ đang được in.</translation>
    </message>
</context>
<context>
    <name>PrinterSection</name>
    <message>
        <source>Printer</source>
        <translation>Máy in</translation>
    </message>
    <message>
        <source>Folder or address</source>
        <translation>Thư mục hoặc địa chỉ</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Chọn…</translation>
    </message>
    <message>
        <source>Where papers are sent to.</source>
        <translation>Nơi phiếu in được gửi tới.</translation>
    </message>
    <message>
        <source>Print a test page</source>
        <translation>In trang thử</translation>
    </message>
    <message>
        <source>Handed to the citizen at once: the printer beside the counter suits it best.</source>
        <translation>Trao ngay cho người dân: hợp nhất là máy in cạnh quầy.</translation>
    </message>
    <message>
        <source>Signed by the citizen when the result is handed out.</source>
        <translation>Người dân ký khi nhận kết quả.</translation>
    </message>
    <message>
        <source>Two copies travel with the papers to the agency.</source>
        <translation>Hai bản đi cùng giấy tờ sang bộ phận chuyên môn.</translation>
    </message>
    <message>
        <source>The books: many pages in a row, better on a large printer.</source>
        <translation>Sổ sách: nhiều trang liền, hợp với máy in lớn.</translation>
    </message>
    <message>
        <source>Prints every slip unless another is chosen below.</source>
        <translation>In mọi phiếu, trừ phiếu được chọn máy khác bên dưới.</translation>
    </message>
    <message>
        <source>Slips that go to another printer:</source>
        <translation>Phiếu in ra máy khác:</translation>
    </message>
    <message>
        <source>The same printer</source>
        <translation>Cùng máy in trên</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>Chưa chọn</translation>
    </message>
    <message>
        <source>PDF files in a folder</source>
        <translation>Tệp PDF trong một thư mục</translation>
    </message>
    <message>
        <source>Network printer (IPP address)</source>
        <translation>Máy in mạng (địa chỉ IPP)</translation>
    </message>
    <message>
        <source>This is not the address of a printer.</source>
        <translation>Đây không phải địa chỉ máy in.</translation>
    </message>
    <message>
        <source>It looks like ipp://printer/ipp/print.</source>
        <translation>Địa chỉ có dạng ipp://ten-may-in/ipp/print.</translation>
    </message>
    <message>
        <source>Folder for PDF files</source>
        <translation>Thư mục chứa tệp PDF</translation>
    </message>
    <message>
        <source>Printing…</source>
        <translation>Đang in…</translation>
    </message>
    <message>
        <source>Sent to {printer}. Compare the page with what is written on it.</source>
        <translation>Đã gửi tới {printer}. Đối chiếu trang in với hướng dẫn ghi trên đó.</translation>
    </message>
</context>
<context>
    <name>Prints</name>
    <message>
        <source>Slip</source>
        <translation>Phiếu</translation>
    </message>
    <message>
        <source>Printed</source>
        <translation>Đã in</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Tình trạng</translation>
    </message>
    <message>
        <source>Prints</source>
        <translation>Bản in</translation>
    </message>
    <message>
        <source>Print again</source>
        <translation>In lại</translation>
    </message>
    <message>
        <source>Handed out</source>
        <translation>Đã giao</translation>
    </message>
    <message>
        <source>Nothing was printed yet.</source>
        <translation>Chưa in phiếu nào.</translation>
    </message>
    <message>
        <source>{slip} (reprint {number})</source>
        <translation>{slip} (in lại lần {number})</translation>
    </message>
    <message>
        <source>handed out {time}</source>
        <translation>đã giao {time}</translation>
    </message>
    <message>
        <source>waits for the printer</source>
        <translation>chờ máy in</translation>
    </message>
    <message>
        <source>printing</source>
        <translation>đang in</translation>
    </message>
    <message>
        <source>printed, not handed out</source>
        <translation>đã in, chưa giao</translation>
    </message>
    <message>
        <source>printer does not answer</source>
        <translation>máy in không trả lời</translation>
    </message>
    <message>
        <source>not printed: see under Synchronisation, Slips</source>
        <translation>chưa in được: xem ở Đồng bộ, Phiếu in</translation>
    </message>
    <message>
        <source>spoiled</source>
        <translation>bản hỏng</translation>
    </message>
    <message>
        <source>Another slip</source>
        <translation>In phiếu khác</translation>
    </message>
</context>
<context>
    <name>ProcedurePicker</name>
    <message>
        <source>Procedure</source>
        <translation>Thủ tục</translation>
    </message>
    <message>
        <source>A few letters of the name, or the code</source>
        <translation>Vài chữ của tên, hoặc mã thủ tục</translation>
    </message>
    <message>
        <source>Find a procedure</source>
        <translation>Tìm thủ tục</translation>
    </message>
    <message>
        <source>Procedures found</source>
        <translation>Thủ tục tìm thấy</translation>
    </message>
    <message>
        <source>received only in the system of the ministry</source>
        <translation>chỉ tiếp nhận trên hệ thống của Bộ</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Đổi</translation>
    </message>
    <message>
        <source>Joint: {name}</source>
        <translation>Liên thông: {name}</translation>
    </message>
    <message>
        <source>Nothing found. Try fewer letters, or the code.</source>
        <translation>Không tìm thấy. Thử gõ ít chữ hơn, hoặc mã thủ tục.</translation>
    </message>
    <message>
        <source>Enter once more opens {system}.</source>
        <translation>Nhấn Enter lần nữa để mở {system}.</translation>
    </message>
</context>
<context>
    <name>QAbstractSpinBox</name>
    <message>
        <source>&amp;Select All</source>
        <translation>Chọn &amp;tất cả</translation>
    </message>
    <message>
        <source>&amp;Step up</source>
        <translation>&amp;Tăng</translation>
    </message>
    <message>
        <source>Step &amp;down</source>
        <translation>&amp;Giảm</translation>
    </message>
</context>
<context>
    <name>QFileDialog</name>
    <message>
        <source>Look in:</source>
        <translation>Tìm trong:</translation>
    </message>
    <message>
        <source>File &amp;name:</source>
        <translation>&amp;Tên tệp:</translation>
    </message>
    <message>
        <source>Files of type:</source>
        <translation>Loại tệp:</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>&amp;Mở</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Lưu</translation>
    </message>
    <message>
        <source>&amp;Choose</source>
        <translation>&amp;Chọn</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Quay lại</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Đi tiếp</translation>
    </message>
    <message>
        <source>Parent Directory</source>
        <translation>Thư mục cha</translation>
    </message>
    <message>
        <source>Create New Folder</source>
        <translation>Tạo thư mục mới</translation>
    </message>
    <message>
        <source>All Files (*)</source>
        <translation>Mọi tệp (*)</translation>
    </message>
</context>
<context>
    <name>QLineEdit</name>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Hoàn tác</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Làm lại</translation>
    </message>
    <message>
        <source>Cu&amp;t</source>
        <translation>Cắ&amp;t</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Chép</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>&amp;Dán</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Xóa</translation>
    </message>
    <message>
        <source>Select All</source>
        <translation>Chọn tất cả</translation>
    </message>
</context>
<context>
    <name>QPlatformTheme</name>
    <message>
        <source>OK</source>
        <translation>Đồng ý</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Lưu</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Mở</translation>
    </message>
    <message>
        <source>&amp;Yes</source>
        <translation>&amp;Có</translation>
    </message>
    <message>
        <source>&amp;No</source>
        <translation>&amp;Không</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Thử lại</translation>
    </message>
    <message>
        <source>Ignore</source>
        <translation>Bỏ qua</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Đóng</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Hủy</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Bỏ</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Trợ giúp</translation>
    </message>
</context>
<context>
    <name>QWidgetTextControl</name>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Hoàn tác</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Làm lại</translation>
    </message>
    <message>
        <source>Cu&amp;t</source>
        <translation>Cắ&amp;t</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Chép</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>&amp;Dán</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Xóa</translation>
    </message>
    <message>
        <source>Select All</source>
        <translation>Chọn tất cả</translation>
    </message>
</context>
<context>
    <name>Reader</name>
    <message>
        <source>Set the reader to send Enter (suffix CR) after each scan.</source>
        <translation>Cài đầu đọc gửi Enter (hậu tố CR) sau mỗi lần quét.</translation>
    </message>
    <message>
        <source>Set the reader to UTF-8; best in virtual COM (USB-COM) mode, chosen above.</source>
        <translation>Cài đầu đọc sang UTF-8; tốt nhất là chế độ cổng COM ảo (USB-COM), rồi chọn cổng ở trên.</translation>
    </message>
    <message>
        <source>Unikey changes what the reader types: switch it to E, or use virtual COM mode.</source>
        <translation>Unikey làm sai chữ đầu đọc gõ: chuyển Unikey sang E, hoặc dùng chế độ cổng COM ảo.</translation>
    </message>
    <message>
        <source>Set the keyboard layout of the reader to US English, as this machine has it.</source>
        <translation>Cài bố cục bàn phím của đầu đọc là US English, như của máy này.</translation>
    </message>
    <message>
        <source>Switch Caps Lock off; some readers can also be told to ignore it.</source>
        <translation>Tắt Caps Lock; có đầu đọc cài được để bỏ qua phím này.</translation>
    </message>
    <message>
        <source>Take away what the reader puts before the text (prefix, code ID).</source>
        <translation>Bỏ phần đầu đọc thêm vào trước nội dung (prefix, code ID).</translation>
    </message>
    <message>
        <source>This is no citizen card: try the square code on the card.</source>
        <translation>Đây không phải mã của thẻ căn cước: hãy quét mã vuông trên thẻ.</translation>
    </message>
    <message>
        <source>1. Scan “USB-COM” (virtual COM) and “UTF-8” in the reader&apos;s booklet; choose the port above.</source>
        <translation>1. Quét mã “USB-COM” (cổng COM ảo) và “UTF-8” trong sách hướng dẫn của đầu đọc; chọn cổng ở trên.</translation>
    </message>
    <message>
        <source>2. No such mode: keep “USB keyboard”, scan “Keyboard layout: US” and “Suffix: Enter (CR)”.</source>
        <translation>2. Nếu không có chế độ đó: giữ “USB keyboard”, quét “Keyboard layout: US” và “Suffix: Enter (CR)”.</translation>
    </message>
    <message>
        <source>3. Press “Try the reader”, scan a card, and follow what is advised here.</source>
        <translation>3. Bấm “Thử đầu đọc”, quét một thẻ, rồi làm theo lời khuyên hiện ra.</translation>
    </message>
</context>
<context>
    <name>ReaderSection</name>
    <message>
        <source>Reader of codes and cards</source>
        <translation>Đầu đọc mã và thẻ</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Kết nối</translation>
    </message>
    <message>
        <source>Try the reader</source>
        <translation>Thử đầu đọc</translation>
    </message>
    <message>
        <source>Show the numbers</source>
        <translation>Hiện số</translation>
    </message>
    <message>
        <source>A port is used from the next start of the program on.</source>
        <translation type="vanished">Cổng được dùng từ lần mở chương trình sau.</translation>
    </message>
    <message>
        <source>A reader in virtual COM mode has a port; it is used at once.</source>
        <translation>Máy đọc ở chế độ cổng COM ảo có cổng riêng; dùng được ngay.</translation>
    </message>
    <message>
        <source>Types like a keyboard</source>
        <translation>Gõ như bàn phím</translation>
    </message>
    <message>
        <source>Scan a citizen card or a receipt now…</source>
        <translation>Quét thẻ căn cước hoặc giấy tiếp nhận…</translation>
    </message>
    <message>
        <source>Nothing came. Is the reader plugged in and awake?</source>
        <translation>Không nhận được gì. Đầu đọc đã cắm và bật chưa?</translation>
    </message>
    <message>
        <source>{count} characters</source>
        <translation>{count} ký tự</translation>
    </message>
    <message>
        <source>ends with {end}</source>
        <translation>kết thúc bằng {end}</translation>
    </message>
    <message>
        <source>no end of line</source>
        <translation>không có ký tự kết thúc</translation>
    </message>
    <message>
        <source>{pace} ms a character</source>
        <translation>{pace} ms mỗi ký tự</translation>
    </message>
    <message>
        <source>through Unikey or another input method</source>
        <translation>đi qua Unikey hoặc bộ gõ khác</translation>
    </message>
    <message>
        <source>A citizen card: read correctly.</source>
        <translation>Thẻ căn cước: đọc đúng.</translation>
    </message>
    <message>
        <source>Male</source>
        <translation>Nam</translation>
    </message>
    <message>
        <source>Female</source>
        <translation>Nữ</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Số định danh</translation>
    </message>
    <message>
        <source>Old number</source>
        <translation>Số cũ</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Họ và tên</translation>
    </message>
    <message>
        <source>Birth date</source>
        <translation>Ngày sinh</translation>
    </message>
    <message>
        <source>Sex</source>
        <translation>Giới tính</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Địa chỉ</translation>
    </message>
    <message>
        <source>Issued on</source>
        <translation>Ngày cấp</translation>
    </message>
    <message>
        <source>What the reader sends</source>
        <translation type="vanished">Nội dung đầu đọc gửi</translation>
    </message>
    <message>
        <source>Click here, then scan a card or a receipt</source>
        <translation type="vanished">Bấm vào đây rồi quét thẻ hoặc giấy tiếp nhận</translation>
    </message>
    <message>
        <source>Scan to see what arrives. It is shown here only and kept nowhere.</source>
        <translation type="vanished">Quét để xem máy nhận được gì. Chỉ hiện ở đây, không lưu lại.</translation>
    </message>
    <message>
        <source>A dossier code, {count} characters: read correctly.</source>
        <translation>Mã hồ sơ, {count} ký tự: đọc đúng.</translation>
    </message>
    <message>
        <source>A card: {name}, number {number}. Read correctly.</source>
        <translation type="vanished">Thẻ căn cước: {name}, số {number}. Đọc đúng.</translation>
    </message>
</context>
<context>
    <name>ReceptionPage</name>
    <message>
        <source>Drafts</source>
        <translation type="vanished">Hồ sơ nháp</translation>
    </message>
    <message>
        <source>New draft (Ctrl+N)</source>
        <translation type="vanished">Hồ sơ nháp mới (Ctrl+N)</translation>
    </message>
    <message>
        <source>The receipt appears here as it will be printed.</source>
        <translation type="vanished">Giấy tiếp nhận hiện ở đây, đúng như sẽ in.</translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation type="vanished">Giấy tiếp nhận</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation type="vanished">Nhỏ hơn</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation type="vanished">Lớn hơn</translation>
    </message>
    <message>
        <source>Back to the receipt</source>
        <translation type="vanished">Về giấy tiếp nhận</translation>
    </message>
    <message>
        <source>New dossier</source>
        <translation type="vanished">Hồ sơ mới</translation>
    </message>
    <message>
        <source>The second card was taken for the submitter.</source>
        <translation type="vanished">Thẻ thứ hai được ghi cho người nộp.</translation>
    </message>
    <message>
        <source>The second card was taken for the other party.</source>
        <translation type="vanished">Thẻ thứ hai được ghi cho bên kia.</translation>
    </message>
    <message>
        <source>Papers (*.pdf *.jpg *.jpeg *.png *.tif *.tiff)</source>
        <translation type="vanished">Giấy tờ (*.pdf *.jpg *.jpeg *.png *.tif *.tiff)</translation>
    </message>
    <message>
        <source>Add files</source>
        <translation type="vanished">Thêm tệp</translation>
    </message>
</context>
<context>
    <name>RecordQuestion</name>
    <message>
        <source>Number of the record</source>
        <translation>Số biên bản</translation>
    </message>
    <message>
        <source>Postman</source>
        <translation>Bưu tá</translation>
    </message>
    <message>
        <source>Signed on</source>
        <translation>Ký ngày</translation>
    </message>
    <message>
        <source>Hour</source>
        <translation>Giờ</translation>
    </message>
    <message>
        <source>Slip of a consignment</source>
        <translation>Phiếu gửi</translation>
    </message>
    <message>
        <source>Scan each slip, or type its number and press Enter</source>
        <translation>Quét từng phiếu gửi, hoặc gõ số rồi nhấn Enter</translation>
    </message>
    <message>
        <source>Dossier and result</source>
        <translation>Hồ sơ và kết quả</translation>
    </message>
    <message>
        <source>Dossier only</source>
        <translation>Chỉ gửi hồ sơ</translation>
    </message>
    <message>
        <source>By post</source>
        <translation>Qua bưu chính</translation>
    </message>
    <message>
        <source>Applicant</source>
        <translation>Chủ hồ sơ</translation>
    </message>
    <message>
        <source>Agency</source>
        <translation>Cơ quan</translation>
    </message>
    <message>
        <source>Post</source>
        <translation>Bưu chính</translation>
    </message>
    <message>
        <source>Postage paid by</source>
        <translation>Người trả cước</translation>
    </message>
    <message>
        <source>Slips counted</source>
        <translation>Phiếu gửi đã đếm</translation>
    </message>
    <message>
        <source>Take out</source>
        <translation>Bỏ ra</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>Để lại</translation>
    </message>
    <message>
        <source>Dossiers from the post</source>
        <translation>Hồ sơ từ bưu chính</translation>
    </message>
    <message>
        <source>The dossiers count as handed in at the moment the record was signed.</source>
        <translation>Hồ sơ được tính là đã nộp vào lúc ký biên bản giao nhận.</translation>
    </message>
    <message>
        <source>This slip is counted already: {slip}.</source>
        <translation>Phiếu gửi này đã đếm rồi: {slip}.</translation>
    </message>
    <message>
        <source>Scan the next one.</source>
        <translation>Hãy quét phiếu tiếp theo.</translation>
    </message>
    <message>
        <source>{count} consignments counted</source>
        <translation>Đã đếm {count} bưu gửi</translation>
    </message>
    <message>
        <source>Open {count} dossiers</source>
        <translation>Mở {count} hồ sơ</translation>
    </message>
    <message>
        <source>This is not a moment.</source>
        <translation>Đây không phải là một thời điểm.</translation>
    </message>
    <message>
        <source>Type the day as 30/11/2026, the hour as 16:30.</source>
        <translation>Gõ ngày như 30/11/2026, giờ như 16:30.</translation>
    </message>
</context>
<context>
    <name>RefundForm</name>
    <message>
        <source>Give money back</source>
        <translation>Hoàn tiền</translation>
    </message>
    <message>
        <source>Give back</source>
        <translation>Hoàn</translation>
    </message>
    <message>
        <source>Taken so far: {amount}.</source>
        <translation>Đã thu: {amount}.</translation>
    </message>
    <message>
        <source>Amount in đồng</source>
        <translation>Số tiền (đồng)</translation>
    </message>
    <message>
        <source>Cash</source>
        <translation>Tiền mặt</translation>
    </message>
    <message>
        <source>Transfer</source>
        <translation>Chuyển khoản</translation>
    </message>
    <message>
        <source>Way of payment</source>
        <translation>Cách trả</translation>
    </message>
    <message>
        <source>Series of the paper that proves it</source>
        <translation>Ký hiệu chứng từ hoàn</translation>
    </message>
    <message>
        <source>Number of the paper that proves it</source>
        <translation>Số chứng từ hoàn</translation>
    </message>
</context>
<context>
    <name>Register</name>
    <message>
        <source>{count} numbers were taken without a dossier: void them with the reason.</source>
        <translation>{count} số đã lấy mà không có hồ sơ: cần hủy kèm lý do.</translation>
    </message>
    <message>
        <source>{count} dossiers bear a number this machine did not note.</source>
        <translation>{count} hồ sơ mang số mà máy này không ghi.</translation>
    </message>
    <message>
        <source>{count} receipts are not printed yet: look under Synchronisation, Slips.</source>
        <translation>{count} giấy tiếp nhận chưa in: xem Đồng bộ, Phiếu in.</translation>
    </message>
    <message>
        <source>{count} fee receipts are of no book kept here: compare with the stubs.</source>
        <translation>{count} biên lai không thuộc quyển nào giữ tại đây: đối chiếu cuống biên lai.</translation>
    </message>
    <message>
        <source>{count} fee receipt numbers stand twice: compare with the stubs.</source>
        <translation>{count} số biên lai bị trùng: đối chiếu cuống biên lai.</translation>
    </message>
    <message>
        <source>used</source>
        <translation>đã dùng</translation>
    </message>
    <message>
        <source>void</source>
        <translation>hủy</translation>
    </message>
    <message>
        <source>unused</source>
        <translation>chưa dùng</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>Số TT</translation>
    </message>
    <message>
        <source>given later</source>
        <translation>cấp sau</translation>
    </message>
    <message>
        <source>The province gives the number in the register when it has the dossier.</source>
        <translation>Tỉnh cấp số thứ tự trong sổ khi nhận được hồ sơ.</translation>
    </message>
    <message>
        <source>Dossier code</source>
        <translation>Mã hồ sơ</translation>
    </message>
    <message>
        <source>Applicant</source>
        <translation>Chủ hồ sơ</translation>
    </message>
    <message>
        <source>Procedure</source>
        <translation>Thủ tục</translation>
    </message>
    <message>
        <source>Sets</source>
        <translation>Số bộ</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Được tiếp nhận</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>Hẹn trả</translation>
    </message>
    <message>
        <source>Returned</source>
        <translation>Đã trả</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>Dải số</translation>
    </message>
    <message>
        <source>How many</source>
        <translation>Số lượng</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Tình trạng</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Lý do</translation>
    </message>
</context>
<context>
    <name>RegisterPage</name>
    <message>
        <source>Register of the day</source>
        <translation>Sổ trong ngày</translation>
    </message>
    <message>
        <source>No dossier was received on this day.</source>
        <translation>Ngày này không tiếp nhận hồ sơ nào.</translation>
    </message>
    <message>
        <source>Each dossier stands here as soon as it is received, in the order of the register.</source>
        <translation>Hồ sơ vào sổ ngay khi tiếp nhận, theo thứ tự của sổ.</translation>
    </message>
    <message>
        <source>Numbers of the day</source>
        <translation>Số trong ngày</translation>
    </message>
    <message>
        <source>No numbers were granted for this day.</source>
        <translation>Ngày này không có dải số được cấp.</translation>
    </message>
    <message>
        <source>Dossiers got provisional codes.</source>
        <translation>Hồ sơ mang mã tạm.</translation>
    </message>
    <message>
        <source>Register</source>
        <translation>Sổ theo dõi hồ sơ</translation>
    </message>
    <message>
        <source>Digitising</source>
        <translation>Số hóa</translation>
    </message>
    <message>
        <source>Register and reports</source>
        <translation>Sổ và báo cáo</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Ngày</translation>
    </message>
    <message>
        <source>The day before</source>
        <translation>Ngày trước</translation>
    </message>
    <message>
        <source>The day after</source>
        <translation>Ngày sau</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Hôm nay</translation>
    </message>
    <message>
        <source>received</source>
        <translation>tiếp nhận</translation>
    </message>
    <message>
        <source>returned</source>
        <translation>đã trả</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>từ chối</translation>
    </message>
    <message>
        <source>cash taken</source>
        <translation>tiền mặt đã thu</translation>
    </message>
    <message>
        <source>by transfer</source>
        <translation>không tiền mặt</translation>
    </message>
    <message>
        <source>numbers used · void · unused</source>
        <translation>số đã dùng · hủy · chưa dùng</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Dừng</translation>
    </message>
    <message>
        <source>Close the shift</source>
        <translation>Chốt ca</translation>
    </message>
    <message>
        <source>Print the register</source>
        <translation>In sổ của ngày</translation>
    </message>
    <message>
        <source>Print books…</source>
        <translation>In quyển sổ…</translation>
    </message>
    <message>
        <source>The register of any days, with its opening and closing pages</source>
        <translation>Sổ theo dõi của những ngày bất kỳ, có trang mở sổ và khóa sổ</translation>
    </message>
    <message>
        <source>({count} provisional)</source>
        <translation>({count} mã tạm)</translation>
    </message>
    <message>
        <source>Does not tie out</source>
        <translation>Chưa khớp</translation>
    </message>
    <message>
        <source>Everything ties out</source>
        <translation>Số liệu khớp</translation>
    </message>
    <message>
        <source>Figures are of this machine; the register is of the whole unit as known here.</source>
        <translation>Số liệu là của máy này; sổ là của cả đơn vị theo những gì máy này đã biết.</translation>
    </message>
    <message>
        <source>The register of {day} is being printed, {count} books.</source>
        <translation>Đang in sổ ngày {day}, {count} quyển.</translation>
    </message>
    <message>
        <source>Slips</source>
        <translation>Phiếu in</translation>
    </message>
    <message>
        <source>Shift of {day} closed: {accepted} received, {returned} returned, {cash} cash.</source>
        <translation>Đã chốt ca ngày {day}: tiếp nhận {accepted}, trả {returned}, tiền mặt {cash}.</translation>
    </message>
    <message>
        <source>Print the book of the year</source>
        <translation type="vanished">In cả sổ của năm</translation>
    </message>
    <message>
        <source>From 1 January to the day shown, with its cover, for the fields of that day</source>
        <translation type="vanished">Từ ngày 01/01 đến ngày đang xem, có bìa, cho các lĩnh vực có hồ sơ trong ngày</translation>
    </message>
</context>
<context>
    <name>ReturnCase</name>
    <message>
        <source>Dossier</source>
        <translation>Hồ sơ</translation>
    </message>
    <message>
        <source>Result to give</source>
        <translation>Kết quả trao cho người nhận</translation>
    </message>
    <message>
        <source>Originals to give back</source>
        <translation>Bản chính phải trả lại</translation>
    </message>
    <message>
        <source>This cannot be taken back: the result is in the citizen&apos;s hands. A mistake in it is put right by a corrected result of the agency.</source>
        <translation>Việc này không rút lại được: kết quả đã ở tay người dân. Nếu kết quả sai, cơ quan giải quyết ra kết quả đính chính.</translation>
    </message>
    <message>
        <source>Fee still due</source>
        <translation>Phí, lệ phí còn phải thu</translation>
    </message>
    <message>
        <source>Cash now</source>
        <translation>Thu tiền mặt</translation>
    </message>
    <message>
        <source>Transfer now</source>
        <translation>Thu chuyển khoản</translation>
    </message>
    <message>
        <source>By post</source>
        <translation>Qua bưu chính</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Chưa thu</translation>
    </message>
    <message>
        <source>Fee receipt</source>
        <translation>Biên lai</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>Ký hiệu</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Số</translation>
    </message>
    <message>
        <source>Number of the postal money order</source>
        <translation>Số phiếu chuyển tiền bưu điện</translation>
    </message>
    <message>
        <source>Postal money order</source>
        <translation>Phiếu chuyển tiền</translation>
    </message>
    <message>
        <source>received {when}</source>
        <translation>tiếp nhận {when}</translation>
    </message>
    <message>
        <source>On the shelf: {place}</source>
        <translation>Để tại: {place}</translation>
    </message>
    <message>
        <source>due {when}</source>
        <translation>hẹn trả {when}</translation>
    </message>
    <message>
        <source>done {when}</source>
        <translation>xử lý xong {when}</translation>
    </message>
    <message>
        <source>Result here, ready to return</source>
        <translation>Kết quả đang ở đây, trả được ngay</translation>
    </message>
    <message>
        <source>The receipt was declared lost {when}. Who brings the old one is compared by card.</source>
        <translation>Giấy tiếp nhận đã báo mất lúc {when}. Ai mang giấy cũ đến phải đối chiếu căn cước.</translation>
    </message>
    <message>
        <source>The result was already returned at {when}.</source>
        <translation>Kết quả đã được trả lúc {when}.</translation>
    </message>
    <message>
        <source>There is no result to return yet. The status above says where the dossier is.</source>
        <translation>Chưa có kết quả để trả. Trạng thái ở trên cho biết hồ sơ đang ở bước nào.</translation>
    </message>
    <message>
        <source>number {number}</source>
        <translation>số {number}</translation>
    </message>
    <message>
        <source>The agency named no paper; look at what came with the list.</source>
        <translation>Cơ quan giải quyết không ghi tên giấy tờ; hãy xem những gì kèm theo phiếu bàn giao.</translation>
    </message>
    <message>
        <source>originals to give back</source>
        <translation>bản chính phải trả lại</translation>
    </message>
    <message>
        <source>fee</source>
        <translation>phí, lệ phí</translation>
    </message>
</context>
<context>
    <name>Returning</name>
    <message>
        <source>Was here on {day}: phone, e-mail or address filled in from then; ask whether they still hold.</source>
        <translation>Đã nộp hồ sơ ngày {day}: điện thoại, email hoặc địa chỉ lấy theo lần đó; hãy hỏi xem còn đúng không.</translation>
    </message>
</context>
<context>
    <name>ReturnsPage</name>
    <message>
        <source>Scan the receipt, or type a code, a name, the last digits…</source>
        <translation>Quét giấy tiếp nhận, hoặc gõ mã, tên, các số cuối…</translation>
    </message>
    <message>
        <source>Find a dossier to return</source>
        <translation>Tìm hồ sơ để trả kết quả</translation>
    </message>
    <message>
        <source>Back to the list</source>
        <translation>Về danh sách</translation>
    </message>
    <message>
        <source>Return results</source>
        <translation>Trả kết quả</translation>
    </message>
    <message>
        <source>Results that wait</source>
        <translation>Kết quả chờ trả</translation>
    </message>
    <message>
        <source>Return the result and print</source>
        <translation>Trả kết quả và in biên nhận</translation>
    </message>
    <message>
        <source>Found; Enter opens one</source>
        <translation>Tìm thấy; nhấn Enter để mở</translation>
    </message>
    <message>
        <source>Nothing found.</source>
        <translation>Không tìm thấy.</translation>
    </message>
    <message>
        <source>Try the last digits of the code or the name without marks.</source>
        <translation>Thử các số cuối của mã, hoặc gõ tên không dấu.</translation>
    </message>
    <message>
        <source>Results that wait for their owners</source>
        <translation>Kết quả đang chờ người dân đến nhận</translation>
    </message>
    <message>
        <source>No result waits here.</source>
        <translation>Chưa có kết quả nào chờ trả.</translation>
    </message>
    <message>
        <source>Results appear when their papers have been signed for under Handover (F7).</source>
        <translation>Kết quả hiện ra ở đây sau khi đã ký nhận giấy tờ tại Bàn giao (F7).</translation>
    </message>
    <message>
        <source>Scan the code on the receipt to begin.</source>
        <translation>Quét mã trên giấy tiếp nhận để bắt đầu.</translation>
    </message>
    <message>
        <source>This machine does not know that code.</source>
        <translation>Máy này không có hồ sơ mang mã đó.</translation>
    </message>
    <message>
        <source>Compare it with the receipt; a dossier of another unit is returned there.</source>
        <translation>Hãy so lại với giấy tiếp nhận; hồ sơ của đơn vị khác được trả tại đơn vị đó.</translation>
    </message>
    <message>
        <source>Nothing is to be returned any more: scan the next receipt.</source>
        <translation>Không còn gì để trả: quét giấy tiếp nhận tiếp theo.</translation>
    </message>
    <message>
        <source>The result of this dossier cannot be returned now.</source>
        <translation>Hiện chưa trả được kết quả của hồ sơ này.</translation>
    </message>
    <message>
        <source>Still missing:</source>
        <translation>Còn thiếu:</translation>
    </message>
    <message>
        <source>Everything is here: give the papers and press F9.</source>
        <translation>Đã đủ: trao giấy tờ cho người nhận rồi nhấn F9.</translation>
    </message>
    <message>
        <source>Results of the person on the card; Enter opens one</source>
        <translation>Kết quả của người trên thẻ; nhấn Enter để mở</translation>
    </message>
    <message>
        <source>No result waits here for the person on this card.</source>
        <translation>Không có kết quả nào ở đây chờ người trên thẻ này.</translation>
    </message>
    <message>
        <source>Ask for the receipt, or look for the dossier with Ctrl+K to see where it is.</source>
        <translation>Hỏi giấy tiếp nhận, hoặc tìm hồ sơ bằng Ctrl+K để biết hồ sơ đang ở đâu.</translation>
    </message>
    <message>
        <source>The declaration is being printed: have it signed before the result is given.</source>
        <translation>Đang in giấy cam đoan: cho ký trước khi trả kết quả.</translation>
    </message>
    <message>
        <source>Returned {code} to {name}. The return receipt is being printed: have it signed.</source>
        <translation>Đã trả {code} cho {name}. Biên nhận đang in: mời người nhận ký.</translation>
    </message>
    <message>
        <source>Open the dossier</source>
        <translation>Mở hồ sơ</translation>
    </message>
</context>
<context>
    <name>ScanPanel</name>
    <message>
        <source>Stop</source>
        <translation>Dừng</translation>
    </message>
    <message>
        <source>Scanning… {count} pages</source>
        <translation>Đang quét… {count} trang</translation>
    </message>
    <message>
        <source>{count} fronts. Turn the stack, put it in and press F5 for the backs.</source>
        <translation>{count} mặt trước. Lật cả xấp, đặt vào máy rồi nhấn F5 để quét mặt sau.</translation>
    </message>
</context>
<context>
    <name>ScannerSection</name>
    <message>
        <source>Scanner</source>
        <translation>Máy quét</translation>
    </message>
    <message>
        <source>Address of a network scanner</source>
        <translation>Địa chỉ máy quét mạng</translation>
    </message>
    <message>
        <source>192.168.1.20, then Enter</source>
        <translation>192.168.1.20, rồi Enter</translation>
    </message>
    <message>
        <source>Feeder</source>
        <translation>Khay nạp</translation>
    </message>
    <message>
        <source>Feeder, both sides</source>
        <translation>Khay nạp, hai mặt</translation>
    </message>
    <message>
        <source>Turned by hand</source>
        <translation>Lật tay</translation>
    </message>
    <message>
        <source>Glass</source>
        <translation>Mặt kính</translation>
    </message>
    <message>
        <source>Paper from</source>
        <translation>Lấy giấy từ</translation>
    </message>
    <message>
        <source>Fineness</source>
        <translation>Độ phân giải</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Màu</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>Xám</translation>
    </message>
    <message>
        <source>Black and white</source>
        <translation>Đen trắng</translation>
    </message>
    <message>
        <source>Sheet</source>
        <translation>Khổ giấy</translation>
    </message>
    <message>
        <source>Look for scanners</source>
        <translation>Tìm máy quét</translation>
    </message>
    <message>
        <source>Scan a page to try</source>
        <translation>Quét thử một trang</translation>
    </message>
    <message>
        <source>The page scanned to try</source>
        <translation>Trang vừa quét thử</translation>
    </message>
    <message>
        <source>Without a choice the first one attached is used.</source>
        <translation>Không chọn thì dùng máy đầu tiên đang cắm.</translation>
    </message>
    <message>
        <source>By address</source>
        <translation>Theo địa chỉ</translation>
    </message>
    <message>
        <source>For a network scanner that the search does not find.</source>
        <translation>Cho máy quét mạng mà chức năng tìm không thấy.</translation>
    </message>
    <message>
        <source>Turned by hand: the fronts first, then the turned stack for the backs.</source>
        <translation>Lật tay: quét hết mặt trước, rồi lật cả xấp để quét mặt sau.</translation>
    </message>
    <message>
        <source>A smaller sheet is faster; nothing beyond its edge is kept.</source>
        <translation>Khổ nhỏ quét nhanh hơn; phần ngoài mép không được giữ.</translation>
    </message>
    <message>
        <source>Where the scanner takes the sheets.</source>
        <translation type="vanished">Nơi máy quét lấy giấy.</translation>
    </message>
    <message>
        <source>200 is enough to read and to sign; 300 makes files twice as large.</source>
        <translation>200 đủ để đọc và ký số; 300 làm tệp lớn gấp đôi.</translation>
    </message>
    <message>
        <source>Colour keeps red seals visible.</source>
        <translation>Quét màu để thấy rõ dấu đỏ.</translation>
    </message>
    <message>
        <source>Way to scan</source>
        <translation>Cấu hình quét</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Thêm</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Xoá</translation>
    </message>
    <message>
        <source>Bring it back</source>
        <translation>Khôi phục</translation>
    </message>
    <message>
        <source>Only a supervisor changes it</source>
        <translation>Chỉ lãnh đạo được đổi</translation>
    </message>
    <message>
        <source>Name of this way to scan</source>
        <translation>Tên cấu hình quét</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Tên</translation>
    </message>
    <message>
        <source>F5 scans in the way chosen here; each officer chooses for himself.</source>
        <translation>F5 quét theo cấu hình chọn ở đây; mỗi cán bộ tự chọn cho mình.</translation>
    </message>
    <message>
        <source>Watched folder</source>
        <translation>Thư mục theo dõi</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Chọn…</translation>
    </message>
    <message>
        <source>What another program scans into it goes to the dossier in front, and is removed from it.</source>
        <translation>Bản quét do phần mềm khác đặt vào đây được đưa vào hồ sơ đang mở, rồi xoá khỏi thư mục.</translation>
    </message>
    <message>
        <source>Read the text of scans before they are signed</source>
        <translation>Nhận dạng chữ trên bản quét trước khi ký</translation>
    </message>
    <message>
        <source>{name} (locked)</source>
        <translation>{name} (đã khoá)</translation>
    </message>
    <message>
        <source>As this machine scans</source>
        <translation>Theo máy này</translation>
    </message>
    <message>
        <source>The first one attached</source>
        <translation>Máy đầu tiên đang cắm</translation>
    </message>
    <message>
        <source>Way {number}</source>
        <translation>Cấu hình {number}</translation>
    </message>
    <message>
        <source>Looking for scanners, also in the network…</source>
        <translation>Đang tìm máy quét, cả trong mạng…</translation>
    </message>
    <message>
        <source>{count} scanners found.</source>
        <translation>Tìm thấy {count} máy quét.</translation>
    </message>
    <message>
        <source>No scanner found. Switch it on and look again.</source>
        <translation>Không tìm thấy máy quét. Bật máy rồi tìm lại.</translation>
    </message>
    <message>
        <source>Asking {address}…</source>
        <translation>Đang hỏi {address}…</translation>
    </message>
    <message>
        <source>{name} answers.</source>
        <translation>{name} đã trả lời.</translation>
    </message>
    <message>
        <source>Encrypted; its certificate is remembered: {fingerprint}.</source>
        <translation>Kết nối có mã hóa; máy này ghi nhớ chứng thư của máy quét: {fingerprint}.</translation>
    </message>
    <message>
        <source>Scanning…</source>
        <translation>Đang quét…</translation>
    </message>
    <message>
        <source>{count} pages scanned; nothing of it is kept.</source>
        <translation>Đã quét {count} trang; không lưu lại.</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Devices are changed by a supervisor or the administrator</source>
        <translation>Thiết bị do giám sát hoặc quản trị viên thay đổi</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Cài đặt</translation>
    </message>
    <message>
        <source>My window</source>
        <translation>Cửa sổ của tôi</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Theo hệ thống</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Sáng</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Tối</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Tương phản cao</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Giao diện</translation>
    </message>
    <message>
        <source>Letters</source>
        <translation>Cỡ chữ</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Ngôn ngữ</translation>
    </message>
    <message>
        <source>Dark spares the eyes in a dim room; high contrast helps weak sight.</source>
        <translation>Nền tối đỡ mỏi mắt khi phòng thiếu sáng; tương phản cao giúp người mắt kém.</translation>
    </message>
    <message>
        <source>Size in points; the whole window grows with it.</source>
        <translation>Tính bằng điểm; cả cửa sổ lớn theo cỡ chữ.</translation>
    </message>
    <message>
        <source>Taken from the next sign-in on; slips stay Vietnamese.</source>
        <translation>Áp dụng từ lần đăng nhập sau; phiếu in luôn bằng tiếng Việt.</translation>
    </message>
    <message>
        <source>Choose what is done, then press its new key. Taken from the next sign-in on.</source>
        <translation>Chọn việc, rồi nhấn phím mới. Áp dụng từ lần đăng nhập sau.</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Phím tắt</translation>
    </message>
    <message>
        <source>This machine</source>
        <translation>Máy này</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>Đơn vị</translation>
    </message>
    <message>
        <source>Given when the machine was enrolled.</source>
        <translation>Được gắn khi đăng ký máy.</translation>
    </message>
    <message>
        <source>Counter</source>
        <translation>Quầy</translation>
    </message>
    <message>
        <source>Stands on slips and in list numbers.</source>
        <translation>Ghi trên phiếu và trong số phiếu bàn giao.</translation>
    </message>
    <message>
        <source>Hub</source>
        <translation>Máy chủ tỉnh</translation>
    </message>
    <message>
        <source>The address of the province; changed only by enrolling again.</source>
        <translation>Địa chỉ của tỉnh; chỉ đổi khi đăng ký lại máy.</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Dữ liệu dùng chung</translation>
    </message>
    <message>
        <source>Version of procedures, fees, calendars and officers; comes by itself.</source>
        <translation>Phiên bản thủ tục, phí, lịch làm việc và cán bộ; tự cập nhật.</translation>
    </message>
    <message>
        <source>A clock that is wrong would put a wrong day into codes; a supervisor can vouch for it.</source>
        <translation>Đồng hồ sai sẽ đưa ngày sai vào mã hồ sơ; người giám sát có thể xác nhận đồng hồ đúng.</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>Đồng hồ</translation>
    </message>
    <message>
        <source>version {version}</source>
        <translation>phiên bản {version}</translation>
    </message>
    <message>
        <source>not enrolled</source>
        <translation>chưa đăng ký</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>chưa có</translation>
    </message>
    <message>
        <source>Kept for this machine.</source>
        <translation>Đã lưu cho máy này.</translation>
    </message>
    <message>
        <source>Slips</source>
        <translation>Phiếu in</translation>
    </message>
    <message>
        <source>Print at once</source>
        <translation>In ngay</translation>
    </message>
    <message>
        <source>See first</source>
        <translation>Xem trước</translation>
    </message>
    <message>
        <source>“See first” keeps each slip until you have looked at it and pressed print.</source>
        <translation>“Xem trước”: phiếu chỉ được in sau khi anh chị đã xem và bấm in.</translation>
    </message>
    <message>
        <source>Ended dossiers</source>
        <translation>Hồ sơ đã kết thúc</translation>
    </message>
    <message>
        <source>keep all</source>
        <translation>giữ tất cả</translation>
    </message>
    <message>
        <source>3 months</source>
        <translation>3 tháng</translation>
    </message>
    <message>
        <source>6 months</source>
        <translation>6 tháng</translation>
    </message>
    <message>
        <source>1 year</source>
        <translation>1 năm</translation>
    </message>
    <message>
        <source>2 years</source>
        <translation>2 năm</translation>
    </message>
    <message>
        <source>After this time names, files and slips of ended dossiers leave this machine, once the hub has everything.</source>
        <translation>Quá thời gian này, họ tên, tệp và giấy in của hồ sơ đã kết thúc được xóa khỏi máy này, sau khi trạm đã có đủ.</translation>
    </message>
    <message>
        <source>Nothing was removed here yet.</source>
        <translation>Chưa xóa gì trên máy này.</translation>
    </message>
    <message>
        <source>Removed so far: {dossiers} dossiers and {files} files, last on {day}.</source>
        <translation>Đến nay đã xóa của {dossiers} hồ sơ, {files} tệp; lần gần nhất ngày {day}.</translation>
    </message>
</context>
<context>
    <name>ShelfForm</name>
    <message>
        <source>Shelf</source>
        <translation>Vị trí trên kệ</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Ghi</translation>
    </message>
    <message>
        <source>Where the result lies.</source>
        <translation>Nơi để kết quả.</translation>
    </message>
    <message>
        <source>Where the paper file lies.</source>
        <translation>Nơi để hồ sơ giấy.</translation>
    </message>
    <message>
        <source>Cabinet 2, shelf B</source>
        <translation>Tủ 2, ngăn B</translation>
    </message>
</context>
<context>
    <name>Sight</name>
    <message>
        <source>What the camera sees</source>
        <translation>Hình máy ảnh đang thấy</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Đóng</translation>
    </message>
</context>
<context>
    <name>SignInPage</name>
    <message>
        <source>The counter is being opened; you can type your password already.</source>
        <translation>Quầy đang được mở; có thể gõ mật khẩu ngay.</translation>
    </message>
    <message>
        <source>Choose your name above; the password is kept.</source>
        <translation>Hãy chọn tên ở trên; mật khẩu đã gõ được giữ nguyên.</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Đăng nhập</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Mật khẩu</translation>
    </message>
    <message>
        <source>Another officer</source>
        <translation>Cán bộ khác</translation>
    </message>
    <message>
        <source>The window is locked</source>
        <translation>Màn hình đang khóa</translation>
    </message>
    <message>
        <source>Everything you were doing is kept.</source>
        <translation>Mọi việc đang làm vẫn được giữ nguyên.</translation>
    </message>
    <message>
        <source>Open again</source>
        <translation>Mở khóa</translation>
    </message>
    <message>
        <source>No officer may sign in here today; ask your administrator.</source>
        <translation>Hôm nay chưa có cán bộ nào được đăng nhập tại đây; hãy hỏi quản trị.</translation>
    </message>
    <message>
        <source>Caps Lock is on.</source>
        <translation>Caps Lock đang bật.</translation>
    </message>
</context>
<context>
    <name>Signatures</name>
    <message>
        <source>signing failed</source>
        <translation>ký không được</translation>
    </message>
    <message>
        <source>its file is at the hub</source>
        <translation>tệp nằm ở hệ thống tỉnh</translation>
    </message>
    <message>
        <source>waits for the signature</source>
        <translation>chờ ký</translation>
    </message>
    <message>
        <source>not signed yet</source>
        <translation>chưa ký</translation>
    </message>
    <message>
        <source>The token is of {holder}; {officer} is signed in.</source>
        <translation>Thiết bị đứng tên {holder}, còn người đang đăng nhập là {officer}.</translation>
    </message>
    <message>
        <source>Token of {holder}, valid until {day}.</source>
        <translation>Thiết bị của {holder}, chứng thư số có hiệu lực đến {day}.</translation>
    </message>
    <message>
        <source>One more wrong PIN locks it.</source>
        <translation>Nhập sai mã PIN thêm một lần nữa thiết bị sẽ tự khóa.</translation>
    </message>
    <message>
        <source>Signed by {holder} ({issuer}), {time} by its time stamp.</source>
        <translation>Người ký: {holder} ({issuer}), {time} theo dấu thời gian.</translation>
    </message>
    <message>
        <source>Signed by {holder} ({issuer}), {time}, with a time stamp of an authority not known here.</source>
        <translation>Người ký: {holder} ({issuer}), {time}; có dấu thời gian nhưng máy này không biết nơi cấp dấu.</translation>
    </message>
    <message>
        <source>Signed by {holder} ({issuer}), {time}.</source>
        <translation>Người ký: {holder} ({issuer}), {time}.</translation>
    </message>
    <message>
        <source>The copy was changed after signing!</source>
        <translation>Bản này đã bị sửa sau khi ký!</translation>
    </message>
    <message>
        <source>Something was added after signing.</source>
        <translation>Có phần được thêm sau khi ký.</translation>
    </message>
    <message>
        <source>Chain of trust: good.</source>
        <translation>Chuỗi tin cậy: đạt.</translation>
    </message>
    <message>
        <source>Chain of trust: not known, this machine has no list of trusted authorities.</source>
        <translation>Chuỗi tin cậy: không rõ, máy này chưa có danh sách nơi cấp được tin cậy.</translation>
    </message>
    <message>
        <source>Chain of trust: not known, the authority is not on this machine&apos;s list.</source>
        <translation>Chuỗi tin cậy: không rõ, nơi cấp không có trong danh sách của máy này.</translation>
    </message>
    <message>
        <source>Chain of trust: not known, a certificate in it is of a kind this program cannot check.</source>
        <translation>Chuỗi tin cậy: không rõ, có chứng thư thuộc loại chương trình này chưa kiểm tra được.</translation>
    </message>
    <message>
        <source>Chain of trust: not good, the certificate was out of date when it signed.</source>
        <translation>Chuỗi tin cậy: không đạt, chứng thư đã hết hạn khi ký.</translation>
    </message>
    <message>
        <source>Chain of trust: not good, the certificate was not valid yet when it signed.</source>
        <translation>Chuỗi tin cậy: không đạt, chứng thư chưa có hiệu lực khi ký.</translation>
    </message>
    <message>
        <source>Chain of trust: not good, the certificate is not for signing papers.</source>
        <translation>Chuỗi tin cậy: không đạt, chứng thư không dùng để ký văn bản.</translation>
    </message>
    <message>
        <source>Chain of trust: not good, a certificate in it is false.</source>
        <translation>Chuỗi tin cậy: không đạt, có chứng thư sai trong chuỗi.</translation>
    </message>
    <message>
        <source>Not revoked.</source>
        <translation>Chứng thư không bị thu hồi.</translation>
    </message>
    <message>
        <source>The certificate had been revoked ({time})!</source>
        <translation>Chứng thư đã bị thu hồi trước khi ký ({time})!</translation>
    </message>
    <message>
        <source>The certificate was revoked after the time it says it signed ({time}).</source>
        <translation>Chứng thư bị thu hồi sau thời điểm ghi trong chữ ký ({time}).</translation>
    </message>
    <message>
        <source>Revocation: not checked up to that time, the list on this machine is too old.</source>
        <translation>Thu hồi: chưa kiểm tra được đến lúc ký, danh sách trên máy này đã cũ.</translation>
    </message>
    <message>
        <source>Revocation: not checked, no list is on this machine.</source>
        <translation>Thu hồi: chưa kiểm tra được, máy này chưa có danh sách thu hồi.</translation>
    </message>
    <message>
        <source>Nothing was changed since.</source>
        <translation>Từ đó không có gì thay đổi.</translation>
    </message>
</context>
<context>
    <name>SigningPage</name>
    <message>
        <source>Show all that wait</source>
        <translation>Xem mọi bản chờ ký</translation>
    </message>
    <message>
        <source>Copies to sign</source>
        <translation>Bản quét chờ ký</translation>
    </message>
    <message>
        <source>Applicant</source>
        <translation>Chủ hồ sơ</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>Giấy tờ</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Mã hồ sơ</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Trang</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Trạng thái</translation>
    </message>
    <message>
        <source>No copy waits for a signature.</source>
        <translation>Không có bản quét nào chờ ký.</translation>
    </message>
    <message>
        <source>Papers scanned at reception come here by themselves.</source>
        <translation>Giấy tờ quét khi tiếp nhận sẽ tự vào đây.</translation>
    </message>
    <message>
        <source>The copy chosen in the list shows here.</source>
        <translation>Chọn một bản trong danh sách để xem ở đây.</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>Thiết bị ký số</translation>
    </message>
    <message>
        <source>PIN of the token</source>
        <translation>Mã PIN</translation>
    </message>
    <message>
        <source>Signing</source>
        <translation>Đang ký</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Dừng</translation>
    </message>
    <message>
        <source>Sign later</source>
        <translation>Ký sau</translation>
    </message>
    <message>
        <source>Sign {count} copies</source>
        <translation>Ký {count} bản đang chờ</translation>
    </message>
    <message>
        <source>{count} copies are not on this machine; whoever scanned them signs them.</source>
        <translation>{count} bản không có trên máy này; máy đã quét sẽ ký.</translation>
    </message>
    <message>
        <source>They wait here until they are signed ({key}).</source>
        <translation>Các bản này chờ ở đây đến khi ký ({key}).</translation>
    </message>
    <message>
        <source>{done} of {count} signed</source>
        <translation>Đã ký {done}/{count}</translation>
    </message>
    <message>
        <source>{count} copies signed.</source>
        <translation>Đã ký {count} bản.</translation>
    </message>
    <message>
        <source>{count} failed; the list says why.</source>
        <translation>{count} bản ký không được; danh sách nêu lý do.</translation>
    </message>
    <message>
        <source>{count} were not tried and wait.</source>
        <translation>{count} bản chưa ký tới, vẫn chờ.</translation>
    </message>
    <message>
        <source>{count} without a time stamp: its authority did not answer.</source>
        <translation>{count} bản không có dấu thời gian vì nơi cấp không trả lời.</translation>
    </message>
</context>
<context>
    <name>SigningSection</name>
    <message>
        <source>Signing token</source>
        <translation type="vanished">Thiết bị ký số</translation>
    </message>
    <message>
        <source>Library of the token</source>
        <translation>Thư viện thiết bị</translation>
    </message>
    <message>
        <source>File of the PKCS#11 library</source>
        <translation>Tệp thư viện PKCS#11</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Chọn…</translation>
    </message>
    <message>
        <source>Look for tokens</source>
        <translation>Tìm thiết bị</translation>
    </message>
    <message>
        <source>Comes with the token&apos;s driver; ask who issued the token. Each officer types the own PIN.</source>
        <translation>Đi kèm trình điều khiển của thiết bị; hỏi nơi cấp thiết bị. Mỗi cán bộ tự nhập mã PIN của mình.</translation>
    </message>
    <message>
        <source>Signing copies</source>
        <translation>Ký bản số hóa</translation>
    </message>
    <message>
        <source>Token (PKCS#11)</source>
        <translation>Thiết bị ký số (PKCS#11)</translation>
    </message>
    <message>
        <source>Signing service (VGCA)</source>
        <translation>Dịch vụ ký (VGCA)</translation>
    </message>
    <message>
        <source>Signed with</source>
        <translation>Ký bằng</translation>
    </message>
    <message>
        <source>Address of the service</source>
        <translation>Địa chỉ dịch vụ</translation>
    </message>
    <message>
        <source>The program of Ban Cơ yếu on this machine; it asks for the PIN itself.</source>
        <translation>Chương trình của Ban Cơ yếu trên máy này; chương trình tự hỏi mã PIN.</translation>
    </message>
    <message>
        <source>For every officer on this machine.</source>
        <translation>Áp dụng cho mọi cán bộ trên máy này.</translation>
    </message>
    <message>
        <source>Ask the service</source>
        <translation>Hỏi thử dịch vụ</translation>
    </message>
    <message>
        <source>Asking the service…</source>
        <translation>Đang hỏi dịch vụ…</translation>
    </message>
    <message>
        <source>Looking for tokens…</source>
        <translation>Đang tìm thiết bị…</translation>
    </message>
    <message>
        <source>The service takes calls.</source>
        <translation>Dịch vụ đang nhận yêu cầu.</translation>
    </message>
    <message>
        <source>Plugged in: {tokens}.</source>
        <translation>Đang cắm: {tokens}.</translation>
    </message>
    <message>
        <source>The library works, but no token is plugged in.</source>
        <translation>Thư viện dùng được, nhưng chưa cắm thiết bị nào.</translation>
    </message>
</context>
<context>
    <name>SlipSection</name>
    <message>
        <source>Slips and labels</source>
        <translation>Phiếu và nhãn</translation>
    </message>
    <message>
        <source>Slip</source>
        <translation>Phiếu</translation>
    </message>
    <message>
        <source>Tray</source>
        <translation>Khay giấy</translation>
    </message>
    <message>
        <source>The printer&apos;s choice</source>
        <translation>Máy in tự chọn</translation>
    </message>
    <message>
        <source>Copies</source>
        <translation>Số liên</translation>
    </message>
    <message>
        <source>as the form has it</source>
        <translation>theo mẫu</translation>
    </message>
    <message>
        <source>Both sides</source>
        <translation>In hai mặt</translation>
    </message>
    <message>
        <source>Signed code on receipts</source>
        <translation>Mã có chữ ký trên giấy tiếp nhận</translation>
    </message>
    <message>
        <source>Width of labels</source>
        <translation>Chiều rộng nhãn</translation>
    </message>
    <message>
        <source>Height of labels</source>
        <translation>Chiều cao nhãn</translation>
    </message>
    <message>
        <source>Measure a scanned test page…</source>
        <translation>Đo trang in thử đã quét…</translation>
    </message>
    <message>
        <source>The three choices below hold for this slip alone.</source>
        <translation>Ba lựa chọn dưới đây chỉ áp dụng cho phiếu này.</translation>
    </message>
    <message>
        <source>As the printer itself calls it, for example tray-2.</source>
        <translation>Theo tên của chính máy in, ví dụ tray-2.</translation>
    </message>
    <message>
        <source>Receipts</source>
        <translation>Giấy tiếp nhận</translation>
    </message>
    <message>
        <source>Any counter can then check without a line whether a receipt is genuine.</source>
        <translation>Quầy nào cũng kiểm tra được giấy thật hay giả, không cần mạng.</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Nhãn</translation>
    </message>
    <message>
        <source>Width and height of the labels for folders.</source>
        <translation>Chiều rộng và chiều cao của nhãn bìa hồ sơ.</translation>
    </message>
    <message>
        <source>Scan of the test page</source>
        <translation>Bản quét trang in thử</translation>
    </message>
    <message>
        <source>Scans</source>
        <translation>Bản quét</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>Đang đo…</translation>
    </message>
    <message>
        <source>none</source>
        <translation>không có</translation>
    </message>
    <message>
        <source>Finest bar code read {bars}, finest QR {squares}, size {scale}.</source>
        <translation>Mã vạch mảnh nhất đọc được {bars}, QR mảnh nhất {squares}, cỡ in {scale}.</translation>
    </message>
    <message>
        <source>Receipts of this printer can be read.</source>
        <translation>Máy in này in giấy tiếp nhận đọc được.</translation>
    </message>
    <message>
        <source>The print was scaled: set the printer to 100 %, “actual size”.</source>
        <translation>Bản in bị co giãn: hãy đặt máy in ở 100 %, “kích thước thực”.</translation>
    </message>
    <message>
        <source>Not all codes can be read: print finer or clean the printer, then scan at 200 dpi.</source>
        <translation>Có mã không đọc được: in nét hơn hoặc vệ sinh máy in, rồi quét ở 200 dpi.</translation>
    </message>
    <message>
        <source>Forms of the slips…</source>
        <translation>Mẫu phiếu…</translation>
    </message>
</context>
<context>
    <name>StackFiler</name>
    <message>
        <source>Printing the separator sheets…</source>
        <translation>Đang in tờ phân cách…</translation>
    </message>
    <message>
        <source>{count} separator sheets are being printed. Lay each before its paper, then scan all at once.</source>
        <translation>Đang in {count} tờ phân cách. Đặt mỗi tờ trước giấy tờ của nó, rồi quét cả xấp một lần.</translation>
    </message>
    <message>
        <source>Looking for separator sheets…</source>
        <translation>Đang tìm tờ phân cách…</translation>
    </message>
    <message>
        <source>Stopped: the pages lie as they were scanned, in the order they came.</source>
        <translation>Đã dừng: các trang nằm như khi quét, đúng thứ tự đã vào máy.</translation>
    </message>
    <message>
        <source>The receipt of {code} lay on top, but that dossier has ended.</source>
        <translation>Trên cùng là giấy tiếp nhận của {code}, nhưng hồ sơ đó đã kết thúc.</translation>
    </message>
    <message>
        <source>The receipt of {code} lay on top, but another unit has that dossier.</source>
        <translation>Trên cùng là giấy tiếp nhận của {code}, nhưng hồ sơ đó thuộc đơn vị khác.</translation>
    </message>
    <message>
        <source>The receipt of {code} lay on top, but this machine does not know it yet.</source>
        <translation>Trên cùng là giấy tiếp nhận của {code}, nhưng máy này chưa có hồ sơ đó.</translation>
    </message>
    <message>
        <source>It and what lay behind it wait here without a paper: look whose they are.</source>
        <translation>Tờ đó và các trang sau nó chờ ở đây, chưa xếp vào giấy tờ nào: hãy xem là của ai.</translation>
    </message>
    <message>
        <source>Send them to {code}</source>
        <translation>Chuyển sang {code}</translation>
    </message>
    <message>
        <source>The receipt of {code} lay on top, but that dossier has ended: all pages stay here.</source>
        <translation type="vanished">Trên cùng là giấy tiếp nhận {code}, nhưng hồ sơ đó đã kết thúc: mọi trang vẫn ở đây.</translation>
    </message>
    <message>
        <source>The receipt of {code} lay on top, but another unit has that dossier: all pages stay here.</source>
        <translation type="vanished">Trên cùng là giấy tiếp nhận {code}, nhưng hồ sơ đó thuộc đơn vị khác: mọi trang vẫn ở đây.</translation>
    </message>
    <message>
        <source>The receipt of {code} lay on top, but this machine does not know it: all pages stay here.</source>
        <translation type="vanished">Trên cùng là giấy tiếp nhận {code}, nhưng máy này không có hồ sơ đó: mọi trang vẫn ở đây.</translation>
    </message>
    <message>
        <source>{pages} pages filed with {papers} papers.</source>
        <translation>Đã xếp {pages} trang vào {papers} giấy tờ.</translation>
    </message>
    <message>
        <source>The receipt of {code} lay on top: {pages} pages lie with that dossier now.</source>
        <translation>Trên cùng là giấy tiếp nhận của hồ sơ {code}: {pages} trang nay nằm ở hồ sơ đó.</translation>
    </message>
    <message>
        <source>{pages} pages that lay behind the receipt of {code} lie with that dossier now.</source>
        <translation>Đã chuyển {pages} trang nằm sau giấy tiếp nhận của {code} sang hồ sơ đó.</translation>
    </message>
    <message>
        <source>Open the dossier</source>
        <translation>Mở hồ sơ</translation>
    </message>
    <message>
        <source>They belong here</source>
        <translation type="vanished">Các trang này thuộc về đây</translation>
    </message>
    <message>
        <source>A separator of another procedure or of no paper here: its pages have no paper yet.</source>
        <translation>Có tờ phân cách của thủ tục khác hoặc của giấy tờ không có trong danh mục: các trang sau đó chưa thuộc giấy tờ nào.</translation>
    </message>
    <message>
        <source>A sheet with the code {codes} lay among the pages: it and what lay behind it may be another person&apos;s and have no paper yet. Look at them, then put them with a paper or lay them aside.</source>
        <translation>Giữa các trang có tờ mang mã {codes}: tờ đó và các trang sau nó có thể là của người khác nên chưa xếp vào giấy tờ nào. Hãy xem lại, rồi xếp vào giấy tờ hoặc để ra ngoài.</translation>
    </message>
    <message>
        <source>They belong to this draft</source>
        <translation type="vanished">Các trang này thuộc hồ sơ đang nhập</translation>
    </message>
    <message>
        <source>No separator came for “{name}”: its pages probably lie with “{other}”.</source>
        <translation>Thiếu tờ phân cách của “{name}”: các trang của giấy này có lẽ đang nằm ở “{other}”.</translation>
    </message>
    <message>
        <source>No pages came for “{name}”.</source>
        <translation>Chưa có trang nào của “{name}”.</translation>
    </message>
    <message>
        <source>{count} pages lie before the first separator.</source>
        <translation>Có {count} trang nằm trước tờ phân cách đầu tiên.</translation>
    </message>
    <message>
        <source>More than one separator for {papers}.</source>
        <translation>Có nhiều hơn một tờ phân cách của {papers}.</translation>
    </message>
    <message>
        <source>A separator of another procedure: its pages have no paper yet.</source>
        <translation type="vanished">Có tờ phân cách của thủ tục khác: các trang sau tờ đó chưa thuộc giấy tờ nào.</translation>
    </message>
</context>
<context>
    <name>StopForm</name>
    <message>
        <source>Stop the dossier</source>
        <translation>Dừng giải quyết hồ sơ</translation>
    </message>
    <message>
        <source>Stop and print</source>
        <translation>Dừng và in thông báo</translation>
    </message>
    <message>
        <source>Supplement not answered</source>
        <translation>Không bổ sung</translation>
    </message>
    <message>
        <source>Sector law</source>
        <translation>Luật chuyên ngành</translation>
    </message>
    <message>
        <source>Basis</source>
        <translation>Căn cứ</translation>
    </message>
    <message>
        <source>Article of the sector law</source>
        <translation>Điều khoản của luật chuyên ngành</translation>
    </message>
    <message>
        <source>A stopped dossier is not opened again.</source>
        <translation type="vanished">Hồ sơ đã dừng không mở lại.</translation>
    </message>
</context>
<context>
    <name>Strip</name>
    <message>
        <source>Demonstration clock {time}</source>
        <translation>Đồng hồ minh họa {time}</translation>
    </message>
    <message>
        <source>Synchronised {time}</source>
        <translation>Đã đồng bộ {time}</translation>
    </message>
    <message>
        <source>Sending… last contact {time}</source>
        <translation>Đang gửi… liên lạc gần nhất {time}</translation>
    </message>
    <message>
        <source>, next try {time}</source>
        <translation>, thử lại {time}</translation>
    </message>
    <message>
        <source>No connection, last contact {time}</source>
        <translation>Mất kết nối, liên lạc gần nhất {time}</translation>
    </message>
    <message>
        <source>Never synchronised yet</source>
        <translation>Chưa đồng bộ lần nào</translation>
    </message>
    <message>
        <source>{count} held back</source>
        <translation>{count} bản ghi bị giữ lại</translation>
    </message>
    <message>
        <source>{count} numbers left</source>
        <translation>còn {count} số</translation>
    </message>
    <message>
        <source>Printer does not answer, {count} slips wait</source>
        <translation>Máy in không trả lời, {count} bản chờ in</translation>
    </message>
    <message>
        <source>{count} slips printing</source>
        <translation>đang in {count} bản</translation>
    </message>
    <message>
        <source>Printer ready</source>
        <translation>Máy in sẵn sàng</translation>
    </message>
    <message>
        <source>No printer chosen</source>
        <translation>Chưa chọn máy in</translation>
    </message>
    <message>
        <source>{dossiers} dossiers · {files} files wait to be sent</source>
        <translation>{dossiers} hồ sơ · {files} tệp chờ gửi</translation>
    </message>
    <message>
        <source>{dossiers} dossiers wait to be sent</source>
        <translation>{dossiers} hồ sơ chờ gửi</translation>
    </message>
    <message>
        <source>{events} records wait to be sent</source>
        <translation>{events} bản ghi chờ gửi</translation>
    </message>
    <message>
        <source>{files} files wait to be sent</source>
        <translation>{files} tệp chờ gửi</translation>
    </message>
    <message>
        <source>{count} slips wait to be seen</source>
        <translation>{count} phiếu chờ xem trước khi in</translation>
    </message>
</context>
<context>
    <name>SupplementForm</name>
    <message>
        <source>Request a supplement</source>
        <translation>Yêu cầu bổ sung</translation>
    </message>
    <message>
        <source>Request and print</source>
        <translation>Yêu cầu và in phiếu</translation>
    </message>
    <message>
        <source>Name everything that is missing or wrong, with its reason.</source>
        <translation>Nêu đủ mọi giấy tờ thiếu hoặc sai, kèm lý do.</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Lý do</translation>
    </message>
</context>
<context>
    <name>SupplementedForm</name>
    <message>
        <source>Take in the supplement</source>
        <translation>Nhận hồ sơ bổ sung</translation>
    </message>
    <message>
        <source>Take in and print</source>
        <translation>Nhận và in phiếu</translation>
    </message>
    <message>
        <source>With all papers here the full time limit starts again.</source>
        <translation>Khi đã đủ giấy tờ, thời hạn tính lại từ đầu.</translation>
    </message>
</context>
<context>
    <name>TakeOver</name>
    <message>
        <source>Paper or result</source>
        <translation>Giấy tờ, kết quả</translation>
    </message>
    <message>
        <source>From dossier</source>
        <translation>Từ hồ sơ</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Tiếp nhận</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Trang</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Tệp</translation>
    </message>
    <message>
        <source>Copies held of this person</source>
        <translation>Bản số đã có của người này</translation>
    </message>
    <message>
        <source>It was taken from the national data store</source>
        <translation>Lấy từ kho dữ liệu quốc gia</translation>
    </message>
    <message>
        <source>Take it over</source>
        <translation>Dùng lại bản này</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>Để lại</translation>
    </message>
    <message>
        <source>A copy held already for “{paper}”</source>
        <translation>Dùng lại bản số đã có cho “{paper}”</translation>
    </message>
    <message>
        <source>Nothing is scanned; the record says where the copy comes from.</source>
        <translation>Không phải quét lại; hồ sơ ghi rõ bản này lấy từ đâu.</translation>
    </message>
    <message>
        <source>on this machine</source>
        <translation>trên máy này</translation>
    </message>
    <message>
        <source>at the hub</source>
        <translation>ở hệ thống tỉnh</translation>
    </message>
</context>
<context>
    <name>TemplatesPage</name>
    <message>
        <source>Form</source>
        <translation>Mẫu</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>Quy định</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Bản mẫu</translation>
    </message>
    <message>
        <source>Forms</source>
        <translation>Các mẫu</translation>
    </message>
    <message>
        <source>Choose a form.</source>
        <translation>Chọn một mẫu.</translation>
    </message>
    <message>
        <source>No new template tried yet.</source>
        <translation>Chưa thử bản mẫu mới.</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>Nhỏ hơn</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>Lớn hơn</translation>
    </message>
    <message>
        <source>As printed now</source>
        <translation>Đang in</translation>
    </message>
    <message>
        <source>With the new template</source>
        <translation>Theo bản mẫu mới</translation>
    </message>
    <message>
        <source>Save the text to a file…</source>
        <translation>Lưu bản mẫu ra tệp…</translation>
    </message>
    <message>
        <source>Try a file…</source>
        <translation>Thử một tệp…</translation>
    </message>
    <message>
        <source>Back to the shipped form</source>
        <translation>Dùng lại mẫu gốc</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>Dùng bản này</translation>
    </message>
    <message>
        <source>Forms of the slips</source>
        <translation>Mẫu phiếu</translation>
    </message>
    <message>
        <source>own</source>
        <translation>riêng</translation>
    </message>
    <message>
        <source>shipped</source>
        <translation>gốc</translation>
    </message>
    <message>
        <source>Kept as {name}. Change it, then try it here.</source>
        <translation>Đã lưu thành {name}. Sửa tệp rồi thử tại đây.</translation>
    </message>
    <message>
        <source>The template is refused at line {line}: {reason}. The form is printed as before.</source>
        <translation>Bản mẫu bị từ chối ở dòng {line}: {reason}. Phiếu vẫn in như cũ.</translation>
    </message>
    <message>
        <source>The form is printed from the new template from now on.</source>
        <translation>Từ nay phiếu in theo bản mẫu mới.</translation>
    </message>
    <message>
        <source>Print the shipped form again?</source>
        <translation>Dùng lại mẫu gốc?</translation>
    </message>
    <message>
        <source>The own template is no longer used; its text stays beside it.</source>
        <translation>Bản mẫu riêng không còn dùng; nội dung vẫn được giữ lại.</translation>
    </message>
    <message>
        <source>The shipped form is printed again.</source>
        <translation>Phiếu in lại theo mẫu gốc.</translation>
    </message>
</context>
<context>
    <name>Ticket</name>
    <message>
        <source>Number of the waiting ticket</source>
        <translation>Số phiếu chờ</translation>
    </message>
    <message>
        <source>Ticket</source>
        <translation>Phiếu chờ</translation>
    </message>
    <message>
        <source>waits {minutes}</source>
        <translation>chờ {minutes}</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Mời</translation>
    </message>
    <message>
        <source>called {time}</source>
        <translation>đã mời {time}</translation>
    </message>
    <message>
        <source>Wait again</source>
        <translation>Chờ tiếp</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>History</source>
        <translation>Quá trình</translation>
    </message>
    <message>
        <source>{name}: {after} (was empty)</source>
        <translation>{name}: {after} (trước đó để trống)</translation>
    </message>
    <message>
        <source>{name}: taken away (was {before})</source>
        <translation>{name}: đã bỏ (trước đó: {before})</translation>
    </message>
    <message>
        <source>{name}: {before} → {after}</source>
        <translation>{name}: {before} → {after}</translation>
    </message>
    <message>
        <source>at the hub</source>
        <translation>đã lên tỉnh</translation>
    </message>
    <message>
        <source>waits to be sent</source>
        <translation>chờ gửi</translation>
    </message>
    <message>
        <source>annulled by a supervisor</source>
        <translation>lãnh đạo đã hủy</translation>
    </message>
    <message>
        <source>set aside: {why}</source>
        <translation>để riêng: {why}</translation>
    </message>
    <message>
        <source>to be confirmed by a supervisor: {why}</source>
        <translation>chờ lãnh đạo xác nhận: {why}</translation>
    </message>
</context>
<context>
    <name>TrayPanel</name>
    <message>
        <source>Scanned pages</source>
        <translation>Trang đã quét</translation>
    </message>
    <message>
        <source>Back to the receipt</source>
        <translation>Về giấy tiếp nhận</translation>
    </message>
    <message>
        <source>Turn left</source>
        <translation type="vanished">Xoay trái</translation>
    </message>
    <message>
        <source>Turn right</source>
        <translation type="vanished">Xoay phải</translation>
    </message>
    <message>
        <source>Straighten</source>
        <translation type="vanished">Chỉnh thẳng</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation type="vanished">Cắt lề</translation>
    </message>
    <message>
        <source>As scanned</source>
        <translation type="vanished">Như lúc quét</translation>
    </message>
    <message>
        <source>Lay aside</source>
        <translation type="vanished">Để ra ngoài</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation type="vanished">Lấy lại</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation type="vanished">Lên trước</translation>
    </message>
    <message>
        <source>Later</source>
        <translation type="vanished">Về sau</translation>
    </message>
    <message>
        <source>New copy from here</source>
        <translation type="vanished">Tách bản từ đây</translation>
    </message>
    <message>
        <source>Join to the copy before</source>
        <translation type="vanished">Gộp vào bản trước</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Việc khác</translation>
    </message>
    <message>
        <source>Fronts, then backs</source>
        <translation type="vanished">Ghép mặt trước, mặt sau</translation>
    </message>
    <message>
        <source>Two sides, one sheet</source>
        <translation type="vanished">Hai mặt một trang</translation>
    </message>
    <message>
        <source>blank, laid aside</source>
        <translation>trang trắng, để ra ngoài</translation>
    </message>
    <message>
        <source>laid aside</source>
        <translation>để ra ngoài</translation>
    </message>
    <message>
        <source>joined, laid aside</source>
        <translation>đã ghép, để ra ngoài</translation>
    </message>
    <message>
        <source>separator, laid aside</source>
        <translation>tờ phân cách, để ra ngoài</translation>
    </message>
    <message>
        <source>no paper yet</source>
        <translation>chưa rõ giấy nào</translation>
    </message>
    <message>
        <source>{number} · copy {copy}: {name}</source>
        <translation>{number} · bản {copy}: {name}</translation>
    </message>
    <message>
        <source>{count} pages, {aside} laid aside. Alt+1…9 puts the chosen pages with that paper; {undo} takes back the last act.</source>
        <translation>{count} trang, {aside} trang để ra ngoài. Alt+1…9 xếp các trang đã chọn vào giấy tờ ấy; {undo} hoàn tác thao tác cuối.</translation>
    </message>
    <message>
        <source>{count} pages, {aside} laid aside. Alt+1…9 puts the chosen pages with that paper.</source>
        <translation type="vanished">{count} trang, {aside} trang để ra ngoài. Alt+1…9 đưa các trang đang chọn vào giấy đó.</translation>
    </message>
    <message>
        <source>No page here. F5 scans into the paper that is marked.</source>
        <translation>Chưa có trang nào. F5 quét vào giấy đang được đánh dấu.</translation>
    </message>
</context>
<context>
    <name>TrustSection</name>
    <message>
        <source>Trust in signatures</source>
        <translation>Tin cậy chữ ký</translation>
    </message>
    <message>
        <source>Authorities trusted</source>
        <translation>Nơi cấp được tin cậy</translation>
    </message>
    <message>
        <source>Folder of certificates and revocation lists</source>
        <translation>Thư mục chứng thư và danh sách thu hồi</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Chọn…</translation>
    </message>
    <message>
        <source>Only what is here</source>
        <translation>Chỉ dùng những gì có sẵn</translation>
    </message>
    <message>
        <source>Fetch newer lists when there is a line</source>
        <translation>Tải danh sách mới khi có mạng</translation>
    </message>
    <message>
        <source>Revocation lists</source>
        <translation>Danh sách thu hồi</translation>
    </message>
    <message>
        <source>Address of the time-stamp authority</source>
        <translation>Địa chỉ dịch vụ cấp dấu thời gian</translation>
    </message>
    <message>
        <source>Look what is at hand</source>
        <translation>Xem đang có gì</translation>
    </message>
    <message>
        <source>Those of the province come with its data; what lies in this folder is trusted besides.</source>
        <translation>Danh sách của tỉnh về cùng dữ liệu của tỉnh; những gì nằm trong thư mục này được tin thêm.</translation>
    </message>
    <message>
        <source>From the addresses the authorities name; no name or number of anyone is sent.</source>
        <translation>Từ địa chỉ mà nơi cấp công bố; không gửi đi tên hay số của ai.</translation>
    </message>
    <message>
        <source>Time stamp</source>
        <translation>Dấu thời gian</translation>
    </message>
    <message>
        <source>Empty: without. When it does not answer, copies are signed without one.</source>
        <translation>Để trống: không dùng. Khi nơi cấp không trả lời, bản quét được ký không kèm dấu thời gian.</translation>
    </message>
    <message>
        <source>Nothing is at hand: whose a signature is stays unproven.</source>
        <translation>Chưa có gì: chưa chứng minh được chữ ký là của ai.</translation>
    </message>
    <message>
        <source>At hand: {roots} roots, {authorities} authorities under them, {lists} revocation lists.</source>
        <translation>Đang có: {roots} chứng thư gốc, {authorities} nơi cấp dưới gốc, {lists} danh sách thu hồi.</translation>
    </message>
</context>
<context>
    <name>UnderWay</name>
    <message>
        <source>Stop</source>
        <translation>Dừng</translation>
    </message>
    <message>
        <source>Under way</source>
        <translation>Đang thực hiện</translation>
    </message>
</context>
<context>
    <name>Waiting</name>
    <message>
        <source>{count} min</source>
        <translation>{count} phút</translation>
    </message>
</context>
<context>
    <name>Waits</name>
    <message>
        <source>no network</source>
        <translation>không có mạng</translation>
    </message>
    <message>
        <source>a login page is in the way</source>
        <translation>bị trang đăng nhập mạng chặn</translation>
    </message>
    <message>
        <source>the hub is busy</source>
        <translation>trạm đang bận</translation>
    </message>
    <message>
        <source>the hub does not accept this machine</source>
        <translation>trạm không chấp nhận máy này</translation>
    </message>
    <message>
        <source>the hub refused it</source>
        <translation>trạm từ chối</translation>
    </message>
    <message>
        <source>a newer version is needed here</source>
        <translation>máy này cần bản mới</translation>
    </message>
    <message>
        <source>the disk of this machine is full</source>
        <translation>đĩa của máy này đã đầy</translation>
    </message>
    <message>
        <source>no answer came, so it is asked for again</source>
        <translation>chưa có trả lời, sẽ hỏi lại</translation>
    </message>
    <message>
        <source>no answer came, so it is sent again</source>
        <translation>chưa rõ kết quả, sẽ gửi lại</translation>
    </message>
    <message>
        <source>the answer of the hub was not understood</source>
        <translation>không hiểu trả lời của trạm</translation>
    </message>
    <message>
        <source>something went wrong</source>
        <translation>có trục trặc</translation>
    </message>
    <message>
        <source>the hub needs a newer version</source>
        <translation>trạm cần bản mới</translation>
    </message>
    <message>
        <source>the hub needs a newer version; asked again every day</source>
        <translation>trạm cần bản mới; mỗi ngày gửi lại</translation>
    </message>
    <message>
        <source>{why}; next try {time}</source>
        <translation>{why}; thử lại lúc {time}</translation>
    </message>
    <message>
        <source>waits its turn</source>
        <translation>đang chờ đến lượt</translation>
    </message>
    <message>
        <source>being sent</source>
        <translation>đang gửi</translation>
    </message>
    <message>
        <source>waits for the line</source>
        <translation>chờ đường truyền</translation>
    </message>
</context>
<context>
    <name>WayBack</name>
    <message>
        <source>Asked once only; asking again takes a supervisor and a reason.</source>
        <translation>Chỉ yêu cầu một lần; muốn yêu cầu lại phải có người giám sát và lý do.</translation>
    </message>
    <message>
        <source>This cannot be taken back: the time limit starts anew.</source>
        <translation>Không rút lại được: thời hạn bắt đầu lại từ đầu.</translation>
    </message>
    <message>
        <source>There is one new date at most, and it cannot be taken back.</source>
        <translation>Chỉ được hẹn lại một lần, và không rút lại được.</translation>
    </message>
    <message>
        <source>This ends the dossier and cannot be taken back; handing in again is a new dossier.</source>
        <translation>Việc này kết thúc hồ sơ và không rút lại được; nộp lại là một hồ sơ mới.</translation>
    </message>
    <message>
        <source>This cannot be taken back: a stopped dossier is not opened again.</source>
        <translation>Không rút lại được: hồ sơ đã dừng thì không mở lại.</translation>
    </message>
    <message>
        <source>Money taken by mistake is given back under “Give money back”.</source>
        <translation>Tiền thu nhầm được hoàn tại mục “Hoàn tiền”.</translation>
    </message>
    <message>
        <source>It may be recorded again.</source>
        <translation>Có thể ghi lại lần nữa.</translation>
    </message>
    <message>
        <source>It may be corrected again; what stood before stays in the history.</source>
        <translation>Có thể đính chính lại; nội dung cũ vẫn còn trong diễn biến.</translation>
    </message>
    <message>
        <source>It may be changed at any time; left empty it is taken off the shelf.</source>
        <translation>Đổi lúc nào cũng được; để trống là lấy khỏi kệ.</translation>
    </message>
    <message>
        <source>A question stays in the history; a wrong one is answered with why.</source>
        <translation>Đề nghị đã ghi thì còn trong diễn biến; nếu ghi nhầm thì ghi trả lời kèm lý do.</translation>
    </message>
    <message>
        <source>Money given back by mistake is taken again under “Collect the fee”.</source>
        <translation>Tiền hoàn nhầm được thu lại tại mục “Thu phí”.</translation>
    </message>
    <message>
        <source>This cannot be taken back: the papers are in the citizen&apos;s hands.</source>
        <translation>Không rút lại được: giấy tờ đã ở trong tay người dân.</translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>Opening the counter…</source>
        <translation>Đang mở…</translation>
    </message>
    <message>
        <source>Address of the provincial hub</source>
        <translation>Địa chỉ trạm đồng bộ của tỉnh</translation>
    </message>
    <message>
        <source>One-time enrolment code</source>
        <translation>Mã đăng ký dùng một lần</translation>
    </message>
    <message>
        <source>Passphrase of this machine</source>
        <translation>Mật khẩu của máy</translation>
    </message>
    <message>
        <source>The same passphrase again</source>
        <translation>Gõ lại mật khẩu của máy</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Mở</translation>
    </message>
    <message>
        <source>Open this machine</source>
        <translation>Mở máy này</translation>
    </message>
    <message>
        <source>The data on this machine are locked with a passphrase.</source>
        <translation>Dữ liệu trên máy được khóa bằng mật khẩu của máy.</translation>
    </message>
    <message>
        <source>The data are being opened…</source>
        <translation>Đang mở dữ liệu…</translation>
    </message>
    <message>
        <source>Enrol this machine</source>
        <translation>Đăng ký máy này</translation>
    </message>
    <message>
        <source>The province gives a one-time code for each counter. It is needed only this once.</source>
        <translation>Tỉnh cấp mã dùng một lần cho từng quầy. Chỉ cần nhập lần này.</translation>
    </message>
    <message>
        <source>Enrol</source>
        <translation>Đăng ký</translation>
    </message>
    <message>
        <source>A passphrase has at least {count} characters.</source>
        <translation>Mật khẩu của máy có ít nhất {count} ký tự.</translation>
    </message>
    <message>
        <source>Choose a longer one and keep it in a safe place.</source>
        <translation>Hãy chọn mật khẩu dài hơn và cất giữ ở nơi an toàn.</translation>
    </message>
    <message>
        <source>The two passphrases differ.</source>
        <translation>Hai lần gõ mật khẩu không giống nhau.</translation>
    </message>
    <message>
        <source>Type the second one again.</source>
        <translation>Hãy gõ lại lần thứ hai.</translation>
    </message>
    <message>
        <source>The province is asked; this cannot be stopped half way…</source>
        <translation>Đang hỏi tỉnh; việc này không dừng giữa chừng được…</translation>
    </message>
    <message>
        <source>The counter cannot be opened</source>
        <translation>Không mở được chương trình</translation>
    </message>
</context>
<context>
    <name>WithdrawForm</name>
    <message>
        <source>Withdraw</source>
        <translation>Rút hồ sơ</translation>
    </message>
    <message>
        <source>Withdraw and print</source>
        <translation>Rút và in phiếu</translation>
    </message>
    <message>
        <source>Applicant</source>
        <translation>Chủ hồ sơ</translation>
    </message>
    <message>
        <source>Authorised person</source>
        <translation>Người được ủy quyền</translation>
    </message>
    <message>
        <source>Asked by</source>
        <translation>Người đề nghị</translation>
    </message>
    <message>
        <source>Reason, if one is given</source>
        <translation>Lý do, nếu có</translation>
    </message>
    <message>
        <source>The papers held here are given back.</source>
        <translation>Giấy tờ đang giữ tại đây được trả lại.</translation>
    </message>
    <message>
        <source>The papers held here are given back. This ends the dossier.</source>
        <translation type="vanished">Giấy tờ đang giữ được trả lại. Hồ sơ kết thúc tại đây.</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>Not received yet</source>
        <translation>Chưa tiếp nhận</translation>
    </message>
    <message>
        <source>Newly registered</source>
        <translation>Mới đăng ký</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Được tiếp nhận</translation>
    </message>
    <message>
        <source>Refused at reception</source>
        <translation>Không được tiếp nhận</translation>
    </message>
    <message>
        <source>In process</source>
        <translation>Đang xử lý</translation>
    </message>
    <message>
        <source>Supplement requested</source>
        <translation>Yêu cầu bổ sung giấy tờ</translation>
    </message>
    <message>
        <source>Payment requested</source>
        <translation>Yêu cầu thực hiện nghĩa vụ tài chính</translation>
    </message>
    <message>
        <source>Withdrawn</source>
        <translation>Công dân yêu cầu rút hồ sơ</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Dừng xử lý</translation>
    </message>
    <message>
        <source>Result ready</source>
        <translation>Đã xử lý xong</translation>
    </message>
    <message>
        <source>Result returned</source>
        <translation>Đã trả kết quả</translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation>Giấy tiếp nhận và hẹn trả</translation>
    </message>
    <message>
        <source>Return receipt</source>
        <translation>Biên nhận trả kết quả</translation>
    </message>
    <message>
        <source>Handover list</source>
        <translation>Phiếu bàn giao hồ sơ</translation>
    </message>
    <message>
        <source>Handover list of results</source>
        <translation>Phiếu bàn giao kết quả</translation>
    </message>
    <message>
        <source>Supplement request</source>
        <translation>Phiếu yêu cầu bổ sung</translation>
    </message>
    <message>
        <source>Refusal</source>
        <translation>Phiếu từ chối</translation>
    </message>
    <message>
        <source>Apology</source>
        <translation>Văn bản xin lỗi</translation>
    </message>
    <message>
        <source>Termination notice</source>
        <translation>Thông báo dừng giải quyết</translation>
    </message>
    <message>
        <source>Control slip</source>
        <translation>Phiếu kiểm soát</translation>
    </message>
    <message>
        <source>Register</source>
        <translation>Sổ theo dõi hồ sơ</translation>
    </message>
    <message>
        <source>Fee information slip</source>
        <translation>Phiếu thông tin phí, lệ phí</translation>
    </message>
    <message>
        <source>Guidance slip</source>
        <translation>Phiếu hướng dẫn</translation>
    </message>
    <message>
        <source>Withdrawal slip</source>
        <translation>Phiếu rút hồ sơ</translation>
    </message>
    <message>
        <source>List of papers returned</source>
        <translation>Phiếu trả lại giấy tờ</translation>
    </message>
    <message>
        <source>original</source>
        <translation>bản chính</translation>
    </message>
    <message>
        <source>certified copy</source>
        <translation>bản chứng thực</translation>
    </message>
    <message>
        <source>compared copy</source>
        <translation>bản đối chiếu</translation>
    </message>
    <message>
        <source>electronic</source>
        <translation>bản điện tử</translation>
    </message>
    <message>
        <source>e-ID account not checked yet</source>
        <translation>chưa kiểm tra tài khoản định danh</translation>
    </message>
    <message>
        <source>papers not scanned yet</source>
        <translation>chưa quét giấy tờ</translation>
    </message>
    <message>
        <source>scans not signed yet</source>
        <translation>chưa ký số bản quét</translation>
    </message>
    <message>
        <source>receipt not printed yet</source>
        <translation>chưa in giấy tiếp nhận</translation>
    </message>
    <message>
        <source>receipt not handed out yet</source>
        <translation>chưa giao giấy tiếp nhận</translation>
    </message>
    <message>
        <source>fee not collected yet</source>
        <translation>chưa thu phí, lệ phí</translation>
    </message>
    <message>
        <source>corrected receipt owed</source>
        <translation>chưa in giấy tiếp nhận đính chính</translation>
    </message>
    <message>
        <source>official code to come</source>
        <translation>chờ mã chính thức</translation>
    </message>
    <message>
        <source>Monday</source>
        <translation>thứ Hai</translation>
    </message>
    <message>
        <source>Tuesday</source>
        <translation>thứ Ba</translation>
    </message>
    <message>
        <source>Wednesday</source>
        <translation>thứ Tư</translation>
    </message>
    <message>
        <source>Thursday</source>
        <translation>thứ Năm</translation>
    </message>
    <message>
        <source>Friday</source>
        <translation>thứ Sáu</translation>
    </message>
    <message>
        <source>Saturday</source>
        <translation>thứ Bảy</translation>
    </message>
    <message>
        <source>Sunday</source>
        <translation>Chủ nhật</translation>
    </message>
    <message>
        <source>Receipt of several dossiers</source>
        <translation>Giấy tiếp nhận nhiều hồ sơ</translation>
    </message>
    <message>
        <source>Processing history</source>
        <translation>Quá trình xử lý hồ sơ</translation>
    </message>
    <message>
        <source>Declaration of a lost receipt</source>
        <translation>Giấy khai mất giấy tiếp nhận</translation>
    </message>
    <message>
        <source>Rating slip</source>
        <translation>Phiếu đánh giá</translation>
    </message>
    <message>
        <source>Appointment slip</source>
        <translation>Phiếu hẹn</translation>
    </message>
    <message>
        <source>Transfer slip</source>
        <translation>Phiếu chuyển hồ sơ</translation>
    </message>
    <message>
        <source>Postal handover record</source>
        <translation>Biên bản bàn giao bưu chính</translation>
    </message>
    <message>
        <source>Folder label</source>
        <translation>Nhãn bìa hồ sơ</translation>
    </message>
</context>
</TS>
