"""The event logs of Windows as Sigma calls them: services by their channels, categories by ids."""

from typing import NamedTuple

_SYSMON = "Microsoft-Windows-Sysmon/Operational"

CHANNELS: dict[str, tuple[str, ...]] = {
    "security": ("Security",),
    "system": ("System",),
    "application": ("Application",),
    "sysmon": (_SYSMON,),
    "powershell": ("Microsoft-Windows-PowerShell/Operational", "PowerShellCore/Operational"),
    "powershell-classic": ("Windows PowerShell",),
    "application-experience": (
        "Microsoft-Windows-Application-Experience/Program-Telemetry",
        "Microsoft-Windows-Application-Experience/Program-Compatibility-Assistant",
    ),
    "applocker": (
        "Microsoft-Windows-AppLocker/EXE and DLL",
        "Microsoft-Windows-AppLocker/MSI and Script",
        "Microsoft-Windows-AppLocker/Packaged app-Deployment",
        "Microsoft-Windows-AppLocker/Packaged app-Execution",
    ),
    "appmodel-runtime": ("Microsoft-Windows-AppModel-Runtime/Admin",),
    "appxdeployment-server": ("Microsoft-Windows-AppXDeploymentServer/Operational",),
    "appxpackaging-om": ("Microsoft-Windows-AppxPackaging/Operational",),
    "bitlocker": ("Microsoft-Windows-BitLocker/BitLocker Management",),
    "bits-client": ("Microsoft-Windows-Bits-Client/Operational",),
    "capi2": ("Microsoft-Windows-CAPI2/Operational",),
    "certificateservicesclient-lifecycle-system": (
        "Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational",
    ),
    "codeintegrity-operational": ("Microsoft-Windows-CodeIntegrity/Operational",),
    "dhcp": ("Microsoft-Windows-DHCP-Server/Operational",),
    "diagnosis-scripted": ("Microsoft-Windows-Diagnosis-Scripted/Operational",),
    "dns-client": ("Microsoft-Windows-DNS Client Events/Operational",),
    "dns-server": ("DNS Server",),
    "dns-server-analytic": ("Microsoft-Windows-DNS-Server/Analytical",),
    "dns-server-audit": ("Microsoft-Windows-DNS-Server/Audit",),
    "driver-framework": ("Microsoft-Windows-DriverFrameworks-UserMode/Operational",),
    "firewall-as": ("Microsoft-Windows-Windows Firewall With Advanced Security/Firewall",),
    "hyper-v-worker": ("Microsoft-Windows-Hyper-V-Worker",),
    "iis-configuration": ("Microsoft-IIS-Configuration/Operational",),
    "kernel-event-tracing": ("Microsoft-Windows-Kernel-EventTracing",),
    "kernel-shimengine": (
        "Microsoft-Windows-Kernel-ShimEngine/Operational",
        "Microsoft-Windows-Kernel-ShimEngine/Diagnostic",
    ),
    "ldap": ("Microsoft-Windows-LDAP-Client/Debug",),
    "ldap_debug": ("Microsoft-Windows-LDAP-Client/Debug",),
    "lsa-server": ("Microsoft-Windows-LSA/Operational",),
    "microsoft-servicebus-client": (
        "Microsoft-ServiceBus-Client/Operational",
        "Microsoft-ServiceBus-Client/Admin",
    ),
    "msexchange-management": ("MSExchange Management",),
    "ntfs": ("Microsoft-Windows-Ntfs/Operational",),
    "ntlm": ("Microsoft-Windows-NTLM/Operational",),
    "openssh": ("OpenSSH/Operational",),
    "printservice-admin": ("Microsoft-Windows-PrintService/Admin",),
    "printservice-operational": ("Microsoft-Windows-PrintService/Operational",),
    "security-mitigations": (
        "Microsoft-Windows-Security-Mitigations/Kernel Mode",
        "Microsoft-Windows-Security-Mitigations/User Mode",
    ),
    "sense": ("Microsoft-Windows-SENSE/Operational",),
    "servicebus-client": (
        "Microsoft-ServiceBus-Client/Operational",
        "Microsoft-ServiceBus-Client/Admin",
    ),
    "shell-core": ("Microsoft-Windows-Shell-Core/Operational",),
    "smbclient-connectivity": ("Microsoft-Windows-SmbClient/Connectivity",),
    "smbclient-security": ("Microsoft-Windows-SmbClient/Security",),
    "smbserver-connectivity": ("Microsoft-Windows-SMBServer/Connectivity",),
    "taskscheduler": ("Microsoft-Windows-TaskScheduler/Operational",),
    "terminalservices-localsessionmanager": (
        "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational",
    ),
    "vhdmp": ("Microsoft-Windows-VHDMP/Operational",),
    "windefend": ("Microsoft-Windows-Windows Defender/Operational",),
    "winrm": ("Microsoft-Windows-WinRM/Operational",),
    "wmi": ("Microsoft-Windows-WMI-Activity/Operational",),
}
"""Sigma's services, and the channels that they are written to."""


class Events(NamedTuple):
    """The events of a category."""

    services: tuple[str, ...]
    """Whose channels they stand in."""
    codes: tuple[str, ...]
    """Their ids; no other of those channels uses one of them."""


def _sysmon(*codes: int) -> Events:
    return Events(("sysmon",), tuple(map(str, codes)))


CATEGORIES: dict[str, Events] = {
    "process_creation": Events(("security", "sysmon"), ("4688", "1")),
    "ps_script": Events(("powershell",), ("4104",)),
    "ps_module": Events(("powershell",), ("4103",)),
    "ps_classic_start": Events(("powershell-classic",), ("400",)),
    "ps_classic_provider_start": Events(("powershell-classic",), ("600",)),
    "ps_classic_script": Events(("powershell-classic",), ("800",)),
    "clipboard_capture": _sysmon(24),
    "clipboard_change": _sysmon(24),
    "create_remote_thread": _sysmon(8),
    "create_stream_hash": _sysmon(15),
    "dns_query": _sysmon(22),
    "driver_load": _sysmon(6),
    "file_block": _sysmon(27, 28),
    "file_block_executable": _sysmon(27),
    "file_block_shredding": _sysmon(28),
    "file_change": _sysmon(2),
    "file_delete": _sysmon(23, 26),
    "file_delete_detected": _sysmon(26),
    "file_event": _sysmon(11),
    "file_executable_detected": _sysmon(29),
    "image_load": _sysmon(7),
    "network_connection": _sysmon(3),
    "pipe_created": _sysmon(17, 18),
    "process_access": _sysmon(10),
    "process_tampering": _sysmon(25),
    "process_termination": _sysmon(5),
    "raw_access_thread": _sysmon(9),
    "registry_add": _sysmon(12),
    "registry_delete": _sysmon(12),
    "registry_event": _sysmon(12, 13, 14),
    "registry_rename": _sysmon(14),
    "registry_set": _sysmon(13),
    "sysmon_error": _sysmon(255),
    "sysmon_status": _sysmon(4, 16),
    "wmi_event": _sysmon(19, 20, 21),
}
"""Sigma's categories."""
