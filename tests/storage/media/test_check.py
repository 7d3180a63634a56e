"""What is taken and what is refused: by content, whatever a file is called."""

import struct
import time
import zipfile
from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from storage.media import Examined, NotTaken, examine
from storage.media.check import LIMIT
from tests.pictures import DOCX, PDF, archive, claiming, crowd, old_office, photo

OOXML = "application/vnd.openxmlformats-officedocument."


@pytest.mark.parametrize(
    ("content", "name", "type", "kept_as"),
    [
        (photo(), "现场.jpg", "image/jpeg", "现场.jpg"),
        (photo(kind="PNG"), "现场.jpg", "image/png", "现场.png"),
        (photo(kind="WEBP"), "现场", "image/webp", "现场.webp"),
        (photo(kind="GIF"), "现场.GIF", "image/gif", "现场.GIF"),
        (PDF, "合同.exe", "application/pdf", "合同.pdf"),
        (b"\xef\xbb\xbf" + PDF, "2026.3.5 合同", "application/pdf", "2026.3.5 合同.pdf"),
        (DOCX, "预案.docx", f"{OOXML}wordprocessingml.document", "预案.docx"),
        (archive("xl/workbook.xml"), "a.jpg", f"{OOXML}spreadsheetml.sheet", "a.xlsx"),
        (archive("OFD.xml"), "公文.ofd", "application/ofd", "公文.ofd"),
        (old_office("WordDocument"), "预案.wps", "application/msword", "预案.wps"),
        (old_office("Workbook"), "台账", "application/vnd.ms-excel", "台账.xls"),
    ],
)
def test_a_kind_is_told_by_the_content_and_the_name_made_true(
    content: bytes, name: str, type: str, kept_as: str
) -> None:
    examined = examine(content, name)
    assert (examined.type, examined.name) == (type, kept_as)
    assert (examined.seen is not None) == type.startswith("image/")


def locked() -> bytes:
    """A document whose entries say that they are encrypted."""
    content = bytearray(DOCX)
    at = content.rfind(b"PK\x01\x02")
    content[at + 8] |= 1
    return bytes(content)


def swollen() -> bytes:
    return archive("word/document.xml", content=bytes(60 * 1024 * 1024))


def crowded() -> bytes:
    """A directory that promises 60,000 entries."""
    content = bytearray(DOCX)
    struct.pack_into("<HH", content, content.rfind(b"PK\x05\x06") + 8, 60_000, 60_000)
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.jpg", "是空的"),
        (bytes(LIMIT + 1), "a.jpg", "超过20 MB"),
        (b"MZ\x90\0" + bytes(500), "现场.jpg", "是一个程序"),
        (b"\x7fELF" + bytes(500), "现场.jpg", "是一个程序"),
        (b"<script>alert(1)</script>", "a.html", "不是能接收的文件"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "不是能接收的文件"),
        (b"hello", "a.txt", "不是能接收的文件"),
        (b"Rar!\x1a\x07" + bytes(99), "a.rar", "压缩包"),
        (archive("照片.jpg"), "a.zip", "压缩包"),
        (b"\0\0\0\x18ftypheic" + bytes(99), "a.heic", "转成 JPEG"),
        (b"\0\0\0\x18ftypmp42" + bytes(99), "a.mp4", "视频"),
        (photo(size=(900, 600))[:-2000], "半张.jpg", "没有传完整"),
        (photo(kind="PNG", size=(400, 300))[:-80], "半张.png", "没有传完整"),
        (photo(kind="GIF")[:-1], "半张.gif", "没有传完整"),
        (photo(kind="WEBP")[:-9], "半张.webp", "没有传完整"),
        (b"\xff\xd8\xff\xe0 a picture", "a.jpg", "没有传完整"),
        (claiming(60_000, 60_000), "大.png", "60000 × 60000"),
        (PDF[:40], "半份.pdf", "没有传完整"),
        (DOCX[: len(DOCX) // 2], "半份.docx", "没有传完整"),
        (DOCX[30:], "半份.docx", "不是能接收的文件"),
        (old_office("WordDocument", cut=512), "半份.doc", "没有传完整"),
        (old_office("WordDocument")[:700], "半份.doc", "没有传完整"),
        (swollen(), "炸弹.docx", "过大"),
        (crowded(), "炸弹.docx", "过大"),
        (crowd(100_000, said=5), "炸弹.docx", "过大"),
        (locked(), "密.docx", "密码"),
        (old_office("EncryptedPackage"), "密.xlsx", "密码"),
        (archive("word/document.xml", "word/vbaProject.bin"), "宏.docm", "宏"),
        (old_office("Workbook", "_VBA_PROJECT_CUR"), "宏.xls", "宏"),
        (archive("xl/workbook.bin"), "a.xlsb", ".xlsx"),
        (archive("word/document.xml", "../../etc/passwd"), "a.docx", "路径不正常"),
    ],
)
def test_what_is_no_good_is_refused_with_a_sentence_that_names_it(
    content: bytes, name: str, said: str
) -> None:
    began = time.thread_time()
    with pytest.raises(NotTaken) as refused:
        examine(content, name)
    assert str(refused.value).startswith(f"“{name}”")
    assert said in str(refused.value)
    assert time.thread_time() - began < 1


