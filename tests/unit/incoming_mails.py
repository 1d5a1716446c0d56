"""Mails as servers and people send them, written after the real ones."""

from __future__ import annotations

SIGNED = "nhac-viec+m12-abcdefghijklmnop@so.example.vn"
OURS = "<0123456789abcdef0123456789abcdef@so.example.vn>"


def mail(headers: str, body: str = "", *, charset: str = "utf-8") -> bytes:
    """Headers and body with the line ends of the wire."""
    return f"{headers.strip()}\n\n{body}".replace("\n", "\r\n").encode(charset)


def report(action: str, status: str, said: str, *, subject: str = "Undelivered Mail Returned to Sender") -> bytes:
    """A report as Postfix writes it, marked as replied by a machine."""
    return mail(
        f"""Return-Path: <>
Delivered-To: {SIGNED}
From: MAILER-DAEMON@mx.example.vn (Mail Delivery System)
Subject: {subject}
To: {SIGNED}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="B/mx.example.vn"
Message-Id: <20260303.B@mx.example.vn>""",
        f"""This is a MIME-encapsulated message.

--B/mx.example.vn
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.vn.

<ccvc@so.example.vn>: {said}

--B/mx.example.vn
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.vn
X-Postfix-Queue-ID: 4XyZ
Arrival-Date: Tue,  3 Mar 2026 08:00:00 +0700 (+07)

Final-Recipient: rfc822; ccvc@so.example.vn
Original-Recipient: rfc822;ccvc@so.example.vn
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--B/mx.example.vn
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

From: Nhac viec <nhac-viec@so.example.vn>
Message-ID: {OURS}
Subject: [Nhac viec]

--B/mx.example.vn--
""",
    )


QMAIL = mail(
    f"""Return-Path: <>
From: MAILER-DAEMON@mail.example.vn
To: {SIGNED}
Subject: failure notice""",
    """Hi. This is the qmail-send program at mail.example.vn.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ccvc@so.example.vn>:
192.0.2.5.1.1 is only an address
Sorry, no mailbox here by that name. (#5.1.1)
""",
)
EXCHANGE = mail(
    f"""From: <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@so.example.vn>
To: <{SIGNED}>
Subject: =?utf-8?B?S2jDtG5nIGfhu61pIMSRxrDhu6Nj?=
Content-Type: text/html; charset="utf-8\"""",
    """<html><head><style>.x {}</style></head><body><p>Thư không đến được người nhận.</p>
<p>#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##rfc822;ccvc@so.example.vn</p></body></html>""",
)
ABSENT_OUTLOOK = mail(
    f"""From: =?utf-8?Q?Nguy=E1=BB=85n_V=C4=83n_A?= <A.Nguyen@So.Example.vn>
To: {SIGNED}
Subject: =?utf-8?B?VHLhuqMgbOG7nWkgdOG7sSDEkeG7mW5nOiBbTmjhuq9jIHZp4buHY10=?=
Auto-Submitted: auto-generated
X-Auto-Response-Suppress: All
Content-Type: text/plain; charset=utf-8""",
    "Tôi đi công tác từ ngày 02/3/2026 đến hết ngày 06/3/2026. Việc gấp xin gọi 0912 345 678.",
)
ABSENT_VACATION = mail(
    f"""From: b@so.example.vn
To: {SIGNED}
Subject: On leave
In-Reply-To: {OURS}
Auto-Submitted: auto-replied (vacation)
X-Autoreply: yes
Precedence: bulk""",
    "I am away and will be back at my desk on Monday, 9 March.",
)
REPLY_GMAIL = mail(
    f"""From: "Trần Thị B" <B.Tran@so.example.vn>
To: nhac-viec@so.example.vn
Subject: Re: [Nhắc việc] 3 việc
Message-ID: <CAF+abc@mail.example.vn>
In-Reply-To: {OURS}
References: <nhacviec.2026-03.0011223344556677@so.example.vn>
 {OURS}
Content-Type: multipart/mixed; boundary=m""",
    """--m
Content-Type: multipart/alternative; boundary=a

--a
Content-Type: text/plain; charset="UTF-8"

Phòng đã xong việc 1.I.6, công văn số 15/SNV-CCVC.

Trân trọng.

Vào Th 3, 3 thg 3, 2026 vào lúc 08:00 Hệ thống nhắc việc <
nhac-viec@so.example.vn> đã viết:

> Kính gửi: Phòng Công chức
> Tính đến thứ Ba…

--a
Content-Type: text/html; charset="UTF-8"

<p>khác</p>
--a--
--m
Content-Type: application/pdf; name="cong-van.pdf"
Content-Disposition: attachment; filename="cong-van.pdf"
Content-Transfer-Encoding: base64

JVBERi0=
--m--
""",
)
REPLY_OUTLOOK = mail(
    f"""From: C <c@so.example.vn>
To: {SIGNED}
Subject: Re: viec
Content-Type: text/html; charset=windows-1258""",
    """<html><body><p>Xin gia h&#7841;n &#273;&#7871;n 30/4.</p><script>alert(1)</script>
<div><b>From:</b> Nhac viec<br><b>Sent:</b> Tuesday<br><b>To:</b> C</div><p>Kinh gui</p></body></html>""",
    charset="latin-1",
)
