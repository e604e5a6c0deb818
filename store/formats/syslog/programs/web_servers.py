"""Web servers by their tags: what they say is lines of their own logs."""

import re
from functools import lru_cache

_WEB_SERVER = re.compile(r"(?:httpd|apache|nginx|lighttpd|access_log)[\w.-]{0,32}", re.IGNORECASE)


@lru_cache(maxsize=1024)
def is_web_server(tag: str) -> bool:
    """Whether a tag is a web server's, whose messages are lines of its own logs."""
    return _WEB_SERVER.fullmatch(tag) is not None
