"""Chat services, through the library apprise, which is an extra: `pip install logblotter[chat]`.

Its URLs hold secrets; none is ever shown. What it cannot do safely is refused: mail has a channel
of its own that verifies, and no certificate is taken on trust.
"""

import logging
import re
from typing import TYPE_CHECKING

from app.notifying.channels.interface import endpoint_of
from app.notifying.secret import SecretError
from app.notifying.settings import Notify
from app.notifying.undelivered import Undelivered
from store.notifying.outbox import Delivery
from store.text import unlinked

if TYPE_CHECKING:
    from apprise import Apprise

_MAIL = re.compile(r"(?:mailtos?|sendmail|smtps?)://", re.IGNORECASE)
_LOOKALIKES = {ord("@"): "\uff20", ord("<"): "\u2039", ord(">"): "\u203a", ord("`"): "\u02cb"}
"""Signs of full width, angle quotes and a modifier in the place of what services act upon."""
_UNVERIFIED = re.compile(r"[?&]verify=(?:no|false|0|off)\b", re.IGNORECASE)


class Chat:
    """Tells chat services."""

    def __init__(self, notify: Notify) -> None:
        self._notify = notify

    def send(self, delivery: Delivery) -> str:
        """Tell a service, as plain text."""
        service = self._service(delivery)
        from apprise import NotifyFormat

        said = delivery.message
        try:
            taken = service.notify(
                inert(said.text), inert(said.subject), body_format=NotifyFormat.TEXT
            )
        except Exception as wrong:  # a hundred services of others, and no base of their errors
            raise Undelivered(f"apprise: {type(wrong).__name__}", is_down=True) from wrong
        if not taken:
            raise Undelivered("the service did not take it", is_down=True)
        return "taken"

    def close(self) -> None:
        """Nothing is held."""

    def _service(self, delivery: Delivery) -> "Apprise":
        """The library, told where the receiver is."""
        secret = endpoint_of(self._notify, delivery).secret
        try:
            url = secret.read() if secret else ""
        except SecretError as wrong:
            raise Undelivered(str(wrong), is_down=True) from wrong
        _check(url)
        try:
            from apprise import Apprise
        except ImportError as wrong:
            raise Undelivered(
                "apprise is not installed: pip install 'logblotter[chat]'", is_down=True
            ) from wrong
        logging.getLogger("apprise").disabled = True  # what it says may hold the URL
        service = Apprise()
        if not service.add(url):
            raise Undelivered("apprise knows no such service", is_down=True)
        return service


def inert(text: str) -> str:
    """Text that calls nobody, links nowhere, and is fetched by no service that shows previews.

    What stands in it was written by whoever writes the log: `@everyone` and `<!channel>` would ring
    at everybody's, `[here](…)` and bare URLs would be links, and a preview would tell whose they
    are that they were seen. What services take for such signs is shown by others of the same look.
    """
    return unlinked(text.translate(_LOOKALIKES)).replace("](", "] (")


def _check(url: str) -> None:
    """Refuse what would be sent without care.

    Raises:
        Undelivered: It is mail, or trusts any certificate.
    """
    if _MAIL.match(url):
        raise Undelivered("mail goes by `mail` and [notify.smtp], not by chat", is_down=True)
    if _UNVERIFIED.search(url):
        raise Undelivered("verify=no would trust any certificate", is_down=True)


def channel(notify: Notify) -> Chat:
    """The way to chat services."""
    return Chat(notify)
