"""All reminders, in the order in which they are shown."""

from scheduler.reminders.certificates import RUNNING_OUT
from scheduler.reminders.cycle_end import ENDING_FOR_AGENCY, ENDING_FOR_BUREAU
from scheduler.reminders.follow_ups import FOLLOW_UP
from scheduler.reminders.hand_overs import HAND_OVER
from scheduler.reminders.inspections import UNFINISHED
from scheduler.reminders.objections import OBJECTING_ENDS, UNRULED
from scheduler.reminders.quarters import QUARTER
from scheduler.reminders.rechecks import RECHECK
from scheduler.reminders.rectifications import RECTIFICATION
from scheduler.reminders.signed_lists import SIGNED_LIST
from scheduler.reminders.talks import TALKS
from scheduler.reminders.uploads import NOT_UPLOADED_YET
from scheduler.reminders.visits_left import CONTRACT_ENDING

REMINDERS = (
    SIGNED_LIST,
    HAND_OVER,
    FOLLOW_UP,
    RECTIFICATION,
    RECHECK,
    QUARTER,
    CONTRACT_ENDING,
    NOT_UPLOADED_YET,
    RUNNING_OUT,
    UNFINISHED,
    ENDING_FOR_AGENCY,
    ENDING_FOR_BUREAU,
    OBJECTING_ENDS,
    UNRULED,
    *TALKS,
)
