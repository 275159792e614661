"""How much of a connection is enough, in kbit/s: as ``frontend/try/verdict.ts`` has it."""

ENOUGH_FOR_PICTURE = 500
ENOUGH_FOR_SOUND = 100
MORE_THAN_ENOUGH = 20_000
"""What is measured in two seconds tells no more than this apart."""
