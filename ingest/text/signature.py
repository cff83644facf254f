"""Ends of a writer's own words: signatures, mobile notes, disclaimers."""

from __future__ import annotations

import re

from ingest.mime.headers import one_line
from ingest.mime.values import Person
from ingest.text.lines import Line, next_filled

_DELIMITER = re.compile(
    r"\s*(?:--|—|–|-- ?-?|_{2,4}|\*{3,}|#{4,}|~{3,}|={3,}|\+{3,}|-{3,}|_{5,}|ᐧ)\s*\Z"
)
_DASHES = re.compile(r"\s*(?:--|—)\s?\Z")
# What telephones and programs add under a mail; the beginning of the line decides.
_MOBILE = re.compile(
    r"(?:envoy[ée] (?:de|depuis|avec|par|via|à partir|mit)\b(?! (?:lettre|courrier|recommand|la poste|fax|une?\b|les?\b|vo[ts]|no[ts]|accus|mail|e-?mail|courriel))|obtenir outlook|t[ée]l[ée]charge[zr] outlook"
    r"|provenance : courrier|message envoy[ée] (?:de|depuis|avec)\b|ce message a été envoyé (?:de|depuis)\b"
    r"|sent (?:from|via|with|using|by|on)\b|get \[?outlook|from my (?:iphone|ipad|phone|mobile|android)"
    r"|someone from mobile|diese nachricht wurde von|von mein\w* .{2,60} gesendet"
    r"|gesendet (?:von|mit|über|aus)\b|hol\w* (?:sie sich )?outlook|enviado (?:desde|do|de|a partir)\b"
    r"|obtener outlook|obter o outlook|inviato (?:da|dal|con)\b|scarica outlook"
    r"|verzonden (?:vanaf|met|via|van)\b|verstuurd vanaf\b|outlook voor\b|sendt fra\b|skickat från\b"
    r"|lähetetty\b|hämta outlook|wysłan[eo] z\b|odesláno z\b|odoslané z\b|trimis de pe\b"
    r"|отправлено (?:с|из)\b|надіслано з\b|iphone.{0,8}dan gönderildi"
    r"|.{0,30}から送信|[从從]我的.{1,20}[发發傳]|[发發]自我的|來自我的)",
    re.IGNORECASE,
)
# What such a line names; a sentence that begins alike names none.
_PROGRAM = re.compile(
    r"\b(?:iphone|ipad|ios|mobiles?|smartphone|téléphone|portable|tablette|appareil|android"
    r"|samsung|galaxy|huawei|honor|xiaomi|redmi|mi|oppo|oneplus|nokia|sony|xperia|motorola|pixel"
    r"|blackberry|windows|outlook|yahoo|gmail|mail|orange|sfr|free|bouygues|la poste|laposte"
    r"|proton|protonmail|tuta|thunderbird|k-9|bluemail|aquamail|spark|mailo|zimbra|phone|handy"
    r"|tablet|móvil|dispositivo|telefono|telefoon|mobil|telefon)\b",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"\s*(?:bien |très |tres |avec (?:mes |nos )?|recevez,? |veuillez |je vous prie d|dans l['’]attente"
    r"|nous vous prions d)?"
    r"(?:cordiale?ment|cdlt|cdt|salutations?|bien à (?:vous|toi)|sincères? salutations?"
    r"|sincèrement|respectueusement|amicalement|bonne (?:journée|réception|soirée|fin de journée)"
    r"|(?:best|kind|warm)? ?regards|sincerely|cheers|mit freundlichen grüßen|mfg|gruß|grüße"
    r"|meilleures salutations|belle journée|excellente journée|merci d['’]avance|merci)\b[^\n]{0,60}\Z",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    r"\s*[*_(\[]*(?:"
    r"ce (?:message|mail|courriel|courrier électronique|e-?mail)(?:[^\n]{0,80})?(?:pièces? jointe|confidentiel|destin)"
    r"|(?:les informations|l['’]information|le contenu) (?:contenues?|de ce)[^\n]{0,80}confidentiel"
    r"|avis (?:de confidentialité|important)|confidentialité|clause de confidentialité|message confidentiel"
    r"|pensez? à l['’]environnement|n['’]imprimez|avant d['’]imprimer|before printing|please consider the environment"
    r"|si vous (?:n['’]êtes pas|avez reçu ce)[^\n]{0,60}(?:destinataire|erreur)"
    r"|this (?:e-?mail|message|communication)[^\n]{0,80}(?:confidential|intended|privileged|attachments)"
    r"|the (?:information|contents?)[^\n]{0,60}(?:confidential|intended)"
    r"|(?:confidentiality|privacy|legal) (?:notice|note|disclaimer)|disclaimer\b"
    r"|diese (?:e-?mail|nachricht)[^\n]{0,80}(?:vertraulich|bestimmt)|este (?:mensaje|correo|e-?mail)[^\n]{0,80}confidencial"
    r"|questo messaggio[^\n]{0,80}(?:riservat|confidenzial)|esta mensagem[^\n]{0,80}confidencia"
    r")",
    re.IGNORECASE,
)
_MAX_SIGNATURE, _MAX_SIGNED = 25, 7


