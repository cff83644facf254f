"""Signs that a complainant writes as a professional: a company's form, a trade, a manager's title.

Consumer mediators owe nothing to a professional (C. conso L.611-3): a person says who
writes, these signs only propose it.
"""

from __future__ import annotations

import re

PROFESSIONAL = "professional"
# Forms of companies, as names and signatures bear them; « SA » and « EI » only in capitals.
_FORM = (
    r"\b(?:S\.?A\.?R\.?L|E\.?U\.?R\.?L|S\.?A\.?S\.?U?|S\.?C\.?I|S\.?N\.?C|S\.?A|S\.?C\.?P|S\.?C\.?M|G\.?I\.?E"
    r"|SELARL|SELAS|SCOP|SCEA|GAEC|EARL|EIRL|EI)\b(?!['’])"
)
_FORMS = re.compile(_FORM)
_SMALL_FORMS = re.compile(
    r"(?i)\b(?:sarl|eurl|sasu|selarl|selas|scea|gaec|earl|eirl|sociétés?|societe|établissements|"
    r"etablissements|ets|entreprise|holding|société civile)\b"
)
_TRADES = re.compile(
    r"(?i)\b(?:boulangerie|pâtisserie|patisserie|boucherie|charcuterie|épicerie|restaurant|brasserie|"
    r"traiteur|hôtel|hotel|garage|carrosserie|pharmacie|menuiserie|plomberie|maçonnerie|électricité|"
    r"peinture|couverture|charpente|bâtiment|transports?|taxis?|ambulances?|imprimerie|fleuriste|"
    r"librairie|coiffure|institut|cabinet|agence|ateliers?|domaine|château|ferme|auto-école|syndic|"
    r"immobilier|conseils?|consulting|services)\b"
)
_TITLES = re.compile(
    r"(?i)\b(?:co-?gérante?|gérante?|présidente? directrice? générale?|p\.?d\.?g|directeur général|"
    r"directrice générale|dirigeante?|chef d[’']entreprise|artisane?|commerçante?|auto-?entrepreneure?|"
    r"micro-?entrepreneure?|siren|siret|r\.?c\.?s\.?|n° tva|tva intracommunautaire)\b"
)
_LAST_LINES, _SIGNATURE_LENGTH = 6, 60
# A sentence speaks of a craftsman; a signature is short, ends with no stop and has no article.
_SENTENCE = re.compile(
    r"(?i)[.!?,;:…]$|\b(?:l|qu|c|j|m|n|s)[’']\w|\b(?:le|la|les|un|une|mon|votre|notre|son|cet?|chez|par)\b"
)


def find_professional(name: str, closing: str) -> tuple[str, ...]:
    """The words that say so, in the complainant's name and at the foot of the letter."""
    last = map(str.strip, closing.strip().splitlines()[-_LAST_LINES:])
    foot = "\n".join(line for line in last if _is_signature(line))
    found = [m[0] for p in (_FORMS, _SMALL_FORMS, _TRADES) if (m := p.search(name))]
    found += [m[0] for p in (_FORMS, _TITLES) if (m := p.search(foot))]
    return tuple(dict.fromkeys(found))


def _is_signature(line: str) -> bool:
    return len(line) <= _SIGNATURE_LENGTH and not _SENTENCE.search(line)
