"""How the program that reads a calendar's file ends, when it could not."""

NOT_ONE, TOO_MUCH = 3, 4
