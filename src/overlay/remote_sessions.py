"""Which programs show the desktop of another machine, and whether this session is itself such a desktop. Pure.

Inside a remote desktop's window a local assistant sees one window of one program: titles and addresses of what runs over
there it cannot see, keys it types arrive as the client passes them on. So the assistant belongs where the work is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_PROGRAMS = {
    "Citrix Workspace": (
        "wfica32", "wfica", "cdviewer", "selfservice", "selfserviceplugin", "receiver", "citrix viewer",
        "citrix workspace", "com.citrix.receiver.icaviewer.mac", "com.citrix.receiver.nomas",
    ),
    "Remote Desktop": (
        "mstsc", "msrdc", "msrdcw", "windows365", "windowsapp", "windows app", "xfreerdp", "xfreerdp3", "wlfreerdp",
        "rdesktop", "remmina", "krdc", "gnome-connections", "com.microsoft.rdc.macos",
    ),
    "VMware or Omnissa Horizon": (
        "vmware-view", "vmware-remotemks", "horizon-client", "horizonclient", "com.vmware.horizon",
        "com.omnissa.horizon.client.mac",
    ),
    "a virtual machine's console": ("vmware", "vmplayer", "vmconnect", "virt-viewer", "remote-viewer", "virtualboxvm"),
    "remote support": ("anydesk", "teamviewer", "tv_w32", "rustdesk"),
}  # fmt: skip
_BY_NAME = {name: product for product, names in _PROGRAMS.items() for name in names}


def remote_client(names: Iterable[str]) -> str:
    """Return the product whose client answers to one of `names` (process, window class, bundle id); "" for none."""
    for name in names:
        if product := _BY_NAME.get(name.strip().lower().removesuffix(".exe")):
            return product
    return ""


def remote_session(environ: Mapping[str, str]) -> str:
    """Return what this session is shown through on another machine, as far as its environment says; "" for a local one.

    `SESSIONNAME` is Windows' ("RDP-Tcp#3", "ICA-tcp#1", "Console"); xrdp and Citrix' Linux VDA set their own.
    """
    name = environ.get("SESSIONNAME", "").lower()
    if name.startswith("ica-"):
        return "Citrix Workspace"
    if name.startswith("rdp-"):
        return "Remote Desktop"
    if environ.get("ViewClient_Machine_Name") or environ.get(
        "ViewClient_Launch_ID"
    ):  # set by the Horizon agent
        return "VMware or Omnissa Horizon"
    if environ.get("XRDP_SESSION"):
        return "Remote Desktop"
    if environ.get("CITRIX_SESSION_ID"):
        return "Citrix Workspace"
    return ""
