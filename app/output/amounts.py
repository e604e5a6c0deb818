"""Say how many there are of something."""


def counted(number: int, noun: str) -> str:
    """A number and what it counts, in the plural unless it is one."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
