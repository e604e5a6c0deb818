"""Samples of what PowerShell and other tools make of Windows events, made by us."""

_MESSAGE = (
    rb"An account failed to log on.\r\n\r\nSubject:\r\n\tSecurity ID:\t\tS-1-0-0\r\n"
    rb"\tAccount Name:\t\t-\r\n\tAccount Domain:\t\t-\r\n\tLogon ID:\t\t0x0\r\n\r\n"
    rb"Logon Type:\t\t\t3\r\n\r\nAccount For Which Logon Failed:\r\n\tSecurity ID:\t\tS-1-0-0\r\n"
    rb"\tAccount Name:\t\talice\r\n\tAccount Domain:\t\tEXAMPLE\r\n\r\nFailure Information:\r\n"
    rb"\tFailure Reason:\t\tUnknown user name or bad password.\r\n\tStatus:\t\t\t0xC000006D\r\n"
    rb"\tSub Status:\t\t0xC000006A\r\n\r\nProcess Information:\r\n\tCaller Process ID:\t0x0\r\n"
    rb"\tCaller Process Name:\t-\r\n\r\nNetwork Information:\r\n\tWorkstation Name:\tWS7\r\n"
    rb"\tSource Network Address:\t192.0.2.7\r\n\tSource Port:\t\t50123\r\n\r\n"
    rb"Detailed Authentication Information:\r\n\tLogon Process:\t\tNtLmSsp \r\n"
    rb"\tAuthentication Package:\tNTLM\r\n\tTransited Services:\t-\r\n"
    rb"\tPackage Name (NTLM only):\t-\r\n\tKey Length:\t\t0"
)
_PLAIN = _MESSAGE.replace(rb"\r", b"\r").replace(rb"\n", b"\n").replace(rb"\t", b"\t")
_STARTED = b"The Print Spooler service entered the running state."

JSON = (
    b"[\r\n    {\r\n"
    b'        "Message":  "' + _MESSAGE + b'",\r\n'
    b'        "Id":  4625,\r\n        "Version":  0,\r\n        "Qualifiers":  null,\r\n'
    b'        "Level":  0,\r\n        "Task":  12544,\r\n        "Opcode":  0,\r\n'
    b'        "Keywords":  -9218868437227405312,\r\n        "RecordId":  101,\r\n'
    b'        "ProviderName":  "Microsoft-Windows-Security-Auditing",\r\n'
    b'        "LogName":  "Security",\r\n        "ProcessId":  700,\r\n'
    b'        "ThreadId":  704,\r\n        "MachineName":  "dc1.example.com",\r\n'
    b'        "UserId":  null,\r\n        "TimeCreated":  "\\/Date(1714557600000)\\/",\r\n'
    b'        "LevelDisplayName":  "Information",\r\n        "KeywordsDisplayNames":  [],\r\n'
    b'        "Properties":  [\r\n'
    b'            "System.Diagnostics.Eventing.Reader.EventProperty"\r\n        ]\r\n'
    b"    },\r\n    {\r\n"
    b'        "Message":  "' + _STARTED + b'",\r\n'
    b'        "Id":  7036,\r\n        "Level":  4,\r\n        "RecordId":  77,\r\n'
    b'        "ProviderName":  "Service Control Manager",\r\n        "LogName":  "System",\r\n'
    b'        "MachineName":  "dc1.example.com",\r\n'
    b'        "TimeCreated":  "\\/Date(1714557605000)\\/",\r\n'
    b'        "LevelDisplayName":  "Information",\r\n        "Properties":  [\r\n'
    b'            {\r\n                "Value":  "Print Spooler"\r\n            },\r\n'
    b'            {\r\n                "Value":  "running"\r\n            }\r\n'
    b"        ]\r\n    }\r\n]\r\n"
)
"""`ConvertTo-Json` of Windows PowerShell 5.1: a failed logon, a started service."""

JSON_LINES = (
    b'{"Event":{"#attributes":{"xmlns":"http://schemas.microsoft.com/win/2004/08/events/event"},'
    b'"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Security-Auditing"}},'
    b'"EventID":4625,"Level":0,"Keywords":"0x8010000000000000","TimeCreated":{"#attributes":'
    b'{"SystemTime":"2024-05-01T10:00:00.000000Z"}},"EventRecordID":101,"Channel":"Security",'
    b'"Computer":"dc1.example.com"},"EventData":{"TargetUserName":"alice","LogonType":3,'
    b'"Status":"0xc000006d","SubStatus":"0xc000006a","IpAddress":"192.0.2.7"}}}\n'
    b'{"@timestamp":"2024-05-01T10:00:01.000Z","message":"An account failed to log on.",'
    b'"event":{"code":"4625","outcome":"failure"},"log":{"level":"information"},"winlog":'
    b'{"event_id":"4625","provider_name":"Microsoft-Windows-Security-Auditing","record_id":102,'
    b'"channel":"Security","computer_name":"dc1.example.com","keywords":["Audit Failure"],'
    b'"event_data":{"TargetUserName":"alice","LogonType":"3","IpAddress":"192.0.2.7"}}}\n'
    b'{"EventTime":"2024-05-01T10:00:02.000+00:00","Hostname":"dc1.example.com","EventID":4625,'
    b'"Keywords":-9218868437227405312,"EventType":"AUDIT_FAILURE","SourceName":'
    b'"Microsoft-Windows-Security-Auditing","RecordNumber":103,"Channel":"Security",'
    b'"TargetUserName":"alice","LogonType":"3","IpAddress":"192.0.2.7"}\n'
)
"""The same failed logon thrice: of `evtx_dump`, of Winlogbeat, of NXLog."""

