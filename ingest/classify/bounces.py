"""Delivery reports: mail that reports a letter as not delivered, and the addresses it names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.classify.kinds import Bounce
from ingest.forward.unwrap import first_prefix
from ingest.mime.identity import domain_of, is_address
from ingest.mime.mail import Mail
from ingest.text.lines import caseless
from models.base.addresses import is_mail_system

# From here to `_TECHNICAL` patterns are in small letters, for caseless text.
_SYSTEM_NAME = re.compile(
    r"mail delivery (?:sub)?system|mail administrator|mail(?:er)?[- ]?daemon|system administrator"
    r"|delivery (?:system|service)|postmaster|mail system|administrateur (?:syst|de messag)"
)
_SUBJECT = re.compile(
    r"undeliver|returned mail|delivery[- ](?:status|failure|report|notification|problem|error|has failed)"
    r"|mail(?: delivery| system)? (?:error|fail)|failure notice|delivery (?:to .{0,60} )?(?:has )?(?:been )?(?:failed|delayed)"
    r"|(?:could|can) ?not (?:be )?deliver|not delivered|message (?:delivery|status)|non[- ](?:remis|distribu)|non-?deliver"
    r"|undelivered|unzustellbar|rejected mail|returning message|mail could not|warning: (?:could not|message)"
    r"|(?:notification|rapport) d['’]état de remise|échec de (?:la )?(?:remise|distribution)|remise (?:retardée|impossible)"
    r"|non distribué|non remis|mail failure|delivery failure|failed (?:mail|delivery)|bounce|status notification"
    r"|returned to sender|return(?:ed)?:? (?:user|host) unknown|user unknown|mail undelivered|unable to deliver"
    r"|benachrichtung|zustellstatus|rückläufer|nicht zugestellt|notificación de estado|no se pudo entregar"
    r"|consegna|mancato recapito|avviso di mancata|недостав|エラー|宛先不明|配信|delivery failed|rejected"
)
_BODY = re.compile(
    r"\b[45]\.\d{1,3}\.\d{1,3}\b|\b(?:421|45\d|55[0-4])[ -]|user unknown|unknown user|no such user"
    r"|mailbox (?:is )?(?:full|unavailable|not found)|could not be delivered|couldn't be delivered|undeliverable"
    r"|did not reach|was not delivered|not be(?:en)? delivered|delivery (?:has )?failed|failed to deliver|unable to deliver"
    r"|permanent (?:fatal )?error|fatal error|unrecoverable|recipient(?:s)? (?:address )?(?:was |is |were )?(?:rejected|unknown|refused|not)"
    r"|over ?quota|exceeded .{0,30}quota|address(?:es)? (?:not found|had|failed|doesn)|does(?: not|n't) exist|invalid recipient"
    r"|adresse (?:inconnue|introuvable|n['’]existe)|utilisateur inconnu|boîte .{0,40}pleine|n['’]a pas pu être (?:remis|distribu|délivr)"
    r"|could not deliver|cannot be delivered|has been delayed|still being retried|unable to (?:send|relay)|host unknown"
    r"|returned to (?:you|sender)|message (?:was )?(?:rejected|blocked|bounced)|mail delivery|not our customer|disabled|rejected"
    r"|no longer (?:works|valid|available|in use)|is not (?:a )?(?:known|valid)|not (?:listed|known) |not accept|following (?:address|recipient)"
)
# Words of mail systems that no customer writes under a subject about delivery.
_TECHNICAL = re.compile(
    r"smtp error|rcpt to:|non-delivery report|failed recipients?\b|remote host said|diagnostic[- ]code"
    r"|reporting-mta|\b5\d\d[ -]5\.\d\.\d|action: failed|returned mail follows|the following address(?:es)? had"
    r"|returned message|original message follows|message headers follow|transcript of session"
)
_DELAYED = re.compile(
    r"(?i)will be retried|will (?:be )?(?:continue|keep) (?:to )?(?:try|retr)|still (?:being )?(?:trying|retried)|(?:message|delivery|mail) (?:is |has been |was |to .{0,80} has been )?delayed"
    r"|no action is required on your part|not yet been delivered|do not need to resend|this is (?:only )?a warning|warning message only|delivery attempts will continue"
    r"|you do not need to|deferred|remise (?:différée|retardée|incomplète)|sera retenté|réessaiera|problème temporaire"
    r"|n['’]a pas encore (?:pu être |été )(?:remis|distribu|délivr)|nouvelles? tentatives?"
)
_ADDRESS = r"[\w!#$%&'*+/=?^`{|}~.-]{1,64}@[A-Za-z0-9][\w-]{0,62}(?:\.[\w-]{1,63}){0,8}"
_ANY = re.compile(_ADDRESS)
# What a standard report may state and no mail program would let anybody write to.
_ODD = re.compile(
    r"(?:\"[^\"\s]{1,64}\"|[^\s<>;,:\"@]{1,64})@[A-Za-z0-9][\w-]{0,62}(?:\.[\w-]{1,63}){1,8}"
)
# The first list servers and AOL give the local part alone.
_LOCAL_ALONE = re.compile(
    r"(?i)following recipients?\b[^:]{0,200}:\s{0,20}\n?[ \t]{1,20}([\w.+-]{2,64})[ \t]*$",
    re.MULTILINE,
)
# sendmail says which address we wrote to beside the one it led to.
_EXPANDED = re.compile(rf"(?i)\(expanded from:\s{{1,20}}<?({_ADDRESS})")
# Who wrote is not who was written to.
_WRITER = re.compile(rf"(?i)(?<!ed )\b(?:from|de la part de)\s{{1,3}}<?({_ADDRESS})")
# Where reports written for people put the address, surest first.
_PLACES = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        rf"^\s*(?:final|original)-recipient\s*:\s*(?:rfc822|utf-8|x-[\w-]+)?\s*;?\s*<?({_ADDRESS})",
        rf"^\s*x-failed-recipients?\s*:\s*({_ADDRESS})",
        rf"^\s*<({_ADDRESS})>\s*(?::|\(|\n|\.\.\.|-|,)",
        rf"^\s*({_ADDRESS})\s*(?:\n\s+|:\s|\(reason|\.\.\.)",
        rf"^\s*<?({_ADDRESS})>?\s*$",
        rf"(?:rcpt to|recipient|user|destinataire|adresse|destiné à|remise à|delivered to|address|account|mailbox|sent to)\b[\s:=<\"'(\[]{{1,6}}({_ADDRESS})",
        rf"<({_ADDRESS})>\s*[^\n]{{0,40}}(?:unknown|not|fail|reject|full|invalid|disabled|exceed|unavailable)",
        rf"^\s*(?:to|pour|à|an)\s*:\s*[^\n]{{0,60}}?<?({_ADDRESS})",
    )
)
_COPY = re.compile(
    r"(?i)original (?:message|mail)|copy of (?:the|your) message|returned (?:mail|message)"
    r"|message (?:headers|details)|unsent message|message d['’]origine"
)
_MAX_TEXT = 60_000


def is_system_sender(name: str, email: str) -> bool:
    """A mail system, by its address or its name."""
    return is_mail_system(email) or bool(_SYSTEM_NAME.search(caseless(name)))


def delivery_actions(mail: Mail) -> set[str]:
    """Actions that a delivery report states: failed, delayed, delivered..."""
    return {
        block["action"].split()[0].strip(";(,").lower()
        for block in mail.reports
        if block.get("action")
    }


def looks_like_bounce(mail: Mail, name: str, email: str, text: str) -> bool:
    """A report without the standard form: who sends it and how it speaks."""
    headers = mail.headers
    if "x-failed-recipients" in headers:
        return True
    if _is_daemon(email):
        return True
    subject = bool(_SUBJECT.search(caseless(headers.get("subject"))))
    if is_system_sender(name, email):
        return subject or describes_failure(text)
    # The text is searched last: every letter of every customer comes by here.
    if (headers.get("return-path") or "-").replace(" ", "") == "<>":
        return describes_failure(text) and not _is_vacation(mail)
    # A person who passes a failure on, or answers one, says so before its subject.
    if not subject or first_prefix(headers.get("subject")):
        return False
    return bool(_TECHNICAL.search(caseless(text[:_MAX_TEXT])))


def describes_failure(text: str) -> bool:
    """The text describes a failed delivery as mail systems do."""
    return bool(_BODY.search(caseless(text[:_MAX_TEXT])))


def is_notification(text: str) -> bool:
    """A sending service's machine-readable notice of a bounce."""
    # Few letters hold so many quotation marks.
    return text.count('"', 0, 2_000) >= 4 and (
        '"notificationType":"Bounce"' in re.sub(r"[\s\\]", "", text[:2_000])
    )


