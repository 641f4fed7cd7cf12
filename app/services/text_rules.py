"""How text of records is read: what analysis knows, put together for the store."""

from app.analysis.record_rating import copy_words, rate
from app.analysis.texts import MASK_VERSION, mask, no_action
from app.models.text_rules import TextRules

_RATING_VERSION = 1
TEXT_RULES = TextRules(
    version=1000 * MASK_VERSION + _RATING_VERSION,
    mask=mask,
    rate=rate,
    plain=copy_words,
    no_action=no_action,
)
"""Raised versions make the columns anew at the next look."""
