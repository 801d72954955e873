"""Every table, imported in one place so that migrations and guards see the whole schema."""

import app.activities.models
import app.attendance.models
import app.content.models
import app.core.audit
import app.core.idempotency
import app.disclosure.models
import app.households.models
import app.identity.models
import app.ledger.models
import app.messages.models
import app.personal_data.models
import app.places.models
import app.privacy.models
import app.teams.models
import points.hours.models
import points.ledger.models
import points.redemption.models
import points.scoring.models
import points.stock.models