def _is_daemon(email: str) -> bool:
    return (
        email.lower().startswith(("mailer-daemon@", "mailer_daemon@"))
        or email.lower() == "mailer-daemon"
    )


def _is_vacation(mail: Mail) -> bool:
    return "auto-replied" in mail.headers.get("auto-submitted").lower()


def bounce_of(mail: Mail, text: str) -> Bounce:
    """The addresses that the report names, and whether it is final."""
    stated = [block for block in mail.reports if _recipients(block)]
    actions = delivery_actions(mail)
    if stated:
        failed = [
            block
            for block in stated
            if block.get("action", "failed")
            .lower()
            .startswith(("fail", "undeliver", "bounce"))
        ]
        chosen = failed or stated
        recipients = tuple(
            dict.fromkeys(found for block in chosen for found in _recipients(block))
        )
        temporary = not failed and bool(actions & {"delayed", "deferred", "delay"})
        return Bounce(not temporary, recipients)
    text = text[:_MAX_TEXT]
    return Bounce(
        not (actions <= {"delayed"} and actions) and not _is_delay(mail, text),
        tuple(_read_recipients(mail, text)),
    )


def _is_delay(mail: Mail, text: str) -> bool:
    subject = mail.headers.get("subject").lower()
    if any(word in subject for word in ("delayed", "(delay)", "warning", "retard")):
        return True
    return bool(_DELAYED.search(text[:4_000]))


