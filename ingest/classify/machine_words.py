"""Words by which machines own up: absence notices, read receipts, unread addresses, other desks.

No header gives these mails away, and customers write such words too: « Absence de réponse », « En
congé maladie », a letter that « a été lue » and never answered. A person's mail must never be taken
for a machine's: a subject is never enough by itself, words between quotation marks count for
nothing, and words of grievance make a mail a person's. Absences and receipts are ignored; an unread
address or another desk's acknowledgement makes an acknowledgement wait for a person.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.forward.reply import trim
from ingest.mime.mail import Headers
from ingest.text.lines import caseless
from models.base.folding import fold, fold_lines

# Labels that assistants put before the subject they answer.
_LABEL = re.compile(
    r"(?i)\s*\[?(?:"
    r"r[ée]ponse automatique|message automatique|notification automatique"
    r"|absence du bureau|(?:message|notification|avis) d['’]absence"
    r"|accusé de réception automatique|ceci est un message automatique"
    r"|auto(?:matic|mated)?[- ]?(?:response|reply|responder)"
    r"|out[- ]of[- ](?:the[- ])?office(?: (?:auto)?reply)?|vacation (?:reply|message|response)"
    r"|automatische antwort|abwesenheit(?:snotiz|smeldung|snachricht)?|automatisch antwoord"
    r"|afwezigheid(?:sbericht)?|respuesta automática|fuera de (?:la )?oficina"
    r"|risposta automatica|fuori (?:sede|ufficio)|resposta automática|fora do escritório"
    r"|autosvar|automatisk svar|frånvaro(?:meddelande)?|poissa(?:oloviesti)?"
    r"|odpowiedź automatyczna|automatyczna odpowiedź|automatická odpověď"
    r"|自动回复|自動返信|不在)(?:\]|\s*(?:[:：(\[–—-]|re\s?:|\Z))"
)
# Subjects that an absent person may give the notice, and a customer the complaint.
_TOPIC = re.compile(
    r"(?i)\s*(?:re\s?:\s*)?(?:absen(?:te?|ces?)\b|congés?\b|indisponib|fermeture\b|fermé\b|auto\s?:"
    r"|(?:je suis |actuellement |nous sommes )?(?:absente?|en congés?|en vacances|indisponible|en déplacement)\b"
    r"|away\b|ooo\b|(?:i am |i'm )?(?:on|out) (?:of|annual|vacation|leave|holiday)\b|annual leave"
    r"|abwesend|ausen(?:cia|te)|ausência|afwezig)"
)
# Up to `_MAX_RECEIPT` patterns are in small letters, for caseless text.
_AWAY = re.compile(
    r"\b(?:je suis|je serai|nous sommes|nous serons|suis actuellement|étant)\b[^.\n]{0,40}?"
    r"\b(?:absente?s?|en congés?|en vacances|en déplacement|indisponibles?|hors du bureau)\b"
    r"|absente?(?:\(e\))? (?:du|jusqu|pour)|\bde retour\b|à (?:mon|notre) retour"
    r"|\b(?:bureaux?|cabinet|agence|étude|service|locaux)\b[^.\n]{0,30}\bferm(?:és?|ées?|eront)\b"
    r"|out of (?:the |my )?office|on (?:annual |sick |parental |maternity )?(?:leave|vacation|holiday)"
    r"|\ben cong(?:é|e)s?\b[^.\n]{0,30}\bjusqu|\ben arrêt (?:maladie|de travail)\b|\bretour (?:prévu|le \d)"
    r"|\bne (?:fais|fait|travaille)s? plus (?:partie|dans|au sein|chez)|\ba quitté (?:la société|l['’]entreprise|ses fonctions)"
    r"|no longer (?:with|works?|employed)|nicht mehr (?:im|für|bei)\b"
    r"|away (?:from|until)|nicht im (?:büro|buero|haus|office)|abwesend|fuera de la oficina|ausente"
    r"|fuori (?:ufficio|sede)|afwezig|fora do escritório|nieobecn|nie ma mnie"
)
_MACHINE = re.compile(
    r"(?:message|réponse|mail|courriel) automatique|automatic(?:ally)? (?:reply|response|generated|message)"
    r"|pas répondre à ce|(?:do not|don't) reply|bien reçu votre (?:message|mail|e-?mail|courriel|demande)"
    r"|accus(?:ons|e) (?:bonne )?réception de votre|received your (?:message|e-?mail)"
)
GRIEVANCE = re.compile(
    r"réclam|contest|rembours|sinistre|indemni|plain(?:te|s)|mécontent|inadmissible|inacceptable"
    r"|litige|refus|préjudice|résili|complain|refund|\bclaim|beschwer|queja|reclam"
)
_MAX_OWN, _MAX_ABSENCE = 800, 500


def _says(pattern: re.Pattern[str], text: str) -> bool:
    return bool(pattern.search(caseless(text)))


def is_absence_notice(subject: str, text: str, *, has_files: bool) -> bool:
    """The subject is a notice's, and so are the words under it."""
    if _LABEL.match(subject):
        own = _beginning(text)
        is_automatic = _says(_AWAY, own) or _says(_MACHINE, own)
        return is_automatic or not _says(GRIEVANCE, own)
    if has_files or not _TOPIC.match(subject):
        return False
    own = _beginning(text)
    is_brief = len(own) <= _MAX_ABSENCE and not _says(GRIEVANCE, own)
    return is_brief and _says(_AWAY, own)


