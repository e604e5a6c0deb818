"""Samples of the Windows formats, made by us."""

from base64 import b85decode
from zlib import decompress

_PACKED = (
    "c-"
    "rmQ&2Lmy7{~GF&fIA`P%Pq03>qOKzMxau+VZL~11%9LLZn(`W5&(^h0?*kK#>hmiN=K?F|2e!To706OpIY=;=&CiZc"
    "L0D{R4~|O<?EmoO@>O?VFYak;V5jY46LNd(OG%<#`GNV~2N*j@4|gd^n!dPvovvMs~Y>fAMCA0RR910D%A8z}VrPN5"
    "_v_<6rl=aGZPX{vY66(d^O+v(>rZZrqNxfBN>F^V#d01+&ju%&zOWwlKTwH@bgs{?^;L{4dX(Zb^=Bg!Zm4QhrxF`+"
    "AM8uZ6++H8-cuOdaoqde^H=m)g1--(B;+VT0ziHJxv}&^>hJ(;uUbD6;aQ)}-"
    "Uk*X;!xuv1pEahuZh2l{E*5x%_IQLq_1VPpDoQrCs3&yK3tl%2F~wo#u+8_}Jb%2agTspF{bOjuo4bvvw*ow}~;{zf"
    "~k@5XiPu`Ydjb=GBD^t;w<esb1TF8VH?&PIKx#SYjRm6`JGX$_a(&&<;AXWMMQZ~2tksjAF`?pECEG#1#Ni?O|;TPL"
    "jMUuK={o!8xx4f}3Zb$wcQOKP;HGSezGs_)O}PFYt~f8|OZv3#^4vpoK)v}Q(hxAnWO7NS^hyh-ogXL0m+W(7Y~Y_-"
    ">YZzok<T@U%<kp?G@)@GJ&^;*FO!|;q{3q7HWKSQB`v#|~Nxj3E_DOk5}v{#=vdMqq)=gOlkwoeo3rl;yhq*>!jnVo"
    "U$dYkRh*Jm^wb@j69SAvSJQqdVrV3%6xTJ#f_KUDEgLS@@OUaszq`We`%%4+JWo6f4fd(%yo+edEoJ%4uDtl4fn<fi"
    "Qrzk+)7LM0vh{O@j+aNXGE8%=(9&gse_O;oR?F=$tQMP{O2_0ycZVRO>*zS3?D$@)w%`TURN>b)yE;pd{_S3)v%`SR"
    "PD@bJ}_MKv)KR!~}M&^7->D75T{VpzE&DmbZ6(!QIGUTbk-"
    "(@pRBt!;YAqhZvlnL=CiVm%?y`rxD$xKkx7YHK`QEp79bavbfjB!0OG+CJXqU+aVx#k3#yiR8f!wKk$r=+vzlzkg1u"
    "&RTP8$I+Th$i37#zafoF9Q~3@@_^I-ZZR|V{eB25eor3=S;39YNA)=K-"
    "TKB}E=2dJg=u@sj`?<`>@^LV>+S)+_0{E8otD&Pw>C<C8Ey{sKAG0iu}CeA7~%IrNzc9*o?VwdyTWg?3GM#c(%OF^)"
    "G_NV7OErDdO@dSK19`2!$7Fv>9mHGvufz~vr+L;DN~CJM+X(O_G*<4>O38b2hy5caGml)J*|G|sbzk9k7V}GCcRqv9"
    "uKF_7Q;9$p@xcTcxIs*2G#c?es>IMy_{@}{&S1X+_2w&$9;fE_ussk+rCg+yH$T#FH`k<X)@_;QM0vGQKi#I4tLzF="
    "SvHXlzV=^Z+|M8r9K}ddR%Yg*ymlBf7iyDzq8IgJKW5_H}XmToowXVJDpd5j*`5ZD<2FQbYJ>@w=XNM3Ry9e{ag}i5"
    "81DoZrVeZYu>m&WVCttt3BkeX35Twsb=M)o`1|oFNb_oZseP#W|Y1KGs?=4QJUGJN8KufY>_Xo3EAMmM#RrV^+xPo9"
    "b)$)G5V<xqn8wk3n3CK-d>23c$+H^-"
    "*WuAuNlAGX!Q8AZhuzNDtG7Iey!bIaqU(k%bkr5y*@f5aRC4T00000000000000000000000000000000000000000"
    "00000000000000000000000000000000000000000000000000000000000000000002s|MoYg-Icx"
)

EVTX = decompress(b85decode(_PACKED))
"""An event log with one chunk: a failed and a successful logon."""

XML = (
    b'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n'
    b"<Events>"
    b"<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provid"
    b"er Name='Microsoft-Windows-Security-Auditing'/><EventID>4625</EventID><Version>0</Ve"
    b"rsion><Level>0</Level><Task>12544</Task><Opcode>0</Opcode><Keywords>0x80100000000000"
    b"00</Keywords><TimeCreated SystemTime='2024-05-01T10:00:00.0000000Z'/><EventRecordID>"
    b"101</EventRecordID><Correlation/><Execution ProcessID='700' ThreadID='704'/><Channel"
    b">Security</Channel><Computer>dc1.example.com</Computer><Security/></System><EventDat"
    b"a><Data Name='TargetUserName'>alice</Data><Data Name='TargetDomainName'>EXAMPLE</Dat"
    b"a><Data Name='Status'>0xc000006d</Data><Data Name='SubStatus'>0xc000006a</Data><Data"
    b" Name='LogonType'>3</Data><Data Name='IpAddress'>192.0.2.7</Data><Data Name='IpPort'"
    b">50123</Data></EventData></Event>"
    b"<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provid"
    b"er Name='Microsoft-Windows-Security-Auditing'/><EventID>4624</EventID><Version>0</Ve"
    b"rsion><Level>0</Level><Task>12544</Task><Opcode>0</Opcode><Keywords>0x80200000000000"
    b"00</Keywords><TimeCreated SystemTime='2024-05-01T10:00:05.0000000Z'/><EventRecordID>"
    b"102</EventRecordID><Correlation/><Execution ProcessID='700' ThreadID='704'/><Channel"
    b">Security</Channel><Computer>dc1.example.com</Computer><Security/></System><EventDat"
    b"a><Data Name='TargetUserName'>alice</Data><Data Name='TargetDomainName'>EXAMPLE</Dat"
    b"a><Data Name='LogonType'>3</Data><Data Name='IpAddress'>192.0.2.7</Data><Data Name='"
    b"IpPort'>50124</Data></EventData><RenderingInfo Culture='en-US'><Message>An account w"
    b"as successfully logged on.</Message><Level>Information</Level></RenderingInfo></Even"
    b"t>"
    b"</Events>\n"
)
"""An export of Event Viewer: the same two events, the second with its rendered text."""
