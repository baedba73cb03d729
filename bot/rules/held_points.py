"""Which statements wait for a second look before a candidate hears them (DESIGN.md §7, held points)."""

import re
from collections.abc import Mapping
from enum import StrEnum


class HoldReason(StrEnum):
    """What a held statement seems to speak of."""

    PROTECTED_GROUND = "protected_ground"
    HEALTH = "health"
    FAMILY = "family"
    OTHER_CANDIDATES = "other_candidates"
    PAY = "pay"


SPEAKS_OF: Mapping[HoldReason, str] = {
    HoldReason.PROTECTED_GROUND: "age, origin, faith, sex or another protected ground",
    HoldReason.HEALTH: "health",
    HoldReason.FAMILY: "family or private life",
    HoldReason.OTHER_CANDIDATES: "other candidates",
    HoldReason.PAY: "pay",
}
"""The reasons in words, to follow "seems to speak of"."""

_RELATIVES = r"(?:husband|wife|spouse|kids?|child|children|baby|babies|toddlers?|sons?|daughters?|fianc[ée]e?)"
_FAITHS = (
    r"(?:muslim|islamic|christian|catholic|protestant|jewish|jew|hindu|buddhist|sikh|mormon|atheist|evangelical"
    r"|muslima|jüdisch\w*|katholisch\w*|evangelisch|musulman\w*|juive?|catholique|católic[oa]|judí[oa])"
)
_PEOPLES = (
    r"(?:german|french|english|spanish|italian|polish|russian|ukrainian|turkish|arab|arabic|african|asian|indian|chinese"
    r"|japanese|korean|american|british|irish|mexican|brazilian|nigerian|pakistani|iranian|israeli|latin[oa]"
    r"|eastern european)"
)
_SEXES = r"(?:woman|man|girl|mother|father|lady|mum|mom|dad)"
_MET = r"(?:we|i)(?:'ve| have)? (?:met|saw|seen|interviewed|talked to|spoken to)"
_COUNTRIES = (
    r"(?:africa|asia|brazil|china|egypt|india|iran|iraq|israel|mexico|nigeria|pakistan|palestine|poland|romania|russia"
    r"|syria|turkey|ukraine|vietnam|eastern europe|the balkans)"
)
_WORKS = r"(?!\s+(?:office|teams?|market|customers?|clients?|tech|vertical|line|wood|flag|version))"

