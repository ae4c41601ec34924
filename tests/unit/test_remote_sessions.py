"""Which windows show another machine."""

from __future__ import annotations

import pytest

from overlay.remote_sessions import remote_client, remote_session


@pytest.mark.parametrize(
    ("names", "product"),
    [
        (("wfica32.exe",), "Citrix Workspace"),
        (("CDViewer",), "Citrix Workspace"),
        (("Wfica", "wfica_seamless"), "Citrix Workspace"),
        (("mstsc.exe",), "Remote Desktop"),
        (("msrdc",), "Remote Desktop"),
        (("org.remmina.remmina", "remmina"), "Remote Desktop"),
        (("vmware-view.exe",), "VMware or Omnissa Horizon"),
        (("com.microsoft.rdc.macos",), "Remote Desktop"),
        (("Receiver",), "Citrix Workspace"),
        (("chrome", "google-chrome"), ""),
        (("mstscax-notes",), ""),
        ((), ""),
    ],
)
def test_client_is_known_by_any_of_its_names(names: tuple[str, ...], product: str) -> None:
    assert remote_client(names) == product


@pytest.mark.parametrize(
    ("environ", "product"),
    [
        ({"SESSIONNAME": "Console"}, ""),
        ({"SESSIONNAME": "RDP-Tcp#12"}, "Remote Desktop"),
        ({"SESSIONNAME": "ICA-tcp#1"}, "Citrix Workspace"),
        ({"XRDP_SESSION": "1"}, "Remote Desktop"),
        ({"ViewClient_Machine_Name": "DESK-7"}, "VMware or Omnissa Horizon"),
        ({}, ""),
    ],
)
def test_session_says_what_it_is_shown_through(environ: dict[str, str], product: str) -> None:
    assert remote_session(environ) == product
