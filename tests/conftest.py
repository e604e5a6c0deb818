"""What holds for all tests."""

from hypothesis import settings

# how long something takes is measured in benchmarks/; a test says only what comes out
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
