"""The one exception for what a person can mend. Everything else crashes and is logged."""


class UserError(Exception):
    """Refused with a stable ``code`` (tested) and a ``message`` that says what to do next.

    ``message`` may be a lazy translation: it is rendered in the reader's language.
    """

    def __init__(self, code: str, message: object) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


class NotHere(Exception):
    """The thing does not exist for this person: 404 on a page, ``not_here`` on a socket."""
