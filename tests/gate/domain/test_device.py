"""Which networks belong to one customer."""

import pytest

from ugyfelkapu.gate.domain.device import site_of


@pytest.mark.parametrize(
    ("network", "site"),
    [
        ("2001:db8:1:ab00::/56", "2001:db8:1::/48"),
        ("2001:db8:1::/48", "2001:db8:1::/48"),
        ("192.0.2.0/24", "192.0.2.0/24"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_a_customer_holds_a_48_of_ipv6_and_any_other_network_as_it_is(network: str, site: str) -> None:
    assert site_of(network) == site
