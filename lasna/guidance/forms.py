"""What the page for trying tells, once the client has said that their adviser may know it."""

from django import forms

from lasna.clients.models import WISHES
from lasna.guidance.models import DEVICE_STATES, Trial
from lasna.guidance.services.trying import Tried
from lasna.kernel.words import plain_line

FASTEST, LONGEST = 10_000_000, 60_000
_YES_NO = [("", ""), ("yes", "yes"), ("no", "no")]
_STATES = [(state, state) for state in DEVICE_STATES]


class TriedForm(forms.Form):
    key = forms.UUIDField()
    device = forms.CharField(max_length=60, required=False)
    camera = forms.ChoiceField(choices=_STATES, required=False)
    microphone = forms.ChoiceField(choices=_STATES, required=False)
    hears = forms.ChoiceField(choices=_YES_NO, required=False)
    speed = forms.IntegerField(min_value=0, max_value=FASTEST, required=False)
    round_trip = forms.IntegerField(min_value=0, max_value=LONGEST, required=False)
    relayed = forms.ChoiceField(choices=_YES_NO, required=False)
    blocked = forms.ChoiceField(choices=_YES_NO, required=False)
    quiet = forms.ChoiceField(choices=_YES_NO, required=False)
    sure = forms.ChoiceField(choices=[("", ""), *Trial.Sure.choices], required=False)
    wish = forms.ChoiceField(choices=[("", ""), *((way.value, way.label) for way in WISHES)], required=False)

    def tried(self) -> Tried:
        said = self.cleaned_data
        return Tried(
            key=str(said["key"]),
            device=plain_line(said["device"])[:60],  # put together, some letters are longer
            camera=said["camera"],
            microphone=said["microphone"],
            hears=_known(said["hears"]),
            speed=said["speed"],
            round_trip=said["round_trip"],
            relayed=said["relayed"] == "yes",
            blocked=said["blocked"] == "yes",
            quiet=_known(said["quiet"]),
            sure=said["sure"],
            wish=said["wish"],
        )


def _known(word: str) -> bool | None:
    return word == "yes" if word else None
