"""表記の統一 — what is found alike, and what never is."""

import sys
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from madoguchi.foundation.core.folding import LEGAL_FORMS, OLD_KANJI, company_core, fold, fold_company, unify

HOSTILE = st.sampled_from(
    "々〆ヶヵーｰ﨑髙𠮷葛\U000e0100\ufe0f\u200b゛ﾞﾟ\u3099がｶﾞヴㇷ゚㈱㍿①½ßİǰΣς😀👨‍👩‍👧é…･・(（)株式会社 \u3000\tＡa"
)
TEXTS = st.text() | st.text(HOSTILE) | st.text(HOSTILE | st.characters(categories=["Lo", "Mn", "Lm"]))
NAMES = st.text(st.sampled_from("さくらサクラ桜櫻商事製作所東京光学ABC髙﨑"), min_size=1, max_size=12)
BLANKS = st.sampled_from(["", " ", "\u3000", "  "])


@given(TEXTS)
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.thorough
def test_folding_every_character_there_is_twice_changes_nothing_more():
    folded = fold(" ".join(chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000))

    assert [word for word in folded.split() if fold(word) != word] == []


@given(TEXTS)
def test_only_letters_digits_the_long_vowel_and_single_blanks_remain(text):
    folded = fold(text)

    assert all(sign.isalnum() or sign in "ー " for sign in folded)
    assert folded == " ".join(folded.split())


@given(st.lists(st.text(st.sampled_from("東京櫻髙ヶ々〆カかaＡ①ー"), min_size=1), min_size=3, max_size=3))
def test_a_part_of_a_text_is_found_in_it(parts):
    before, part, after = parts

    assert fold(part) in fold(before + part + after)


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_full_width_is_half_width(text):
    full = "".join(chr(ord(sign) + 0xFEE0) if sign != " " else "\u3000" for sign in text)

    assert fold(full) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("カタカナ", "かたかな"),
        ("ｶﾀｶﾅ", "かたかな"),
        ("ｶﾞｷﾞｸﾞ", "がぎぐ"),
        ("か\u3099", "が"),
        ("ﾊﾟｲﾌﾟ", "パイプ"),
        ("ヴァイオリン", "ゔぁいおりん"),
        ("サーバｰ", "サーバー"),
        ("髙島屋", "高島屋"),
        ("山﨑", "山崎"),
        ("澁澤榮一", "渋沢栄一"),
        ("渡邊", "渡辺"),
        ("渡邉", "渡辺"),
        ("齋藤", "斎藤"),
        ("齊藤", "斉藤"),
        ("櫻井", "桜井"),
        ("慶應義塾大學", "慶応義塾大学"),
        ("𠮷野家", "吉野家"),
        ("葛\U000e0100城", "葛城"),
        ("辻\ufe00", "辻"),
        ("神\ufe0e社", "神社"),
        ("霞ヶ関", "霞ケ関"),
        ("ＡＢＣ", "abc"),
        ("Straße", "STRASSE"),
        ("A・B／C", "a b c"),
        ("さく\u200bら", "さくら"),
        ("㍿", "株式会社"),
    ],
)
def test_is_found_alike(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("か", "が"),
        ("は", "ぱ"),
        ("斎藤", "斉藤"),
        ("やや", "ゃゃ"),
        ("佐々木", "佐木"),
        ("〆切", "切"),
        ("ビル", "ビール"),
    ],
)
def test_stays_apart(one, other):
    assert fold(one) != fold(other)


def test_iteration_marks_and_the_closing_mark_are_letters():
    assert fold("佐々木〆切") == "佐々木〆切"


def test_emoji_are_blanks():
    assert fold("祝👨‍👩‍👧開業😀") == "祝 開業"


@pytest.mark.parametrize("pair", OLD_KANJI.split())
def test_each_old_kanji_becomes_one_usual_kanji(pair):
    old, new = pair

    assert fold(old) == new == fold(new)
    assert unicodedata.normalize("NFKC", old) == old, "NFKC does this one already"


def test_blanks_and_widths_do_not_matter_in_a_short_field():
    assert unify(" 東京\u3000都 Ａ１\u200b") == "東京都A1"


# Companies

KABU = ["株式会社", "㈱", "（株）", "(株)", "（ 株 ）", "㍿", "株式會社", "［株］", "株 式 会 社"]
YUGEN = ["有限会社", "㈲", "（有）", "(有)", "有限會社"]


@given(NAMES, st.sampled_from(KABU), st.sampled_from(KABU), BLANKS)
def test_the_spelling_of_the_legal_form_does_not_matter(name, one, other, blank):
    assert fold_company(one + blank + name) == fold_company(other + name)
    assert fold_company(name + blank + one) == fold_company(name + other)


@given(NAMES, st.sampled_from(KABU), st.sampled_from(KABU))
def test_front_is_never_behind(name, one, other):
    assert fold_company(one + name) != fold_company(name + other)


@given(NAMES, st.sampled_from(KABU), st.sampled_from(YUGEN))
def test_limited_is_never_stock(name, kabu, yugen):
    keys = {fold_company(each) for each in (kabu + name, name + kabu, yugen + name, name + yugen, name)}

    assert len(keys) == 5


@given(NAMES, st.permutations(sorted(LEGAL_FORMS)))
def test_no_legal_form_is_another(name, forms):
    assume(not any(form in name for form in forms))
    keys = {key for form in forms for key in (fold_company(form + name), fold_company(name + form))}

    assert len(keys) == 2 * len(forms)


@pytest.mark.parametrize(("form", "short"), [pair for pair in LEGAL_FORMS.items() if pair[1]])
def test_each_short_form_stands_for_its_legal_form(form, short):
    assert fold_company(f"（{short}）さくら") == fold_company(f"{form}さくら")
    assert company_core(f"さくら({short})") == "さくら"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("株式会社　大橋ソフト", "㈱大橋ｿﾌﾄ"),
        ("港南ファーム（株）", "港南ファーム 株式会社"),
        ("ＮＰＯ法人さくら", "特定非営利活動法人さくら"),
        ("櫻・商事(同)", "桜商事合同会社"),
        ("㈳さくら", "社団法人さくら"),
    ],
)
def test_one_company_written_two_ways_is_found_by_both(one, other):
    assert fold_company(one) == fold_company(other)


@given(NAMES, st.sampled_from(KABU + YUGEN))
def test_the_core_of_a_name_is_the_name_without_its_form(name, form):
    assert company_core(form + name) == company_core(name + form) == fold_company(name)


@pytest.mark.parametrize("name", ["株式会社", "㈱", "有限会社"])
def test_a_bare_form_is_its_own_core(name):
    assert company_core(name) == fold_company(name) != ""


@given(TEXTS)
def test_a_folded_company_name_folds_to_itself(name):
    assert fold_company(fold_company(name)) == fold_company(name)
