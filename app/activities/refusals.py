"""Why something about activities and sign-ups is refused (活动与报名的拒绝)."""

from __future__ import annotations

from points.errors import Conflict, Invalid, NotFound, Refused


class ActivityTimesInvalid(Invalid):
    """The activity is reversed, longer than a day, too long ago or too far ahead; ``rule`` says which."""

    code = "activity_times_invalid"


class ShiftOutsideActivity(Invalid):
    """Shift number ``shift`` (from 1) is reversed or reaches beyond its activity."""

    code = "shift_outside_activity"


class InsuranceMissing(Invalid):
    """A dangerous activity without word of its accident insurance (Volunteer Service Regulations, article 17)."""

    code = "insurance_missing"


class SiteUnknown(NotFound):
    """There is no such site in the caller's county."""

    code = "site_unknown"


class ActivityNotDraft(Conflict):
    """Only a draft may be edited or published."""

    code = "activity_not_draft"


class ActivityNotOpen(Conflict):
    """The activity is not published, or not any more."""

    code = "activity_not_open"


class ActivityBegun(Conflict):
    """The activity has begun: it can be closed, not cancelled."""

    code = "activity_begun"


class CapacityTooSmall(Conflict):
    """More places are given away than the new capacity has; ``taken`` says how many."""

    code = "capacity_too_small"


class ShiftOver(Conflict):
    """The shift has ended, so nobody can sign up for it any more."""

    code = "shift_over"


class SignUpTooLate(Conflict):
    """Check-in has opened, so a sign-up cannot be taken back any more."""

    code = "sign_up_too_late"


class AlreadySignedUp(Conflict):
    """The person is signed up for this shift, or waiting for a place on it."""

    code = "already_signed_up"


class SignUpOverlaps(Conflict):
    """The person is signed up for another shift at that time; ``title`` names its activity."""

    code = "sign_up_overlaps"


class SignUpCancelled(Conflict):
    """The sign-up is cancelled already."""

    code = "sign_up_cancelled"


class AccountSuspended(Conflict):
    """The person is suspended; ``reason`` says why."""

    code = "account_suspended"


class AccountNotConfirmed(Conflict):
    """The person's registration waits for an organizer."""

    code = "account_not_confirmed"


class PostNamedTwice(Invalid):
    """Shift number ``shift`` (from 1) has two posts of one name."""

    code = "post_named_twice"


class PostsExceedShift(Invalid):
    """The posts of shift number ``shift`` (from 1) have more places than the shift."""

    code = "posts_exceed_shift"


class PostUnknown(NotFound):
    """The shift has no such post."""

    code = "post_unknown"


class PostFull(Conflict):
    """Every place of the post is given away; the shift itself may still have some."""

    code = "post_full"


class NotAnOrganizer(Conflict):
    """Only somebody who organizes a place of the county can run an activity jointly."""

    code = "not_an_organizer"


class ActivityInUse(Conflict):
    """``people`` have signed up or were there, so the activity cannot disappear; it can be cancelled with a reason."""

    code = "activity_in_use"


class ApprovalPending(Conflict):
    """The draft waits for the county already."""

    code = "approval_pending"


class ApprovalDecided(Conflict):
    """The county has decided, or the draft was changed meanwhile; ``outcome`` says which."""

    code = "approval_decided"


class RefusalNeedsWords(Invalid):
    """Whoever sends something back says why."""

    code = "refusal_needs_words"


class SignUpDecided(Conflict):
    """The sign-up does not wait for an organizer; ``state`` says how it stands."""

    code = "sign_up_decided"


class OwnSignUp(Refused):
    """Nobody decides on a sign-up of her own."""

    code = "own_sign_up"


class NoPlaceToGive(Conflict):
    """Only whoever has a place can hand it on."""

    code = "no_place_to_give"


class SubstituteUnfit(Invalid):
    """A substitute is another person of the household or of a common team."""

    code = "substitute_unfit"


class SubstitutionPending(Conflict):
    """The place is offered to somebody already; take that back first."""

    code = "substitution_pending"


class SubstitutionAnswered(Conflict):
    """The offer was answered or taken back; ``state`` says which."""

    code = "substitution_answered"


class ConsentIsHers(Refused):
    """Only the substitute herself agrees, or an organizer who has asked her."""

    code = "consent_is_hers"


class ActivityIsDraft(Conflict):
    """A draft cannot be a template: it may still change."""

    code = "activity_is_draft"


class TemplateNameTaken(Conflict):
    """The county's library has a template of this name."""

    code = "template_name_taken"


class TemplateRetired(Conflict):
    """The template is not used any more."""

    code = "template_retired"


class RosterDatesInvalid(Invalid):
    """The duty ends before it begins, lasts more than a year, or lies in the past."""

    code = "roster_dates_invalid"


class RosterDutyInvalid(Invalid):
    """Duty number ``duty`` (from 1) names a shift or post that the template lacks, or somebody who may not serve."""

    code = "roster_duty_invalid"


class RosterEnded(Conflict):
    """The duty roster has ended."""

    code = "roster_ended"


class NotBegunYet(Conflict):
    """What happened is written down once the activity has begun."""

    code = "activity_not_begun"


class HandoutInvalid(Invalid):
    """The day lies ahead, or the activity is of another site."""

    code = "handout_invalid"


class HandoutReversed(Conflict):
    """The row is reversed already, or is a reversal itself."""

    code = "handout_reversed"


class PictureTooLarge(Invalid):
    """The picture has more than 25 million pixels."""

    code = "picture_too_large"


class PictureUnreadable(Invalid):
    """The file is not a whole JPEG, PNG or WebP."""

    code = "picture_unreadable"


class PhotosFull(Conflict):
    """The activity has as many pictures as it may; ``most`` says how many."""

    code = "photos_full"


class PhotoExists(Conflict):
    """The activity has this very picture already."""

    code = "photo_exists"


class PhotoDecided(Conflict):
    """The picture does not wait for a decision; ``state`` says how it stands."""

    code = "photo_decided"


class PhotoNeedsConsent(Conflict):
    """Not everybody to be recognised agreed, so the picture is not shown to others."""

    code = "photo_needs_consent"


class OwnPhoto(Refused):
    """Somebody else than the uploader looks at a picture before it is shown."""

    code = "own_photo"


class NewPlaceUnread(Conflict):
    """The words of the change were not found good yet, and an activity that people count on is not hidden for it."""

    code = "new_place_unread"
