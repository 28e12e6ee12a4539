"""What a signing certificate says of its subject (ETSI EN 319 412-1 to 412-5)."""

from asn1crypto import core, x509

from ugyfelkapu.gate.domain.signed_document import SignatureLevel, Signer, SignerKind

LONGEST_VALUE = 200
_QC_STATEMENTS = "1.3.6.1.5.5.7.1.3"
_QC_COMPLIANCE = "0.4.0.1862.1.1"
_QC_DEVICE = "0.4.0.1862.1.4"
_QC_TYPE = "0.4.0.1862.1.6"
_QC_TYPE_SEAL = "0.4.0.1862.1.6.2"


class _Statement(core.Sequence):  # type: ignore[misc] # asn1crypto publishes no types
    _fields = [("id", core.ObjectIdentifier), ("info", core.Any, {"optional": True})]  # noqa: RUF012 - asn1crypto's way to say it


class _Statements(core.SequenceOf):  # type: ignore[misc] # the same
    _child_spec = _Statement


class _Types(core.SequenceOf):  # type: ignore[misc] # the same
    _child_spec = core.ObjectIdentifier


def signer_of(certificate: x509.Certificate) -> Signer:
    """The subject; an attribute that stands there twice, or is longer than any name, counts as missing."""
    values: dict[str, list[str]] = {}
    for relative in certificate.subject.chosen:
        for attribute in relative:
            values.setdefault(attribute["type"].native, []).append(str(attribute["value"].native))

    def only(name: str) -> str:
        found = values.get(name, [])
        return found[0].strip() if len(found) == 1 and len(found[0]) <= LONGEST_VALUE else ""

    family_name, given_name = only("surname"), only("given_name")
    organisation_identifier = only("organization_identifier")
    return Signer(
        kind=_kind(certificate, has_person=bool(family_name or given_name), is_organisation=bool(organisation_identifier)),
        common_name=only("common_name"),
        family_name=family_name,
        given_name=given_name,
        serial_number=only("serial_number"),
        organisation_name=only("organization_name"),
        organisation_identifier=organisation_identifier,
        country=only("country_name"),
    )


def _kind(certificate: x509.Certificate, *, has_person: bool, is_organisation: bool) -> SignerKind:
    """By the statement of its type (EN 319 412-5 section 4.2.3), else by what the subject is made of (412-2, 412-3)."""
    if _QC_TYPE_SEAL in _types(certificate) or (is_organisation and not has_person):
        return SignerKind.LEGAL_PERSON
    return SignerKind.NATURAL_PERSON


def level_of(certificate: x509.Certificate) -> SignatureLevel:
    """By the issuer's qualified statements; whom to believe in them is the operator's list of issuers."""
    statements = _statements(certificate)
    if _QC_COMPLIANCE not in statements:
        return SignatureLevel.ADVANCED
    return SignatureLevel.QUALIFIED if _QC_DEVICE in statements else SignatureLevel.ADVANCED_QUALIFIED_CERTIFICATE


def _statements(certificate: x509.Certificate) -> dict[str, core.Any]:
    for extension in certificate["tbs_certificate"]["extensions"]:
        if extension["extn_id"].dotted == _QC_STATEMENTS:
            parsed = _Statements.load(extension["extn_value"].contents)
            return {statement["id"].dotted: statement["info"] for statement in parsed}
    return {}


def _types(certificate: x509.Certificate) -> set[str]:
    info = _statements(certificate).get(_QC_TYPE)
    return {each.dotted for each in info.parse(_Types)} if info is not None and info is not core.VOID else set()
