"""Which code page an XML declaration names.

Only those count in which every byte below 128 is ASCII wherever it stands: tags are found before
the text is decoded, and UTF-8 and UTF-16 are told by the bytes.
"""

import codecs
import re

_DECLARATION = re.compile(rb"<\?xml\s[^<>]*?\bencoding\s*=\s*([\"'])([A-Za-z][\w.-]{0,40})\1")
_SINGLE = frozenset(
    {
        *(f"cp125{number}" for number in range(9)),
        *(f"iso8859-{number}" for number in range(2, 17)),
        *(f"cp{number}" for number in (437, 720, 737, 775, 850, 852, 855, 857, 858)),
        *(f"cp{number}" for number in (860, 861, 862, 863, 864, 865, 866, 869, 874)),
        *("koi8-r", "koi8-u", "tis-620"),
    }
)
_AS_WINDOWS_HAS_IT = {
    "iso8859-1": "cp1252",
    **dict.fromkeys(("shift_jis", "cp932"), "cp932"),
    **dict.fromkeys(("gb2312", "gbk", "cp936", "gb18030"), "gb18030"),
    **dict.fromkeys(("big5", "cp950"), "cp950"),
    **dict.fromkeys(("euc_kr", "cp949"), "cp949"),
    "euc_jp": "euc_jp",
}
"""Those of several bytes, and what is mostly meant by Latin-1."""


def page_in(text: bytes) -> str | None:
    """The code page that a declaration in a text names.

    Args:
        text: What stands before the first event.

    Returns:
        A codec's name; None where there is no declaration, or it names nothing that helps.
    """
    found = _DECLARATION.search(text)
    if found is None:
        return None
    try:
        name = codecs.lookup(found[2].decode("ascii")).name
    except LookupError:
        return None
    return name if name in _SINGLE else _AS_WINDOWS_HAS_IT.get(name)
