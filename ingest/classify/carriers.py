"""Carriers of people's letters: fax gateways, answering machines, copiers, registered e-mail.

Their mail is neither to be ignored, for a letter is in it or waits behind it, nor to be answered,
for nobody reads what a carrier is sent. Who complains stands in the file alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest.classify.personal import weigh_letter
from ingest.forward.reply import trim
from ingest.mime.mail import File
from ingest.mime.values import Person
from models.analysis.doubts import Doubt
from models.base.addresses import FREE_DOMAINS, is_machine
from models.base.folding import fold, fold_text

_DOCUMENT = re.compile(r"\.(?:pdf|tiff?|jpe?g|png|heic|docx?|odt|rtf|xps|djvu)\Z")
_DOCUMENTS = ("application/pdf", "image/", "application/msword", "application/vnd.o", "application/rtf")  # fmt: skip
_SOUND = re.compile(r"\.(?:wav|mp3|m4a|amr|ogg|opus|oga|aac|wma|gsm|flac|3gp|au|aiff?)\Z")  # fmt: skip
# A number for an address: `0298000017@fax.example`, `+33298000017@…`.
_NUMBER = re.compile(r"(?:\+|00)?\d[\d ._-]{4,18}\d\Z")
# The caller's number, in a gateway's subject.
_CALLER = re.compile(r"\d(?:[ .-]?\d){5,}")
_FAX_OF_SIGNATURE = re.compile(r"(?i)\bfax[\w -]{0,14}[:.]?\s?[+(\d][\d ().+-]{5,}")
_FIRST_PERSON = re.compile(
    r"\b(?:je|j'|mon|ma|mes|moi|i|i'm|my|ich|mein\w*|yo|mi|mio|mia|ik|mijn)\b"
)
_FEW, _BRIEF, _READ = 400, 2_500, 6_000
_GRIEVED = 2


@dataclass(frozen=True, slots=True)
class Sending:
    """A mail as a carrier's may look: its sender, subject, words and files, all of one hop.

    `at_home`: it comes from the house whose mailbox this is.
    """

    sender: Person | None
    subject: str
    text: str
    files: Sequence[File]
    at_home: bool = False

    @property
    def email(self) -> str:
        """Address of the sender, in lower case."""
        return self.sender.email.lower() if self.sender else ""


@dataclass(frozen=True, slots=True)
class Carrier:
    """One line of the table: the sender, the words and the files of a carrier's mail.

    `named` is looked for in the sender's name and address, `says` in subject and text, `topic`
    in those of the house's own machines and people. All is folded text.
    """

    doubt: Doubt
    named: re.Pattern[str]
    says: re.Pattern[str]
    topic: re.Pattern[str]
    brings: Callable[[Sequence[File]], bool]
    # One of these stands in whatever `says` finds: asked first, for it costs little.
    hints: tuple[str, ...] = ()

    def is_announced(self, words: str) -> bool:
        """Subject and text, folded, say what this carrier brings."""
        may_say = not self.hints or any(hint in words for hint in self.hints)
        return may_say and bool(self.says.search(words))


def is_document(file: File) -> bool:
    """A document that may be a letter, not a picture shown in the text."""
    kind, name = file.attachment.content_type.lower(), file.attachment.filename.lower()
    return not file.cid and (
        kind.startswith(_DOCUMENTS) or bool(_DOCUMENT.search(name))
    )


def _is_sound(file: File) -> bool:
    kind, name = file.attachment.content_type.lower(), file.attachment.filename.lower()
    return kind.startswith("audio/") or bool(_SOUND.search(name))


def _has_document(files: Sequence[File]) -> bool:
    return any(map(is_document, files))


def _has_sound(files: Sequence[File]) -> bool:
    return any(map(_is_sound, files))


def _anything(_: Sequence[File]) -> bool:
    return True


_REGISTERED = (
    r"(?:lettre|courrier|envoi|pli|e-?mail|mail)s? recommandee?s? (?:electronique|numerique|en ligne|qualifie|hybride|dematerialise)"
    r"|recommandee?s? (?:electronique|numerique|en ligne|ar24)|\blreq?\b|e-?recommande|registered (?:e-?mail|e-?letter|electronic)"
    r"|electronic registered|einschreiben|raccomandata (?:elettronica|digitale|online)|posta elettronica certificata|burofax"
    r"|carta certificada electronica|aangetekende (?:e-?mail|zending)"
)
CARRIERS = (
    Carrier(
        Doubt.REGISTERED,
        re.compile(
            rf"\blre\b|recommande|\bar ?24\b|maileva|clearbus|laposte|la poste|docaposte|certifi|registered|notification|\bavis\b|{_REGISTERED}"
        ),
        re.compile(
            rf"vous (?:a|avez|est|ont)\b[^.]{{0,120}}(?:{_REGISTERED})|(?:{_REGISTERED})(?=.{{0,1500}}(?:vous (?:a |est |avez |attend|disposez|invit)|vous a ete|a votre attention|en attente|accepter|refuser"
            r"|retirer|recuperer|consulter|prendre connaissance|relance|expediteur|destinataire|waiting|accept|awaits|abholen|ritirare|accettare|aceptar|accepteren))",
            re.DOTALL,
        ),
        re.compile(_REGISTERED),
        _anything,
        hints=(
            "recommand",
            "registered",
            "lre",
            "einschreiben",
            "raccomandata",
            "certificata",
            "certificada",
            "burofax",
            "aangetekende",
        ),
    ),
    Carrier(
        Doubt.VOICEMAIL,
        re.compile(
            r"voice|vocal|repondeur|messagerie|unity|3cx|\bi?pbx\b|standard|telephon|wildix|ringover|aircall|anrufbeantworter|mailbox|contestador|segreteria|\bvm\b"
        ),
        re.compile(
            r"(?:nouveau|nouvel|vous avez|recu|1|un) (?:\w+ ){0,3}?(?:message vocal|message sur (?:votre|le) (?:repondeur|messagerie)|enregistrement vocal)"
            r"|message vocal (?:de|du|recu|laisse)|messagerie vocale|(?:new )?voice ?(?:mail|message) (?:from|message|received|de)|new voice"
            r"|sprachnachricht|neue nachricht auf|mensaje de voz|messaggio (?:vocale|in segreteria)|mensagem de voz|voicemailbericht|nieuwe voicemail"
        ),
        re.compile(
            r"vocal|voice ?mail|voice message|repondeur|audio|\bmessage (?:de|from)\b|sprachnachricht"
        ),
        _has_sound,
    ),
    Carrier(
        Doubt.FAX,
        re.compile(
            r"\b(?:e-?|pop|eco|my|net|web|wise|smart)?fax(?:\d|box|mail|server|to|[_-]|\b)|telecop"
        ),
        re.compile(
            r"\b(?:nouveau|nouvelle|vous avez recu|reception d'(?:un )?|recu|recue) ?(?:\w+ ){0,2}?(?:e-?)?(?:fax|telecopie)\b|\b(?:fax|telecopie) (?:recue?|entrante?|arrivee?|de|du|n[o°]|depuis|provenant)"
            r" ?.{0,20}(?:\d[\d .+-]{4,}|\bpages?\b|numero|expediteur)|\b(?:\w+[- ])?fax (?:message|received|from|transmission)|(?:received|incoming|new) (?:a |an )?(?:\w+[- ]){0,2}fax"
            r"|neues fax|fax (?:von|empfangen|eingegangen)|nuevo fax|fax (?:recibido|ricevuto|recebido|ontvangen)|nuovo fax|nieuwe fax|novo fax"
        ),
        re.compile(r"\b(?:e-?)?fax\b|telecopi"),
        _has_document,
    ),
    Carrier(
        Doubt.SCAN,
        re.compile(
            r"\bscan(?:s|ner|neur|2|to|[_-]|\b)|copieu|copier\b|photocop|multifonction|\bmfp|imprimante|printer|bizhub|ricoh|konica"
            r"|kyocera|\bkm[_ -]|\brnp\d|numeris|drucker|impresora|stampante|digital sending|imagerunner|workcentre|\bxerox|\bbrother mfc|\bepson\b"
        ),
        re.compile(
            r"(?:document|fichier|original|image|courrier)s? (?:a ete |est )?numeris\w+ (?:depuis|par|et envoye|sur|a partir|avec le (?:copieur|multi))|numerise(?:e|s)? depuis|numerisation (?:de|du|depuis|vers)"
            r"|message de (?:km|mfp|rnp|ricoh|sharp|copieur)|scan(?:ned)? (?:document|image|file|from|to e?-?mail|vers)|scan de (?:mfp|km|ricoh|copieur)|attached (?:file|image) (?:data|is scanned|was scanned)"
            r"|(?:sent|envoye) (?:from|par|depuis) (?:le |the |votre |un )?(?:copieur|multifonction|scanner|xerox|\"?rnp|photocop|imprimante)|this e-?mail was sent from \"?\w+|image data (?:in|has been) "
            r"|digitally sent to you|sent (?:by|using) an? (?:hp|xerox|canon|epson|brother|kyocera|sharp)\b|gescannt\w* (?:von|vom|dokument)|documento (?:escaneado|scansionato|digitalizado)|gescand document"
        ),
        re.compile(
            r"numeris|\bscan(?:s|ne[es]*|ned|ner)?\b|copieur|photocop|bizhub|multifonction"
        ),
        _has_document,
    ),
)


def carrier_of(sending: Sending) -> Doubt | None:
    """The kind of carrier whose mail this is, None where a person wrote it.

    A carrier's name, or an address without a person, is believed at once; its words alone count
    where nobody speaks of themselves: a customer may speak of a fax, and send a scan.
    """
    text = sending.text[:_READ]
    words = fold_text(f"{sending.subject}\n{text}")
    possible = (carrier for carrier in CARRIERS if carrier.brings(sending.files))
    found = (c.doubt for c in possible if _is_from(c, sending, words))
    return next(found, None)


def _is_from(carrier: Carrier, sending: Sending, words: str) -> bool:
    says = carrier.is_announced(words)
    is_named = bool(carrier.named.search(_who(sending)))
    is_apparatus = is_named or _is_nobody(sending.email)
    if carrier.doubt is Doubt.REGISTERED:
        announced = says or (is_named and "recommande" in fold(sending.subject))
        return announced and (is_apparatus or not _is_person(sending, words))
    if is_apparatus or sending.at_home:
        announced = says or bool(carrier.topic.search(_announcement(sending)))
        return (announced and _is_sure(sending, is_named)) or (
            is_named and _is_nobody(sending.email)
        )
    return says and len(words) <= _BRIEF and not _is_person(sending, words)


def _is_sure(sending: Sending, is_named: bool) -> bool:
    """Nobody writes from there, or no letter is in it but what a gateway made out itself."""
    if _is_nobody(sending.email) or not _is_letter(sending):
        return True
    return is_named and bool(_CALLER.search(sending.subject))


def _who(sending: Sending) -> str:
    """Name and address of the sender; a domain open to all names nobody."""
    local, _, domain = sending.email.rpartition("@")
    place = "" if domain in FREE_DOMAINS else domain
    return fold(f"{sending.sender.name if sending.sender else ''} {local} {place}")


def _announcement(sending: Sending) -> str:
    """The subject, and the words where they are few: a long letter speaks of much."""
    own = _FAX_OF_SIGNATURE.sub(" ", trim(sending.text[:_READ]).own)
    return fold(f"{sending.subject} {own if len(own) <= _FEW else ''}")


def _is_nobody(email: str) -> bool:
    return bool(_NUMBER.match(email.partition("@")[0])) or is_machine(email)


def _is_person(sending: Sending, words: str) -> bool:
    return bool(_FIRST_PERSON.search(words)) or _is_letter(sending)


def _is_letter(sending: Sending) -> bool:
    return weigh_letter(sending.subject, sending.text) >= _GRIEVED
