"""Documents of the repository become pages of the site."""

import pytest

from releasing.site import relinked, unescaped


@pytest.mark.parametrize(
    ("page", "link", "there"),
    [
        (
            "rules.md",
            "[a](../store/rules/builtin/README.md#sets)",
            "[a](reference/built-in-rules.md#sets)",
        ),
        ("how-to/cron.md", "[a](../rules.md)", "[a](../rules.md)"),
        ("reference/built-in-rules.md", "[a](../../../docs/rules.md#x)", "[a](../rules.md#x)"),
        ("explanation/architecture.md", "[a](tests/torture)", "a"),
        ("explanation/architecture.md", "[a](#here)", "[a](#here)"),
        ("project/changelog.md", "[a](https://example.com)", "[a](https://example.com)"),
        ("index.md", "![a](alerts.svg)", "![a](alerts.svg)"),
    ],
)
def test_links_lead_to_where_the_site_has_their_targets(page: str, link: str, there: str):
    assert relinked(link, page) == there


def test_pipes_in_the_code_of_a_table_are_plain():
    assert unescaped("| `a\\|b` | c\\|d |") == "| `a|b` | c\\|d |"
