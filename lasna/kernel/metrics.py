"""What this process counts, for Prometheus. Labels are names of our own code: no ids, nobody's data."""

from prometheus_client import CollectorRegistry, Counter, Histogram

REGISTRY = CollectorRegistry()
REQUESTS = Histogram(
    "lasna_request_seconds",
    "Requests answered: how many, and how long they took",
    ["view", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)
COMMANDS = Counter("lasna_commands", "Commands on sockets", ["command", "result"], registry=REGISTRY)
DATABASE_ERRORS = Counter("lasna_database_errors", "Times that the database refused", registry=REGISTRY)
GUESSES = Counter(
    "lasna_guesses", "Wrong passwords, codes, links and tokens", ["kind", "result"], registry=REGISTRY
)
