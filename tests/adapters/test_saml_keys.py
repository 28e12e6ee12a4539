"""Keys for SAML through a rotation: known to every service before they sign (SAML 2.0 Metadata Interoperability Profile)."""

from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from tests.key_rings import OVERLAP, lent_saml_keys
from tests.world import HandClock
from ugyfelkapu.adapters.key_files import UnsafeKeyFileError
from ugyfelkapu.adapters.saml_keys import FileSamlKeys

HOST = "id.example.test"


def opened(directory: Path, clock: HandClock) -> FileSamlKeys:
    return FileSamlKeys(directory, clock, host=HOST, published_first=OVERLAP)


def certificate_in(text: str) -> x509.Certificate:
    return x509.load_der_x509_certificate(b64decode(text, validate=True))


@pytest.fixture
def keys(tmp_path: Path, clock: HandClock) -> FileSamlKeys:
    return opened(tmp_path, clock)


def test_each_key_signs_what_its_certificate_verifies(clock: HandClock) -> None:
    keys = lent_saml_keys(clock)
    with_rsa = certificate_in(keys.certificate("RS256")).public_key()
    assert isinstance(with_rsa, rsa.RSAPublicKey)
    assert with_rsa.key_size == 2048
    with_rsa.verify(keys.signer("RS256").sign(b"said"), b"said", padding.PKCS1v15(), hashes.SHA256())
    with_curve = certificate_in(keys.certificate("ES256")).public_key()
    assert isinstance(with_curve, ec.EllipticCurvePublicKey)
    octets = keys.signer("ES256").sign(b"said")
    signature = encode_dss_signature(int.from_bytes(octets[:32]), int.from_bytes(octets[32:]))
    with_curve.verify(signature, b"said", ec.ECDSA(hashes.SHA256()))


def test_a_certificate_names_the_issuers_host_and_lives_for_years(clock: HandClock) -> None:
    certificate = certificate_in(lent_saml_keys(clock).certificate("RS256"))
    assert certificate.subject == certificate.issuer
    assert certificate.subject.rfc4514_string() == f"CN={HOST}"
    assert certificate.not_valid_before_utc < clock.now()
    assert (certificate.not_valid_after_utc - clock.now()).days > 3600


def test_the_next_certificate_is_known_as_long_as_a_copy_may_count_before_its_key_signs(
    keys: FileSamlKeys, clock: HandClock
) -> None:
    in_force, following = keys.published("RS256")
    clock.advance(days=20)
    keys.rotate()
    assert keys.certificate("RS256") == following
    later = keys.rotate()["RS256"]
    assert later == clock.now() + OVERLAP
    clock.instant = later
    clock.advance(microseconds=-1)
    assert keys.certificate("RS256") == following
    clock.advance(microseconds=1)
    assert keys.certificate("RS256") not in {in_force, following}


def test_a_retired_certificate_is_told_for_a_day_behind_the_others(
    keys: FileSamlKeys, clock: HandClock, tmp_path: Path
) -> None:
    former, following = keys.published("ES256")
    clock.advance(days=20)
    keys.rotate()
    assert keys.published("ES256")[0] == following
    assert keys.published("ES256")[-1] == former
    clock.advance(days=1)
    assert former not in keys.published("ES256")
    keys.rotate()
    kept = {path.name.partition(".")[0] for path in tmp_path.glob("*.certificate.pem")}
    assert kept == {path.name.partition(".")[0] for path in tmp_path.glob("*.pem")}
    assert len(kept) == len(keys.published("ES256")) + len(keys.published("RS256"))


def test_certificates_survive_a_restart_and_are_one_for_all_processes(tmp_path: Path, clock: HandClock) -> None:
    with ThreadPoolExecutor(4) as starting:
        told = list(starting.map(lambda _: opened(tmp_path, clock).published("ES256"), range(4)))
    assert set(told) == {opened(tmp_path, clock).published("ES256")}


def test_a_running_server_tells_of_a_rotation_within_a_second(keys: FileSamlKeys, tmp_path: Path, clock: HandClock) -> None:
    clock.advance(days=20)
    opened(tmp_path, clock).rotate()
    clock.advance(seconds=1)
    assert keys.published("RS256") == opened(tmp_path, clock).published("RS256")


def test_the_certificate_of_another_key_or_none_at_all_stops_the_start(
    keys: FileSamlKeys, tmp_path: Path, clock: HandClock
) -> None:
    files = [tmp_path / f"{keys.signer(algorithm).key_id}.certificate.pem" for algorithm in ("RS256", "ES256")]
    files[0].write_bytes(files[1].read_bytes())
    with pytest.raises(UnsafeKeyFileError):
        opened(tmp_path, clock)
    files[0].write_bytes(b"nothing of the kind")
    with pytest.raises(UnsafeKeyFileError):
        opened(tmp_path, clock)
