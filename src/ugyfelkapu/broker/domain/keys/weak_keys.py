"""Public keys that look good and are not: numbers alone, so that a registration can refuse them."""

LEAST_RSA_BITS = 2048
MOST_RSA_BITS = 8192
MOST_EXPONENT_BITS = 64
"""Beyond, OpenSSL refuses to encrypt to a long key."""
ED25519_BYTES = 32

_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
"""The curve P-256: y squared is x cubed less 3x plus b, modulo p (FIPS 186-5, SP 800-186 section 3.2.1.3)."""

_TELLING_PRIMES = (11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157)
"""The small primes modulo which the powers of 65537 are not everything."""
_USUAL_EXPONENT = 65537


def is_good_modulus(modulus: int, exponent: int) -> bool:
    """Whether an RSA key is long enough, of a sound exponent, and not of a generator known to be broken."""
    return (
        LEAST_RSA_BITS <= modulus.bit_length() <= MOST_RSA_BITS
        and modulus % 2 == 1
        and 1 < exponent.bit_length() <= MOST_EXPONENT_BITS
        and exponent % 2 == 1
        and not _has_short_choice(modulus)
    )


def _has_short_choice(modulus: int) -> bool:
    """The mark of CVE-2017-15361: modulo every small prime the modulus is a power of 65537.

    One honest key in 240 million has it by chance.
    """
    return all(modulus % prime in _powers(prime) for prime in _TELLING_PRIMES)


def _powers(prime: int) -> set[int]:
    return {pow(_USUAL_EXPONENT, exponent, prime) for exponent in range(prime)}


def is_on_p256(x: int, y: int) -> bool:
    """Whether the two are a point of the curve; another one would give away secrets where it is reckoned with."""
    return 0 <= x < _P and 0 <= y < _P and (y * y - (x * x * x - 3 * x + _B)) % _P == 0
