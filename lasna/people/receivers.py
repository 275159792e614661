"""What people do when somebody has signed in."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from lasna.kernel.web.agents import device_words
from lasna.people.models import Person
from lasna.people.services import begin_session


@receiver(user_logged_in)
def name_the_session(sender: type[Person], request: HttpRequest, user: Person, **more: Any) -> None:
    begin_session(request.session, person=user, device=device_words(request.headers.get("User-Agent", "")))
