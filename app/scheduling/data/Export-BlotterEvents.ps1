<#
.SYNOPSIS
    Export new Windows events as XML files, for Blotter to import.

.DESCRIPTION
    For each channel, the events behind the last exported record id are written to a file of their
    own in OutDir. A file comes into being under a name that begins with a dot, and is renamed when
    it is whole; only then the record id is remembered. So nothing is lost where a run is cut short:
    the next one exports the same events again, and Blotter counts each of them once.

    Reading the Security channel takes the rights of SYSTEM, or membership in the group
    Event Log Readers. Windows PowerShell 5.1 or newer.

.PARAMETER OutDir
    The folder that the files go to, here or on a share. It has to be there.

.PARAMETER Channel
    The channels. One that this machine does not have is passed over.

.PARAMETER StateFile
    Where the last record ids are remembered.

.PARAMETER MaxEvents
    Most events in one file; the rest goes into further files.

.PARAMETER KeepDays
    Days after which exported files are removed from OutDir; 0 keeps them.

.EXAMPLE
    .\Export-BlotterEvents.ps1 -OutDir \\logs.example.com\windows\dc1
#>
#Requires -Version 5.1
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)]
    [string] $OutDir,

    [string[]] $Channel = @(
        'Security',
        'System',
        'Application',
        'Microsoft-Windows-PowerShell/Operational',
        'Microsoft-Windows-TerminalServices-LocalSessionManager/Operational',
        'Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational',
        'Microsoft-Windows-Windows Defender/Operational',
        'Microsoft-Windows-Sysmon/Operational',
        'OpenSSH/Operational'
    ),

    [string] $StateFile = (Join-Path $env:ProgramData 'Blotter\exported.json'),

    [ValidateRange(1, 1000000)]
    [int] $MaxEvents = 20000,

    [ValidateRange(0, 36500)]
    [int] $KeepDays = 0
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$utf8 = New-Object System.Text.UTF8Encoding($false)

function Read-State {
    $state = @{}
    if (Test-Path -LiteralPath $StateFile) {
        $said = Get-Content -LiteralPath $StateFile -Raw | ConvertFrom-Json
        foreach ($each in $said.PSObject.Properties) {
            $state[$each.Name] = [int64] $each.Value
        }
    }
    return $state
}

function Write-State([hashtable] $State) {
    $folder = Split-Path -Parent $StateFile
    if (-not (Test-Path -LiteralPath $folder)) {
        New-Item -ItemType Directory -Path $folder | Out-Null
    }
    $draft = "$StateFile.tmp"
    [System.IO.File]::WriteAllText($draft, ($State | ConvertTo-Json), $utf8)
    Move-Item -LiteralPath $draft -Destination $StateFile -Force
}

function Get-NewestRecord([string] $Name) {
    $newest = @(Get-WinEvent -LogName $Name -MaxEvents 1 -ErrorAction SilentlyContinue)
    if ($newest.Count -eq 0) {
        return [int64] 0
    }
    return [int64] $newest[0].RecordId
}

function Write-Events([string] $Path, [string] $Name, [object[]] $Events) {
    $writer = New-Object System.IO.StreamWriter($Path, $false, $utf8)
    try {
        $writer.NewLine = "`n"
        $writer.WriteLine('<?xml version="1.0" encoding="utf-8"?>')
        $writer.WriteLine('<Events>')
        foreach ($each in $Events) {
            # what XML 1.0 has no room for; an event may hold it all the same
            $writer.WriteLine(($each.ToXml() -replace '[\x00-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]', '?'))
        }
        $writer.WriteLine('</Events>')
    }
    finally {
        $writer.Dispose()
    }
}

function Export-Channel([string] $Name, [hashtable] $State) {
    $last = [int64] 0
    if ($State.ContainsKey($Name)) {
        $last = $State[$Name]
    }
    if ((Get-NewestRecord $Name) -lt $last) {
        # the log was cleared and counts from the beginning again
        $last = [int64] 0
    }
    do {
        $query = "*[System[EventRecordID > $last]]"
        $found = @(Get-WinEvent -LogName $Name -FilterXPath $query -Oldest -MaxEvents $MaxEvents -ErrorAction SilentlyContinue)
        if ($found.Count -eq 0) {
            return
        }
        $first = $found[0].RecordId
        $last = [int64] $found[$found.Count - 1].RecordId
        $plain = $Name -replace '[^\w.-]', '_'
        $file = '{0}_{1}_{2}-{3}.xml' -f $env:COMPUTERNAME, $plain, $first, $last
        $draft = Join-Path $OutDir ('.' + $file + '.tmp')
        Write-Events $draft $Name $found
        Move-Item -LiteralPath $draft -Destination (Join-Path $OutDir $file) -Force
        $State[$Name] = $last
        Write-State $State
    } while ($found.Count -eq $MaxEvents)
}

function Remove-Old {
    $limit = (Get-Date).AddDays(-$KeepDays)
    Get-ChildItem -LiteralPath $OutDir -Filter "$($env:COMPUTERNAME)_*.xml" -File |
        Where-Object { $_.LastWriteTime -lt $limit } |
        Remove-Item
}

$failed = 0
$state = Read-State
foreach ($name in $Channel) {
    try {
        $known = Get-WinEvent -ListLog $name -ErrorAction SilentlyContinue
        if ($known -and $known.IsEnabled) {
            Export-Channel $name $state
        }
    }
    catch {
        $failed++
        Write-Error -ErrorAction Continue -Message "${name}: $_"
    }
}
if ($KeepDays -gt 0) {
    Remove-Old
}
exit [int] ($failed -gt 0)
