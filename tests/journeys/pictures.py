"""Takes the pictures of the documents from a running demo: python -m tests.journeys.pictures BASE_URL FOLDER"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.journeys.browsers import launch

LOGIN, PASSWORD = "adviser@example.jp", "demo-madoguchi"
SCREEN = {"width": 1280, "height": 860}
LARGEST = 200_000  # bytes


def take(base_url, folder):
    """today, log, case, conversation, list: each one screen of the adviser's day."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(base_url=base_url, viewport=SCREEN, locale="ja-JP", timezone_id="Asia/Tokyo")
        _sign_in(page)
        _keep(page, folder / "today.png")
        case = page.locator("#mine tr", has_text="あけぼの").get_by_role("link").first.get_attribute("href")
        _start_anew(page)
        page.locator("#id_company_name").press_sequentially("あけぼの")
        page.get_by_text("株式会社あけぼの光測器（架空）").wait_for()
        _keep(page, folder / "log.png")
        _start_anew(page)
        page.goto(case)
        _keep(page, folder / "case.png")
        page.locator("#thread").evaluate("element => element.scrollIntoView()")
        _keep(page, folder / "conversation.png")
        page.goto("/consultations/?q=契約")
        _keep(page, folder / "list.png")


def _sign_in(page):
    page.goto("/sign-in/")
    page.get_by_label("メールアドレス").fill(LOGIN)
    page.get_by_label("パスワード").fill(PASSWORD)
    page.locator("main button").first.click()
    page.wait_for_url("**/today/")


def _start_anew(page):
    """No draft of an earlier round stays behind."""
    page.goto("/consultations/log/")
    discard = page.locator("button[name=discard]")
    if discard.count():
        discard.click()
        page.wait_for_url("**/consultations/log/")


def _keep(page, path):
    page.wait_for_load_state("networkidle")
    page.screenshot(path=path, animations="disabled", caret="initial")
    if path.stat().st_size > LARGEST:
        sys.exit(f"{path} is too large for a document.")
    print(path)


if __name__ == "__main__":
    where = Path(sys.argv[2])
    where.mkdir(parents=True, exist_ok=True)
    take(sys.argv[1], where)
