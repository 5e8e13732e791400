"""Two people edit one case: the second is told, sees both texts, loses nothing and can still save."""

FIRST = "一人目が直した要旨。"
SECOND = "二人目が直した要旨。"


def test_the_second_to_save_is_told_and_loses_nothing(visitor, town):
    case = town.consultation
    first, second = visitor(town.person("owner")), visitor(town.person("member"))
    for one in (first, second):
        one.opens(f"/consultations/{case.number}/correct/")

    first.fills("要旨", FIRST)
    first.presses("内容を訂正")
    second.fills("要旨", SECOND)
    second.chooses("方法", "メール")
    second.presses("内容を訂正")

    second.sees("ほかの人が先に保存しました")
    second.sees(FIRST)
    second.finds("要旨", SECOND)
    second.presses("内容を訂正")
    second.sees(SECOND)
    case.refresh_from_db()
    assert (case.gist, case.channel) == (SECOND, "MAIL")
