"""Mail, through one server."""

from app.notifying.letters import letter
from app.notifying.settings import Notify, Smtp
from app.notifying.smtp import Session
from app.notifying.undelivered import Undelivered
from store.notifying.outbox import Delivery


class Mail:
    """Sends mail; keeps the connection for the next one."""

    def __init__(self, settings: Smtp, host: str) -> None:
        self._settings = settings
        self._host = host
        self._session: Session | None = None

    def send(self, delivery: Delivery) -> str:
        """Hand a mail over to the server."""
        mail = letter(delivery, self._settings.sender, self._host)
        if self._session is None:
            self._session = Session(self._settings)
        try:
            return self._session.send(delivery.target.address, mail)
        except Undelivered as wrong:
            if wrong.is_down:
                self.close()
            raise

    def close(self) -> None:
        """End the conversation."""
        if self._session is not None:
            self._session.close()
            self._session = None


def channel(notify: Notify) -> Mail:
    """The way by mail.

    Raises:
        Undelivered: No server is configured.
    """
    if notify.smtp is None or not notify.smtp.host:
        raise Undelivered("no server is configured: [notify.smtp]", is_down=True)
    return Mail(notify.smtp, notify.host)