def without_program_notes(lines: list[Line]) -> list[Line]:
    """The lines that a person wrote: « Envoyé de mon iPhone » is no word of theirs.

    Such a line may stand in the middle, above what somebody else added.
    """
    return [line for line in lines if line.depth or not _is_program_note(line.text)]


def _is_program_note(text: str) -> bool:
    return is_mobile_note(text) and bool(_PROGRAM.search(text))


def is_mobile_note(text: str) -> bool:
    """A line such as « Envoyé de mon iPhone »."""
    return len(text) < 160 and bool(_MOBILE.match(text.lstrip(" <[(*_")))


def is_words(text: str) -> bool:
    """Words that somebody typed: neither a mark nor a program's note."""
    return len(text.split()) > 1 and not is_delimiter(text) and not is_mobile_note(text)


def is_closing(text: str) -> bool:
    """A line such as « Bien cordialement, »."""
    return len(text) < 90 and bool(_CLOSING.match(text))


def is_disclaimer(text: str) -> bool:
    """The beginning of a confidentiality or print notice."""
    return bool(_DISCLAIMER.match(text[:300]))


def is_delimiter(text: str) -> bool:
    """A line of nothing but marks, as signatures begin with."""
    return 0 < len(text) < 60 and bool(_DELIMITER.match(text))


def cut_own(lines: list[Line]) -> int:
    """Index where the signature under a writer's own words begins, by its marks."""
    end = _without_blank(lines, len(lines))
    for index, line in enumerate(lines):
        if (
            line.depth == 0
            and _DASHES.match(line.text)
            and end - index <= _MAX_SIGNATURE + 10
        ):
            end = min(end, index)
            break
    while end > 0:
        last = lines[end - 1]
        if last.blank or (
            last.depth == 0 and (is_mobile_note(last.text) or is_delimiter(last.text))
        ):
            end -= 1
            continue
        break
    return end


def cut_closing(lines: list[Line]) -> int:
    """Index of the closing formula under which only a name and its address stand.

    « Cordialement, » above two lines of a name: neither answers anything.
    """
    closing = [at for at, line in enumerate(lines) if _closes(line)]
    if not closing or closing[-1] == next_filled(lines, 0):
        return len(lines)
    below = [line.text for line in lines[closing[-1] + 1 :] if not line.blank]
    is_short = len(below) <= _MAX_SIGNED and all(len(text) <= 60 for text in below)
    has_sentence = any(text.rstrip().endswith((".", "?", ":")) for text in below)
    return closing[-1] if is_short and not has_sentence else len(lines)


def _closes(line: Line) -> bool:
    return not line.depth and len(line.text) <= 50 and is_closing(line.text)


def cut_disclaimer(lines: list[Line]) -> int:
    """Index where a disclaimer at the foot begins; len(lines) when there is none."""
    for index, line in enumerate(lines):
        if line.depth == 0 and is_disclaimer(line.text) and _only_notice(lines, index):
            return _above_gap(lines, index)
    return len(lines)


def _only_notice(lines: list[Line], index: int) -> bool:
    return index == 0 or lines[index - 1].blank or is_delimiter(lines[index - 1].text)


def cut_signature_of(lines: list[Line], person: Person) -> int:
    """Index where `person` signs, closing formula included; len(lines) when nowhere."""
    name = one_line(person.name).casefold()
    if len(name) < 4:
        return len(lines)
    for index, line in enumerate(lines):
        if line.depth == 0 and _is_name(line.text, name):
            return _from_closing(lines, index)
    return len(lines)


def _is_name(text: str, name: str) -> bool:
    bare = one_line(text).strip(" *_,-–—|").casefold()
    return bare == name or bare.split("\t")[-1].strip() == name


def _from_closing(lines: list[Line], index: int) -> int:
    start = index
    above = index - 1
    while above >= 0 and lines[above].blank:
        above -= 1
    if above >= 0 and (
        is_closing(lines[above].text) or _DASHES.match(lines[above].text)
    ):
        start = above
    return _above_gap(lines, start)


def _above_gap(lines: list[Line], index: int) -> int:
    while index > 0 and (lines[index - 1].blank or is_delimiter(lines[index - 1].text)):
        index -= 1
    return index


def _without_blank(lines: list[Line], end: int) -> int:
    while end > 0 and lines[end - 1].blank:
        end -= 1
    return end


def split_signature(lines: list[Line], person: Person | None) -> int:
    """Index where a note's signature begins: by marks, by name, by disclaimer."""
    cut = min(cut_own(lines), cut_disclaimer(lines))
    if person:
        cut = min(cut, cut_signature_of(lines[:cut], person))
    first = next_filled(lines, 0)
    if first < len(lines) and is_closing(lines[first].text) and cut <= first + 2:
        cut = min(cut, first)
    return cut
