"""Fine-tuning on Baidu's Qianfan: a plan of a built data set first, and only when told to, the steps of the plan.

``plan_submission`` sends nothing and needs no key. ``submit`` goes through ``steps.STEPS`` and goes on
where it stopped. The SDK is imported in ``console`` alone, by ``submit`` or ``ask_limits``.
"""

from hesui_data.submit.options import PRESETS, Options
from hesui_data.submit.pace import OutOfTime, Pace
from hesui_data.submit.plan import Plan, plan_for
from hesui_data.submit.run import Misfit, Submitted, plan_submission, submit
from hesui_data.submit.steps import STEPS, PlatformFailure

__all__ = [
    "PRESETS",
    "STEPS",
    "Misfit",
    "Options",
    "OutOfTime",
    "Pace",
    "Plan",
    "PlatformFailure",
    "Submitted",
    "plan_for",
    "plan_submission",
    "submit",
]
