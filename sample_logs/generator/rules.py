"""Which rules of the built-in pack the planted alerts belong to."""

from typing import NamedTuple


class Rule(NamedTuple):
    """A rule as the expectations name it."""

    uuid: str
    title: str


RULES = {
    "brute-force": Rule("d3a5b1a7-9ebe-4308-8e83-a9afe91b0159", "Brute force from one address"),
    "web-brute-force": Rule(
        "f8cfc47d-83ac-44a1-9def-d282a9f4be2f", "Brute force against web passwords"
    ),
    "login-after-brute-force": Rule(
        "4c07b0c4-b266-4fa5-9f60-dbcdbe992fa0", "Login after a brute force"
    ),
    "privileged-login": Rule(
        "55a6117a-8998-4930-b58c-c0f9b4d1c548", "Failed login on a privileged account"
    ),
    "linux-authentication-failure": Rule(
        "76e43920-6d7a-49fa-abcc-ee9f3dc0c26a", "Linux authentication failure"
    ),
    "not-found": Rule("b51c5f2b-88b5-4be4-8b33-287e9b71860b", "Many 404 answers to one address"),
    "unauthorized": Rule(
        "49c003eb-20bf-4537-80d9-a39f58b963ec", "Several 401 answers to one address"
    ),
    "forbidden": Rule("14b5c24f-dd2f-4231-abcb-14e07f485411", "Many 403 answers to one address"),
    "server-error": Rule("8682cf9b-a952-4ab8-b0ad-524956bedfde", "Many 500 answers of one site"),
    "daily-not-found-thursday": Rule(
        "00c18946-57db-436b-a66d-c84a758dee46", "More than 50 missing pages on a Thursday"
    ),
    "daily-not-found": Rule(
        "596463a7-1611-4f58-8b28-5d855171f89b", "More than 10 missing pages on a day"
    ),
    "windows-access-denied": Rule("b4595b3c-8391-4668-b23c-496aa8c2a0d1", "Windows access denied"),
    "log-cleared": Rule("a7443b96-a2ad-4981-b7b9-e16a2ad65090", "Windows event log cleared"),
    "account-lockout": Rule("b352871f-ae3f-45d2-856d-561d628fc57d", "Windows account locked out"),
}
"""By the short names that the scenarios use."""
