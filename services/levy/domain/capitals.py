"""Amounts of money in capital numerals (大写金额), as on bills and notices. Pure.

By 《支付结算办法》附一 (正确填写票据和结算凭证的基本规定): numerals 零壹贰叁肆伍陆柒捌玖, places 拾佰仟万亿,
units 元角分; zeros in a row are written once; after 元 and after 角 stands 整 where nothing follows. Where it leaves a
choice, no 零 is written before 角.
"""

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
# A number of at least so much is read as so many of it, then the rest.
_PLACES = ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾"))
MOST_FEN = 10**17


def in_capitals(fen: int) -> str:
    """`97_200_05` → 玖万柒仟贰佰元零伍分. Raises `ValueError` below zero and from 10^17 fen on."""
    if not 0 <= fen < MOST_FEN:
        raise ValueError("an amount in capitals is zero or more, and below 10^17 fen")
    yuan, rest = divmod(fen, 100)
    jiao, last = divmod(rest, 10)
    text = f"{_whole(yuan)}元" if yuan or not rest else ""
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    elif yuan and last:
        text += "零"
    return text + (f"{_DIGITS[last]}分" if last else "整")


def _whole(number: int) -> str:
    for size, name in _PLACES:
        if number >= size:
            count, rest = divmod(number, size)
            # A place that is left out between two that are not is a zero: 1,005; 10,0500.
            gap = "零" if 0 < rest < size // 10 else ""
            return _whole(count) + name + (gap + _whole(rest) if rest else "")
    return _DIGITS[number]
