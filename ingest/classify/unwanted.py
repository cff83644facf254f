"""Mail sent to many and mail that filters call spam: marks, weighed against the words.

A mark alone never makes a mail ignored: a filter errs, sales tools let the reader of a single
mail leave their list, a customer may write of a newsletter. What a person may have written
(`ingest.classify.personal`) opens a draft whose acknowledgement waits.
"""

from __future__ import annotations

import re

from ingest.classify.groups import Closeness, closeness
from ingest.classify.personal import weigh_letter
from ingest.classify.rules import Case
from ingest.mime.auth_results import host_of, names_of_provider
from ingest.mime.mail import Headers
from ingest.text.lines import caseless
from models.base.folding import fold_text

_LIST_HEADERS = (
    "list-id", "list-unsubscribe", "list-post", "list-owner", "list-subscribe", "list-help",
    "list-archive", "x-mlserver", "x-beenthere", "mailing-list",
)  # fmt: skip
_LEAVING = "list-unsubscribe"
_BULK = {"bulk", "junk", "list"}

# Marks of filters for spam: SpamAssassin, Exchange's level, its verdict, OVH, Vade.
_FILTERS = (
    ("x-spam-status", re.compile(r"(?i)\s*yes\b")),
    ("x-ms-exchange-organization-scl", re.compile(r"\s*[5-9]\b")),
    ("x-forefront-antispam-report", re.compile(r"(?i).*\bSFV:(?:SPM|SKB|SKS|BLK)\b")),
    ("x-microsoft-antispam", re.compile(r"(?i).*\bSCL:[5-9]\b")),
    ("x-ovh-spam-status", re.compile(r"(?i)\s*spam\b")),
    ("x-vr-spamstate", re.compile(r"(?i)\s*spam\b")),
    ("x-spam", re.compile(r"(?i)\s*yes\b")),
)
# Headers that sending services put into each of their mails.
_SENDING = ("feedback-id", "x-csa-complaints", "x-mailgun-sid", "x-mj-mid", "x-sib-id",
            "x-sg-eid", "x-campaign", "x-campaignid", "x-mailjet-campaign", "x-job")  # fmt: skip
# The foot of a newsletter, in small letters.
_LEAVE = re.compile(
    r"désabonn|désinscri|se désinscrire|unsubscribe|ne (?:souhaitez plus|plus) recevoir"
    r"|version en ligne|dans votre navigateur|view (?:this|it) in (?:your )?browser"
)
_FOOT = 1_500
# Names of mailboxes from which one writes to all customers at once.
_MANY = re.compile(
    r"(?:.*[._+-])?(?:newsletters?|news|lettre|info(?:s|lettre)?|promo(?:tion)?s?|offres?|marketing|communication"
    r"|actu(?:alites?)?|campagnes?|mailing|evenements?|events?)(?:[._+-].*)?@"
)
_LINK = re.compile(r"https?://|<a\s[^>]*href", re.IGNORECASE)
_MANY_LINKS = 5
# Words that a filter writes before the subject.
_TAGGED = re.compile(
    r"(?i)\W*(?:(?:probable|possible|suspected|suspicion de|potential) )?(?:spam|pourriel|ind[ée]sirable|junk)\??\s*[\]*}:)>-]"
)
# Words of those who sell to strangers or cheat them, in folded text.
_PITCH = re.compile(
    r"\bseo\b|referencement|backlinks?|page (?:de |d'accueil )?google|\bleads?\b|fichiers? (?:de )?prospects|prospection"
    r"|bitcoin|crypto|casino|viagra|cialis|loterie|heritage de \d|transfert de fonds|vous avez gagne"
    r"|cheque cadeau|carte cadeau|votre colis|compte (?:sera|a ete|est) (?:suspendu|bloque|limite)|offre (?:exclusive|limitee|speciale|de pret|de credit)"
    r"|essai gratuit|demo(?:nstration)? gratuite|audit gratuit|cliquez (?:ici|sur le lien)|click here|free trial|lottery|inheritance"
    r"|\bcpf\b|compte (?:personnel de )?formation|pompe a chaleur|panneaux (?:solaires|photo)|felicitations|gagnants?\b|boostez|doublez|rendement garanti"
    r"|pret (?:personnel|rapide)|credit (?:rapide|facile|sans justificatif)|millions? (?:de |d')?(?:dollars|euros|usd)|pharmac(?:ie en ligne|y)"
    r"|(?:montres?|sacs?) (?:de luxe|repliques?)|make money|earn (?:money|\$)|business proposal|prise de rendez-vous gratuite"
    r"|profitez|remise de \d|meilleurs? prix|prix imbattables?|sans ordonnance|pret entre particuliers"
    r"|notre (?:solution|logiciel|plateforme|agence) (?:vous |permet)|nos solutions"
)
_GRIEVED, _SURELY = 2, 3
_READ = 20_000
# Enclosed mails whose words are read: a filter wraps mail that it suspects.
_MAX_ENCLOSED = 3


