"""Item 4: contracts are put on the municipal platform; the standard knows no days of grace."""

from scheduler.ladder import Reminder, overdue
from storage.due.contracts import NOT_UPLOADED
from storage.organisation import Role

NOT_UPLOADED_YET = Reminder(
    name="contract.not_uploaded",
    title="合同上传",
    source=NOT_UPLOADED,
    text="与{client}的合同{number}（{signed}签订）还没有上传市平台",
    opens="upload_contract",
    ladder=(
        overdue(3, Role.AGENCY),
        overdue(10, Role.AGENCY),
        overdue(20, Role.PRINCIPAL),
        overdue(45, Role.SUPERVISOR),
    ),
    button="登记上传",
    late="签订已{days}天",
)
