"""The tables of activities, in four files by what they are about."""

from app.activities.models.aftermath import ActivityPhoto, ActivityRecord, MaterialHandout
from app.activities.models.library import ActivityTemplate, DutyRoster, RosterDuty, RosterOccurrence, TemplateUse
from app.activities.models.planning import Activity, ActivityApproval, JointOrganizer, Post, Shift
from app.activities.models.signing import CalendarLink, SignUp, Substitution

__all__ = [
    "Activity",
    "ActivityApproval",
    "ActivityPhoto",
    "ActivityRecord",
    "ActivityTemplate",
    "CalendarLink",
    "DutyRoster",
    "JointOrganizer",
    "MaterialHandout",
    "Post",
    "RosterDuty",
    "RosterOccurrence",
    "Shift",
    "SignUp",
    "Substitution",
    "TemplateUse",
]
