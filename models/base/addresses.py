"""Mail addresses as we compare and count them, and those that nobody reads.

The one table that the reading, holding and sending of mail ask. A customer may be called like one of
these words: an address alone never makes a mail vanish, it makes its acknowledgement wait.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Collection

# Mail providers open to all: a shared domain says nothing about a shared office.
FREE_DOMAINS = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "outlook.fr",
        "outlook.be",
        "hotmail.com",
        "hotmail.fr",
        "hotmail.be",
        "hotmail.ch",
        "hotmail.co.uk",
        "live.fr",
        "live.com",
        "live.be",
        "msn.com",
        "yahoo.fr",
        "yahoo.com",
        "yahoo.co.uk",
        "yahoo.ca",
        "yahoo.be",
        "ymail.com",
        "rocketmail.com",
        "orange.fr",
        "wanadoo.fr",
        "wanadoo.com",
        "voila.fr",
        "free.fr",
        "aliceadsl.fr",
        "libertysurf.fr",
        "online.fr",
        "laposte.net",
        "sfr.fr",
        "neuf.fr",
        "9online.fr",
        "cegetel.net",
        "club-internet.fr",
        "bbox.fr",
        "numericable.fr",
        "noos.fr",
        "icloud.com",
        "me.com",
        "mac.com",
        "aol.com",
        "aol.fr",
        "gmx.fr",
        "gmx.com",
        "gmx.net",
        "gmx.de",
        "mail.com",
        "caramail.com",
        "proton.me",
        "protonmail.com",
        "protonmail.ch",
        "pm.me",
        "tutanota.com",
        "tuta.io",
        "mailo.com",
        "mailo.fr",
        "netcourrier.com",
        "zaclys.net",
        "ik.me",
        "yandex.com",
        "yandex.ru",
        "mail.ru",
        "zoho.com",
        "fastmail.com",
        "hey.com",
        "skynet.be",
        "telenet.be",
        "bluewin.ch",
        "videotron.ca",
    ]
)


# Here dots tell nobody apart, and both names are one domain.
_GMAIL = frozenset({"gmail.com", "googlemail.com"})


def read_address(text: str) -> str | None:
    """One e-mail address as it is kept, in lower case; None where it is none (RFC 5321).

    The domain is not asked: whether it takes mail is known before a letter leaves. The
    names of tests and of the demo (.test) are addresses too.
    """
    # Imported by the first form that is read: the child that reads mails never needs it.
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(
            text.strip(), check_deliverability=False, test_environment=True
        )
    except EmailNotValidError:
        return None
    return found.normalized.lower()


def fold_address(address: str) -> str:
    """Lower case, no spaces around, the domain as it travels: addresses are compared whole.

    `x@société.fr` is `x@xn--socit-esab.fr`, and wide letters are the plain ones.
    """
    return for_the_wire(address).lower()


def name_reader(address: str) -> str:
    """Name the reader of this address: `jean+x@y` reaches whom `jean@y` reaches."""
    local, at, domain = _without_detail(address).rpartition("@")
    if domain in _GMAIL:
        return local.replace(".", "") + "@gmail.com"
    return local + at + domain


def names_of(address: str) -> frozenset[str]:
    """Every name under which an address may be known: whole, without detail, as counted."""
    return frozenset(
        (fold_address(address), _without_detail(address), name_reader(address))
    )


def _without_detail(address: str) -> str:
    local, at, domain = _plain(fold_address(address)).rpartition("@")
    return local.split("+", 1)[0] + at + domain.rstrip(".")


def _plain(text: str) -> str:
    """Wide and other presentation forms as the plain letters they show."""
    return unicodedata.normalize("NFKC", text)


def address_hash(key: bytes, address: str) -> str:
    """The HMAC-SHA256 under which an address is kept in platform tables (hexadecimal)."""
    payload = fold_address(address).encode("utf-8", "surrogatepass")
    return hmac.digest(key, payload, hashlib.sha256).hex()


def domain_of(address: str) -> str:
    return fold_address(address).rpartition("@")[2]


def is_of_office(address: str, colleagues: Collection[str]) -> bool:
    """An address is of the same office as one of `colleagues`: a domain they share alone."""
    home = domain_of(address)
    known = {domain_of(colleague) for colleague in colleagues}
    return bool(home) and home not in FREE_DOMAINS and home in known


def for_the_wire(address: str) -> str:
    """The address with its domain in ASCII (IDNA), as an envelope wants it."""
    local, at, domain = address.strip().rpartition("@")
    if domain.isascii():
        return local + at + domain
    try:
        return local + at + domain.encode("idna").decode("ascii")
    except UnicodeError:
        return address.strip()


# « Nobody answers here », in the languages of the mail programs that we read; no accents.
_UNREAD = """
    no reply|not reply|do not reply|dont reply|no replies|no response|do not respond|no answer
    |do not answer|unattended|unmonitored|ne pas repondre|ne repondez pas|merci de ne pas repondre
    |pas de reponse|sans reponse|no reponse|non repondre|nicht antworten|keine antwort
    |bitte nicht antworten|antworten nicht|no responder|no responda|no respondas|no contestar
    |no conteste|sin respuesta|nao responda|nao responder|nao respondas|sem resposta
    |non rispondere|non risponda|no rispondere|senza risposta|geen antwoord|geen reactie
    |niet antwoorden|niet beantwoorden|niet reageren|no respongueu|nie odpowiadaj
    |nie odpowiadac|prosze nie odpowiadac|svara inte|svara ej|inte svara|ej svar|svar ikke
    |ikke svar|ikke svare|besvar ikke|ingen svar|ala vastaa|ei vastausta|ei vastata
    |neodpovidat|neodpovidejte|neodpovedat|neodpovedajte|nu raspunde|nu raspundeti
    |ne valaszolj|ne valaszoljon|yanitlamayin|yanitlama|cevaplamayin|ne otvechat|ne otvechay
    |ne vidpovidaty|ne odgovaraj|ne odgovarajte|mitte vasta|ara vasta"""
# Programs and apparatus, as one of the words of a local part.
_FUNCTIONS = """
    notification|notifications|notify|notif|notifs|notifier|benachrichtigung
    |benachrichtigungen|notificacion|notificaciones|notifica|notifiche|notificacao
    |notificacoes|melding|meldingen|automate|automates|automat|automatique|automatic|automated
    |automatico|automatisch|automailer|automail|robot|robots|system|systeme|systems|sistema
    |systeem|mailer|mailing|newsletter|newsletters|infolettre|bounce|bounces|rebond|rebonds
    |return path|listserv|listserver|majordomo|mailman|auto reply|autoreply|auto responder
    |auto respond|repondeur|reponse auto|reponse automatique|anrufbeantworter|contestador
    |messagerie vocale|voicemail|voice mail|fax mail|mail fax|fax to mail|faxserver
    |scan|scans|scanner|scanneur|numerisation|copieur|copieurs|copier|photocopieur|photocopieuse
    |multifonction|multifonctions|imprimante|imprimantes|printer|drucker|kopierer|impresora
    |stampante|mfp|formulaire|formulaires|webform|webforms|extranet|portail|intranet|workflow|batch|alertes|envoi auto|auto envoi|auto confirm|mail auto|message auto|submission|submissions|wordpress|phpmailer|www data|mailer daemon|mail daemon|maildaemon"""
# Words that are surnames and usual words too: the whole local part, or nothing.
_WHOLE = """
    abuse|hostmaster|webmaster|root|nobody|noc|spam|daemon|cron|apache|nginx|www|bot|fax|auto
    |alert|alerts|alerte|alertes|news|no|postmaster|site|siteweb|web|website|form|forms|internet"""
# What sends reports of delivery.
_MAIL_SYSTEMS = """
    mailer daemon|mail daemon|mailerdaemon|postmaster|post master|postmast|mmdf|uucp|mdaemon
    |mailsystem|mail system|noreply dmarc|mailadmin|maildelivery|mail delivery
    |delivery status|system administrator|mailservice|smtp mail service|e smtp mail service"""
# Exchange adds a number to its own name.
_EXCHANGE = "microsoftexchange"
# Those who run a list (RFC 2142).
_LISTS = re.compile(r"owner-.+|.+-owner|.+-request")
_NOT_LETTERS = re.compile(r"[^a-z]+")


def _either(table: str) -> str:
    """A pattern for the phrases of a table, their words together or apart."""
    phrases = (word.strip() for word in table.replace("\n", " ").split("|"))
    return "|".join(" ".join(phrase.split()).replace(" ", " ?") for phrase in phrases)


# What says « no reply » says it glued to other words as well: `extranetnoreply`, `noreplyfr`.
_MACHINE = re.compile(
    rf"\b(?:{_either(_UNREAD)})|(?:{_either(_UNREAD.replace(' ', ''))})\b"
    rf"|\b(?:{_either(_FUNCTIONS)})\b|\A(?:{_either(_WHOLE)})\Z"
)
_MAIL_SYSTEM = re.compile(rf"(?:{_either(_MAIL_SYSTEMS)})|{_EXCHANGE}\b.*")


def is_machine(address: str) -> bool:
    """An address that a program writes from, or that says that nobody reads it."""
    local = _local(address)
    return bool(_LISTS.fullmatch(local) or _MACHINE.search(_words(local)))


def is_mail_system(address: str) -> bool:
    """An address from which mail systems tell of deliveries."""
    return _MAIL_SYSTEM.fullmatch(_words(_local(address))) is not None


def _local(address: str) -> str:
    """The local part in plain small letters, or all there is where no domain follows."""
    plain = unicodedata.normalize("NFKC", address).strip().casefold()
    return plain.rpartition("@")[0] or plain


def _words(local: str) -> str:
    """The words of a local part: what stands between dots, dashes, digits and the like."""
    letters = unicodedata.normalize("NFD", local)
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _NOT_LETTERS.sub(" ", bare).strip()
