"""Forms in a real browser, kept by the real store and handed in to a real server."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import expect

from server.attachment_store import Store
from server.demo import COMMUNITY
from server.models import Record
from tests.browsers.axe import hold_accessible
from tests.screens.centre import Centre
from tests.screens.conftest import MakeTablet
from tests.screens.tablet import Tablet


def elders(centre: Centre) -> list[Record]:
    """Residents of 王芳's grid, the oldest first."""
    found = [one for one in centre.records("resident") if one.grid_id == "demo-1001" and one.values.get("birth_date")]
    return sorted(found, key=lambda one: str(one.values["birth_date"]))


@pytest.fixture
def elder(centre: Centre) -> Record:
    found = elders(centre)
    assert found, {one.grid_id for one in centre.records("resident")}
    return found[0]


def opens(tablet: Tablet, address: str) -> None:
    tablet.page.evaluate("address => { location.hash = address }", f"#{address}")


def document_of(record: Record) -> str:
    return str(UUID(bytes=record.document_id))


def hands_in(tablet: Tablet) -> None:
    """Until the centre has everything, photos and recordings too."""
    # A form that is being left goes back to where it was opened, which must have happened first.
    expect(tablet.page.locator("[data-form]")).to_have_count(0)
    opens(tablet, "/sync")
    tablet.tap("现在同步")
    tablet.sees("平板上的记录中心都有")
    expect(tablet.page.get_by_text("个照片或签名等着传")).not_to_be_visible()


def types(tablet: Tablet, label: str, digits: str) -> None:
    """On the number pad, as a finger does."""
    tablet.page.get_by_role("textbox", name=label).click()
    pad = tablet.page.get_by_role("region", name="数字键盘")
    for digit in digits:
        pad.get_by_role("button", name=digit, exact=True).click()


def test_a_visit_with_a_crisis_reaches_the_centre_with_what_the_card_said(
    tablet: Tablet, centre: Centre, elder: Record
) -> None:
    tablet.enrol()
    opens(tablet, f"/fill/visit?resident={document_of(elder)}&program=SANSAN")
    tablet.sees(str(elder.values["name"]))
    hold_accessible(tablet.page, "visit")
    tablet.picture("visit")
    tablet.tap("一切正常")
    tablet.tap("健康快检")
    types(tablet, "高压", "19")
    expect(tablet.page.get_by_role("alertdialog")).not_to_be_visible()
    tablet.picture("quick check")
    tablet.page.get_by_role("region", name="数字键盘").get_by_role("button", name="2", exact=True).click()
    for digit in "115":
        tablet.page.get_by_role("region", name="数字键盘").get_by_role("button", name=digit, exact=True).click()
    card = tablet.page.get_by_role("alertdialog", name="危急")
    expect(card).to_contain_text("血压 192/115")
    expect(card.get_by_role("link", name="拨打 120")).to_have_attribute("href", "tel:120")
    hold_accessible(tablet.page, "danger")
    tablet.picture("danger")
    tablet.tap("知道了")
    tablet.tap("现场设备")
    tablet.tap("完成")
    tablet.sees("看健康快检")
    tablet.sees("192 mmHg")
    tablet.tap("完成")
    hands_in(tablet)

    (check,) = centre.records("health_check", **{"vitals.sbp": 192, "vitals.dbp": 115})
    (visit,) = centre.records("visit", health_check=document_of(check))
    assert visit.values["result"] == "1"
    assert visit.values["quick"] is True
    assert not [path for path in visit.values if path.startswith("vitals.")]
    assert check.values["visit"] == document_of(visit)
    assert check.values["computed.rule_set"] == "NBPHS3_2017@1"
    assert json.loads(check.values["computed.outputs"])["bp_crisis"] is True
    wrote = {visit.values["worker"], check.values["worker"]}
    assert len(wrote) == 1