CSV = (
    b"#TYPE System.Diagnostics.Eventing.Reader.EventLogRecord\r\n"
    b'"Message","Id","Version","Qualifiers","Level","Task","Opcode","Keywords","RecordId",'
    b'"ProviderName","LogName","ProcessId","ThreadId","MachineName","UserId","TimeCreated",'
    b'"LevelDisplayName","Properties"\r\n'
    b'"' + _PLAIN + b'","4625","0",,"0","12544","0","-9218868437227405312","101",'
    b'"Microsoft-Windows-Security-Auditing","Security","700","704","dc1.example.com",,'
    b'"5/1/2024 10:00:00 AM","Information",'
    b'"System.Collections.Generic.List`1[System.Diagnostics.Eventing.Reader.EventProperty]"\r\n'
    b'"' + _STARTED + b'","7036","0","16384","4","0","0","-9187343239835811840","77",'
    b'"Service Control Manager","System","700","704","dc1.example.com",,'
    b'"5/13/2024 10:00:05 AM","Information",'
    b'"System.Collections.Generic.List`1[System.Diagnostics.Eventing.Reader.EventProperty]"\r\n'
)
"""`Export-Csv` of Windows PowerShell 5.1 in the United States."""

CLIXML = (
    b'<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">\r\n'
    b'  <Obj RefId="0">\r\n    <TN RefId="0">\r\n'
    b"      <T>System.Diagnostics.Eventing.Reader.EventLogRecord</T>\r\n"
    b"      <T>System.Object</T>\r\n    </TN>\r\n"
    b"    <ToString>System.Diagnostics.Eventing.Reader.EventLogRecord</ToString>\r\n"
    b'    <Props>\r\n      <I32 N="Id">7045</I32>\r\n      <By N="Level">4</By>\r\n'
    b'      <I64 N="Keywords">-9187343239835811840</I64>\r\n      <I64 N="RecordId">101</I64>\r\n'
    b'      <S N="ProviderName">Service Control Manager</S>\r\n'
    b'      <S N="LogName">System</S>\r\n      <I32 N="ProcessId">700</I32>\r\n'
    b'      <S N="MachineName">dc1.example.com</S>\r\n      <Nil N="UserId" />\r\n'
    b'      <DT N="TimeCreated">2024-05-01T03:00:00.1234567-07:00</DT>\r\n'
    b'      <Obj N="Properties" RefId="1">\r\n        <TN RefId="1">\r\n'
    b"          <T>System.Collections.Generic.List`1[[EventProperty]]</T>\r\n        </TN>\r\n"
    b"        <LST>\r\n"
    b'          <Obj RefId="2"><Props><S N="Value">updater</S></Props></Obj>\r\n'
    b'          <Obj RefId="3"><Props><S N="Value">C:\\run.exe</S></Props></Obj>\r\n'
    b'          <Obj RefId="4"><Props><S N="Value">user mode service</S></Props></Obj>\r\n'
    b'          <Obj RefId="5"><Props><S N="Value">auto start</S></Props></Obj>\r\n'
    b'          <Obj RefId="6"><Props><S N="Value">LocalSystem</S></Props></Obj>\r\n'
    b"        </LST>\r\n      </Obj>\r\n    </Props>\r\n"
    b'    <MS>\r\n      <S N="Message">A service was installed in the system._x000D__x000A_'
    b"_x000D__x000A_Service Name:  updater</S>\r\n    </MS>\r\n  </Obj>\r\n"
    b'  <Obj RefId="7">\r\n    <TNRef RefId="0" />\r\n'
    b'    <Props>\r\n      <I32 N="Id">7036</I32>\r\n      <By N="Level">4</By>\r\n'
    b'      <I64 N="RecordId">102</I64>\r\n'
    b'      <S N="ProviderName">Service Control Manager</S>\r\n'
    b'      <S N="LogName">System</S>\r\n      <S N="MachineName">dc1.example.com</S>\r\n'
    b'      <DT N="TimeCreated">2024-05-01T03:00:05-07:00</DT>\r\n    </Props>\r\n'
    b'    <MS>\r\n      <S N="Message">'
    + _STARTED
    + b"</S>\r\n    </MS>\r\n  </Obj>\r\n</Objs>\r\n"
)
"""`Export-Clixml`: an installed service, a started service whose type was named before."""