def may_be_automatic(subject: str, text: str) -> bool:
    """The mail may be a machine's: too little to ignore it, too much to answer it unseen."""
    is_brief = len(text) <= _MAX_ABSENCE and not _says(GRIEVANCE, text)
    if is_brief and _says(_AWAY, text):
        return True
    is_announced = _LABEL.match(subject) or _TOPIC.match(subject)
    return bool(is_announced and _says(_AWAY, _beginning(text)))


def _beginning(text: str) -> str:
    """The beginning of the sender's own words, without the mail that they answer."""
    return trim(text).own[:_MAX_OWN]


_RECEIPT_SUBJECT = re.compile(
    r"(?i)\s*(?:non |not )?(?:lue?|read|gelesen|ungelesen|leído|letto|lido|gelezen)\s?:"
    r"|\s*(?:accusé|confirmation) de lecture\b|\s*(?:read|return) receipt\b|\s*lesebestätigung\b"
)
_RECEIPT_WORDS = re.compile(
    r"\ba été lu[e]? le\b|supprimé sans (?:avoir été|être) lu|a été (?:affiché|ouvert)\b"
    r"|\bwas read on\b|\bdeleted without being read\b|receipt (?:for|verifies)|was displayed"
    r"|accusé de réception (?:pour|indique)|wurde (?:am .{0,40})?gelesen|ungelesen gelöscht"
    r"|fue leído|è stato letto|foi lida?|is gelezen"
)
# Subject and addresses of the letter that was read: they may be those of complaints.
_RECEIPT_QUOTES = re.compile(
    r"(?m)^[ \t>*]*(?:objet|sujet|subject|betreff|asunto|oggetto|assunto|onderwerp)\s?:.*$"
    r"|\S+@\S+"
)
_MAX_RECEIPT = 1_000


def is_plain_receipt(subject: str, text: str) -> bool:
    """A mail program reports that a letter was opened or deleted, in words of its own."""
    if len(text) > _MAX_RECEIPT or not _RECEIPT_SUBJECT.match(subject):
        return False
    words = _RECEIPT_QUOTES.sub("", caseless(text))
    return bool(_RECEIPT_WORDS.search(words)) and not GRIEVANCE.search(words)


