"""The demo's sign-ins; they work nowhere else."""

from madoguchi.foundation.accounts.passwords import DEMO_PASSWORD

LOGINS = {
    "adviser@example.jp": "相談員",
    "expert@example.jp": "専門家（一件だけ）",
    "manager@example.jp": "窓口責任者",
    "analyst@example.jp": "統計担当",
    "operator@example.jp": "システム管理者",
    "window@example.jp": "地域窓口（愛知県）の相談員",
    "owner-a@example.jp": "相談企業A社の代表者",
    "company-a@example.jp": "相談企業A社",
    "company-b@example.jp": "相談企業B社",
}


def table() -> str:
    rows = [f"  {email:<24}{role}" for email, role in LOGINS.items()]
    return "\n".join(["  Demo (fictional) / デモ（架空）  password: " + DEMO_PASSWORD, *rows, ""]) + "\n"
