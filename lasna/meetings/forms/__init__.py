"""What people type about meetings and their types."""

from lasna.meetings.forms.partners import ConsentForm, PartnerForm
from lasna.meetings.forms.planning import MoveForm, PlanForm, VouchForm
from lasna.meetings.forms.types import TypeForm

__all__ = ["ConsentForm", "MoveForm", "PartnerForm", "PlanForm", "TypeForm", "VouchForm"]
