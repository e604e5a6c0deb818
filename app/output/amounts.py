"""Say how many there are of something."""


def counted(number: int, noun: str) -> str:
    """A number and what it counts, in the plural unless it is one."""
    ending = "es" if noun.endswith("s") else "s"
    return f"{number:,} {noun}{'' if number == 1 else ending}"


def often(number: int) -> str:
    """How often something happened: `once`, `3 times`."""
    return "once" if number == 1 else f"{number:,} times"


def size(count: int) -> str:
    """Bytes in a unit that fits them: `900 bytes`, `1.5 MB`."""
    if count < 1000:
        return counted(count, "byte")
    amount, units = count / 1000, iter(("kB", "MB", "GB", "TB"))
    unit = next(units)
    while amount >= 1000 and (larger := next(units, None)):
        amount, unit = amount / 1000, larger
    return f"{amount:.1f} {unit}"