# All patterns are for folded text: small letters, no accents, straight apostrophes.
_MAIL_FR = r"(?:message|mail|e-?mail|courriel|courrier(?: electronique)?|avis|envoi|notification|reponse)"
_MAIL_EN = r"(?:message|mail|e-?mail|notification|response|reply|notice)"
_MAIL_DE = r"(?:nachricht|e-?mail|mail|antwort|benachrichtigung)"
_MAIL_ES = r"(?:mensaje|correo(?: electronico)?|e-?mail|respuesta|notificacion)"
_MAIL_IT = r"(?:messaggio|e-?mail|mail|risposta|notifica|comunicazione)"
_MAIL_PT = r"(?:mensagem|e-?mail|resposta|notificacao)"
_MAIL_NL = r"(?:bericht|e-?mail|mail|antwoord|melding)"
_UNREAD = (
    rf"(?:ceci|il s'agit|c'est) (?:est )?(?:d'|un |une )?{_MAIL_FR} (?:\w+ ){{0,2}}automati",
    rf"(?:ce|cet|cette|le present) {_MAIL_FR} (?:vous )?(?:a ete|est) (?:\w+ ){{0,3}}(?:automati|par un (?:automate|robot|systeme))",
    rf"{_MAIL_FR} (?:automatique|genere automatiquement|envoye automatiquement)\b\W{{0,3}}(?:\Z|\n|[-.,;:)\]]|ne pas|merci|veuillez)",
    r"(?:merci|priere|veuillez|nous vous (?:prions|remercions|demandons|invitons)|svp|s'il vous plait)\W+(?:de |a )?(?:bien vouloir )?ne pas"
    rf" (?:y )?(?:repondre|utiliser la fonction)(?: directement)?(?: (?:a|au) (?:ce|cet|cette|present)? ?{_MAIL_FR}| a cette adresse|\W*(?:\Z|\n)|[.,;!)\]])",
    rf"ne (?:pas repondre|repondez pas)(?: directement)?(?:\W*\Z|[.!;)\]\n]| (?:a|au) (?:ce|cet|cette|present) ?(?:{_MAIL_FR}|adresse))",
    r"(?:cette|la presente) (?:boite|adresse|messagerie)(?: [\w@.'-]+){0,5}? (?:n'est pas|n'est jamais|ne permet pas|ne peut pas|est reservee a l'envoi|ne recoit)",
    r"(?:aucune reponse|(?:les|vos|toutes les) (?:reponses?|messages?))(?: [\w'-]+){0,8}? (?:ne (?:sera|seront|sont|peu)\w*|n'est)(?: pas)? (?:pas )?(?:lu|trait|consult|etre)",
    rf"votre {_MAIL_FR} ne (?:sera|peut etre) (?:pas|ni) (?:lue?|traitee?|transmis)",
    rf"this is an? (?:\w+[ -]){{0,2}}(?:automat|auto-?|system|computer|no-?reply|unmonitored)\w*[ -](?:\w+ )?{_MAIL_EN}",
    rf"this {_MAIL_EN} (?:was|is|has been) (?:being )?(?:\w+ ){{0,2}}(?:auto|from an unmonitored|by an automated)",
    rf"(?:please,? )?(?:do not|don't) (?:reply|respond|answer)(?:\W*\Z|[.!;\n]| (?:directly )?to (?:this|the) {_MAIL_EN})",
    r"(?:replies|responses|answers)(?: \w+){0,5} (?:are|will) not (?:be )?(?:read|monitored|answered|delivered|received)",
    r"this (?:mailbox|inbox|e-?mail address|address|account) (?:is|cannot|does)(?: \w+)?(?: not)? (?:monitored|unmonitored|unattended|receive|read)",
    rf"(?:dies|diese|dieses) (?:ist )?(?:eine? )?(?:{_MAIL_DE} )?(?:wurde |wird )?(?:\w+ )?automatisch\w*(?: \w+)? ?(?:{_MAIL_DE}|generiert|erstellt|erzeugt|versandt|gesendet|verschickt)",
    rf"bitte (?:antworten sie )?nicht (?:direkt )?(?:auf (?:diese|dieses|die) {_MAIL_DE}|antworten)",
    rf"(?:antworten|rueckantworten) (?:auf|an) (?:diese|dieses) (?:{_MAIL_DE}|adresse) (?:werden|koennen|konnen)(?: \w+)? nicht",
    rf"(?:este|esta|es) (?:es )?(?:un |una )?(?:{_MAIL_ES}) (?:\w+ ){{0,4}}automatic",
    rf"(?:por favor,? )?(?:se ruega )?no (?:responda|conteste|responder|contestar|respondas|contestes)(?: directamente)?(?:\W*\Z|[.!;\n]| (?:a )?(?:este|esta|al presente) {_MAIL_ES})",
    rf"(?:questo|questa|quest'|la presente|il presente) ?(?:e )?(?:un |una )?(?:{_MAIL_IT}) (?:\w+ ){{0,4}}automatic",
    rf"(?:questo|questa) e (?:un |una )(?:{_MAIL_IT}) (?:\w+ ){{0,2}}automatic",
    rf"(?:si prega di |la preghiamo di |preghiamo di |per favore,? )?non (?:risponda|rispondere|rispondete)(?: direttamente)?(?:\W*\Z|[.!;\n]| (?:a )?(?:questo|questa|quest'|al presente|alla presente) ?{_MAIL_IT})",
    rf"(?:esta|este) (?:e )?(?:uma |um )?(?:{_MAIL_PT}) (?:\w+ ){{0,4}}automatic",
    rf"(?:por favor,? )?nao (?:responda|respondam|responder|respondas)(?:\W*\Z|[.!;\n]| (?:a )?(?:este|esta|a este|a esta|ao presente) {_MAIL_PT})",
    rf"(?:dit|deze|dat) (?:is )?(?:een )?(?:{_MAIL_NL} )?(?:is |werd |wordt )?(?:\w+ )?automatisch\w*(?: \w+)? ?(?:{_MAIL_NL}|gegenereerd|verzonden|verstuurd|aangemaakt)",
    rf"(?:gelieve|u kunt|u kan|je kunt|kunt u|svp|aub)?\W?(?:niet (?:te )?(?:antwoorden|reageren|beantwoorden) op (?:dit|deze) {_MAIL_NL}"
    rf"|(?:beantwoord|antwoord|reageer) (?:dit|deze|niet op (?:dit|deze)) {_MAIL_NL}(?: niet)?|op (?:dit|deze) {_MAIL_NL}(?: \w+){{0,3}} niet (?:\w+ )?(?:antwoord|reageren|gereageerd|beantwoord))",
)
# One of these stands in whatever these patterns find, across lines too.
_UNREAD_HINTS = (
    "automat", "auto-", "robot", "repond", "reponse", "fonction", "boite", "adresse",
    "messagerie", "messages", "ne sera", "ne peut", "reply", "replies", "respon", "answer", "this", "antwort",
    "contest", "rispond", "antwoord", "reage", "reager",
)  # fmt: skip
# « Merci » or the like may stand before the words, and a mark of a list; nothing else.
_SENTENCE = re.compile(
    rf"(?:\A|[\n.!?:;,*#(\[|-]|\bet|\band|\bund|\by|\be|\ben)[\s*#_>|(\[-]{{0,6}}(?:{'|'.join(_UNREAD)})"
)
_ASKED_FR = r"(?:demande|message|mail|e-?mail|courriel|reclamation|requete|ticket|courrier|sollicitation|declaration|question|envoi)"
_ASKED_EN = r"(?:request|message|e-?mail|inquiry|enquiry|ticket|complaint|query|case|submission|question)"
_ASKED_DE = r"(?:anfrage|nachricht|e-?mail|mail|anliegen|ticket|beschwerde|schreiben)"
_DESK = re.compile(
    "|".join(
        (
            rf"\bvotre {_ASKED_FR}(?: [\w/#'°-]+){{0,8}}? (?:a|est) (?:bien )?(?:ete )?(?:bien )?(?:recue?|enregistree?|prise? en (?:compte|charge)|transmise?|creee?|ouverte?|parvenue?)\b",
            rf"\b(?:nous|on) (?:vous )?(?:avons|accusons|a|confirmons|remercions)(?: \w+){{0,2}}? (?:bien )?(?:recu|la reception|(?:bonne )?reception|enregistre|pris en compte)(?: de)? votre {_ASKED_FR}",
            rf"\bmerci (?:pour|de) votre {_ASKED_FR}\b(?=.{{0,300}}\b(?:reviendrons|reviens|revenons|repondrons|recontacte|traite|dans les meilleurs delais|plus brefs delais|sous \d))",
            r"\bun (?:ticket|dossier|numero)(?: \w+){0,3} (?:a ete|est) (?:cree|ouvert|attribue|genere)",
            r"\b(?:ticket|demande|dossier|incident|case|request) ?(?:n[°o.]*|no|number|#)? ?\S{0,20}\d\S{0,20} (?:a (?:bien )?ete |has been |was |wurde |is |est )(?:\w+ )?(?:cree|created|opened|ouvert|enregistre|registered|logged|received|erstellt|angelegt)",
            rf"\byour {_ASKED_EN}(?: [\w/#'-]+){{0,8}}? (?:has been|was|is) (?:successfully )?(?:received|registered|created|logged|opened|recorded|submitted|assigned)",
            rf"\b(?:we have|we've|we) (?:successfully )?received your {_ASKED_EN}|\bthank you for (?:contacting|your {_ASKED_EN}|getting in touch|reaching out|writing)",
            r"\b(?:a )?(?:new )?ticket(?: \S{1,20})? (?:has been |was )?(?:created|opened|logged)\b|\bticket (?:created|received|opened)\b",
            rf"\b(?:ihre?|deine?) {_ASKED_DE}(?: [\w/#-]+){{0,8}}? (?:ist|wurde|haben wir|wird)(?: \w+){{0,8}}? (?:eingegangen|erhalten|registriert|erfasst|angelegt|bearbeitet)",
            rf"\bwir haben (?:ihre?|deine?) {_ASKED_DE}(?: \w+){{0,3}} erhalten|\bvielen dank fur (?:ihre?|deine?) {_ASKED_DE}",
            r"\b(?:hemos recibido|se ha registrado|ha sido (?:recibid|registrad)\w+|recibimos) (?:correctamente )?(?:su|tu) (?:solicitud|mensaje|correo|consulta|reclamacion|peticion|queja)",
            r"\b(?:su|tu) (?:solicitud|mensaje|correo|consulta|reclamacion|peticion|queja|ticket)(?: [\w/#-]+){0,8}? (?:ha sido|fue|se ha|esta) (?:\w+ )?(?:recibid|registrad|cread)",
            r"\b(?:abbiamo ricevuto|e stata ricevuta) la (?:sua|tua|vostra) (?:richiesta|email|e-mail|segnalazione|comunicazione)|\b(?:sua|tua|vostra) (?:richiesta|e-?mail|segnalazione|reclamo)(?: [\w/#-]+){0,8}? (?:e stat[ao]|e' stat[ao]|risulta) (?:\w+ )?(?:ricevut|registrat|pres[ao] in carico|apert)",
            r"\b(?:recebemos|foi registad\w|foi registrad\w) (?:a |o )?(?:seu|sua|vosso|vossa) (?:pedido|mensagem|e-?mail|reclamacao|solicitacao|contacto|contato)|\b(?:o seu|a sua|seu|sua) (?:pedido|mensagem|e-?mail|reclamacao|solicitacao)(?: [\w/#-]+){0,8}? (?:foi|esta) (?:\w+ )?(?:recebid|registad|registrad|criad)",
            r"\b(?:we hebben|wij hebben) (?:uw|je) (?:aanvraag|bericht|e-?mail|vraag|klacht|verzoek)(?: \w+){0,4} ontvangen|\b(?:uw|je) (?:aanvraag|bericht|e-?mail|vraag|klacht|verzoek|ticket)(?: [\w/#-]+){0,8}? (?:is|werd|wordt)(?: \w+){0,6}? (?:ontvangen|geregistreerd|aangemaakt)",
        )
    )
)
# A person who complains of their own affairs: no desk uses these words of itself.
_PERSON = re.compile(
    r"\b(?:je|j'|moi|mon|ma|mes|i|i'm|i've|my|ich|mein\w*|mir|mi|mis|yo|mio|mia|io|meu|minha|ik|mijn)\b"
)
_COMPLAINS = re.compile(
    r"\bcontest|\breclame?\b|\breclam(?:ons|er)\b|rembours|refus|inadmissible|inacceptable|mecontent|personne ne|sans reponse|toujours (?:pas|rien)"
    r"|aucune (?:reponse|nouvelle)|\bcomplain|refund|\bunacceptable|no (?:answer|reply)|beschwer\w*|keine antwort|\bquejo|\breclamo\b|rimbors|reembols|klag"
)
_WE_COMPLAIN = re.compile(
    r"\bnous (?:vous |la |le |les |en )?(?:contest|reclam|refus|deplor|exige|denonc|oppos)"
    r"|\bwe (?:dispute|contest|complain|refuse|demand)|\bwir (?:widersprechen|beanstanden|fordern)"
)
_QUOTED = re.compile(
    r"«[^«»]{0,1500}»|“[^“”]{0,1500}”|\"[^\"\n]{0,600}\"|„[^„“”]{0,1500}[“”]"
)
_HEAD, _FOOT, _MAX_DESK = 1_200, 800, 1_500
# A mark that a broken program let slip into another header, or under the headers.
_SLIPPED = re.compile(
    r"(?:\A|\s)(?:auto-submitted\s{0,3}:\s{0,3}auto-\w"
    r"|x-auto-?(?:reply|respond(?:er)?|response-suppress)\s{0,3}:\s{0,3}\w"
    r"|x-(?:autoreply|autorespond(?:er)?|fc-machinegenerated)\s{0,3}:\s{0,3}\w"
    r"|precedence\s{0,3}:\s{0,3}(?:bulk|junk|list|auto_reply)(?![\w-]|\s{0,3}:))",
    re.IGNORECASE,
)
# Signatures list the names of headers, and copies of them.
_SIGNATURES = ("dkim-", "arc-", "x-google-dkim", "domainkey-", "authentication-")
_TOP = 600


