"""Addresses that nobody reads, known by the words of their local part.

The one table that whoever reads, holds or sends mail asks. A customer may be called like one of
these words: an address alone never makes a mail vanish, it makes its acknowledgement wait.
"""

from __future__ import annotations

import re
import unicodedata

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
    phrases = (one.strip() for one in table.replace("\n", " ").split("|"))
    return "|".join(" ".join(one.split()).replace(" ", " ?") for one in phrases)


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
    bare = "".join(one for one in letters if not unicodedata.combining(one))
    return _NOT_LETTERS.sub(" ", bare).strip()
