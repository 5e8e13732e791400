"""見比べ — what went, what came, what changed within a sentence, as one reads it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.company.documents.comparing import Piece, changes, is_same, within
from madoguchi.foundation.papers.blocks import Break, Item, Table, Text


def told(before, after):
    return [(one.what, "".join(piece.text for piece in one.pieces), one.count) for one in changes(before, after)]


def test_what_came_went_and_changed_is_told_in_the_order_of_the_paper():
    before = [Text("秘密を守る。"), Text("会社の許可なく持ち出さない。"), Item("（１）返す。")]
    after = [
        Text("秘密を守る。"),
        Text("上司の許可なく持ち出さない。"),
        Text("鍵を掛けて、帰るときに確かめる。"),
        Break(),
    ]

    assert told(before, after) == [
        ("same", "", 1),
        ("changed", "会社上司の許可なく持ち出さない。", 0),
        ("removed", "（１）返す。", 0),
        ("added", "鍵を掛けて、帰るときに確かめる。", 0),
    ]


def test_a_row_of_a_table_is_compared_as_a_line():
    rows = [Table(("扱い", "秘"), (("表示", said),)) for said in ("フォルダーに書く。", "一枚ずつ書く。")]

    assert changes([rows[0]], [rows[1]])[0].what == "same"
    assert not is_same(changes([rows[0]], [rows[1]]))
    assert is_same(changes(rows, rows))


def test_letters_that_happen_to_be_the_same_do_not_break_a_change_into_crumbs():
    assert within("部門責任者を集める。", "部門の代表が集まる。") == (
        Piece("same", "部門"),
        Piece("removed", "責任者を集め"),
        Piece("added", "の代表が集ま"),
        Piece("same", "る。"),
    )


@settings(deadline=None)
@given(old=st.text(alphabet="秘密を守る。", max_size=30), new=st.text(alphabet="秘密を守る。", max_size=30))
def test_both_texts_can_be_read_from_the_pieces(old, new):
    pieces = within(old, new)

    assert "".join(one.text for one in pieces if one.what != "added") == old
    assert "".join(one.text for one in pieces if one.what != "removed") == new
