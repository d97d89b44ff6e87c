"""Evaluation of models on a built data set: lengths, layout, text, over-fitting and what was forgotten.

Pure: pairs and answers in, figures out. Definitions stand with their sources in ``lengths``, ``text``, ``layout``,
``fluency``, ``overfit`` and ``collapse``; the words for people in ``findings`` and ``section``.
"""

from hesui_data.evaluate.answers import Answer, Coverage, Trouble, match, read_answer
from hesui_data.evaluate.figures import Mean, Share, difference, wilson
from hesui_data.evaluate.findings import Finding, findings, gap_sentence
from hesui_data.evaluate.general import general_questions
from hesui_data.evaluate.groups import GroupScores, ModelScores
from hesui_data.evaluate.judge import JUDGE_VERSION, judge, judge_prompt, read_verdict
from hesui_data.evaluate.questions import GROUPS, Answered, Question, questions_for
from hesui_data.evaluate.scoring import Evaluation, evaluate
from hesui_data.evaluate.section import Section, Table, report_section

__all__ = [
    "GROUPS",
    "JUDGE_VERSION",
    "Answer",
    "Answered",
    "Coverage",
    "Evaluation",
    "Finding",
    "GroupScores",
    "Mean",
    "ModelScores",
    "Question",
    "Section",
    "Share",
    "Table",
    "Trouble",
    "difference",
    "evaluate",
    "findings",
    "gap_sentence",
    "general_questions",
    "judge",
    "judge_prompt",
    "match",
    "questions_for",
    "read_answer",
    "read_verdict",
    "report_section",
    "wilson",
]