def test_a_million_entries_are_refused_before_the_directory_is_read() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for n in range(20_000):
            packed.writestr(f"{n}", b"")
        packed.writestr("word/document.xml", b"")
    began = time.thread_time()
    with pytest.raises(NotTaken, match="过大"):
        examine(out.getvalue(), "a.docx")
    assert time.thread_time() - began < 0.05


def test_a_picture_is_copied_for_viewing_without_what_the_camera_wrote() -> None:
    at = datetime(2026, 3, 5, 9, 12, 30)
    content = photo(size=(3000, 1000), taken=at, where=(30.7522, -120.7581))
    seen = examine(content, "a.jpg").seen
    assert seen is not None
    assert (seen.width, seen.height) == (3000, 1000)
    assert seen.taken_at == datetime(2026, 3, 5, 1, 12, 30, tzinfo=UTC)
    assert (seen.latitude, seen.longitude) == pytest.approx((30.7522, -120.7581), abs=1e-4)
    copy = Image.open(BytesIO(seen.view))
    assert (copy.format, copy.size, dict(copy.getexif())) == ("JPEG", (1600, 533), {})
    assert b"Kamera" in content
    assert b"Kamera" not in seen.view


def test_a_camera_that_names_its_zone_is_believed() -> None:
    content = photo(taken=datetime(2026, 3, 5, 9, 0), offset="+09:00")
    seen = examine(content, "a.jpg").seen
    assert seen is not None
    assert seen.taken_at == datetime(2026, 3, 5, 0, 0, tzinfo=UTC)


def test_a_picture_lying_on_its_side_is_set_upright_in_its_copy() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    out = BytesIO()
    Image.new("RGB", (80, 40)).save(out, "JPEG", exif=exif)
    seen = examine(out.getvalue(), "a.jpg").seen
    assert seen is not None
    assert Image.open(BytesIO(seen.view)).size == (40, 80)


def test_what_is_transparent_is_shown_on_white() -> None:
    out = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    seen = examine(out.getvalue(), "a.png").seen
    assert seen is not None
    assert Image.open(BytesIO(seen.view)).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("exif", [b"Exif\0\0no TIFF at all", b"Exif\0\0II*\0\xff\xff\xff\xff"])
def test_a_camera_that_wrote_nonsense_took_a_picture_all_the_same(exif: bytes) -> None:
    out = BytesIO()
    Image.new("RGB", (80, 40)).save(out, "JPEG", exif=exif)
    seen = examine(out.getvalue(), "a.jpg").seen
    assert seen is not None
    assert (seen.width, seen.taken_at, seen.latitude) == (80, None, None)
    assert Image.open(BytesIO(seen.view)).size == (80, 40)


def test_a_scan_of_sixteen_bits_is_not_shown_as_white() -> None:
    out = BytesIO()
    Image.new("I;16", (20, 20), 0x4000).save(out, "PNG")
    seen = examine(out.getvalue(), "a.png").seen
    assert seen is not None
    assert Image.open(BytesIO(seen.view)).getpixel((5, 5)) == pytest.approx((64,) * 3, abs=2)


def test_print_colours_are_shown_as_they_are() -> None:
    out = BytesIO()
    Image.new("CMYK", (20, 20), (0, 255, 255, 0)).save(out, "JPEG")
    seen = examine(out.getvalue(), "a.jpg").seen
    assert seen is not None
    assert Image.open(BytesIO(seen.view)).getpixel((5, 5)) == pytest.approx((254, 0, 0), abs=3)


def outcome(content: bytes) -> Examined | str:
    try:
        return examine(content, "文件.dat")
    except NotTaken as refused:
        return str(refused)


@given(st.data())
def test_whatever_happens_to_a_file_on_its_way_it_is_taken_or_refused(data: st.DataObject) -> None:
    """A damaged file is a sentence for its sender, never an error of ours."""
    whole = data.draw(
        st.sampled_from(
            [
                photo(taken=datetime(2026, 3, 5), where=(30.0, 120.0)),
                photo(kind="PNG"),
                photo(kind="GIF"),
                photo(kind="WEBP"),
                PDF,
                DOCX,
                old_office("WordDocument"),
            ]
        )
    )
    content = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    damaged = bytes(content[: len(content) - cut] if data.draw(st.booleans()) else content)
    came_to = outcome(damaged)
    if isinstance(came_to, str):
        assert came_to.startswith("“文件.dat”")
    else:
        assert (came_to.seen is not None) == came_to.type.startswith("image/")
