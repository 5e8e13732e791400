"""表記の統一 — folds away the differences of writing that people don't mean when they look for something.

`fold` works character by character, so what is a substring before folding is one afterwards. Decisions:
- dakuten are part of the letter (か is not が); NFKC composes loose ones, what composes with nothing is a blank;
- small ヶ and ヵ count as ケ and カ (霞ヶ関, 霞ケ関); 々 and 〆 stay letters; ー stays; other signs are blanks;
- old and variant kanji become the usual one, but different characters stay different: 斎 (齋) is not 斉 (齊).
"""

import re
import unicodedata

OLD_KANJI = (
    "髙高 﨑崎 嵜崎 澤沢 邊辺 邉辺 齋斎 齊斉 櫻桜 國国 圀国 廣広 學学 會会 澁渋 濱浜 濵浜 瀧滝 龍竜 嶋島 "
    "嶌島 冨富 眞真 實実 榮栄 惠恵 壽寿 德徳 萬万 與与 證証 團団 圓円 縣県 區区 鐵鉄 鑛鉱 鹽塩 寶宝 寳宝 "
    "靜静 淸清 增増 橫横 黑黒 黃黄 綠緑 靑青 步歩 濟済 劍剣 劔剣 豐豊 禮礼 藏蔵 藝芸 醫医 藥薬 樂楽 驛駅 "
    "擇択 發発 賣売 讀読 續続 經経 輕軽 徑径 溪渓 變変 灣湾 彌弥 祿禄 緖緒 曾曽 瀨瀬 賴頼 條条 來来 兒児 "
    "兩両 佛仏 假仮 傳伝 價価 勞労 勳勲 勵励 單単 嚴厳 圍囲 圖図 壓圧 壯壮 聲声 處処 奧奥 將将 專専 峯峰 "
    "峽峡 嶽岳 巖巌 巢巣 帶帯 廳庁 彈弾 應応 戰戦 擴拡 據拠 擧挙 攝摂 收収 效効 數数 斷断 晉晋 曉暁 曆暦 "
    "檜桧 檢検 權権 樣様 樓楼 歐欧 歷歴 歸帰 氣気 涉渉 淺浅 燒焼 營営 燈灯 爐炉 狀状 獨独 獸獣 獻献 畫画 "
    "當当 疊畳 硏研 祕秘 稻稲 穗穂 竝並 粹粋 絲糸 總総 縱縦 纖繊 聰聡 聽聴 臺台 舊旧 舍舎 舘館 莊荘 螢蛍 "
    "衞衛 裝装 覺覚 覽覧 觀観 讓譲 豫予 贊賛 轉転 辭辞 遙遥 鄕郷 釀醸 鑄鋳 錢銭 鎭鎮 關関 隨随 險険 雜雑 "
    "靈霊 顯顕 驅駆 驗験 體体 鷗鴎 麥麦 麵麺 點点 黨党 齒歯 齡齢 龜亀 凜凛 槇槙 堯尭 栁柳 桒桑 埜野 渕淵 "
    "渊淵 壷壺 藪薮 𠮷吉"
)
KATAKANA = {code: code - 0x60 for code in (*range(ord("ァ"), ord("ヴ") + 1), ord("ヽ"), ord("ヾ"))}
SMALL_KE = {"ヵ": "か", "ヶ": "け", "ゕ": "か", "ゖ": "け"}
LETTERS = KATAKANA | str.maketrans(SMALL_KE) | {ord(pair[0]): pair[1] for pair in OLD_KANJI.split()}

INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−ー", "-"))


def unify(text: str) -> str:
    """A word typed into a short field, as meant: NFKC, no blanks, nothing invisible."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", INVISIBLE.sub("", text)))


def unify_number(text: str) -> str:
    """A number or date typed into a short field, as meant: `unify`, and every dash is a hyphen."""
    return unify(text).translate(HYPHENS)


def fold(text: str) -> str:
    """検索用の表記 — equal for what a searcher takes for equal; folding twice changes nothing more."""
    text = unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).casefold()
    text = unicodedata.normalize("NFKC", text).translate(LETTERS)
    return " ".join("".join(sign if sign.isalnum() or sign == "ー" else " " for sign in text).split())


# Names of companies

LEGAL_FORMS = {
    "株式会社": "株",
    "有限会社": "有",
    "合同会社": "同",
    "合資会社": "資",
    "合名会社": "名",
    "一般社団法人": "一社",
    "公益社団法人": "公社",
    "社団法人": "社",
    "一般財団法人": "一財",
    "公益財団法人": "公財",
    "財団法人": "財",
    "特定非営利活動法人": "特非",
    "国立大学法人": "",
    "国立研究開発法人": "",
    "監査法人": "",
    "独立行政法人": "独",
    "地方独立行政法人": "地独",
    "学校法人": "学",
    "社会福祉法人": "福",
    "宗教法人": "宗",
    "医療法人社団": "医社",
    "医療法人財団": "医財",
    "医療法人": "医",
    "農事組合法人": "農",
    "協同組合": "協",
    "企業組合": "企",
    "弁護士法人": "弁",
    "税理士法人": "税",
}
FORM_OF_SHORT = {short: form for form, short in LEGAL_FORMS.items() if short}
SHORT_FORM = re.compile(rf"[(\[〔【]({'|'.join(FORM_OF_SHORT)})[)\]〕】]")
FORMS_LONGEST_FIRST = "|".join(sorted((fold(form) for form in LEGAL_FORMS), key=len, reverse=True))
FORM_IN_FRONT = re.compile(rf"^({FORMS_LONGEST_FIRST})(?=.)")
FORM_BEHIND = re.compile(rf"(?<=.)({FORMS_LONGEST_FIRST})$")


def fold_company(name: str) -> str:
    """名寄せ用の社名 — ㈱, （株） and 株式会社 are one form, blanks and signs don't count.

    The form and its place stay: 有限 is never 株式, 前株 is never 後株.
    """
    spelled_out = SHORT_FORM.sub(_spell_out, unify(name))
    key = fold(spelled_out).replace(" ", "")
    return key.replace("npo法人", "特定非営利活動法人")


def _spell_out(short: re.Match[str]) -> str:
    return FORM_OF_SHORT[short[1]]


def company_core(name: str) -> str:
    """社名の本体 — the folded name without its legal form, for suggestions only: different companies share it."""
    return FORM_BEHIND.sub("", FORM_IN_FRONT.sub("", fold_company(name)))
