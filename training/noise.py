"""What scanners, fax machines, tills and phones do to a clean picture; each step is drawn from a `Random`.

Every function gives the picture and the 3 x 3 matrix that maps points of the sheet to points of the picture.
"""

from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray

from docusnap.domain.page import Box
from docusnap.ocr.engine import Image

Matrix = NDArray[np.float64]


def moved(matrix: Matrix, box: Box) -> Box:
    """Around the corners of a box of the sheet, where they are in the picture."""
    x0, y0, x1, y1 = box
    corners = np.array([[x0, y0, 1], [x1, y0, 1], [x1, y1, 1], [x0, y1, 1]], float) @ matrix.T
    places = corners[:, :2] / corners[:, 2:]
    return (*map(float, places.min(0)), *map(float, places.max(0)))  # type: ignore[return-value]


def printed(image: Image, random: Random) -> Image:
    """Uneven ink: thin or thick strokes, gaps in dots, faded bands, as tills and worn printers make them."""
    seeded = np.random.default_rng(random.getrandbits(32))
    out = image[:, :, 0].astype(np.float32)
    stroke = random.random()
    if stroke < 0.15:
        out = cv2.erode(out, np.ones((2, 2), np.uint8))  # thicker, as dark grows
    elif stroke < 0.3:
        out = np.maximum(out, 255 - 1.3 * (255 - cv2.dilate(out, np.ones((2, 1), np.uint8))))
    if random.random() < 0.35:  # broken dots
        out = np.where(seeded.random(out.shape) < random.uniform(0.02, 0.2), 255, out)
        out = cv2.GaussianBlur(out, (3, 3), 0)
    if random.random() < 0.4:  # faded in bands across the paper
        height, width = out.shape
        ink = cv2.resize(seeded.random((max(2, height // 120), 2)).astype(np.float32), (width, height))
        out = 255 - (255 - out) * (1 - random.uniform(0.2, 0.75) * ink)
    if random.random() < 0.5:
        out = 255 - (255 - out) * random.uniform(0.45, 0.95)
    return np.repeat(np.clip(out, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)


def scanned(image: Image, random: Random) -> tuple[Image, Matrix]:
    """A flatbed's scan: a little askew, specks, a grey ground, another resolution, JPEG."""
    height, width = image.shape[:2]
    scale = random.uniform(0.75, 1.25)
    pad = random.randint(0, 40)
    angle = random.gauss(0, 0.5) if random.random() < 0.6 else 0.0
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, scale)
    turn[:, 2] += [pad + (scale - 1) * width / 2, pad + (scale - 1) * height / 2]
    size = (int(width * scale) + 2 * pad, int(height * scale) + 2 * pad)
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    out = cv2.warpAffine(image, turn, size, flags=interpolation, borderValue=(255, 255, 255)).astype(np.float32)
    seeded = np.random.default_rng(random.getrandbits(32))
    out += seeded.normal(0, random.choice([0, 4, 10, 18]), out.shape[:2])[:, :, None]
    if random.random() < 0.3:
        specks = seeded.random(out.shape[:2]) < random.uniform(0.0001, 0.002)
        out[specks] = random.randint(0, 120)
    if random.random() < 0.3:
        out = out * random.uniform(0.8, 0.97)
    if random.random() < 0.3:
        out = cv2.GaussianBlur(out, (0, 0), random.uniform(0.5, 1.1))
    return _compressed(out, random.randint(40, 95)), np.vstack([turn, [0, 0, 1]])


def faxed(image: Image, random: Random) -> tuple[Image, Matrix]:
    """Low resolution in black and white, streaks and specks, then a scan of it."""
    height, width = image.shape[:2]
    scale = random.uniform(0.5, 0.8)
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)[:, :, 0]
    seeded = np.random.default_rng(random.getrandbits(32))
    rough = small + seeded.normal(0, random.uniform(5, 30), small.shape)
    out = np.where(rough < random.uniform(110, 190), 0, 255).astype(np.uint8)
    out[seeded.random(out.shape) < random.uniform(0, 0.004)] = 0
    if random.random() < 0.2:
        x = random.randrange(out.shape[1])
        out[:, x : x + 2] = 0
    whole = cv2.resize(out, (width, height), interpolation=cv2.INTER_LINEAR)
    return scanned(np.repeat(whole[:, :, None], 3, axis=2), random)


def photographed(image: Image, random: Random) -> tuple[Image, Matrix]:
    """A phone's photo: on a table, in perspective, shaded, a little crumpled and blurred, JPEG."""
    height, width = image.shape[:2]
    image = _crumpled(image, random)
    border = random.uniform(0.03, 0.35)
    out_w, out_h = int(width * (1 + 2 * border)), int(height * (1 + 2 * border))
    jitter = 0.035
    near = [random.uniform(-jitter, jitter) for _ in range(8)]
    left, top = border * width, border * height
    source = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
    target = np.float32(
        [
            [left + near[0] * width, top + near[1] * width],
            [left + width * (1 + near[2]), top + near[3] * width],
            [left + width * (1 + near[4]), top + height + near[5] * width],
            [left + near[6] * width, top + height + near[7] * width],
        ]
    )
    turn = cv2.getRotationMatrix2D((out_w / 2, out_h / 2), random.gauss(0, 1.5), 1.0)
    matrix = np.vstack([turn, [0, 0, 1]]) @ cv2.getPerspectiveTransform(source, target)
    table = np.array([random.randint(60, 200)] * 3, np.float32) + [random.randint(-25, 25) for _ in range(3)]
    seeded = np.random.default_rng(random.getrandbits(32))
    paper = cv2.warpPerspective(image, matrix, (out_w, out_h), flags=cv2.INTER_LINEAR).astype(np.float32)
    inside = cv2.warpPerspective(np.full((height, width), 255, np.uint8), matrix, (out_w, out_h))[:, :, None] / 255.0
    out = paper * inside * random.uniform(0.8, 1.0) + (1 - inside) * np.clip(table, 0, 255)
    out = out * _shade(out_w, out_h, random) + seeded.normal(0, random.choice([0, 3, 6]), (out_h, out_w))[:, :, None]
    blur = random.choice([0.0, 0.0, 0.6, 0.9, 1.3])
    if blur:
        out = cv2.GaussianBlur(out, (0, 0), blur)
    return _compressed(out, random.randint(45, 92)), matrix


def copied(image: Image, random: Random, scale: float = 1.0) -> tuple[Image, Matrix]:
    """An office copy as archives keep it, `scale` times as large: askew, black and white, speckled, black at an edge."""
    height, width = image.shape[:2]
    seeded = np.random.default_rng(random.getrandbits(32))
    lean = random.choice([0.0, random.uniform(-1, 1), random.uniform(-0.4, 0.4)])
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), lean, random.uniform(0.97, 1.01))
    turn[:, 2] += [random.uniform(-8, 8), random.uniform(-8, 8)]
    page = cv2.warpAffine(image[:, :, 0], turn, (width, height), flags=cv2.INTER_AREA, borderValue=255)
    if random.random() < 0.8:
        page = _black_and_white(page, random, seeded)
    page = _edged(page, random)
    size = (round(width * scale), round(height * scale))
    small = cv2.resize(page, size, interpolation=cv2.INTER_AREA)
    if random.random() < 0.3:
        small = cv2.LUT(small, np.clip((np.arange(256) - 40) * random.uniform(1, 1.5), 0, 255).astype(np.uint8))
    shrunk = np.diag([size[0] / width, size[1] / height, 1.0])
    return np.repeat(small[:, :, None], 3, axis=2), shrunk @ np.vstack([turn, [0, 0, 1]])


def _black_and_white(page: NDArray[np.uint8], random: Random, seeded: np.random.Generator) -> NDArray[np.uint8]:
    """Blurred, uneven, and cut at a grey: strokes grow or break; speckle."""
    soft = cv2.GaussianBlur(page, (0, 0), random.uniform(0.5, 1.5)).astype(np.float32)
    rough = seeded.normal(0, 1, (page.shape[0] // 3, page.shape[1] // 3)).astype(np.float32)
    soft += cv2.resize(rough, page.shape[::-1]) * random.uniform(0, 22)
    black = (soft < random.uniform(140, 212)).astype(np.uint8)
    for _ in range(random.choice([0, 0, 20, 120, 600])):
        x, y = seeded.integers(0, page.shape[1]), seeded.integers(0, page.shape[0])
        cv2.circle(black, (int(x), int(y)), int(seeded.integers(0, 3)), 1, -1)
    return np.asarray(255 * (1 - black), np.uint8)


def _edged(page: NDArray[np.uint8], random: Random) -> NDArray[np.uint8]:
    """Black margins where the lid was open, holes of a binder."""
    if random.random() < 0.2:
        side, wide = random.randint(0, 3), random.randint(2, 30)
        page[[np.s_[:wide], np.s_[-wide:], np.s_[:, :wide], np.s_[:, -wide:]][side]] = 0
    if random.random() < 0.15:
        x, hollow = random.randint(20, 60), random.random() < 0.5
        for y in (0.1, 0.5, 0.9):
            cv2.circle(page, (x, int(y * page.shape[0])), random.randint(8, 14), 0, 3 if hollow else -1)
    return page


def worn(image: Image, random: Random, *, phone: float = 0.35, fax: float = 0.1) -> tuple[Image, Matrix]:
    """Printed, then photographed, faxed or scanned, by these chances."""
    image = printed(image, random)
    way = random.random()
    if way < phone:
        return photographed(image, random)
    return faxed(image, random) if way < phone + fax else scanned(image, random)


def _crumpled(image: Image, random: Random) -> Image:
    """Lines bent by a few pixels, and creases of light and dark."""
    if random.random() < 0.4:
        return image
    height, width = image.shape[:2]
    seeded = np.random.default_rng(random.getrandbits(32))
    depth = random.uniform(1, 5)
    bend = cv2.resize(
        seeded.normal(0, depth, (4, 3)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC
    )
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    out = cv2.remap(image, x, y + bend, cv2.INTER_LINEAR, borderValue=(255, 255, 255))
    light = cv2.resize(seeded.uniform(0.8, 1.05, (6, 4)).astype(np.float32), (width, height))
    return np.clip(out * light[:, :, None], 0, 255).astype(np.uint8)


def _shade(width: int, height: int, random: Random) -> NDArray[np.float32]:
    """Light that falls off to a side."""
    corners = np.float32([[random.uniform(0.55, 1.0) for _ in range(2)] for _ in range(2)])
    return np.asarray(cv2.resize(corners, (width, height), interpolation=cv2.INTER_LINEAR)[:, :, None], np.float32)


def _compressed(picture: NDArray[np.float32], quality: int) -> Image:
    rough = np.clip(picture, 0, 255).astype(np.uint8)
    _, encoded = cv2.imencode(".jpg", rough[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR)[:, :, ::-1], np.uint8)
