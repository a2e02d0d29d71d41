"""PDFs that nest, recurse, inflate, lie, or want to do something."""

import zlib
from collections.abc import Iterator

from hostile_files.honest import encoded, pdf, stream, written
from hostile_files.pictures import inflating

Made = Iterator[tuple[str, bytes]]

_FLATE = b"/Filter/FlateDecode"
_FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 500 200]"
_TEXT = b"BT /F 24 Tf 40 120 Td (Receipt 4711, total 9.00, thank you) Tj ET "


def pdfs() -> Made:
    """All of them, by name."""
    yield from trees()
    yield from streams()
    yield from drawings()
    yield from images()
    yield from actions()
    yield from protected()


def trees() -> Made:
    """Page trees, cross references and objects."""
    catalog = b"<</Type/Catalog/Pages 2 0 R>>"
    yield "pdf-tree-of-itself", written([catalog, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"])
    yield (
        "pdf-two-trees-of-each-other",
        written([catalog, b"<</Type/Pages/Kids[3 0 R]/Count 9>>", b"<</Type/Pages/Kids[2 0 R]/Parent 2 0 R/Count 9>>"]),
    )
    yield "pdf-a-billion-pages", written([catalog, b"<</Type/Pages/Kids[3 0 R]/Count 1000000000>>", b"<</Type/Page>>"])
    leaf = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>"
    kids = b" ".join(b"%d 0 R" % n for n in range(3, 3003))
    yield "pdf-3000-pages", written([catalog, b"<</Type/Pages/Kids[%s]/Count 3000>>" % kids, *[leaf] * 3000])
    yield (
        "pdf-one-page-3000-times",
        written([catalog, b"<</Type/Pages/Kids[%s]/Count 3000>>" % (b"3 0 R " * 3000), leaf]),
    )
    deep = [b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (n + 3) for n in range(5000)]
    yield "pdf-tree-5000-deep", written([catalog, *deep, leaf])
    yield "pdf-no-pages", written([catalog, b"<</Type/Pages/Kids[]/Count 0>>"])
    yield "pdf-no-catalogue", written([b"null"])
    yield "pdf-arrays-200000-deep", pdf(page=b"/X " + b"[" * 200_000 + b"]" * 200_000)
    yield "pdf-dictionaries-100000-deep", pdf(page=b"/X" + b"<</A" * 100_000 + b" 1" + b">>" * 100_000)
    yield "pdf-table-that-is-its-own-predecessor", pdf(trailer=b"/Prev 9")
    yield "pdf-table-elsewhere", pdf().replace(b"startxref\n", b"startxref\n99999")
    yield "pdf-without-table", pdf(_TEXT).partition(b"xref")[0]
    yield "pdf-length-of-itself", pdf().replace(b"/Length 65", b"/Length 4 0 R")
    yield "pdf-length-negative", pdf().replace(b"/Length 65", b"/Length -1")
    boxes = {"zero": b"0 0 0 0", "negative": b"0 0 -500 -200", "a-line": b"0 0 500 0.001", "enormous": b"0 0 1e9 1e9"}
    boxes |= {"overflowing": b"-1e38 -1e38 1e38 1e38", "1-by-20000": b"0 0 1 20000", "of-names": b"/A /B /C /D"}
    for name, box in boxes.items():
        yield f"pdf-page-{name}", pdf(box=box)
    yield "pdf-unit-of-a-mile", pdf(page=b"/UserUnit 4561920")
    yield "pdf-turned-by-37", pdf(page=b"/Rotate 37")


def streams() -> Made:
    """Filters that inflate, nest or are none; streams within streams."""
    yield "pdf-content-of-400-mb", pdf(inflating(400, filler=b" "), filters=_FLATE)
    twice = zlib.compress(inflating(2000, filler=b" "), 9)
    yield "pdf-content-of-2-gb-packed-twice", pdf(twice, filters=b"/Filter[/FlateDecode/FlateDecode]")
    often = _TEXT
    for _ in range(60):
        often = zlib.compress(often)
    yield "pdf-60-filters", pdf(often, filters=b"/Filter[%s]" % (b"/FlateDecode" * 60))
    yield "pdf-9000-filters", pdf(_TEXT, filters=b"/Filter[%s]" % (b"/ASCIIHexDecode" * 9000))
    yield "pdf-lzw-of-garbage", pdf(b"\xa5\x5a\x0f" * 5000, filters=b"/Filter/LZWDecode")
    yield (
        "pdf-predictor-of-2-to-31",
        pdf(
            zlib.compress(_TEXT), filters=_FLATE + b"/DecodeParms<</Predictor 15/Colors 2147483647/Columns 2147483647>>"
        ),
    )
    for name, first in (("itself", b"4 0 5 10 "), ("its-own-number", b"5 0 "), ("a-million", b"")):
        count = 10**6 if name == "a-million" else 2
        nested = stream(
            zlib.compress(first + b"<</A 1>> <</B 2>>"), b"/Type/ObjStm/N %d/First 9/Extends 5 0 R" % count + _FLATE
        )
        yield f"pdf-object-stream-of-{name}", pdf(_TEXT, nested, page=b"/X 5 0 R")
    yield "pdf-content-in-another-file", pdf(b"", filters=b"/F(/etc/passwd)/FFilter/ASCIIHexDecode")
    yield "pdf-content-is-its-page", pdf().replace(b"/Contents 4 0 R", b"/Contents 3 0 R")
    yield "pdf-100000-contents", pdf().replace(b"/Contents 4 0 R", b"/Contents[%s]" % (b"4 0 R " * 100_000))


def drawings() -> Made:
    """Forms within forms, patterns, glyphs that draw themselves, endless text."""
    loop = stream(b"/X Do", _FORM + b"/Resources<</XObject<</X 5 0 R>>>>")
    yield "pdf-form-of-itself", pdf(_TEXT + b"/X Do", loop, resources=b"/XObject<</X 5 0 R>>")
    one, other = (stream(b"/X Do", _FORM + b"/Resources<</XObject<</X %d 0 R>>>>" % n) for n in (6, 5))
    yield "pdf-two-forms-of-each-other", pdf(_TEXT + b"/X Do", one, other, resources=b"/XObject<</X 5 0 R>>")
    laughs = [stream(b"/X Do " * 10, _FORM + b"/Resources<</XObject<</X %d 0 R>>>>" % (n + 6)) for n in range(9)]
    last = stream(b"0 0 9 9 re f", _FORM)
    yield "pdf-form-ten-times-to-the-ninth", pdf(_TEXT + b"/X Do", *laughs, last, resources=b"/XObject<</X 5 0 R>>")
    tile = b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep 0.001/YStep 0.001/Resources<<>>"
    yield (
        "pdf-tiled-with-specks",
        pdf(b"/Pattern cs /P scn 0 0 500 200 re f", stream(b"0 0 1 1 re f", tile), resources=b"/Pattern<</P 5 0 R>>"),
    )
    own = b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 9/YStep 9"
    own += b"/Resources<</Pattern<</P 5 0 R>>>>"
    yield "pdf-pattern-of-itself", pdf(
        b"/Pattern cs /P scn 0 0 500 200 re f", stream(b"/Pattern cs /P scn 0 0 9 9 re f", own),
        resources=b"/Pattern<</P 5 0 R>>",
    )  # fmt: skip
    glyph = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/FirstChar 97/LastChar 97/Widths[9]"
        b"/Encoding<</Differences[97/a]>>/CharProcs<</a 6 0 R>>/Resources<</Font<</G 5 0 R>>>>>>"
    )
    draws = stream(b"9 0 d0 BT /G 9 Tf (aaaa) Tj ET")
    yield "pdf-glyph-of-itself", pdf(b"BT /G 9 Tf (a) Tj ET", glyph, draws, resources=b"/Font<</G 5 0 R>>")
    mask = stream(b"0 0 9 9 re f", _FORM + b"/Group<</S/Transparency>>/Resources<</ExtGState<</S 6 0 R>>>>")
    state = b"<</SMask<</S/Luminosity/G 5 0 R>>>>"
    yield "pdf-mask-of-itself", pdf(_TEXT + b"/S gs 0 0 99 99 re f", mask, state, resources=b"/ExtGState<</S 6 0 R>>")
    yield "pdf-a-million-letters", pdf(b"BT /F 1 Tf 1 TL 0 200 Td " + b"(%s)' " % (b"x" * 1000) * 1000 + b"ET")
    yield "pdf-a-million-lines", pdf(zlib.compress(b"0 0 m 500 200 l S " * 1_000_000, 9), filters=_FLATE)
    yield "pdf-50000-states-saved", pdf(_TEXT + b"q " * 50_000)
    yield "pdf-letters-a-mile-high", pdf(b"BT /F 1e9 Tf 40 120 Td (Receipt) Tj ET")
    sampled = b"/Sh<</ShadingType 1/ColorSpace/DeviceRGB/Function 5 0 R>>"
    sums = b"{" + b"2 copy mul sin exp pop " * 20_000 + b"0}"
    maths = stream(sums, b"/FunctionType 4/Domain[0 1 0 1]/Range[0 1 0 1 0 1]")
    yield (
        "pdf-shading-by-much-arithmetic",
        pdf(b"500 0 0 200 0 0 cm /Sh sh", maths, resources=b"/Shading<<%s>>" % sampled),
    )
    for kind, key in ((b"TrueType", b"FontFile2"), (b"Type1", b"FontFile"), (b"Type1", b"FontFile3/X/Subtype/Type1C")):
        font = b"<</Type/Font/Subtype/%s/BaseFont/A/FontDescriptor<</%s 6 0 R>>>>" % (kind, key.partition(b"/X")[0])
        program = stream(b"\0\1\0\0\xff\xff" + b"\xa5\x5a\x0f" * 3000, key.partition(b"/X")[2])
        text = b"BT /B 24 Tf 40 120 Td (Receipt 4711, total 9.00) Tj ET"
        yield (
            f"pdf-font-of-garbage-{key[:9].decode().lower()}",
            pdf(text, font, program, resources=b"/Font<</B 5 0 R>>"),
        )


def images() -> Made:
    """Pictures inside, in every coding."""
    shown = b"500 0 0 200 0 0 cm /I Do"
    rgb = b"/ColorSpace/DeviceRGB/BitsPerComponent 8"
    grey = b"/ColorSpace/DeviceGray/BitsPerComponent 1"
    jpeg, jpx = rgb + b"/Filter/DCTDecode", b"/Filter/JPXDecode"
    fax = grey + b"/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 60000/Rows 60000>>"
    jbig2 = grey + b"/Filter/JBIG2Decode"
    wavelets = encoded("JPEG2000")
    size, huge = b"\0\0\x01\xa4\0\0\x01\x2c", b"\x7f\xff\xff\xff" * 2
    coded = (
        ("flate-30000-a-side", inflating(113), 30_000, grey + _FLATE),
        ("flate-30000-a-side-rgb", inflating(400), 30_000, rgb + _FLATE),
        ("raw-but-short", b"\0" * 10, 9_000, rgb),
        ("jpeg-of-garbage", b"\xff\xd8\xff\xe0" + b"\xa5\x5a" * 500, 500, jpeg),
        ("jpeg-larger-than-it-says", encoded("JPEG"), 8, jpeg),
        ("fax-60000-a-side", b"\0" * 9000, 60_000, fax),
        ("jbig2-of-2-to-32", b"\0\0\0\0\x30\0\1\0\0\0\x13" + b"\xff" * 8 + bytes(11), 40, jbig2),
        ("jbig2-of-garbage", b"\0\0\0\1\x06\x20\1\0\0\x10\0" + b"\xa5\x5a\x0f" * 400, 40, jbig2),
        ("jpx", wavelets, 400, jpx),
        ("jpx-of-2-to-31", wavelets.replace(size, huge), 40, jpx),
        ("jpx-of-garbage", wavelets[:200] + b"\xa5\x5a\x0f" * 400, 40, jpx),
        ("of-2-to-31", b"\0" * 99, 2**31 - 1, rgb),
        ("of-no-size", b"\0" * 99, 0, rgb),
    )
    for name, data, side, entries in coded:
        image = stream(data, b"/Type/XObject/Subtype/Image/Width %d/Height %d" % (side, side) + entries)
        yield f"pdf-image-{name}", pdf(shown, image, resources=b"/XObject<</I 5 0 R>>")
    masked = b"/Type/XObject/Subtype/Image/Width 40/Height 40/SMask 5 0 R" + rgb
    yield "pdf-image-masked-by-itself", pdf(shown, stream(bytes(4800), masked), resources=b"/XObject<</I 5 0 R>>")
    yield "pdf-inline-image-without-end", pdf(b"BI /W 9999999 /H 9999999 /BPC 8 /CS /RGB ID " + b"\0" * 5000)


def actions() -> Made:
    """What a reader could be told to do. Nothing of it may happen."""
    secret = b"(http://127.0.0.1:9/told)"
    for name, action in (
        ("javascript", b"<</S/JavaScript/JS(while(true){} app.launchURL%s)>>" % secret),
        ("launch", b"<</S/Launch/F(/bin/sh)/Win<</F(cmd.exe)>>>>"), ("uri", b"<</S/URI/URI%s>>" % secret),
        ("another-file", b"<</S/GoToR/F(/etc/passwd)/D[0/Fit]>>"),
        ("send-the-form", b"<</S/SubmitForm/F<</FS/URL/F%s>>>>" % secret),
        ("itself-for-ever", b"<</S/Named/N/NextPage/Next 5 0 R>>"),
    ):  # fmt: skip
        yield f"pdf-action-{name}", pdf(_TEXT, action, catalog=b"/OpenAction 5 0 R", page=b"/AA<</O 5 0 R>>")
    names = b"/Names<</EmbeddedFiles<</Names[(../../run.sh)<</Type/Filespec/F(../../run.sh)/EF<</F 5 0 R>>>>]>>>>"
    yield "pdf-with-files-inside", pdf(_TEXT, stream(b"#!/bin/sh\n", b"/Type/EmbeddedFile"), catalog=names)
    yield "pdf-xfa", pdf(
        _TEXT, stream(b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xdp>&e;</xdp>'),
        catalog=b"/AcroForm<</Fields[]/XFA 5 0 R>>",
    )  # fmt: skip
    kid = b"<</FT/Tx/T(a)/Kids[5 0 R]/Parent 5 0 R/Type/Annot/Subtype/Widget/Rect[9 9 99 99]>>"
    yield "pdf-field-of-itself", pdf(_TEXT, kid, catalog=b"/AcroForm<</Fields[5 0 R]>>", page=b"/Annots[5 0 R]")
    yield (
        "pdf-100000-notes",
        pdf(_TEXT, b"<</Type/Annot/Subtype/Text/Rect[9 9 99 99]>>", page=b"/Annots[%s]" % (b"5 0 R " * 100_000)),
    )


def protected() -> Made:
    """Encrypted, by a password that nobody has, or by nothing known."""
    key = b"<" + b"5a" * 32 + b">"
    for name, entries in (
        ("a-password", b"/Filter/Standard/V 1/R 2/P -4/O%s/U%s" % (key, key)),
        ("aes-256", b"/Filter/Standard/V 5/R 6/P -4/O%s/U%s/OE%s/UE%s/Perms%s" % ((key,) * 5)),
        ("nothing-known", b"/Filter/NobodyKnows/V 99"),
        ("a-key-of-no-length", b"/Filter/Standard/V 2/R 3/Length -8/P -4/O%s/U%s" % (key, key)),
    ):
        yield f"pdf-locked-with-{name}", pdf(trailer=b"/Encrypt<<%s>>/ID[(a)(a)]" % entries)
