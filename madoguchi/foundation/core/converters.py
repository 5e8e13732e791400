"""番地の形 — converters for addresses; importing this module registers them."""

from django.urls import register_converter
from django.urls.converters import IntConverter, StringConverter


class NumberConverter(StringConverter):
    """受付番号 — whatever an older book may have used, but nothing a database chokes on."""

    regex = r"[^/\x00]{1,20}"


class YearConverter(IntConverter):
    """年度 — four digits."""

    regex = r"(?:19|20)[0-9]{2}"


register_converter(NumberConverter, "number")
register_converter(YearConverter, "year")
