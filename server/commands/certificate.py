"""Certificates by which tablets trust the box."""

from __future__ import annotations

import re
from ipaddress import ip_address

import click

from server.certificates import Address, NotLocal, folder, provide
from server.commands.answers import Failure, answer, json_option, plainly
from server.current import settings

_NAME = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*")


@click.command()
@click.option(
    "--name", "names", multiple=True, help="主机名，如 mulin.local；可多次。 The box's name; may be repeated."
)
@click.option("--address", "addresses", multiple=True, help="主机地址，如 192.168.1.10；可多次。 Its address.")
@click.option("--new-authority", is_flag=True, help="换新的根证书；每台平板要重新安装。 Every tablet installs it anew.")
@json_option
@plainly
def certificate(names: tuple[str, ...], addresses: tuple[str, ...], new_authority: bool, as_json: bool) -> None:
    """为局域网生成或续期 HTTPS 证书。 Make or renew the certificates by which tablets trust this box."""
    wrong = [name for name in names if not _NAME.fullmatch(name)]
    if wrong:
        raise Failure(f"“{wrong[0]}”不是主机名。", f"{wrong[0]!r} is no host name.")
    parsed = [_address(typed) for typed in addresses]
    try:
        made = provide(settings().data, [name.lower() for name in names], parsed, new_authority)
    except NotLocal as fault:
        raise Failure(
            f"现有根证书不能为“{fault}”作保。",
            f"The authority there is does not vouch for {fault}.",
            "加上 --new-authority；之后每台平板要重新安装根证书",
            "add --new-authority; every tablet then installs the new one",
        ) from fault
    where = folder(settings().data)
    body = {
        "fingerprint": made.fingerprint, "names": made.names, "addresses": made.addresses,
        "ends": made.ends.date().isoformat(), "renewed": made.renewed, "authority": str(where / "ca.crt"),
        "certificate": str(where / "server.crt"), "key": str(where / "server.key"),
    }  # fmt: skip
    served = "、".join([*made.names, *made.addresses])
    answer(
        as_json,
        body,
        f"{'已生成' if made.renewed else '仍然有效'}：{served}，到 {made.ends:%Y-%m-%d}",
        f"{'Made' if made.renewed else 'Still good'}, until {made.ends:%Y-%m-%d}.",
        f"根证书 CA: {where / 'ca.crt'}",
        f"指纹 SHA-256: {made.fingerprint}",
        "重启服务后生效；平板打开 https://<地址>/trust 安装根证书。",
        "Restart the server; tablets open https://<address>/trust to install the authority.",
    )


def _address(typed: str) -> Address:
    try:
        return ip_address(typed)
    except ValueError as fault:
        raise Failure(f"“{typed}”不是地址。", f"{typed!r} is no address.") from fault