def is_list(case: Case) -> bool:
    """Sent to many: a mailing list or a newsletter, not the house's own group, nor a letter."""
    headers = case.headers
    if not is_marked(headers):
        return False
    group = closeness(headers, case.recipients, case.own_addresses)
    sender = case.sender.email if case.sender else ""
    return is_sent_to_many(headers, sender, _words(case), case.mail.html, group)


def has_list_marks(case: Case) -> bool:
    """Any mark of a list or of bulk mail, the house's own groups' as well."""
    names = case.headers.names()
    return is_marked(case.headers) or any(name.startswith("list-") for name in names)


def is_spam(case: Case) -> bool:
    """A filter marked it as spam, and nothing in it speaks for a person."""
    return is_unwanted(case.headers, _words(case))


def may_be_spam(case: Case) -> bool:
    """A filter on the way marked it as spam."""
    return is_flagged(case.headers) or is_filtered(case.headers)


def may_sell(case: Case) -> bool:
    """It reads as an offer to strangers."""
    return is_pitch(case.headers.get("subject"), case.text)


def may_be_newsletter(case: Case) -> bool:
    """It lets its reader leave a list."""
    return may_be_sent_to_many(case.headers, case.text)


def _words(case: Case) -> str:
    inside = (inner.mail.plain for inner in case.mail.enclosed[:_MAX_ENCLOSED])
    return "\n\n".join((case.text, *inside))


def is_filtered(headers: Headers) -> bool:
    """A filter on the way marked it as spam, in a header or before the subject."""
    if _TAGGED.match(headers.get("subject")):
        return True
    return any(
        name in headers and pattern.match(headers.get(name))
        for name, pattern in _FILTERS
    )


def may_be_sent_to_many(headers: Headers, text: str) -> bool:
    """A sending service's mark with the foot of a newsletter, or a foot that is plain enough."""
    found = set(_LEAVE.findall(caseless(text[-_FOOT:])))
    return len(found) > 1 or bool(found and any(name in headers for name in _SENDING))


def is_marked(headers: Headers) -> bool:
    """A header of a list or of bulk mail."""
    return is_precedence_bulk(headers) or any(name in headers for name in _LIST_HEADERS)


def is_precedence_bulk(headers: Headers) -> bool:
    """`Precedence: bulk`, `junk` or `list`."""
    return headers.get("precedence").lower() in _BULK


def is_sent_to_many(
    headers: Headers, sender: str, text: str, html: str, group: Closeness
) -> bool:
    """A marked mail is a list's or a newsletter's, and no person's letter to the house."""
    if group is Closeness.OWN:
        return False
    is_newsletter = looks_like_newsletter(headers, sender, text, html)
    others = [name for name in _LIST_HEADERS if name in headers and name != _LEAVING]
    if not (is_newsletter or others or is_precedence_bulk(headers)):
        # List-Unsubscribe alone, which sales tools and groups put on a person's mail.
        return False
    return weigh_letter(headers.get("subject"), text) < (
        _SURELY if is_newsletter else _GRIEVED
    )


def looks_like_newsletter(headers: Headers, sender: str, text: str, html: str) -> bool:
    """The sender's name, the foot, the links or a sending service are a newsletter's."""
    return (
        bool(_MANY.match(sender.lower()))
        or any(name in headers for name in _SENDING)
        or bool(_LEAVE.search(caseless(text[-_FOOT:])))
        or len(_LINK.findall(f"{text}\n{html}"[:_READ])) >= _MANY_LINKS
    )


def is_unwanted(headers: Headers, text: str) -> bool:
    """A filter marked it as spam, and nothing in the mail speaks for a person.

    The provider's own flag falls before a grievance; another's flag, which came with the mail,
    falls before any sign of a letter and counts only where the mail tries to sell or to lead away.
    """
    subject = headers.get("subject")
    flagged = is_flagged(headers)
    if not (flagged or is_filtered(headers)):
        return False
    weight = weigh_letter(subject, text)
    if flagged and is_of_provider(headers):
        return weight < _GRIEVED
    return not weight and (bool(_LINK.search(text)) or is_pitch(subject, text))


def is_flagged(headers: Headers) -> bool:
    """`X-Spam-Flag: yes`, from any filter."""
    return headers.get("x-spam-flag").strip().lower() == "yes"


def is_of_provider(headers: Headers) -> bool:
    """The flag stands above the provider's own Received, or its checker names that very host."""
    if "x-spam-flag" in names_of_provider(headers.order):
        return True
    host = host_of(headers.get("received"))
    return bool(host) and host in headers.get("x-spam-checker-version").lower()


def is_pitch(subject: str, text: str) -> bool:
    """Words of those who sell to strangers or cheat them, and no grievance."""
    words = fold_text(f"{subject}\n{text[:_READ]}")
    return bool(_PITCH.search(words)) and weigh_letter(subject, text) < _GRIEVED
