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
    "slow-brute-force": Rule("292c3e75-cff6-4b39-bd1c-f47156a195c8", "Slow brute force"),
    "password-spray": Rule("cd123b7f-6684-4ce4-805a-64bdf4bc6711", "Password spray"),
    "forced-browsing": Rule("5cc4299c-2d3a-4f7d-8d86-13bc84117135", "Forced browsing"),
    "slow-401": Rule("59fddd0b-7905-4a8e-b3bd-2b244be5768c", "Slow guessing of web passwords"),
    "slow-scan": Rule("a693e7c1-927c-488d-9d30-4cd4cccdf69d", "Slow scan"),
    "missing-scripts": Rule("c84e6a8c-754d-45d2-93ee-390f6019af41", "Scripts that are not there"),
    "denied-clients": Rule("0bea8d2c-6bd3-4f52-b04a-d25affb54203", "Client denied again and again"),
    "login-flood": Rule("5180ec98-7911-428b-960c-d5b45437fc0b", "Login forms by the dozen"),
    "sql-injection": Rule(
        "cebdca49-184e-4b37-ba09-e68ed70a087e", "SQL injection that was answered"
    ),
    "header-code": Rule("cc6e022a-4af5-52d4-8e19-f80291a9ceba", "Program code in a header"),
    "log4shell": Rule("fd09618d-cfc9-439f-8972-9dde91f51519", "Log4Shell"),
    "script-injection": Rule(
        "d711cb2d-62c8-4b36-992a-4296fe10aaf4", "Script injection that was answered"
    ),
    "secrets-looked-for": Rule("e6389450-5f29-5825-9198-840cac794f71", "Secrets looked for"),
    "web-attacks": Rule("56902866-e102-4ba1-b593-e7bd7bc09fa7", "Web attacks of one address"),
    "command-injection": Rule(
        "3d284038-a3e7-4269-8015-30f5e1e2f08b", "Command injection that was answered"
    ),
    "path-traversal": Rule(
        "d0ce9ea0-2c04-4bb2-8b42-fc2c2506425f", "Path traversal that was answered"
    ),
    "night-login": Rule("92c5055d-ad27-4a3b-8faa-bf7353dc93fd", "Password login at night"),
    "account-new": Rule("f3cbdee5-5c14-4cf9-9a70-b828b0f5d137", "New account that can log in"),
    "account-admin": Rule(
        "52724d65-58a5-4ae4-b8fb-2f89ab81f2af", "Account added to a group of administrators"
    ),
    "rdp-outside": Rule("d75b91ab-ba24-4a5e-8f54-4133265687e3", "Remote desktop from outside"),
    "windows-account-new": Rule("ec544661-3509-45d5-92e9-51e8c630cd09", "New Windows account"),
    "windows-admin-new": Rule("99b69d2e-40c4-450e-8e9c-87d44c7ecd2b", "New administrator"),
    "service-odd": Rule("73d5eb83-7907-4d04-a4be-7aa34781581a", "Service from an unusual place"),
    "service-new": Rule("f80c527a-b643-4c2d-b91d-5d805fd0effe", "New Windows service"),
}
"""By the short names that the scenarios use."""
