"""Fine-tuning on Baidu's Qianfan: a plan of a built data set first, and only when told to, the steps of the plan.

``plan_submission`` sends nothing and needs no key. ``submit`` goes through ``steps.STEPS`` and goes on
where it stopped. The SDK is imported in ``console`` alone, by ``submit`` or ``ask_limits``.
"""

from hesui_data.submit.options import PRESETS, Options
from hesui_data.submit.pace import Pace
from hesui_data.submit.plan import Plan, plan_for
from hesui_data.submit.run import Submitted, plan_submission, submit
from hesui_data.submit.steps import STEPS
from hesui_data.submit.trouble import FailedStepError, MisfitError, OutOfTimeError

__all__ = [
    "PRESETS",
    "STEPS",
    "FailedStepError",
    "MisfitError",
    "Options",
    "OutOfTimeError",
    "Pace",
    "Plan",
    "Submitted",
    "plan_for",
    "plan_submission",
    "submit",
]
