"""The words of the letter that forwards a person's reply."""

from __future__ import annotations

SUBJECT = "Thư trả lời của {person}: {subject}"
NO_SUBJECT = "(không có tiêu đề)"
INTRO = (
    "{person} trả lời thư “{about}”; hệ thống đọc thư trả lời lúc {came}. Tên, địa chỉ người gửi là theo thư ghi, chưa "
    "được xác thực."
)
TEXT, FILES, DUTIES = "Nội dung trả lời", "Tệp kèm theo", "Việc nêu trong thư được trả lời"
NO_TEXT = "(thư không có chữ nào ngoài phần trích lại)"
FILES_STAY = "Các tệp còn trong hộp thư nhận thư trả về, không gửi kèm thư này: {names}."
HEAD = ("Việc", "Hạn")
TO_DO = "Cần làm"
RECORD = (
    "Hệ thống không tự ghi nhận kết quả từ thư trả lời. Nếu thư báo kết quả hoặc đề nghị gia hạn, ghi nhận bằng lệnh "
    "như «nhacviec obligation done SỐ» hoặc «nhacviec extension ask SỐ …», SỐ là số của việc."
)
ANSWER = "Trả lời thư này là trả lời thẳng người gửi."
NO_ANSWER = "Thư đến không ghi địa chỉ dùng được, nên không trả lời thẳng người gửi được."
