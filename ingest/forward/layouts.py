"""Layouts of forwarded messages by mail clients: one line a client and language.

Each line: client | language | separator words | from | date | to | cc | subject | seen in.
Alternatives are parted by " / ". A separator that only ever announces a forward is
marked with "!"; the others stand above replies as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TABLE = """
Outlook desktop | fr | Message d'origine | De | Envoyé / Envoyé le | À / A | Cc | Objet | own samples, public replies
Outlook web, new Outlook | fr | | De | Envoyé / Date | À | Cc / Cci | Objet | own samples
QQ Mail, Foxmail | en | Original / Original Message | From | Date / Sent | To | Cc | Subject | published pages
Outlook for Mac | fr | Message transféré! | De | Date | À | Cc / Cc: | Objet | own samples
Windows Mail | fr | | De | Envoyé le / Envoyé | À | Cc | Objet | public replies
Gmail | fr | Message transféré! / Forwarded message! | De | Date | À / To | Cc | Objet / Subject | own samples
Apple Mail, iOS | fr | Début du message réexpédié! / Début du message transféré! / Début du courriel transféré! | De | Date | À | Cc / Copie à | Objet | own samples
Thunderbird | fr | Message transféré! / Message original / Message d'origine | De | Date | Pour | Copie à / Copie | Sujet | own samples, crisp
Roundcube | fr | Courriel original / Message original / Message d'origine | De | Date | À / Destinataire | Cc / Copie | Objet / Sujet | own samples
Horde, IMP | fr | Message transféré de!| De | Date | À / Pour | Cc | Objet | own samples
SOGo | fr | Message original | De | Date | Pour / À | Cc | Sujet | own samples
Zimbra | fr | Mail transféré! / Mail original / Message transféré! | De | Envoyé | À | Cc | Objet | own samples
K-9, Thunderbird Android | fr | Courriel d'origine / Message d'origine | De | Envoyé | À | Cc | Objet | own samples
Claws, Sylpheed | fr | Message transféré! / Début du message transféré! | De | Date | À / Pour | Cc | Sujet / Objet | own samples
mutt | fr | Message transféré de! | De / From | Date | À / To | Cc | Objet / Subject | own samples
Yahoo | fr | Message transmis! / Mail transféré! / Message transféré! | De | Envoyé | À | Cc | Objet | crisp
Orange, SFR, La Poste | fr | Message transféré! | De | Message du / Envoyé | A / À | Copie à / Copie | Objet / Sujet | own samples
Samsung, Huawei | fr | Message d'origine / Message original | De | Date / Envoyé | À | Cc | Objet | own samples
Lotus Notes, Domino | fr | Transféré par! / Réacheminé par! | De | Date | Pour / A | cc / Copie | Objet | own samples
Infomaniak, OVH, Mailo, Proton | fr | Message transféré! / Message original / Message d'origine | De | Le / Date | À | Cc | Objet / Sujet | published pages
Outlook | en | Original Message / Original Appointment | From | Sent / Date / Sent on | To | Cc / CC / Bcc | Subject | crisp, quotequail
Gmail | en | Forwarded message! / Original message | From | Date | To | Cc | Subject | crisp
Apple Mail | en | Begin forwarded message! | From | Date | To | Cc | Subject | crisp
Thunderbird | en | Forwarded Message! / Original Message | From | Date | To | CC | Subject | crisp
Yahoo | en | Forwarded Message! | From | Sent | To | Cc | Subject | crisp
Registers, CRM | fr | | Expéditeur / Émetteur | Date d'envoi / Date / Envoyé le | Destinataire / Destinataires | En copie / Copie | Objet / Titre | published pages
The Bat! | fr | Ceci est un message transféré! / Texte du message original / Texte du message d'origine | De | Date | À / Pour | Cc | Sujet / Objet | published pages
AOL | fr | E-mail d'origine / Message d'origine | De | Envoyé / Envoyé le | A / À | Cc | Sujet | published pages
The Bat! | en | This is a forwarded message! / Original message text | From | Date / Sent | To | CC | Subject | published pages
MailMate, Missive, HubSpot, Ionos | en | Forwarded message! / Forwarded by!| From | Date | To | Cc | Subject | crisp
mutt | en | Forwarded message from! | From | Date | To | Cc | Subject | own samples
Outlook, Gmail, Yahoo | de | Ursprüngliche Nachricht / Originalnachricht / Weitergeleitete Nachricht! / Weitergeleitete Mail! | Von | Gesendet / Datum | An | Cc / CC / Kopie | Betreff | crisp
Apple Mail | de | Anfang der weitergeleiteten Nachricht! | Von | Datum / Gesendet | An | Kopie | Betreff | crisp
Outlook, Gmail, Yahoo | es | Mensaje original / Mensaje reenviado! / Forwarded message! | De | Enviado / Enviado el / Fecha | Para | CC / Cc | Asunto | crisp
Apple Mail | es | Inicio del mensaje reenviado! | De | Fecha | Para | Cc | Asunto | crisp
Outlook, Gmail, Yahoo | it | Messaggio originale / Messaggio inoltrato! | Da / Mittente | Inviato / Data | A | Cc / CC | Oggetto | crisp
Apple Mail | it | Inizio messaggio inoltrato! | Da | Data | A | Cc | Oggetto | crisp
Outlook, Gmail, Yahoo | pt | Mensagem original / Mensagem encaminhada! / Mensagem reencaminhada! | De | Enviado / Enviada em / Enviada / Data | Para | Cc / CC | Assunto | crisp
Apple Mail | pt | Início da mensagem reencaminhada! / Início da mensagem encaminhada! | De | Data | Para | Cc | Assunto | crisp
Outlook, Gmail, Thunderbird | nl | Oorspronkelijk bericht / Doorgestuurd bericht! | Van | Verzonden / Datum | Aan | CC / Kopie | Onderwerp | crisp
Apple Mail | nl | Begin doorgestuurd bericht! | Van | Datum | Aan | Kopie | Onderwerp | crisp
Outlook, Gmail, Yahoo | da | Oprindelig meddelelse / Oprindelig besked / Videresendt meddelelse! | Fra | Sendt / Dato | Til | Cc / Kopi | Emne | crisp
Apple Mail | da | Start på videresendt besked! | Fra | Dato | Til | Cc | Emne | crisp
Outlook, Gmail | no | Opprinnelig melding / Videresendt melding! / Videresendt e-post! / Videresendt besked! | Fra | Sendt / Dato | Til | Kopi / Cc | Emne | crisp
Outlook, Gmail | sv | Ursprungligt meddelande / Vidarebefordrat meddelande! / Vidarebefordrat mejl! | Från | Skickat / Datum | Till | Kopia / Cc | Ämne | crisp
Apple Mail | sv | Vidarebefordrat brev! / Början på vidarebefordrat meddelande! | Från | Datum | Till | Kopia | Ämne | crisp
Outlook, Yahoo | fi | Alkuperäinen viesti / Edelleenlähetetty viesti! / Välitetty viesti! | Lähettäjä | Lähetetty / Päivämäärä / Päiväys | Vastaanottaja | Kopio | Aihe / Otsikko | crisp
Apple Mail | fi | Välitetty viesti alkaa! | Lähettäjä | Päivämäärä | Vastaanottaja | Kopio | Aihe | crisp
Outlook, HubSpot | pl | Wiadomość oryginalna / Oryginalna wiadomość / Wiadomość przesłana dalej! / Przekazana wiadomość! | Od / Nadawca | Wysłano / Wysłane / Data | Do / Adresat | DW / Dw / Kopia | Temat | crisp
Apple Mail | pl | Początek przekazywanej wiadomości! | Od | Data | Do | Dw | Temat | crisp
Outlook, Gmail | cs | Původní zpráva / Přeposlaná zpráva! | Od | Odesláno / Datum | Komu | Kopie | Předmět | crisp
Apple Mail | cs | Začátek přeposílané zprávy! | Od | Datum | Komu | Kopie | Předmět | crisp
Outlook | sk | Pôvodná správa / Preposlaná správa! / Začiatok preposlanej správy! | Od | Odoslané / Dátum | Komu / Pre | Kópia | Predmet | crisp
Outlook | hu | Eredeti üzenet / Továbbított üzenet! / Továbbított levél! / Továbbított levél kezdete! | Feladó | Elküldve / Dátum | Címzett | Másolatot kap / Másolat | Tárgy | crisp
Outlook, Yahoo | ro | Mesaj original / Mesaj redirecționat! / Mesaj redirecţionat! / Începutul mesajului redirecționat! | De la / Expeditorul / Expeditor | Trimis / Data / Dată | Către / Catre / Destinatarul | Cc | Subiect / Subiectul | crisp
Outlook | hr | Izvorna poruka / Proslijeđena poruka! / Započni proslijeđenu poruku! | Od / Šalje / Pošiljatelj | Poslano / Datum | Za / Prima | Cc / Kopija | Predmet | crisp
Outlook, Yahoo | tr | Özgün İleti / Orijinal Mesaj / İletilmiş Mesaj! / İletilen mesaj! / Yönlendirilmiş ileti! | Kimden / Gönderen | Gönderildi / Gönderilme / Gönderilen / Tarih | Kime | Bilgi / Cc | Konu | crisp
Outlook, Yahoo | ru | Исходное сообщение / Пересылаемое сообщение! / Пересылаемое письмо! / Начало переадресованного сообщения! | От / От кого / Отправитель | Отправлено / Дата | Кому | Копия | Тема | crisp
Outlook | uk | Оригінальне повідомлення / Переслане повідомлення! / Пересилане повідомлення! / Початок листа, що пересилається! | Від / Від кого | Надіслано / Дата | Кому | Копія | Тема | crisp
Outlook | et | Algne sõnum / Edastatud kiri! / Edastatud sõnum! | Saatja | Saadetud / Kuupäev | Adressaat / Saaja | Koopia | Teema | crisp
Roundcube | es | Mensaje original | De / Remitente | Fecha | Para / Destinatario | Cc | Asunto | published pages
Roundcube | nl | Oorspronkelijke bericht / Oorspronkelijk bericht | Afzender / Van | Datum | Ontvanger / Aan | Cc | Onderwerp | published pages
Roundcube | pl | Oryginalna wiadomość / Wiadomość oryginalna | Nadawca / Od | Data | Odbiorca / Do | Kopia | Temat | published pages
Roundcube | it | Messaggio originale | Da / Mittente | Data | A / Destinatario | Cc | Oggetto | published pages
Thunderbird | pl | Treść przekazanej wiadomości! / Przekazana wiadomość! | Nadawca | Data | Adresat | Kopia | Temat | published pages
Lotus Notes, Domino | it | Inoltrato da! | Da | Data | Per / A | Cc | Oggetto | published pages
Lotus Notes, Domino | es | Remitido por! / Reenviado por! | De | Fecha | Para | cc | Asunto | published pages
Lotus Notes, Domino | de | Weitergeleitet von! | Von | Datum | An | Kopie | Thema / Betreff | published pages
Horde | nl | Doorgestuurd bericht van! | Van | Datum | Aan | Cc | Onderwerp | published pages
Proton, GMX | de | Weitergeleitete Nachricht! / Ursprüngliche Nachricht | Von | Am / Datum / Gesendet | An | CC | Betreff | published pages
Outlook, Gmail | bg | Препратено съобщение! / Оригинално съобщение / Първоначално съобщение | От | Изпратено / Дата | До / Кому | Копие | Относно / Тема | published pages
Outlook, Gmail | sl | Posredovano sporočilo! / Izvirno sporočilo | Od / Pošiljatelj | Poslano / Datum | Za / Prejemnik | Kp | Zadeva | published pages
Outlook | lt | Persiųsta žinutė! / Persiųstas laiškas! / Pradinis laiškas | Nuo | Išsiųsta / Data | Kam | Kopija | Tema | published pages
Outlook | vi | Thư đã chuyển tiếp! | Từ | Đã gửi / Ngày | Đến / Tới | Cc | Chủ đề | published pages
Outlook, Gmail | ar | رسالة معاد توجيهها! | من | إرسال / تاريخ الإرسال / التاريخ | إلى | نسخة | الموضوع | published pages
Outlook, Gmail | he | הודעה שהועברה! | מאת | נשלח / תאריך | אל | עותק | נושא | published pages
Outlook | ca | Missatge original / Missatge reenviat! | De | Enviat / Data | Per a / A | Cc | Assumpte / Tema | published pages
Outlook | el | Αρχικό μήνυμα / Προωθημένο μήνυμα! | Από | Στάλθηκε / Ημερομηνία | Προς | Κοιν. | Θέμα | published pages
HubSpot, Outlook | ja | 元のメッセージ / メッセージを転送! / 転送されたメッセージ! / 転送メッセージ! | 送信元 / 差出人 | 日付 / 送信日時 / 日時 | 送信先 / 宛先 | CC | 件名 | crisp
Outlook | zh | 原始邮件 / 转发邮件! / 转发的邮件! | 发件人 / 寄件者 | 发送时间 / 日期 / 寄件日期 / 時間 | 收件人 / 收件者 | 抄送 / 副本 | 主题 / 主旨 | published pages
Outlook | ko | 원본 메시지 / 전달된 메시지! | 보낸 사람 | 보낸 날짜 / 날짜 | 받는 사람 | 참조 | 제목 | published pages
"""

# Lines that stand in a block without telling who, when or what.
_OTHERS = """
Reply-To / Répondre à / Réponse à / Risposta / Antwort an / Responder a / Antwoord aan
Importance / Priorité / Priority / Wichtigkeit / Importancia / Sensitivity / Critère de diffusion
Pièces jointes / Pièce jointe / Attachments / Anlagen / Datos adjuntos / Allegati / Bijlagen
Organization / Organisation / Message-ID / Return-Path / X-Mailer / Bcc / Cci / Indicateur de suivi
État de l'indicateur / Catégories / Categories / Newsgroups
"""

# What stands under a forwarded message.
END_MARKS = (
    "fin du message", "fin du texte du message", "end forwarded message",
    "end of forwarded message", "end of original message", "fin du texte d'origine", "ende der weitergeleiteten nachricht",
    "fine messaggio inoltrato", "fin del mensaje reenviado", "einde doorgestuurd bericht",
    "einde van doorgestuurd bericht", "fim da mensagem encaminhada",
)  # fmt: skip

# What clients put before the subject of a forward, and of a reply.
_FORWARD_WORDS = """
tr fw fwd wg rv enc i vb vl pd ilt i̇lt doorst redir redir. videresend
videresendt trs transf transféré forward vs továbbítás fs 转发 轉寄 転送 전달 prop
proslj
"""
FORWARD_PREFIXES = frozenset(_FORWARD_WORDS.split())
_REPLY_WORDS = """
re aw antw sv odp odp. res r ref rép ynt vá vast atb 回复 回覆 返信 답장 antwort
"""
REPLY_PREFIXES = frozenset(_REPLY_WORDS.split())


@dataclass(frozen=True, slots=True)
class Layout:
    """Layout of a forward by one client in one language, and where it was seen."""

    client: str
    language: str
    separators: tuple[str, ...]
    labels: dict[str, tuple[str, ...]]
    seen: str


FIELDS = ("from", "date", "to", "cc", "subject")


def key(text: str) -> str:
    """A label or separator as tables compare it."""
    return " ".join(text.replace("’", "'").casefold().split())


def _read(table: str) -> tuple[Layout, ...]:
    rows = []
    for line in table.strip().splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        client, language, separators, *labels, seen = cells
        rows.append(
            Layout(
                client,
                language,
                _alternatives(separators),
                {
                    name: _alternatives(cell)
                    for name, cell in zip(FIELDS, labels, strict=True)
                },
                seen,
            )
        )
    return tuple(rows)


def _alternatives(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(" / ") if part.strip())


LAYOUTS = _read(_TABLE)


def _labels() -> dict[str, str]:
    table = {
        key(word): name
        for layout in LAYOUTS
        for name, words in layout.labels.items()
        for word in words
    }
    for line in _OTHERS.strip().splitlines():
        for word in _alternatives(line):
            table.setdefault(key(word), "other")
    return table


def _separators() -> dict[str, str]:
    table: dict[str, str] = {}
    for layout in LAYOUTS:
        for words in layout.separators:
            kind = "forward" if words.endswith("!") else "original"
            if table.get(key(words.rstrip("! "))) != "forward":
                table[key(words.rstrip("! "))] = kind
    return table


# label -> field; separator words -> "forward" or "original".
LABELS = _labels()
SEPARATORS = _separators()


# "wrote", as clients print it.
_VERBS = """
a écrit|a ecrit|écrivait|nous a écrit
wrote|writes|said
schrieb|geschrieben|schreibt
escribió|ha escrito
ha scritto|scrive|scritto
escreveu|escreveu o seguinte
schreef|geschreven|heeft het volgende geschreven|het volgende geschreven
skrev|skrev følgende|skrev följande
kirjoitti
napisał|napisał(a)|napisała|napisana przez|pisze
napsal|napsal(a)|píše
napísal|napísal(a)
írta|ezt írta
a scris
je napisao|je napisala|napisao
şunu yazdı|yazdı
написал|написала|написал(а)|пишет
пише|написав
написа
је написао|написао/ла|је написала
napisal|napisala
rašė|parašė
rakstīja
kirjutas|kirjutas kuupäeval
va escriure|ha escrit|missatge de
έγραψε
đã viết
menulis
כתב|כתבה|כתב/ה|מאת
كتب|تمت كتابة ما يلي بواسطة
"""
# Written without spaces around them.
_GLUED = "のメール|さんは書きました|は書きました|書きました|写道|寫道|님이 작성|작성"
# What stands before the date where the line is wrapped right behind it.
_OPENING = """
le on am el il em op den w dnia dne na στις vào pada în in no v în va il giorno missatge בתאריך في
lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim
"""


def _lines(table: str) -> list[str]:
    return [word for line in table.strip().splitlines() for word in line.split("|")]


def _pattern_of(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


VERB = re.compile(
    rf"(?<!\w)(?:{_pattern_of(_lines(_VERBS))})(?!\w)|{_GLUED}", re.IGNORECASE
)
_HEADS = frozenset(word.split()[0].strip("()") for word in _lines(_VERBS))
_GLUED_VERBS = tuple(_GLUED.split("|"))
OPENINGS = frozenset(_OPENING.split())


def may_hold_verb(text: str) -> bool:
    """One of our verbs may be there; a set answers faster than a long alternation."""
    words = {word.strip('():：,.*_<>"') for word in text.casefold().split()}
    return not _HEADS.isdisjoint(words) or any(verb in text for verb in _GLUED_VERBS)


def last_verb(text: str) -> re.Match[str] | None:
    """The verb that stands last, None when there is none."""
    return max(VERB.finditer(text), key=re.Match.start, default=None)
