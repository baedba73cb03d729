"""What looks like an amount of money: figures stand in the written offer alone, and are kept nowhere here."""

import re
from collections.abc import Mapping

_YEAR = r"(?!(?:19|20)\d\d\b)"
_GROUPED = r"[1-9]\d{0,2}(?:[.,'’ \u00a0\u202f]\d{3}){1,2}"
_PLAIN = r"\d+(?:[.,]\d+)?"
_NUMBER = rf"(?:{_GROUPED}|{_PLAIN})"
_ALONE = r"(?<![\w.,+/:-])(?<!\d[ .-])"
"""Nothing before it makes it part of a phone number, a date, a version or an address."""
_ENDS = r"(?![\w:/]|[ .,-]?\d)"

_SIGNS = r"[€$£¥₹₽₩₺₪₴₫]"
_CODES = (
    r"(?:EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|CZK|HUF|JPY|CNY|INR|CAD|AUD|NZD|SGD|HKD|BRL|MXN|ZAR|ILS|AED|KRW"
    r"|eur|usd|gbp|chf)"
)
_MONEY = (
    r"(?:euros?|dollars?|pounds?|francs?|franken|bucks|quid|kron(?:er|or|a|e)|złot\w*|zloty\w*|rupees?|yen|pesos?|reais"
    r"|grand|libras?)"
)
_PAY = (
    r"(?:salar(?:y|ies)|base pay|pay|paid|wages?|bonus(?:es)?|sign-?on|compensation|remuneration|package|commission|ote"
    r"|equity|shares?|stock|options?|rsus?|gehalt|jahresgehalt|monatsgehalt|brutto|netto|gross|net|salaire|sueldo|salario"
    r"|prime)"
)
_A_TIME = (
    r"(?:p\.?\s?a\.?(?!\w)|(?:per|an?|each|every|pro|im|par|al|por|/)\s?(?:year|annum|month|week|day|hour|yr|jahr|monat"
    r"|stunde|an|mois|año|ano|mes|hora)\b|yearly|annually|monthly|jährlich|monatlich)"
)
_COUNTED = (
    r"(?! ?(?:active |daily |monthly |paying )?(?:users?|customers?|clients?|people|lines|requests?|visitors?|companies"
    r"|employees|colleagues|messages|events?|times|things|words|records?|rows|queries|downloads?|readers?|members?"
    r"|patients?|students?|servers?|tests?|commits?|tonnes|tons|km|kilomet\w+|miles|feet|steps|points|meters?|metres?"
    r"|display|monitor|video|screen|resolution|run|race|zip|postcode)\b)"
)
_ONES = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|a hundred|several hundred)"
)

_RULES = tuple(
    re.compile(rule, re.IGNORECASE)
    for rule in (
        rf"{_SIGNS}\s?{_NUMBER}\s?(?:k|m)?\b|\b{_NUMBER}\s?(?:k|m)?\s?{_SIGNS}",
        rf"\b{_NUMBER}\s?(?:k|thousand|million)?\s?{_MONEY}\b",
        rf"{_ALONE}\d{{2,3}}(?:[.,]\d+)?\s?k\b{_COUNTED}",
        rf"{_ALONE}\d(?:[.,]\d+)?\s?k\s(?:more|less|extra|{_A_TIME}|{_PAY})",
        rf"{_ALONE}{_GROUPED}{_ENDS}{_COUNTED}",
        rf"{_ALONE}(?:\d{{3,}}|\d+ thousand)\s?{_A_TIME}",
        rf"\b{_PAY}\b[^\d\n]{{0,20}}{_YEAR}\d{{4,}}{_ENDS}",
        rf"\b{_PAY}\b[^\d\n]{{0,20}}{_PLAIN}\s?(?:%|percent\b|per cent\b|prozent\b)",
        rf"{_ALONE}{_PLAIN}\s?(?:%|percent|per cent|prozent)[^\d\n]{{0,15}}\b{_PAY}\b",
        rf"{_ALONE}\d{{3,}}\s(?:gross|net|brutto|netto|shares|options|rsus)\b",
        rf"\b{_ONES}(?:[ -](?:and )?{_ONES}){{0,4}}[ -]thousand\b{_COUNTED}",
        rf"\b\d+ thousand\b{_COUNTED}",
        rf"\b{_ONES} (?:euros?|dollars?|francs?|franken|bucks|quid|grand)\b",
        r"\b(?:four|five|six|seven)[ -]figures?\b",
        r"\b(?:zehn|zwanzig|dreißig|vierzig|fünfzig|sechzig|siebzig|achtzig|neunzig|hundert)[ -]?tausend\b",
        r"\b(?:vingt|trente|quarante|cinquante|soixante|cent|quatre-vingts?)(?:[ -]\w+)? mille\b",
        r"\b(?:veinte|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|cien) mil\b",
    )
) + tuple(re.compile(rule) for rule in (rf"\b{_CODES}\s?{_NUMBER}", rf"\b{_NUMBER}\s?k?\s?{_CODES}\b"))

_CALLED = re.compile(
    r"(?:phone|tel|call|dial|ring|mobile|fax|number|room|zip|postcode|code|pin|extension|ext)[.: #]*$", re.IGNORECASE
)
_BEFORE = 12
"""How far back is looked for a word that makes it a number of another kind."""


def amount_in(text: str) -> str | None:
    """Return the first stretch of a text that looks like an amount of money, None where nothing does."""
    for rule in _RULES:
        for found in rule.finditer(text):
            if not _CALLED.search(text[max(0, found.start() - _BEFORE) : found.start()]):
                return found.group().strip()
    return None


def refused_amounts(fields: Mapping[str, str | None]) -> dict[str, str]:
    """Return why what was typed into a form isn't taken, by the field's name, for fields with an amount."""
    found = {name: amount_in(typed or "") for name, typed in fields.items()}
    return {name: why_no_amount(amount) for name, amount in found.items() if amount}


def why_no_amount(found: str) -> str:
    """Say why an amount isn't taken, to follow a field."""
    return (
        f"“{found}” looks like an amount. Figures stand in the written offer alone, which is what counts; please leave "
        "them out here."
    )
