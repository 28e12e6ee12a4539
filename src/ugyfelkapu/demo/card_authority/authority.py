"""The authority of one demo, in a folder: its keys, the cards it issued, and which of them are revoked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)

from ugyfelkapu.demo.card_authority import issuing
from ugyfelkapu.demo.card_authority.issuing import CardWish, Keyed
from ugyfelkapu.demo.card_authority.status import Known

CARD_YEARS = timedelta(days=3 * 365)
SECRET_MODE = 0o600
PASSWORD = "kartya"
"""Of every card's file; the cards are made up."""


class KeptCard(msgspec.Struct, frozen=True, kw_only=True):
    """A card as the ledger knows it."""

    card_number: str
    name: str
    serial_number: str
    """Of the certificate, in hexadecimal figures."""
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """Root, issuer and responder, and the ledger of cards."""

    folder: Path
    root: Keyed
    issuer: Keyed
    responder: Keyed

    @classmethod
    def kept_in(cls, folder: Path, *, status_url: str) -> "Authority":
        """The authority of a folder, made there if it is new; a new address needs new certificates, which name it."""
        folder.mkdir(parents=True, exist_ok=True)
        address = folder / "address"
        if not address.exists() or address.read_text(encoding="ascii") != status_url:
            now = datetime.now(UTC)
            root = issuing.root("Bemutató kártyahitelesítő, gyökér", now=now)
            issuer = issuing.issuer(root, "Bemutató kártyahitelesítő", status_url=status_url, now=now)
            _keep(folder, "responder", issuing.responder(issuer, now=now))
            _keep(folder, "issuer", issuer)
            _keep(folder, "root", root)
            (folder / "cards.json").unlink(missing_ok=True)
            address.write_text(status_url, encoding="ascii")
        keys = {name: _kept(folder, name) for name in ("root", "issuer", "responder")}
        return cls(folder=folder, **keys)

    def cards(self) -> list[KeptCard]:
        """All cards, in the order in which they were issued."""
        file = self.folder / "cards.json"
        return msgspec.json.decode(file.read_bytes(), type=list[KeptCard]) if file.exists() else []

    def issue(self, wish: CardWish, *, status_url: str) -> None:
        """Issue a card, and keep its file."""
        card = issuing.card(self.issuer, wish, status_url=status_url)
        self.file(wish.card_number).write_bytes(card_file(card, [self.issuer.certificate], name=wish.card_number))
        name = f"{wish.family_name} {wish.given_name}"
        kept = KeptCard(card_number=wish.card_number, name=name, serial_number=f"{card.certificate.serial_number:x}")
        self._keep_cards([*self.cards(), kept])

    def revoke(self, card_number: str, *, now: datetime) -> None:
        """Revoke a card; nothing happens when it is revoked already, or nobody's."""
        self._keep_cards([_revoked(card, now=now) if card.card_number == card_number else card for card in self.cards()])

    def file(self, card_number: str) -> Path:
        """The card's file (PKCS#12)."""
        return self.folder / f"card-{card_number}.p12"

    def known(self) -> Known:
        """What is told of the cards."""
        cards = self.cards()
        revoked = {int(card.serial_number, 16): card.revoked_at for card in cards if card.revoked_at}
        return Known(issued=frozenset(int(card.serial_number, 16) for card in cards), revoked=revoked)

    def _keep_cards(self, cards: list[KeptCard]) -> None:
        part = self.folder / "cards.part"
        part.write_bytes(msgspec.json.encode(cards))
        part.replace(self.folder / "cards.json")


def root_file(folder: Path) -> Path:
    """The certificate that is believed."""
    return folder / "root.pem"


def issuer_file(folder: Path) -> Path:
    """The certificate between it and the cards."""
    return folder / "issuer.pem"


def card_file(card: Keyed, above: Iterable[x509.Certificate], *, name: str) -> bytes:
    """A card as browsers take it (PKCS#12), under the password of this town."""
    encryption = BestAvailableEncryption(PASSWORD.encode())
    return pkcs12.serialize_key_and_certificates(name.encode(), card.key, card.certificate, list(above), encryption)


def wish_for(card_number: str, family_name: str, given_name: str, *, now: datetime) -> CardWish:
    """An ordinary card."""
    return CardWish(
        card_number=card_number,
        family_name=family_name,
        given_name=given_name,
        valid_from=now - issuing.BACKDATED,
        valid_until=now + CARD_YEARS,
    )


def _revoked(card: KeptCard, *, now: datetime) -> KeptCard:
    return card if card.revoked_at else msgspec.structs.replace(card, revoked_at=now.replace(microsecond=0))


def _keep(folder: Path, name: str, keyed: Keyed) -> None:
    key_file = folder / f"{name}.key"
    key_file.touch(mode=SECRET_MODE)
    key_file.write_bytes(keyed.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (folder / f"{name}.pem").write_bytes(keyed.certificate.public_bytes(Encoding.PEM))


def _kept(folder: Path, name: str) -> Keyed:
    key = load_pem_private_key((folder / f"{name}.key").read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(name)
    return Keyed(key=key, certificate=x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes()))
