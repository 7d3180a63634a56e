"""The forms, in the order a menu shows them."""

from handlers.formkit import Form
from handlers.forms.accident import AccidentForm
from handlers.forms.accident_register import AccidentRegisterForm
from handlers.forms.agency import AgencyForm
from handlers.forms.client import ClientForm
from handlers.forms.conflict import ConflictForm
from handlers.forms.contact import ContactForm
from handlers.forms.contact_check import ContactCheckForm
from handlers.forms.contract import ContractForm
from handlers.forms.cycle import CycleForm
from handlers.forms.end_membership import EndMembershipForm
from handlers.forms.follow_up import FollowUpForm
from handlers.forms.gathering import GatheringForm
from handlers.forms.invite_official import OfficialInvitationForm
from handlers.forms.invite_staff import StaffInvitationForm
from handlers.forms.participation import ParticipationForm
from handlers.forms.profile import ProfileForm
from handlers.forms.recheck import RecheckForm
from handlers.forms.rectification import RectificationForm
from handlers.forms.renew_login import LoginRenewalForm
from handlers.forms.signed_list import SignedListForm
from handlers.forms.staff import StaffForm
from handlers.forms.upload_contract import ContractUploadForm
from handlers.forms.upload_hazards import HazardUploadForm
from handlers.forms.visit import VisitForm

FORMS: tuple[type[Form], ...] = (
    VisitForm,
    SignedListForm,
    RectificationForm,
    RecheckForm,
    FollowUpForm,
    ContractForm,
    ClientForm,
    ContactForm,
    GatheringForm,
    ContractUploadForm,
    HazardUploadForm,
    StaffForm,
    ProfileForm,
    StaffInvitationForm,
    AgencyForm,
    ParticipationForm,
    CycleForm,
    OfficialInvitationForm,
    ConflictForm,
    ContactCheckForm,
    AccidentForm,
    AccidentRegisterForm,
    LoginRenewalForm,
    EndMembershipForm,
)

ELSEWHERE: tuple[type[Form], ...] = (ContractUploadForm, HazardUploadForm)
"""Those of them that are no line of the menu: a page of their own leads to them, or their title."""