def test_what_was_half_filled_in_is_there_after_the_tablet_went_dark(make_tablet: MakeTablet, elder: Record) -> None:
    tablet = make_tablet("暗了的平板", cold=True)
    tablet.enrol()
    opens(tablet, f"/fill/htn_follow_up?resident={document_of(elder)}")
    tablet.sees(str(elder.values["name"]))
    tablet.tap("家庭")
    tablet.page.get_by_role("checkbox", name="头痛头晕").click()
    tablet.page.get_by_role("textbox", name="其他体征").fill("走路喘")
    expect(tablet.page.locator("[data-path=signs_other]")).to_contain_text("已存本机")
    address = tablet.page.url
    assert "/fill/htn_follow_up/" in address

    tablet.restart()
    tablet.unlock()
    tablet.page.evaluate("address => { location.href = address }", address)
    expect(tablet.page.get_by_role("button", name="家庭", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(tablet.page.get_by_role("checkbox", name="头痛头晕")).to_be_checked()
    expect(tablet.page.get_by_role("textbox", name="其他体征")).to_have_value("走路喘")


def test_photo_signature_and_voice_are_kept_small_and_without_the_place(
    make_tablet: MakeTablet, centre: Centre, elder: Record, tmp_path: Path
) -> None:
    tablet = make_tablet("会拍照的平板", permissions=["microphone"])
    tablet.enrol()
    opens(tablet, f"/fill/visit?resident={document_of(elder)}")
    tablet.sees(str(elder.values["name"]))
    tablet.tap("电话")
    tablet.tap("见到本人")
    tablet.tap("备注与签名")
    tablet.tap("添加照片")
    picture = tmp_path / "from the camera.jpg"
    picture.write_bytes(photo_with_place(tablet))
    tablet.page.locator("input[type=file]").last.set_input_files(picture)
    expect(tablet.page.get_by_role("img", name="照片")).to_be_visible()

    tablet.page.locator("[data-path=resident_sign]").get_by_role("button", name="签名").click()
    sheet = tablet.page.get_by_role("img", name="请在框里签名")
    box = sheet.bounding_box()
    assert box
    tablet.page.mouse.move(box["x"] + 60, box["y"] + 60)
    tablet.page.mouse.down()
    tablet.page.mouse.move(box["x"] + 260, box["y"] + 120, steps=8)
    tablet.page.mouse.up()
    hold_accessible(tablet.page, "signature")
    tablet.tap("签好了")
    expect(tablet.page.get_by_role("img", name="居民签名")).to_be_visible()

    tablet.tap("● 录音")
    tablet.page.get_by_role("button", name="停止").click()
    expect(tablet.page.locator("[data-path=voice_note] audio")).to_be_visible()
    tablet.tap("完成")
    hands_in(tablet)

    (visit,) = [one for one in centre.records("visit", resident=document_of(elder)) if "voice_note" in one.values]
    values = visit.values
    (photo,) = [value for path, value in values.items() if path.startswith("photo.")]
    assert values["resident_sign"]
    assert values["voice_note"]
    assert 0 < values["voice_seconds"] <= 60
    with centre.app.app_context(), Store().open(COMMUNITY, bytes.fromhex(str(photo))) as file:
        kept = file.read()
    assert kept.startswith(b"\xff\xd8\xff")
    assert len(kept) <= 400_000
    assert b"Exif" not in kept
    assert b"GPS" not in kept


def photo_with_place(tablet: Tablet) -> bytes:
    """A large picture as a camera writes it: with an Exif part that says where."""
    data: str = tablet.page.evaluate(
        """async () => {
          const canvas = document.createElement('canvas'); canvas.width = 3000; canvas.height = 2000
          const pen = canvas.getContext('2d'); const pixels = pen.createImageData(3000, 2000)
          for (let i = 0; i < pixels.data.length; i += 4) {
            pixels.data[i] = (i * 7) % 251; pixels.data[i + 1] = (i / 12000) % 255
            pixels.data[i + 2] = (i * i) % 241; pixels.data[i + 3] = 255
          }
          pen.putImageData(pixels, 0, 0)
          const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.95))
          const bytes = new Uint8Array(await blob.arrayBuffer())
          let text = ''; for (const byte of bytes) text += String.fromCharCode(byte)
          return btoa(text)
        }"""
    )
    made = base64.b64decode(data)
    place = b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00GPSLatitude 35.55 GPSLongitude 116.83"
    return made[:2] + b"\xff\xe1" + (len(place) + 2).to_bytes(2, "big") + place + made[2:]


def test_everything_works_with_a_keyboard_alone(make_tablet: MakeTablet, centre: Centre, elder: Record) -> None:
    tablet = make_tablet("有键盘的平板")
    tablet.enrol()
    opens(tablet, f"/fill/health_check?resident={document_of(elder)}")
    expect(tablet.page.get_by_role("textbox", name="高压")).to_be_focused()
    keys = tablet.page.keyboard
    keys.type("210")
    tablet.sees("没看错吗")
    tablet.page.get_by_role("button", name="没错").focus()
    keys.press("Enter")
    expect(tablet.page.get_by_role("textbox", name="低压")).to_be_focused()
    keys.type("88")
    tablet.page.get_by_role("button", name="知道了").focus()
    keys.press("Enter")
    tablet.page.get_by_role("textbox", name="脉搏").focus()
    keys.type("71")
    tablet.page.get_by_role("button", name="居民自报").focus()
    keys.press("Space")
    tablet.page.get_by_role("button", name="完成").focus()
    keys.press("Enter")
    hands_in(tablet)
    (check,) = centre.records("health_check", **{"vitals.sbp": 210, "vitals.pulse": 71})
    assert check.values["source"] == "3"
