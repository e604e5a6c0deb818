"""Windows events as Event Viewer saves them as text, with tabs between the cells."""

from store.formats.windows.exports.rows import shape_of
from store.formats.windows.exports.viewer import log_format

_SAMPLE = (
    b"Level\tDate and Time\tSource\tEvent ID\tTask Category\r\n"
    b"Information\t5/13/2024 10:31:05 PM\tService Control Manager\t7036\tNone\t"
    b"The Print Spooler service entered the stopped state.\r\n"
    b"Information\t5/13/2024 10:30:58 PM\tService Control Manager\t7045\tNone\t"
    b'"A service was installed in the system.\r\n\r\nService Name:  Backup\r\n'
    b"Service File Name:  C:\\Tools\\backup.exe -q\r\nService Type:  user mode service\r\n"
    b'Service Start Type:  demand start\r\nService Account:  LocalSystem"\r\n'
)

FORMAT = log_format(
    "windows.txt", "Windows events as tab-separated text (Event Viewer)", shape_of("\t"), _SAMPLE
)