def is_unread(own: str) -> bool:
    """Nobody reads answers to this mail, as the writer's own words state."""
    own = fold_own(own)
    words = own if len(own) <= _HEAD + _FOOT else f"{own[:_HEAD]}\n{own[-_FOOT:]}"
    if not any(hint in words for hint in _UNREAD_HINTS):
        return False
    # A sentence begins with its line, or goes over from one line to the next.
    return any(_SENTENCE.search(text) for text in (words, words.replace("\n", " ")))


def is_desk_receipt(subject: str, own: str) -> bool:
    """Another desk acknowledges a complaint, and complains of nothing itself."""
    own = fold_own(own)
    if len(own) > _MAX_DESK:
        return False
    found = _DESK.search(own.replace("\n", " ")) or _DESK.search(fold(subject))
    return bool(found) and not _has_grievance(own)


def is_acknowledgement(text: str) -> bool:
    """Somebody's receipt for a complaint, as it is quoted: no complaint of a third person."""
    lines = (line.lstrip("> ") for line in text.splitlines())
    return bool(_DESK.search(fold(" ".join(lines))[:_MAX_DESK]))


def is_grievance(text: str) -> bool:
    """A person complains of their own affairs, in words of their own."""
    return _has_grievance(own_words(text))


def _has_grievance(own: str) -> bool:
    by_one = _PERSON.search(own) and _COMPLAINS.search(own)
    return bool(by_one or _WE_COMPLAIN.search(own))


def has_slipped_mark(headers: Headers, text: str) -> bool:
    """A mark of automatic mail that stands in another header's value, or atop the text."""
    values = (
        value
        for name in headers.names()
        if not name.startswith(_SIGNATURES)
        for value in headers.raws(name)
    )
    return any(":" in value and _SLIPPED.search(value) for value in values) or bool(
        _SLIPPED.match(text[:_TOP].lstrip())
    )


def own_words(text: str) -> str:
    """Folded words of the writer: neither what is answered nor what is quoted."""
    return fold_own(trim(text).own)


# Several rules ask of one mail, one after the other.
@lru_cache(maxsize=4)
def fold_own(own: str) -> str:
    """The writer's words folded, without what stands between quotation marks."""
    unquoted = _QUOTED.sub(" ", own)
    return "\n".join(line for line in fold_lines(unquoted) if not line.startswith(">"))
