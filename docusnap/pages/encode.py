"""Page images to bytes, for keeping them and showing them."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

PAGE_MEDIA_TYPE: Final = "image/jpeg"
_QUALITY = 85


def encode_page(image: NDArray[np.uint8]) -> bytes:
    """The page image (height x width x 3, RGB) as `PAGE_MEDIA_TYPE`."""
    done, encoded = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    if not done:
        raise ValueError(f"An image of shape {image.shape} cannot be encoded.")
    return encoded.tobytes()
