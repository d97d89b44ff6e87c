"""What will go wrong before money is spent: ``facts_of`` counts, ``advise`` judges, ``words`` says it."""

from hesui_data.advice.facts import Facts, estimated_tokens, facts_of
from hesui_data.advice.rules import SEVERITIES, Advice, Severity, advise, margin

__all__ = ["SEVERITIES", "Advice", "Facts", "Severity", "advise", "estimated_tokens", "facts_of", "margin"]
