"""What is read of people: who is signed in."""

from lasna.people.queries.sessions import gone_of, person_of_cookies, session_of

__all__ = ["gone_of", "person_of_cookies", "session_of"]
