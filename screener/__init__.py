"""Screens posts of Indonesian civil servants for election-neutrality indications, with reasons."""

from screener.api import Screener, screen, screen_many
from screener.errors import FileError, ModelError, PostError, PostTypeError, RuleError, ScreenerError
from screener.screening import Excused, Law, Match, Post, Reason, Screening

__all__ = [
    "Excused",
    "FileError",
    "Law",
    "Match",
    "ModelError",
    "Post",
    "PostError",
    "PostTypeError",
    "Reason",
    "RuleError",
    "Screener",
    "ScreenerError",
    "Screening",
    "screen",
    "screen_many",
]
