"""Masks: enough of a value to recognise it, too little to use it (lists, exports, screens at a door)."""

_STAR = "*"


def mask_id_number(number: str, own_grid: bool = True) -> str:
    """`370822********0003` to the resident's own grid, `3708**********0003` to everyone else."""
    head = 6 if own_grid else 4
    if len(number) not in (15, 18):
        return _STAR * min(len(number), 18)
    return number[:head] + _STAR * (len(number) - head - 4) + number[-4:]


def mask_phone(phone: str) -> str:
    """`138****1234`; of a landline the last four digits, of anything shorter nothing."""
    if len(phone) == 11 and phone.startswith("1"):
        return phone[:3] + _STAR * 4 + phone[-4:]
    if len(phone) < 8:
        return _STAR * len(phone)
    return _STAR * (min(len(phone), 18) - 4) + phone[-4:]


def mask_name(name: str) -> str:
    """`张*芳`, `李*`: the first and, of three or more characters, the last stay."""
    if len(name) < 2:
        return _STAR * len(name)
    if len(name) == 2:
        return name[0] + _STAR
    return name[0] + _STAR * min(len(name) - 2, 10) + name[-1]