RULES: Mapping[HoldReason, tuple[str, ...]] = {
    HoldReason.PROTECTED_GROUND: (
        r"\b(?:too|very|quite|rather|a bit) (?:old|young|elderly)\b(?! (?:system|code|version|stack|company|team))",
        r"\b(?:fairly|pretty|so) (?:old|young|elderly)\b(?! (?:system|code|version|stack|company|team))",
        r"\b(?:your|her|his|their|the candidate's) (?:own )?(?:age|gender|sex|race(?! cond)|religion)\b",
        r"\b(?:your|her|his|their|the candidate's) (?:own )?(?:faith|ethnicity|sexuality)\b",
        r"\b(?:your|her|his|their|the candidate's) (?:own )?(?:nationality|skin(?! in the)|sexual orientation)\b",
        r"\b(?:your|her|his|their|the candidate's) (?:own )?(?:passport|visa status|native language)\b",
        r"\b(?:your|her|his|their|the candidate's) (?:own )?(?:mother tongue|political views?)\b",
        r"\b(?:for|at) (?:a \w+ of )?(?:your|her|his|their) age\b",
        r"\b(?:close to|near(?:ing)?|past|about to) retire(?:ment)?\b",
        r"\b(?:in|into) (?:your|her|his|their) (?:early |mid-?|late )?(?:twenties|thirties|forties|fifties)\b",
        r"\b(?:in|into) (?:your|her|his|their) (?:early |mid-?|late )?(?:sixties|[2-6]0s)\b",
        r"\b[1-9][0-9][ -]years?[ -]old\b(?! (?:system|code|company|business|product|bug|stack|firm))",
        r"\bolder than (?:the team|us|most)\b",
        r"\b(?:be|are|is|was|were|as) the (?:oldest|youngest)\b(?! (?:entry|row|version|item|system|code))",
        r"\b(?:no spring chicken|senior in years)\b",
        r"\b(?:you|she|he|they)(?: are| is|'re|'s) (?:already )?[4-6][0-9](?=[,.;!?]|$)",
        r"\bat [4-6][0-9],? (?:you|she|he|they)\b",
        r"\bdigital native\b",
        r"\boverqualified\b",
        r"\bboomer\b",
        r"\bmillennial\b",
        r"\bgen[ -]?z\b(?! (?:customers?|users?|audience|market))",
        rf"\b(?:a|an|as a|being|is|are|seems|looks|practi[cs]ing|devout|observant) {_FAITHS}\b",
        rf"\b{_FAITHS} (?:background|faith|beliefs?)\b",
        r"\b(?:head ?scar(?:f|ves)|hijab|turban|kippah?|yarmulke|niqab|burqa|ramadan|pray(?:s|ing|er)|kopftuch)\b",
        rf"\b(?:as|being|for) an? {_PEOPLES}\b{_WORKS}",
        rf"\b{_PEOPLES} (?:background|origins?|roots|heritage|descent|passport|man|woman|girl|guy)\b",
        rf"\b(?:you|she|he|they)(?: are| is|'re|'s) (?:originally )?from {_COUNTRIES}\b{_WORKS}",
        r"\bnon-?native (?:english )?speakers?\b",
        rf"\b(?:her|his|your|their|thick|heavy|strong|foreign|slight|{_PEOPLES}) accent\b",
        r"\b(?:you|she|he|they) (?:are|is|was|were) (?:black|white|brown)\b(?![ -](?:box|list|board|hat|belt))",
        r"\b(?:immigrant|foreigner|refugee|migrant|ethnic(?:ity)?|skin colou?r|person of colou?r)\b",
        r"\b(?:black (?:man|woman|guy|candidate)|white (?:man|woman|guy|candidate|male))\b",
        r"\b(?:work permit|visa sponsorship|residence permit)\b",
        r"\b(?:diversity (?:hire|candidate|quota)|quota (?:hire|woman)|minority (?:hire|candidate|background))\b",
        r"\b(?:as|for|being) an? (?:young |old(?:er)? |strong )?(?:woman|man|girl|mother|father|female|male)\b",
        r"\b(?:as|for|being) an? (?:young |old(?:er)? |strong )?(?:lady|mum|mom|dad)\b",
        r"\b(?:gay|lesbian|bisexual|trans(?:gender|sexual)|queer|lgbtq?\+?|homosexual|schwul|lesbisch)\b",
        rf"\b(?:is|are|was|were) an? (?:\w+ )?{_SEXES}\b",
        r"\b(?:first|only) (?:woman|man|girl|female|male)\b",
        r"\b(?:girls?|guys|boys|ladies|women|men) like (?:you|her|him|them)\b",
        r"\bnon-?binary\b(?! (?:data|search|file|format|tree))",
        r"\b(?:feminine|masculine|effeminate|womanly|manly|bossy|shrill|pretty face|good[ -]looking|sexy)\b",
        r"\b(?:very|so|is|are|an) attractive(?: (?:woman|man|girl|guy|person|candidate))?(?=[.!,;]|$)",
        r"\b(?:trade union|union member|works council member|political (?:party|views)|left[ -]wing)\b",
        r"\bright[ -]wing\b",
        r"\bfar[ -](?:right|left)\b(?! (?:of|side|corner|column|end|node|hand|edge))",
        r"\b(?:zu|sehr) (?:alt|jung)\b",
        r"\b(?:ihr|sein|dein)(?:em|es)? (?:alter|akzent|herkunft|geschlecht|religion)\b",
        r"\bfür (?:eine frau|einen mann)\b",
        r"\btrop (?:âgée?|jeune|vieux|vieille)\b",
        r"\b(?:son|ton|votre) (?:âge|accent)\b",
        r"\bdemasiado (?:joven|mayor|viej[oa])\b",
        r"\b(?:su|tu) (?:edad|acento|religión)\b",
    ),
    HoldReason.HEALTH: (
        r"\b(?:disab(?:led|ility|ilities)|handicap(?:ped)?|wheelchair|impair(?:ed|ment) (?:hearing|sight))\b",
        r"\b(?:hearing aids?|hard of hearing|visually impaired|blind in|deaf|stutter(?:s|ed|ing)?)\b",
        r"\b(?:stammer(?:s|ed|ing)?|lisp|limp(?:s|ing)?)\b",
        r"\b(?:autis(?:m|tic)|adhd|asperger'?s?|neurodiver(?:se|gent)|dyslexi[ac]|on the spectrum|tourette'?s?)\b",
        r"\b(?:depress(?:ed|ion)|bipolar|burn(?:ed|t)[ -]?out|burnout|mental(?:ly)? (?:ill(?:ness)?|health))\b",
        r"\b(?:anxiety disorder|panic attacks?|in therapy|therapist|psychiatr\w+)\b",
        r"\b(?:has|have|having|with|your|her|his|their) (?:\w+ )?anxiety\b(?! about)",
        r"\b(?:addict(?:ed|ion)? to (?:drugs|alcohol)|alcoholi[cs]m?|rehab)\b",
        r"\b(?:cancer|diabet(?:es|ic)|epilep(?:sy|tic)|hiv|chronic(?:ally)? (?:ill(?:ness)?|pain|condition))\b",
        r"\b(?:surgery|diagnos(?:ed|is) with|long covid|medical (?:condition|leave|issue|history))\b",
        r"\b(?:health (?:issues?|problems?|condition|reasons)|sick(?:ness)? leave)\b",
        r"\b(?:was|were|often|looked|seemed|is|being|been) (?:sick|ill(?!-))\b",
        r"\b(?:unwell|hung ?over|drunk|eating disorder)\b",
        r"\bmedication\b(?! (?:service|data|app|list))",
        r"\brecover(?:ing|ed|y) from (?:\w+ )?(?:operation|surgery|illness|accident|injury|stroke|burnout)\b",
        r"\b(?:overweight|obese|(?:is|too|very) fat|anorexic)\b",
        r"\b(?:krank(?:heit|geschrieben)?|behinder(?:t|ung)|schwerbehindert|gesundheitlich\w*|malad(?:e|ie))\b",
        r"\b(?:handicapée?|enferm[oa]|enfermedad|discapacidad)\b",
    ),
    HoldReason.FAMILY: (
        r"\b(?:pregnan(?:t|cy)|maternity|paternity|parental leave)\b",
        r"\b(?:expecting (?:a|her|their|your) (?:baby|child|first|second)|breast ?feeding)\b",
        rf"\b(?:your|her|his|their|has|have|having|with) (?:\w+ )?{_RELATIVES}\b(?! (?:class|node|process|support))",
        rf"\b(?:two|three|small|young|little|newborn) (?:\w+ )?{_RELATIVES}\b(?! (?:class|node|process|support))",
        r"\b(?:married|unmarried|divorced?|single (?:mother|mum|mom|father|dad|parent)|engaged to be|newlywed)\b",
        r"\b(?:just|recently|newly) (?:got )?engaged\b(?! (?:with|in|the))",
        r"\bgot engaged\b(?! (?:with|in))",
        r"\b(?:your|her|his|their) (?:partner|parents?) (?:works?|lives?|needs?|has|have)\b",
        r"\b(?:live|lives|living) alone\b",
        r"\bthe baby\b",
        r"\b(?:kleine|deine|zwei|drei) kinder\b",
        r"\bwidow(?:ed|er)?\b",
        r"\bnewborns?\b",
        r"\b(?:child ?care|day ?care|kindergarten|school run)\b",
        r"\b(?:family (?:plans?|planning|situation|life|commitments?|obligations?|reasons))\b",
        r"\b(?:start(?:ing)? a family|have a family|family (?:man|woman)|working (?:mother|mum|mom))\b",
        r"\b(?:cares?|caring) (?:for|of) (?:(?:her|his|your|their) (?:mother|father|parents?|mum|mom|dad))\b",
        r"\b(?:boyfriend|girlfriend|in-laws)\b",
        r"\b(?:schwanger(?:schaft)?|elternzeit|mutterschutz|verheiratet|geschieden|alleinerziehend|ihre kinder)\b",
        r"\b(?:seine kinder|kinderbetreuung|enceinte|mariée?|divorcée?|congé (?:maternité|parental)|embarazada)\b",
        r"\b(?:casad[oa]|divorciad[oa]|sus hijos|ses enfants)\b",
    ),
    HoldReason.OTHER_CANDIDATES: (
        r"\b(?:other|another|previous|next|last|stronger|weaker|better) (?:candidates?|applicants?|finalists?)\b",
        r"\b(?:internal|first|second|remaining|fellow) (?:candidates?(?! keys?)|applicants?|finalists?)\b",
        r"\b(?:all|both|of|among) (?:\w+ )?(?:the|our|these|those) (?:\w+ )?(?:candidates|applicants|finalists)\b",
        r"\b(?:between|against) (?:\w+ )?(?:the|our|these|those) (?:\w+ )?(?:candidates|applicants|finalists)\b",
        r"\b(?:best|strongest|weakest|worst|top|favou?rite) (?:candidate|applicant|finalist|of the bunch)\b",
        r"\b(?:best|strongest|weakest|worst|top|favou?rite) (?:one we(?:'ve| have)? (?:saw|met|seen))\b",
        r"\b(?:than|like|unlike|compared (?:to|with)) (?:the )?(?:candidate|applicant|person) (?:we|from|before)\b",
        r"\b(?:than|like|unlike|compared (?:to|with)) (?:the )?(?:candidate|applicant|person) (?:last|yesterday)\b",
        r"\b(?:than|like|unlike|compared (?:to|with)) (?:the )?(?:candidate|applicant|person) (?:this morning)\b",
        r"\b(?:anyone|anybody) (?:else )?(?:we(?:'ve| have)?|i(?:'ve| have)?) (?:interviewed|seen|met|spoken to)\b",
        r"\beveryone (?:else )?(?:we(?:'ve| have)?|i(?:'ve| have)?) (?:interviewed|seen|met|spoken to)\b",
        r"\b(?:everybody|all) (?:else )?(?:we(?:'ve| have)?|i(?:'ve| have)?) (?:interviewed|seen|met|spoken to)\b",
        r"\bpeople (?:else )?(?:we(?:'ve| have)?|i(?:'ve| have)?) (?:interviewed|seen|met|spoken to)\b",
        r"\b(?:second|third|next) best (?:of|so far|today|this)\b",
        r"\b(?:person|guy|woman|man|one|somebody|someone) (?:before|after) you\b",
        r"\b(?:people|candidates|others) in (?:the|our) pipeline\b",
        r"\b(?:runner[ -]up|(?:our|the|a|as) second choice|back-?up (?:candidate|choice))\b",
        rf"\b(?:of|than) (?:all )?the (?:\w+ ){{0,2}}{_MET}\b",
        r"\bshort ?list(?:ed)? (?:with|against|person)\b",
        r"\b(?:top of|on|off) (?:the|our) short ?list\b",
        r"\b(?:andere(?:n|r)?|bessere(?:n|r)?) (?:kandidat(?:in|en|innen)?|bewerber\w*)\b",
        r"\bautres candidats?\b",
        r"\botros candidatos\b",
    ),
    HoldReason.PAY: (
        r"\b(?:salar(?:y|ies)|compensation|remuneration|wages?|paycheck)\b",
        r"\b(?:pay ?(?:band|grade|range|rise|cut|expectations?|gap)|comp (?:is|too|band|expectations?|range))\b",
        r"\b(?:stock options|equity (?:package|grant|ask|stake)|signing bonus|sign-on bonus|bonus(?:es)? of)\b",
        r"\b(?:underpaid|overpaid|too expensive|too cheap|over budget|out of (?:our )?budget|asks? for too much)\b",
        r"\bwants? (?:more|too much) money\b",
        r"\bcosts? us\b(?! (?:time|days|hours|weeks))",
        r"\bnegotiat\w+ (?:\w+ )?(?:on|over|about|for) (?:the |more )?(?:money|price|pay|salary|package)\b",
        r"\b(?:than|what) we (?:can|could|want to) (?:pay|afford)\b",
        r"\bcan(?:'t|not) afford (?:you|her|him|them)\b",
        r"\b(?:current|present) package (?:at|is|of)\b",
        r"\b(?:your|her|his|their) (?:day |daily |hourly )?rates? (?:is|are|was|were) (?:\w+ )?high\b",
        r"\bbonus (?:expectations?|demands?|wishes)\b",
        r"\b(?:we|will|would|can|could|can't|cannot|don't) pay (?:you|her|him|them|that|this)\b",
        r"\bearn(?:s|ing)? (?:more|less|too|over|\d+)\b",
        r"\bmakes? \d+ ?k\b",
        r"[€$£] ?\d[\d.,]*",
        r"\b\d[\d.,]* ?(?:k ?)?(?:€|\$|£|eur\b|euros?\b|usd\b|gbp\b|dollars\b|pounds\b)",
        r"\b\d{2,3} ?k (?:a year|per year|base|gross|ote)\b",
        r"\b(?:gehalt\w*|vergütung|bezahl(?:ung|t)|verdient|zu teuer|salaire|rémunération|trop ch(?:er|ère))\b",
        r"\b(?:salario|sueldo|demasiado car[oa])\b",
    ),
}
"""The words that hold a statement, by reason; matched in any case."""

