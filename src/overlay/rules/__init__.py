"""When a guide applies: wildcard templates, captures, exclusions. Parse, match and explain; pure."""

from overlay.rules.condition import Condition, Reason, View, look
from overlay.rules.rule import ANY_WINDOW, Rule, decode, encode, explain, match_rule, specificity
from overlay.rules.template import RuleError, Template
from overlay.rules.when import parse_when

__all__ = [
    "ANY_WINDOW",
    "Condition",
    "Reason",
    "Rule",
    "RuleError",
    "Template",
    "View",
    "decode",
    "encode",
    "explain",
    "look",
    "match_rule",
    "parse_when",
    "specificity",
]
