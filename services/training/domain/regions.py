"""Regions by code (GB/T 2260, plus three digits for a sub-district). Pure: no I/O."""

from shared.address import region_words


def prefix(region_code: str) -> str:
    """The digits that all codes in the region's subtree begin with: `370100` → `3701`, `370105003` → itself."""
    return "".join(region_words(region_code))


def within(region_code: str, area_code: str) -> bool:
    """Whether the region is the area or lies in it."""
    return region_code.startswith(prefix(area_code))


def prefixes_around(region_code: str) -> list[str]:
    """The subtree prefixes of the region and of all above it: `370105003` → 37, 3701, 370105, 370105003."""
    words = region_words(region_code)
    return ["".join(words[:count]) for count in range(1, len(words) + 1)]
