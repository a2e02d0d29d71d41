"""Whether the addresses that the server listens on are safe with the access that the settings give."""

from collections.abc import Sequence
from ipaddress import ip_address

from docusnap.domain.errors import Misconfigured
from docusnap.settings.groups import AccessSettings


def check_exposure(hosts: Sequence[str], chosen: AccessSettings, *, keys_exist: bool) -> str:
    """A sentence for the log on who may use the server. `hosts`: the addresses listened on.

    Raises Misconfigured where other machines reach the server, there are no keys, and the settings do not open it.
    """
    phones = "; the phone app needs none (DOCUSNAP_PHONE)" if chosen.phone == "open" else ""
    if chosen.open:
        return "open to whoever reaches this server, without a key (DOCUSNAP_OPEN)"
    if keys_exist:
        return f"every request needs a key{phones}"
    exposed = [host for host in hosts if not ip_address(host.partition("%")[0]).is_loopback]
    if exposed and chosen.phone == "keys":
        raise Misconfigured(
            f"Other machines can reach {', '.join(exposed)}, and there are no keys. Make one with "
            "`docusnap keys create NAME`; or set DOCUSNAP_OPEN=yes when something else controls who reaches "
            "the server, or DOCUSNAP_HOST=127.0.0.1."
        )
    return f"there are no keys: open to this machine itself{phones}"
