"""Amounts in Chinese capital numerals 人民币大写 (支付结算办法 附一)."""

from __future__ import annotations

DIGITS = "零壹贰叁肆伍陆柒捌玖"
UNITS = ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾"))


def rmb_upper(fen: int) -> str:
    """Write an amount in capitals: ``140950`` → ``壹仟肆佰零玖元伍角``; a negative amount begins with 负.

    Of the spellings that the rules leave open: no 零 where only the 万 or 亿 place is 0 (壹拾万柒仟元), 零 before 角
    where the 元 place is 0, 整 after 元 only.
    """
    whole, cents = divmod(abs(int(fen)), 100)
    tenths, hundredths = divmod(cents, 10)
    words = f"{_number(whole)}元" if whole or not cents else ""
    if not cents:
        words += "整"
    elif whole and (not tenths or whole % 10 == 0):
        words += "零"
    if tenths:
        words += f"{DIGITS[tenths]}角"
    if hundredths:
        words += f"{DIGITS[hundredths]}分"
    return f"负{words}" if fen < 0 else words


def _number(whole: int) -> str:
    for size, unit in UNITS:
        if whole >= size:
            high, low = divmod(whole, size)
            zero = "零" if 0 < low < size // 10 else ""
            return f"{_number(high)}{unit}{zero}{_number(low) if low else ''}"
    return DIGITS[whole]
