"""The words people head their feedback with, in a few languages; data for the reader of replies."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum

from bot.rules.words import Vote


class Heading(StrEnum):
    """What a heading announces."""

    GOOD = "good"
    GROW = "grow"
    TEAM_ONLY = "team_only"
    VOTE = "vote"
    ASIDE = "aside"


WORDS: Mapping[Heading, tuple[str, ...]] = {
    Heading.GOOD: (
        "good, the good, good points, good things, what was good, strength, strengths, key strengths, main strengths",
        "strong points, positive, positives, positive feedback, positive points, pro, pros, plus, pluses, upsides",
        "what went well, went well, did well, what you did well, what i liked, i liked, liked, likes, highlights",
        "keep, keep doing, keep it up, wins, green flags, impressed by, what impressed me, love, loved",
        "gut, stärke, stärken, positiv, positives feedback, pluspunkte, das war gut, was gut war, was gut lief",
        "lief gut, was mir gefallen hat, hat mir gefallen, vorteile",
        "bien, points forts, point fort, forces, atouts, positif, positifs, points positifs, les plus, les +",
        "ce qui était bien, ce qui a bien marché, ce que j'ai aimé, avantages",
        "bueno, lo bueno, muy bien, fortaleza, fortalezas, puntos fuertes, positivo, positivos, puntos positivos",
        "lo que salió bien, lo que me gustó, ventajas",
        "bene, punti di forza, positivi, cosa è andato bene",
        "bom, pontos fortes, pontos positivos, o que foi bom, o que correu bem",
        "goed, sterk, sterke punten, positief, pluspunten, wat ging goed",
    ),
    Heading.GROW: (
        "grow, growth, to grow, growth area, growth areas, growth points, area for growth, areas for growth",
        "areas of growth, areas to grow, room to grow, room for growth, where to grow, constructive",
        "constructive feedback, constructive points, concern, concerns, con, cons, could be better",
        "what could be better, could have been better, what could have been better, what could have gone better",
        "could improve, can improve, improve, to improve, improvement, improvements, areas for improvement",
        "area for improvement, areas to improve, room for improvement, what to improve, weakness, weaknesses",
        "weak points, negative, negatives, negative points, minus, minuses, downsides, even better if, ebi",
        "bad, the bad, not so good, less good, didn't go well, what didn't go well, development areas",
        "development points, to develop, areas to develop, gaps, delta, deltas, challenges, reservations, worries",
        "watch out, watch-outs, red flags, yellow flags, do better, next time, to work on, work on, things to work on",
        "verbesserung, verbesserungen, verbesserungspotenzial, verbesserungspotential, verbesserungsvorschläge",
        "zu verbessern, schwäche, schwächen, konstruktiv, konstruktives feedback, bedenken, negativ, minuspunkte",
        "ausbaufähig, weniger gut, nicht so gut, entwicklungsfelder, was besser sein könnte, könnte besser sein",
        "was besser werden kann, luft nach oben, kritik, kritisch, nachteile, schlecht",
        "à améliorer, a améliorer, points à améliorer, axes d'amélioration, axe d'amélioration, améliorations",
        "points faibles, point faible, faiblesses, négatif, négatifs, points négatifs, constructif, réserves",
        "les moins, les -, moins bien, inquiétudes, ce qui pourrait être mieux, inconvénients",
        "a mejorar, por mejorar, para mejorar, puntos a mejorar, área de mejora, áreas de mejora, areas de mejora",
        "mejoras, debilidad, debilidades, puntos débiles, constructivo, preocupaciones, lo malo, malo, dudas",
        "lo que podría mejorar, desventajas, negativo, negativos, puntos negativos",
        "da migliorare, punti deboli, aree di miglioramento, negativi",
        "a melhorar, pontos fracos, pontos a melhorar, preocupações, o que pode melhorar",
        "beter, kan beter, verbeterpunten, zwakke punten, minpunten, zorgen",
    ),
    Heading.TEAM_ONLY: (
        "team only, team-only, teamonly, for the team only, for the team, only for the team, only the team",
        "for the team's eyes only, internal, internal only, internally, private, confidential, keep inside the team",
        "inside the team, not for the candidate, don't share, do not share, not to share, don't pass on",
        "do not pass on, between us, just between us, off the record, for us only, just for us",
        "nur fürs team, nur für das team, nur team, fürs team, intern, nur intern, vertraulich, unter uns",
        "nicht weitergeben, nicht für die kandidatin, nicht für den kandidaten",
        "équipe seulement, équipe uniquement, pour l'équipe, pour l'équipe seulement, interne, en interne",
        "confidentiel, entre nous, à ne pas partager, ne pas partager",
        "solo equipo, sólo equipo, solo para el equipo, sólo para el equipo, interno, confidencial, entre nosotros",
        "no compartir, solo team, solo per il team, riservato, só para a equipe, só equipe, só para a equipa",
        "alleen team, alleen voor het team, alleen intern, vertrouwelijk",
    ),
    Heading.VOTE: ("vote, my vote, votum, mein votum, mon vote, voto, mi voto",),
    Heading.ASIDE: (
        "note, notes, overall, overall impression, summary, in summary, tl;dr, tldr, context, background, general",
        "question, questions, question for the team, fyi, ps, p.s., disclaimer, next steps, logistics, other, misc",
        "side note, by the way, btw, aside, comment, comments, reminder, caveat, re",
        "notiz, notizen, gesamt, gesamteindruck, fazit, zusammenfassung, kontext, frage, fragen, hinweis, sonstiges",
        "remarque, remarques, en résumé, résumé, contexte, questions diverses, en général",
        "nota, notas, resumen, en general, en resumen, contexto, pregunta, preguntas, comentario, comentarios",
    ),
}
"""Headings in the usual words, lower case; a heading stands alone on its line or is followed by a colon."""

ALONE_TOO = frozenset({Heading.GOOD, Heading.GROW, Heading.TEAM_ONLY})
"""The headings that may do without a colon when they are bold or a list follows."""

_NOTHING = (
    "none, nothing, nope, nil, no, n/a, na, -, –, —, /, nothing really, none really, nothing to add, none that i saw",
    "nothing comes to mind, not really, nichts, keine, kein, rien, aucun, aucune, nada, ninguno, ninguna, nulla",
)
NOTHING = frozenset(phrase for row in _NOTHING for phrase in row.split(", "))
"""What stands under a heading when there is nothing to say; lower case, without a full stop."""

_CHAT = (
    "this, same, agree, agreed, thanks, thank you, thx, done, ok, okay, yes, yep, sure, noted, booked, sent, great",
    "cool, nice, perfect, same here, will do, got it, all good, sounds good, on it, me too, makes sense, danke, passt",
    "genau, fertig, erledigt, merci, d'accord, gracias, de acuerdo",
)
CHAT = frozenset(phrase for row in _CHAT for phrase in row.split(", "))
"""What people say after a thumb when they answer a colleague; lower case, without punctuation."""

VOTES: Mapping[str, Vote] = {vote.value.replace("_", " "): vote for vote in Vote}
"""The six votes as people write them; nothing else is one."""

MONTHS = (
    "jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz|apr(?:il)?|may|mai|june?|juni|july?|juli|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|okt(?:ober)?|nov(?:ember)?|dec(?:ember)?|dez(?:ember)?"
)
WEEKDAYS = "mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"


def phrases(heading: Heading) -> list[str]:
    """List a heading's words, longest first, so that a longer one is never mistaken for its beginning."""
    return sorted((phrase for row in WORDS[heading] for phrase in row.split(", ")), key=len, reverse=True)


def any_of(words: Iterable[str]) -> str:
    """Write a pattern for any of these words, longest first, however the spaces and apostrophes are typed."""
    ordered = sorted(set(words), key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+").replace("'", "['’]") for word in ordered)


HEADING_OF: Mapping[str, Heading] = {phrase: heading for heading in Heading for phrase in phrases(heading)}
"""Each phrase with what it announces."""


def heading_of(words: str) -> Heading:
    """Return what these words announce; they must be one of the phrases, in any case and spacing."""
    return HEADING_OF[" ".join(words.replace("’", "'").lower().split())]
