"""What an operator's monitoring reads (Prometheus text format): few series, none of them about a person."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from ugyfelkapu.foundation.database import Reader

REGISTRY = CollectorRegistry()
ANSWERS = Counter("ugyfelkapu_answers", "Answers by class of status", ["status"], registry=REGISTRY)
ANSWERED = [ANSWERS.labels(f"{hundreds}xx") for hundreds in range(6)]
"""By the first figure of the status; made once, since looking one up costs more than counting."""

ANSWER_SECONDS = Histogram(
    "ugyfelkapu_answer_seconds",
    "From request to answer",
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0),
    registry=REGISTRY,
)
_DATABASE_UP = Gauge("ugyfelkapu_database_up", "Whether the wing's database answers", ["wing"], registry=REGISTRY)
_ROWS = Gauge("ugyfelkapu_rows", "What waits in a wing's database", ["wing", "what"], registry=REGISTRY)

_WAITING = {
    "mail_due": "SELECT count(*) AS rows FROM outbox WHERE due_at IS NOT NULL",
    "mail_dead": "SELECT count(*) AS rows FROM outbox WHERE due_at IS NULL AND sent_at IS NULL",
    "journal_unsealed": "SELECT count(*) AS rows FROM journal WHERE seal_number IS NULL",
}


async def look(wing: str, reader: Reader) -> None:
    """Take the wing's readings; `DatabaseUnavailableError` leaves the last ones."""
    _DATABASE_UP.labels(wing).set(0)
    for what, query in _WAITING.items():
        _ROWS.labels(wing, what).set((await reader.one(query)).number("rows"))
    _DATABASE_UP.labels(wing).set(1)


def text() -> bytes:
    """All series as Prometheus reads them."""
    return generate_latest(REGISTRY)
