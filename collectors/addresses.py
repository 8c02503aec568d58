"""Which addresses a stranger's link may lead us to."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """May a stranger's link lead here? False for every private, local or reserved address,
    also where IPv6 only wraps an IPv4 one."""
    found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        found = _inner(found) or found
    return bool(
        found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)
    )


def _inner(address: IPv6Address) -> IPv4Address | None:
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo
