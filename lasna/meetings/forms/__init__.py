"""What people type about meetings, their types and their rules."""

from lasna.meetings.forms.meeting_places import PlaceForm
from lasna.meetings.forms.partners import ConsentForm, PartnerForm
from lasna.meetings.forms.planning import MoveForm, PlanForm, VouchForm
from lasna.meetings.forms.rules import RulesForm
from lasna.meetings.forms.series import SeriesForm
from lasna.meetings.forms.types import TypeForm

__all__ = [
    "ConsentForm",
    "MoveForm",
    "PartnerForm",
    "PlaceForm",
    "PlanForm",
    "RulesForm",
    "SeriesForm",
    "TypeForm",
    "VouchForm",
]
