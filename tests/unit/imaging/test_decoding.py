"""What is a picture is read upright; what is none is refused by its true reason."""

import io
import struct
import zlib

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.imaging.decoding import MAX_PIXELS, decode_picture, read_picture
from skinlax_desktop.imaging.encoding import encode_tiff

HEIGHT, WIDTH = 120, 90


def gradient() -> np.ndarray:
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    return np.dstack((rows, columns * 2, 255 - rows)).astype(np.uint8)


def encoded(kind: str, picture: np.ndarray | None = None, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture = gradient() if picture is None else picture
    Image.fromarray(picture[..., ::-1] if picture.ndim == 3 else picture).save(buffer, kind, **options)
    return buffer.getvalue()


def code_of(data: bytes) -> str:
    with pytest.raises(SkinlaxError) as refusal:
        read_picture(data, name="picture")
    return refusal.value.code


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_lossless_formats_come_back_exactly(kind: str) -> None:
    decoded = read_picture(encoded(kind))
    assert np.array_equal(decoded.bgr, gradient())
    assert decoded.has_colour
    assert decoded.notes == ()


def test_jpeg_comes_back_closely() -> None:
    difference = decode_picture(encoded("JPEG", quality=95)).astype(int) - gradient()
    assert np.abs(difference).mean() < 3.0


def test_stored_form_is_exact_and_stable() -> None:
    noisy = np.random.default_rng(1).integers(0, 256, (600, 500, 3)).astype(np.uint8)
    stored = bytes(encode_tiff(noisy))
    assert np.array_equal(decode_picture(stored), noisy)
    assert encode_tiff(noisy) == stored
    with pytest.raises(ValueError, match="uint8"):
        encode_tiff(noisy.astype(np.float32))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
def test_a_cut_file_is_damaged(kind: str, share: float) -> None:
    data = encoded(kind)
    assert code_of(data[: max(40, int(len(data) * share))]) == "picture_damaged"


def test_a_cut_stored_picture_is_damaged() -> None:
    data = bytes(encode_tiff(gradient()))
    assert code_of(data[: len(data) // 2]) == "picture_damaged"


@pytest.mark.parametrize("data", [b"", b"not a picture at all", b"GIF89a" + bytes(100), b"%PDF-1.7" + bytes(100)])
def test_what_is_no_picture_is_said_so(data: bytes) -> None:
    assert code_of(data) == "picture_unreadable"


def test_one_pixel_is_too_small() -> None:
    assert code_of(encoded("PNG", np.zeros((1, 1, 3), np.uint8))) == "picture_too_small"


def png_header(width: int, height: int) -> bytes:
    """A PNG that promises a size and holds no pixel: decoding it could only fail otherwise."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))


def test_two_hundred_megapixels_are_refused_from_the_header() -> None:
    with pytest.raises(SkinlaxError) as refusal:
        read_picture(png_header(20_000, 10_000), name="huge.png")
    assert refusal.value.code == "picture_too_large"
    assert refusal.value.parameters["megapixels"] == 200
    jpeg = bytearray(encoded("JPEG"))
    at = jpeg.index(b"\xff\xc0")
    jpeg[at + 5 : at + 9] = struct.pack(">HH", 10_000, 20_000)
    assert code_of(bytes(jpeg)) == "picture_too_large"
    tiff = bytearray(encoded("TIFF"))
    tiff = bytearray(tiff.replace(struct.pack("<HHIH", 256, 4, 1, WIDTH), struct.pack("<HHIH", 256, 4, 1, 60_000)))
    tiff = bytearray(tiff.replace(struct.pack("<HHIH", 257, 4, 1, HEIGHT), struct.pack("<HHIH", 257, 4, 1, 60_000)))
    assert code_of(bytes(tiff)) == "picture_too_large"
    assert MAX_PIXELS < 200_000_000


def test_grey_is_read_and_says_that_it_has_no_colour() -> None:
    grey = gradient()[..., 0]
    decoded = read_picture(encoded("PNG", grey))
    assert np.array_equal(decoded.bgr, np.repeat(grey[..., None], 3, axis=2))
    assert not decoded.has_colour
    assert "converted_from_grey" in decoded.notes


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_cmyk_is_read_and_says_that_its_colour_is_converted(kind: str) -> None:
    buffer = io.BytesIO()
    Image.fromarray(gradient()[..., ::-1]).convert("CMYK").save(buffer, kind)
    decoded = read_picture(buffer.getvalue())
    assert not decoded.has_colour
    assert "converted_from_cmyk" in decoded.notes
    assert np.abs(decoded.bgr.astype(int) - gradient()).mean() < 6.0


@pytest.mark.parametrize("extension", [".png", ".tiff"])
def test_sixteen_bits_become_eight(extension: str) -> None:
    _, data = cv2.imencode(extension, gradient().astype(np.uint16) * 257)
    decoded = read_picture(data.tobytes())
    assert np.array_equal(decoded.bgr, gradient())
    assert "converted_from_16_bit" in decoded.notes


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_and_tiff_orientation_turn_the_picture_alike(orientation: int) -> None:
    exif = Image.Exif()
    exif[274] = orientation
    from_png = read_picture(encoded("PNG", exif=exif))
    buffer = io.BytesIO()
    extra = [(274, 3, 1, orientation, True)]
    tifffile.imwrite(buffer, gradient()[..., ::-1], photometric="rgb", extratags=extra, metadata=None)
    from_tiff = read_picture(buffer.getvalue())
    assert np.array_equal(from_png.bgr, from_tiff.bgr)
    assert from_png.bgr.shape[:2] == ((HEIGHT, WIDTH) if orientation < 5 else (WIDTH, HEIGHT))
    assert ("turned_upright" in from_png.notes) == (orientation != 1)


def test_orientation_six_stands_a_lying_picture_up() -> None:
    exif = Image.Exif()
    exif[274] = 6
    assert np.array_equal(decode_picture(encoded("PNG", exif=exif)), np.rot90(gradient(), -1))
