"""What who trains and measures reads pictures with."""

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from training.reading import CachedReader


def test_a_picture_is_read_without_a_database_and_from_then_on_comes_from_the_disk(tmp_path: Path) -> None:
    image, out = Image.new("RGB", (600, 300), "white"), BytesIO()
    ImageDraw.Draw(image).text((60, 100), "TOTAL 9.00", fill="black", font_size=60)
    image.save(out, "PNG")
    reader = CachedReader(tmp_path)
    try:
        first, again = (reader.read(out.getvalue()) for _ in range(2))
    finally:
        reader.close()
    assert first == again
    assert "9.00" in " ".join(word.text for word in first[0].words)
    assert len(list(tmp_path.glob("*.json"))) == 1
