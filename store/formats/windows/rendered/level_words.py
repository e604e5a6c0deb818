"""The words for levels and audit results in which Windows of several languages exports events."""

from functools import lru_cache
from typing import NamedTuple

_LEVELS = {
    "1": "critical kritisch critique crítico critico crítica критический kritiek krytyczny 重大 "
    "严重 关键 嚴重 重要 위험",
    "2": "error fehler erreur errore erro ошибка fout błąd エラー 错误 錯誤 오류",
    "3": "warning warnung avertissement advertencia avviso aviso предупреждение waarschuwing "
    "ostrzeżenie 警告 경고",
    "4": "information informationen información informazioni informazione informações informação "
    "сведения informatie informacje 情報 信息 資訊 정보",
    "5": "verbose ausführlich commentaires detallado dettagliato detalhado подробно uitgebreid "
    "詳細 详细 자세히",
}
_SUCCESSES = (
    "audit success",
    "überwachung erfolgreich",
    "erfolgsüberwachung",
    "succès de l'audit",
    "auditoría correcta",
    "controllo riuscito",
    "operazione riuscita",
    "auditoria com êxito",
    "êxito da auditoria",
    "sucesso da auditoria",
    "成功の監査",
    "аудит успеха",
    "审核成功",
    "稽核成功",
    "감사 성공",
)
_FAILURES = (
    "audit failure",
    "überwachung gescheitert",
    "überwachung fehlgeschlagen",
    "fehlerüberwachung",
    "échec de l'audit",
    "error de auditoría",
    "auditoría errónea",
    "controllo non riuscito",
    "falha de auditoria",
    "falha da auditoria",
    "失敗の監査",
    "аудит отказа",
    "审核失败",
    "稽核失敗",
    "감사 실패",
)
_NUMBERS = {word: number for number, words in _LEVELS.items() for word in words.split()}
_KEYWORDS = {
    **dict.fromkeys(_SUCCESSES, "0x8020000000000000"),
    **dict.fromkeys(_FAILURES, "0x8010000000000000"),
}

_SHORT = 100
"""Characters of words that are remembered."""


class Grade(NamedTuple):
    """What the words of an export's level or keywords say; texts as `Event` has them."""

    level: str = ""
    """A number, `""` where the word is not known."""
    keywords: str = ""
    """A mask with the audit bit, `""` where nothing was audited."""
    level_text: str = ""
    """The word, where it is no known level."""


def grade_of(words: str) -> Grade:
    """Read a level or a list of keywords.

    Args:
        words: For example `Warnung`, or `Classic, Audit Failure`.
    """
    return _grade(words) if len(words) <= _SHORT else _grade.__wrapped__(words)


@lru_cache(maxsize=256)
def _grade(words: str) -> Grade:
    """A level or a list of keywords."""
    for word in words.replace("\xa0", " ").replace("\u2019", "'").split(","):
        key = word.strip().casefold()
        if key in _KEYWORDS:
            return Grade("0", _KEYWORDS[key])
        if key in _NUMBERS:
            return Grade(_NUMBERS[key])
    return Grade(level_text=words.strip())
