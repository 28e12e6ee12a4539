"""Damage to what is inside: an address, a form and a deflated text are opened, damaged within, and closed again."""

from base64 import b64decode, b64encode
from random import Random
from urllib.parse import parse_qsl, urlencode

from tests.fuzz.damage import damaged, damaged_bytes
from ugyfelkapu.broker.saml.deflate import deflated, inflated
from ugyfelkapu.broker.saml.xml.parsing import XmlFault


def damaged_input(target: str, data: bytes, chance: Random) -> bytes:
    """An input of the target with something wrong, mostly in the message that it carries."""
    if chance.random() < 0.15:
        return damaged_bytes(data, chance)
    match target:
        case "certificate":
            return damaged_bytes(data, chance)
        case "redirect" | "form":
            return _parameters(target, data, chance)
        case "deflate":
            return _packed(data.decode("latin-1"), chance).encode()
        case _:
            return damaged(data, chance)


def _parameters(target: str, data: bytes, chance: Random) -> bytes:
    pairs = parse_qsl(data.decode("latin-1"), keep_blank_values=True)
    if not pairs:
        return damaged_bytes(data, chance)
    at = chance.randrange(len(pairs))
    name, value = pairs[at]
    if name in ("SAMLRequest", "SAMLResponse"):
        pairs[at] = (chance.choice((name, name, "SAMLRequest", "SAMLResponse")), _message(target, value, chance))
    else:
        pairs[at] = (name, damaged_bytes(value.encode("latin-1", "replace"), chance).decode("latin-1"))
    if chance.random() < 0.3:
        pairs.insert(chance.randint(0, len(pairs)), chance.choice(pairs))
    return urlencode(pairs).encode()


def _message(target: str, value: str, chance: Random) -> str:
    if target == "redirect":
        return _packed(value, chance)
    try:
        return b64encode(damaged(b64decode(value), chance)).decode()
    except ValueError:
        return damaged_bytes(value.encode(), chance).decode("latin-1")


def _packed(text: str, chance: Random) -> str:
    document = inflated(text)
    if isinstance(document, XmlFault):
        return damaged_bytes(text.encode(), chance).decode("latin-1")
    return deflated(damaged(document, chance))
