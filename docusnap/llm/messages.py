"""A prompt as the messages of the OpenAI chat protocol."""

import base64
from typing import Any

from docusnap.llm.client import Prompt

Messages = list[dict[str, Any]]


def messages_of(prompt: Prompt, *, pictures: bool) -> Messages:
    """The instructions, then the matter; with `pictures`, also those, each as a part of its own after the words."""
    matter: object = prompt.matter
    if pictures and prompt.pictures:
        shown = [{"type": "image_url", "image_url": {"url": _as_url(picture)}} for picture in prompt.pictures]
        matter = [{"type": "text", "text": prompt.matter}, *shown]
    return [{"role": "system", "content": prompt.instructions}, {"role": "user", "content": matter}]


def _as_url(picture: bytes) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(picture).decode()}"
