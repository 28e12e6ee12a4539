"""What goes wrong with gateways, to be switched on at the control address: so that a merchant's patience can be tried."""

import msgspec


class Mischief(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything off: an honest gateway."""

    lose: bool = False
    """No callback is sent."""
    double: bool = False
    """Each callback is sent twice at once."""
    delay_seconds: float = 0.0
    """A callback comes so much later; the answers to questions are true at once."""
    forge: bool = False
    """Before each callback comes one with a signature of somebody else's, for an order that was not paid."""
    amount: int | None = None
    """This is taken instead of what was asked for."""
    currency: str | None = None
    double_line: bool = False
    """The day's statement carries the payment twice."""
    silent: bool = False
    """No question is answered (503)."""
    unsigned: bool = False
    """Answers carry no signature."""
