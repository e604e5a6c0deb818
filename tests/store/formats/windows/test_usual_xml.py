"""The quick reading of XML: whatever it reads, it reads as the careful one does."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.formats.windows.legal import legal
from store.formats.windows.xml.from_xml import event_from_xml
from store.formats.windows.xml.layout import layout_of
from store.formats.windows.xml.usual_xml import usual_event

SPACE = "http://schemas.microsoft.com/win/2004/08/events/event"
USUAL = "<Data Name='TargetUserName'>alice</Data><Data Name='IpAddress'>192.0.2.7</Data>"
RENDERED = (
    "<RenderingInfo Culture='en-US'><Message>{}</Message><Level>Information</Level>"
    "<Keywords><Keyword>Audit Success</Keyword></Keywords></RenderingInfo>"
)


def xml(
    data: str = USUAL,
    *,
    quote: str = "'",
    computer: str = "dc1.example.com",
    process: str = "<Execution ProcessID='4' ThreadID='8'/>",
    rendering: str = "",
) -> str:
    text = (
        f"<Event xmlns='{SPACE}'><System><Provider Name='Microsoft-Windows-Security-Auditing'/>"
        "<EventID>4624</EventID><Level>0</Level><Keywords>0x8020000000000000</Keywords>"
        "<TimeCreated SystemTime='2024-05-01T10:00:00.1234567Z'/>"
        f"<EventRecordID>77</EventRecordID><Correlation/>{process}<Channel>Security</Channel>"
        f"<Computer>{computer}</Computer><Security/></System>"
    )
    return f"{text}<EventData>".replace("'", quote) + f"{data}</EventData>{rendering}</Event>"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(xml(), id="event viewer"),
        pytest.param(xml(USUAL.replace("'", '"'), quote='"'), id="quotation marks"),
        pytest.param(xml(process=""), id="no process"),
        pytest.param(
            xml().replace("/><EventRecordID>", "></TimeCreated><EventRecordID>"), id="end"
        ),
        pytest.param(xml("<Data>a</Data><Data></Data><Data>c</Data>"), id="no names"),
        pytest.param(xml(USUAL + "<Binary>00FF</Binary>"), id="binary"),
        pytest.param(xml(USUAL + USUAL), id="a name twice"),
        pytest.param(xml("<Data Name='a'> \t</Data><Data Name='b'>x</Data>"), id="blank value"),
        pytest.param(xml("<Data Name='a'>&lt;b&gt;&amp;&#13;&quot;&apos;</Data>"), id="references"),
        pytest.param(xml("<Data Name='a'>x\r\n\ty</Data>"), id="line ends"),
        pytest.param(xml(""), id="no data"),
        pytest.param(xml(rendering=RENDERED.format(" A\r\n\tB &amp; C ")), id="rendering"),
        pytest.param(xml(computer="zoë"), id="2.1 beyond ascii"),
    ],
)
def test_usual_events_are_read_as_the_careful_way_does(text: str):
    assert usual_event(text) == event_from_xml(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<Event></Event>",
        xml()[:-1],
        xml().replace("<EventData>", "<EventData Name='x'>"),
        xml("<Data Name='a'>]]></Data>"),
        xml("<Data Name='a'>&unknown;</Data>"),
        xml("<Data Name='a'>&#27;</Data>"),
        xml("<Data Name='a'>a & b</Data>"),
        xml("<Data Name='a&amp;b'>x</Data>"),
        xml("<Data Name='a'>x<b>y</b></Data>"),
        xml("<Data Name='a'><![CDATA[<Data Name='b'>x</Data>]]></Data>"),
        xml("<!-- <Data Name='a'>x</Data> -->"),
        xml("<Data Name='a'>x</Data></Event><Data Name='b'>y</Data>"),
        xml(computer="<!-- x -->host"),
        xml(computer="a & b"),
        xml(computer="a\r\nb"),
        xml(computer="a" * 5000),
        xml().replace("<System>", "<System><TimeCreated  SystemTime='2001-01-01T00:00:00Z'/>"),
        xml().replace("<System>", "<EventData><Data Name='a'>x</Data></EventData><System>"),
        xml().replace("<System>", "<!--").replace("</System>", "--></System>"),
        xml(rendering=RENDERED.format("x]]>y")),
        xml(rendering=RENDERED.format("x") + "<UserData><a>1</a></UserData>"),
        xml(rendering="<UserData><a>1</a></UserData>"),
    ],
)
def test_whatever_is_unusual_is_left_to_the_careful_way(text: str):
    assert usual_event(text) is None


def test_a_remembered_layout_is_not_forced_on_other_data():
    texts = [
        xml("<Data Name='a'>1</Data><Data Name='b'>2</Data>"),
        xml("<Data Name='b'>1</Data><Data Name='a'>2</Data>"),
        xml("<Data Name='a'>1</Data><Data>2</Data>"),
    ]
    read = [event.data if (event := usual_event(text)) else None for text in texts]
    assert read == [{"a": "1", "b": "2"}, {"b": "1", "a": "2"}, {"a": "1", "param1": "2"}]


@pytest.mark.parametrize("value", ["&lt;x&gt;", "&unknown;", "a & b", " ", ""])
def test_a_remembered_layout_reads_values_as_the_careful_way_does(value: str):
    usual_event(xml())
    text = xml(USUAL.replace("alice", value))
    assert usual_event(text) == event_from_xml(text)


def test_text_between_data_is_no_value():
    between = xml("<Data Name='a'>1</Data>&unknown;<Data Name='b'>2</Data>")
    assert usual_event(between) is None


def test_a_value_cannot_end_its_element():
    hostile = escape("x</Data><Data Name='TargetUserName'>admin")
    event = usual_event(xml(f"<Data Name='TargetUserName'>{hostile}</Data>"))
    assert event is not None
    assert event.data == {"TargetUserName": "x</Data><Data Name='TargetUserName'>admin"}


def test_a_layout_finds_values():
    layout = layout_of("<Data Name='a'>1</Data><Data Name='b'>2</Data>", ["a", "b"])
    assert layout is not None
    assert layout.values_in("<Data Name='a'>x y</Data><Data Name='b'></Data>") == ["x y", ""]


@pytest.mark.parametrize(
    "body",
    [
        "<Data Name='a'>1</Data><Data Name='c'>2</Data>",
        "<Data Name='ab'>1</Data><Data Name='b'>2</Data>",
        '<Data Name="a">1</Data><Data Name="b">2</Data>',
        "<Data Name='a'>1</Data>x<Data Name='b'>2</Data>",
        "<Data Name='a'>1</Data><Data Name='b'>2</Data> ",
    ],
)
def test_a_layout_fits_no_other_data(body: str):
    layout = layout_of("<Data Name='a'>1</Data><Data Name='b'>2</Data>", ["a", "b"])
    assert layout is not None
    assert layout.values_in(body) is None


@pytest.mark.parametrize("names", [[], ["a", ""], ["a", "a"], ["a" * 5000]])
def test_data_without_different_short_names_have_no_layout(names: list[str]):
    assert layout_of("<Data Name='a'>1</Data><Data Name='b'>2</Data>", names) is None


VALUES = st.one_of(
    st.sampled_from(
        ["", " ", "-", "alice", "a&b", "</Data>", "']]>", '">', "<x>", "\r\n", "&#13;"]
    ),
    st.text(max_size=6).map(legal),
)
ITEMS = st.lists(st.tuples(st.sampled_from(["a", "b", "c", "Name", ""]), VALUES), max_size=4)
TOKENS = st.sampled_from(
    [
        *("<!--", "-->", "<![CDATA[", "]]>", "<?x?>", "&amp;", "&#27;", "&x;", "&", "<", ">", "'"),
        *('"', "\r", "\n", "<Data Name='a'>", "</Data>", "<Data>", "<Data/>", "</System>"),
        *("<System>", "</EventData>", "<EventData>", "</Event>", "<Binary>0</Binary>"),
        *("<TimeCreated SystemTime='2001-01-01T00:00:00Z'/>", "<EventRecordID>1</EventRecordID>"),
        *(
            "<RenderingInfo Culture='x'><Message>m</Message>",
            "</RenderingInfo>",
            "<Level>9</Level>",
        ),
        *("<Execution ProcessID='1' ThreadID='2'/>", " xmlns='x'", " x:y='z'", "\u2028"),
    ]
)


def data_of(items: Sequence[tuple[str, str]]) -> str:
    return "".join(
        f"<Data Name='{name}'>{escape(value)}</Data>" if name else f"<Data>{escape(value)}</Data>"
        for name, value in items
    )


PLAIN = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=12)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,8}", fullmatch=True), PLAIN), max_size=6
    ),
    st.one_of(st.none(), PLAIN),
)
def test_usual_data_and_messages_are_never_left_to_the_careful_way(
    items: list[tuple[str, str]], message: str | None
):
    rendering = "" if message is None else RENDERED.format(escape(message))
    text = xml(data_of(items), rendering=rendering)
    assert usual_event(text) == event_from_xml(text) is not None


@settings(max_examples=100, deadline=None)
@given(ITEMS, st.one_of(st.none(), VALUES))
def test_any_data_and_message_are_read_as_the_careful_way_does(
    items: list[tuple[str, str]], message: str | None
):
    rendering = "" if message is None else RENDERED.format(escape(message))
    text = xml(data_of(items), rendering=rendering)
    event, careful = usual_event(text), event_from_xml(text)
    assert careful is not None
    assert event is None or (event, [*event.data]) == (careful, [*careful.data])


@settings(max_examples=150, deadline=None)
@given(
    ITEMS,
    st.booleans(),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 30), TOKENS), max_size=3),
)
def test_whatever_is_put_in_or_cut_out_nothing_is_read_otherwise(
    items: list[tuple[str, str]], rendered: bool, changes: list[tuple[float, int, str]]
):
    text = xml(data_of(items), rendering=RENDERED.format("x") if rendered else "")
    for share, cut, token in changes:
        at = int(share * len(text))
        text = text[:at] + token + text[at + cut :]
    event, careful = usual_event(text), event_from_xml(text)
    assert event is None or event == careful


BOUNDARIES = ["<System>", "</System>", "<Time", "<EventR", "<Exec", "<EventD", "<Data", "</Data>"]


@settings(max_examples=150, deadline=None)
@given(ITEMS, st.lists(st.tuples(st.sampled_from(BOUNDARIES), TOKENS), min_size=1, max_size=3))
def test_whatever_is_put_between_elements_nothing_is_read_otherwise(
    items: list[tuple[str, str]], changes: list[tuple[str, str]]
):
    text = xml(data_of(items), rendering=RENDERED.format("x"))
    for before, token in changes:
        text = text.replace(before, token + before, 1)
    event, careful = usual_event(text), event_from_xml(text)
    assert event is None or event == careful
