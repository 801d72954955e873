"""Why something about places is refused."""

from __future__ import annotations

from points.errors import Conflict, Invalid


class VillageUnknown(Invalid):
    """No village or community has this code in the official list."""

    code = "village_unknown"


class SiteQuotaUsedUp(Conflict):
    """The county's ``places`` of the year are all taken."""

    code = "site_quota_used_up"


class SiteExists(Conflict):
    """The village is a demonstration site in this year already."""

    code = "site_exists"


class SiteClosed(Conflict):
    """The site has been closed."""

    code = "site_closed"


class QuotaBelowSites(Conflict):
    """More sites exist already than the new quota allows; ``sites`` tells how many."""

    code = "quota_below_sites"


class GrantExceeded(Conflict):
    """The spending is larger than what is left of the grant; ``left_yuan`` tells how much that is."""

    code = "grant_exceeded"


class SpendingDateInvalid(Invalid):
    """The day lies in the future, or not in the site's year."""

    code = "spending_date_invalid"


class ReceiptUsed(Conflict):
    """A spending with this receipt number is recorded for the site already."""

    code = "receipt_used"


class SpendingReversed(Conflict):
    """The spending was reversed before, or is a reversal itself."""

    code = "spending_reversed"


class PickupPointExists(Conflict):
    """The village has a pickup point of this name already."""

    code = "pickup_point_exists"


class DivisionsInvalid(Invalid):
    """The file of divisions has a wrong row; ``row`` is its number."""

    code = "divisions_invalid"
