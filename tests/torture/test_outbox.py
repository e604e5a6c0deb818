"""The torture of the outbox, a small one."""

import pytest

from tests.torture.outbox import torture


@pytest.mark.slow
def test_no_message_is_lost_whoever_dies(tmp_path):
    verdict = torture(tmp_path, 60, seed=20261130)
    assert verdict.is_good, str(verdict)
    assert verdict.kills > 0
