"""The camera: a pairing code held before it, another centre's, and a worker who does not allow it."""

from __future__ import annotations

from pathlib import Path

import segno
from playwright.sync_api import expect

from tests.screens.centre import Centre
from tests.screens.conftest import MakeTablet
from tests.screens.tablet import PIN

WIDTH, HEIGHT = 640, 480


def film(path: Path, text: str) -> Path:
    """What a camera sees that is held before the QR of ``text``, as Chromium takes it for its own."""
    rows = [bytes(row) for row in segno.make(text, error="m").matrix_iter(scale=8, border=4)]
    top, left = (HEIGHT - len(rows)) // 2, (WIDTH - len(rows[0])) // 2
    luma = bytearray(b"\xeb" * (WIDTH * HEIGHT))
    for number, row in enumerate(rows):
        start = (top + number) * WIDTH + left
        luma[start : start + len(row)] = bytes(16 if dark else 235 for dark in row)
    frame = b"FRAME\n" + bytes(luma) + b"\x80" * (WIDTH * HEIGHT // 2)
    path.write_bytes(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 5)
    return path


def test_a_code_held_before_the_camera_is_read(make_tablet: MakeTablet, centre: Centre, tmp_path: Path) -> None:
    seen = film(tmp_path / "code.y4m", centre.qr_text(centre.pairing_code()))
    tablet = make_tablet(cold=True, camera=seen, permissions=["camera"])
    tablet.tap("扫一扫配对码")
    tablet.page.get_by_label("平板的名字").fill("扫码的平板")
    tablet.tap("下一步")
    for done in ("下一步", "完成"):
        tablet.types_pin(PIN)
        tablet.tap(done)
    tablet.is_in()


def test_a_code_of_another_centre_says_where_to_go(make_tablet: MakeTablet, tmp_path: Path) -> None:
    seen = film(tmp_path / "other.y4m", "mulin:https://other.local:8443#ABCD-2345")
    tablet = make_tablet(cold=True, camera=seen, permissions=["camera"])
    tablet.tap("扫一扫配对码")
    tablet.sees("https://other.local:8443/tablet/")


def test_without_leave_to_use_the_camera_the_code_is_typed(make_tablet: MakeTablet) -> None:
    tablet = make_tablet()
    tablet.tap("扫一扫配对码")
    tablet.sees("请自己输入配对码")
    expect(tablet.page.get_by_label("配对码")).to_be_visible()
