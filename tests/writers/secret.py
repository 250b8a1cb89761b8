"""What is hidden in the files, and the rule that looks for it."""

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class Secret:
    """A value that a rule seals on, and one that no rule knows, for the twin."""

    value: object
    ordinary: object
    # What a referee must read, where it isn't the value itself.
    seen: str = ""

    def shown(self):
        return self.seen or str(self.value)


WORD = Secret("kestrelwing", "timetable")
# The check digits of the ordinary number are wrong.
CARD = Secret(4012888888881881, 4012888888881882)
AMEX = Secret(378282246310005, 378282246310006)
# A number that its format shows with letters.
SHOWN = Secret(815, 816, seen="PRJ-0815")
# Letters that fonts join.
LIGATURE = Secret("fluffiest", "happiest")
UMLAUT = Secret("Zaunkönigin", "Fahrpläne")
GREEK = Secret("αλκυόνα", "πρόγραμμα")
RUSSIAN = Secret("зимородок", "расписание")
HEBREW = Secret("נחליאלי", "מערכת")
ARABIC = Secret("هدهد", "جدول")
VIETNAMESE = Secret("chuyện bồng chanh", "thời gian biểu")
THAI = Secret("นกกะเต็น", "ตาราง")
CHINESE = Secret("翠鸟计划", "时间安排")
WORDS = [WORD, LIGATURE, UMLAUT, GREEK, RUSSIAN, HEBREW, ARABIC, VIETNAMESE, THAI, CHINESE]
TONGUES = {
    "ligatures": LIGATURE,
    "German": UMLAUT,
    "Greek": GREEK,
    "Russian": RUSSIAN,
    "Hebrew": HEBREW,
    "Arabic": ARABIC,
    "Vietnamese": VIETNAMESE,
    "Thai": THAI,
    "Chinese": CHINESE,
}


def rule():
    """A rule that seals on any secret."""
    words = ", ".join(f'"{secret.value}"' for secret in WORDS)
    return f"""
[[rule]]
name = "secret"
when = {{ direction = "outbound", any = [
    {{ words = [{words}] }},
    {{ identifiers = "payment-card" }},
    {{ patterns = "\\\\bPRJ-0815\\\\b" }},
] }}
then = "seal"
"""


def plain(text):
    """A text as two readers of the same file agree on it: letters and digits, without case."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]|\u0640", "", "".join(c for c in text if unicodedata.category(c) != "Cf"))
