"""Where the server listens, against who may come in."""

from collections.abc import Sequence
from ipaddress import ip_address

from docusnap.domain.errors import Misconfigured
from docusnap.settings.groups import AccessSettings


def who_may_come_in(hosts: Sequence[str], chosen: AccessSettings, *, keys_exist: bool) -> str:
    """What to say of it at the start. `hosts`: the addresses listened on.

    Raises Misconfigured where other machines reach the server, and nobody said that they may.
    """
    told = "; the phone app comes in without one (DOCUSNAP_PHONE)" if chosen.phone == "open" else ""
    if chosen.open:
        return "open to whoever reaches this server, without a key (DOCUSNAP_OPEN)"
    if keys_exist:
        return f"who comes in needs a key{told}"
    exposed = [host for host in hosts if not ip_address(host.partition("%")[0]).is_loopback]
    if exposed and chosen.phone == "keys":
        raise Misconfigured(
            f"Other machines can reach {', '.join(exposed)}, and there are no keys. Make one with "
            "`docusnap keys create NAME`; or set DOCUSNAP_OPEN=yes when something else says who may come in, "
            "or DOCUSNAP_HOST=127.0.0.1."
        )
    return f"there are no keys: open to this machine itself{told}"
