"""Files that come as text: base64, or a `data:` URL of it."""

from base64 import b64decode


def decoded(text: str) -> bytes:
    """The bytes of a base64 text (white space allowed) or of a base64 `data:` URL.

    Raises ValueError, with a sentence for the client, when the text is neither or holds no byte.
    """
    head, comma, payload = text.partition(",") if text.startswith("data:") else ("", "", text)
    if head and not (comma and head.endswith(";base64")):
        raise ValueError("A data: URL must be base64.")
    try:
        data = b64decode("".join(payload.split()), validate=True)
    except ValueError as error:
        raise ValueError("This is not base64.") from error
    if not data:
        raise ValueError("The file is empty.")
    return data


def is_web_address(text: str) -> bool:
    """Whether the text is an `http://` or `https://` address rather than base64."""
    return text[:8].lower().startswith(("https://", "http://"))