def _recipients(block: dict[str, str]) -> list[str]:
    """Original before final: it is the address we wrote to; the final may differ.

    The actual one is the target of an alias, which nobody here wrote to.
    """
    found = _find_addresses(block, "original-recipient", "final-recipient")
    return found or _find_addresses(block, "x-actual-recipient")


def _find_addresses(block: dict[str, str], *names: str) -> list[str]:
    found = (_address_of(block.get(name, "")) for name in names)
    return [address for address in found if address]


def _address_of(value: str) -> str:
    """The address of a report's field, however odd: `rfc822; "a..b"@c.example`."""
    value = value.partition(";")[2] or value
    plain = _ANY.search(value)
    if plain and is_address(plain[0].lstrip(".'")):
        return plain[0].lower()
    odd = _ODD.search(value)
    return odd[0].lower() if odd else ""


def _read_recipients(mail: Mail, text: str) -> list[str]:
    failed = mail.headers.get("x-failed-recipients")
    if failed:
        return [address.lower() for address in _ANY.findall(failed)[:50]]
    unwanted = {address.lower() for address in _ANY.findall(mail.headers.get("from"))}
    for place in _PLACES:
        found = [
            address
            for raw in place.findall(text)[:50]
            if is_address(address := raw.lower()) and _is_candidate(address, unwanted)
        ]
        if found:
            expanded = [raw.lower() for raw in _EXPANDED.findall(text)[:50]]
            return list(dict.fromkeys((*found, *expanded)))
    if bare := _LOCAL_ALONE.search(text):
        domain = domain_of(next(iter(unwanted), ""))
        return [f"{bare[1]}@{domain}".lower()] if domain else []
    unwanted |= _addressees(mail) | {raw.lower() for raw in _WRITER.findall(text)[:50]}
    return _first_addresses(text, unwanted) or [*_addressees_of_copy(mail)]


def _first_addresses(text: str, unwanted: set[str]) -> list[str]:
    """The first addresses of the report's own words: the letter itself comes after."""
    own = _COPY.split(text[:4_000], maxsplit=1)[0]
    found = [raw.lower() for raw in _ANY.findall(own)]
    candidates = (raw for raw in found if _is_candidate(raw, unwanted))
    return list(dict.fromkeys(candidates))[:3]


def _addressees(mail: Mail) -> set[str]:
    return {address.lower() for address in _ANY.findall(mail.headers.get("to"))}


def _is_candidate(address: str, unwanted: set[str]) -> bool:
    return (
        address not in unwanted
        and not is_mail_system(address)
        and "." in domain_of(address)
    )


def _addressees_of_copy(mail: Mail) -> Iterator[str]:
    """The addressees in the returned copy of the letter."""
    for headers in (
        mail.returned_headers,
        *(inner.mail.headers for inner in mail.enclosed),
    ):
        found = _ANY.findall(headers.get("to"))
        if found:
            yield from (address.lower() for address in found[:50])
            return


# A letter returned as plain text still bears its header lines.
_ID_LINE = re.compile(r"(?im)^message-id:[ \t]{0,8}(<[^<>\s]{1,250}>)")


def find_returned_ids(mail: Mail, text: str) -> tuple[str, ...]:
    """The Message-IDs of the letters a report gives back, however it encloses them."""
    inside = (inner.mail.headers for inner in mail.enclosed)
    headers = (mail.returned_headers, *inside)
    found = [fields.get("message-id").strip() for fields in headers]
    found += _ID_LINE.findall(text[:100_000])
    return tuple(dict.fromkeys(filter(None, found)))
