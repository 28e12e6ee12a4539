"""Where certificates of eID cards come in: from their own proxy (`security.md` 2)."""

from ugyfelkapu.foundation.page.proxy_certificate import CertificateEntrance, ProxyHeaders, certificate_entrance

HEADERS = ProxyHeaders(certificate="X-Card-Certificate", secret="X-Card-Proxy-Secret")  # noqa: S106 - the name of a header


def card_entrance(url: str, *, proxies: str, secret: str) -> CertificateEntrance:
    """The entrance of a settings value; `ValueError` when the secret is too short to be one."""
    return certificate_entrance(url, HEADERS, proxies=proxies, secret=secret)