_THINGS = r"(?:product|project|company|team|system|code ?base|service|stack|framework|library|field|industry|version)"

HARMLESS: tuple[str, ...] = (
    rf"\b{_THINGS} (?:is|was|are|were|seems) (?:too|very|quite|rather|fairly|pretty|so|a bit) (?:old|young)\b",
    r"\brace (?:detectors?|conditions?)\b",
    r"\bdisabled (?:the|a|that|this|all|both|by default|buttons?|fields?|tests?|features?)\b",
    r"\bhandicapped (?:yourself|himself|herself|themselves)\b",
    r"\b(?:married|divorced) (?:the |your )?\w+ (?:with|from)\b",
    r"\bpregnant[ -]pauses?\b",
    r"\bfamily (?:plans?|accounts?) (?:subscriptions?|features?|pricing|tiers?|flows?)\b",
    r"\bsalary (?:calculator|service|api|tool|app|data|table|report)\b",
    r"\bbaby[ -]steps?\b",
    r"\bmiddle ?man\b",
)
"""Phrases that speak of the work although a rule would hold them; they are passed over before the rules are asked."""

_HARMLESS = re.compile("|".join(HARMLESS), re.IGNORECASE)
_PATTERNS = [(reason, re.compile("|".join(rules), re.IGNORECASE)) for reason, rules in RULES.items()]


def reason_to_hold(text: str) -> HoldReason | None:
    """Return what a statement seems to speak of that a candidate shouldn't hear unchecked, None for nothing."""
    plain = _HARMLESS.sub("…", " ".join(text.replace("’", "'").split()))
    return next((reason for reason, pattern in _PATTERNS if pattern.search(plain)), None)
