"""A person's answer is kept, however their program introduces what it quotes."""

from __future__ import annotations

import pytest

from ingest.forward.reply import trim

INTROS = {
    "gmail-fr": "Le lun. 9 mars 2026 à 18:42, Zoé Lefèvre <zoe@client.example> a écrit :",
    "gmail-fr2": "Le 9 mars 2026 à 18:42, Zoé Lefèvre <zoe@client.example> a écrit :",
    "apple-fr": "Le 9 mars 2026 à 18:42, Zoé Lefèvre a écrit :",
    "tb-fr": "Le 09/03/2026 à 18:42, Zoé Lefèvre a écrit :",
    "proton-fr": "Le lundi 9 mars 2026 à 18:42, Zoé Lefèvre <zoe@client.example> a écrit :",
    "gmail-en": "On Mon, Mar 9, 2026 at 6:42 PM Zoé Lefèvre <zoe@client.example> wrote:",
    "apple-en": "On Mar 9, 2026, at 6:42 PM, Zoe Lefevre <zoe@client.example> wrote:",
    "tb-en": "On 09/03/2026 18:42, Zoé Lefèvre wrote:",
    "tb-en2": "On 3/9/26 6:42 PM, Zoe Lefevre wrote:",
    "ios-en": "On 9 Mar 2026, at 18:42, Zoe Lefevre <zoe@client.example> wrote:",
    "rfc-en": "On Mon, 2026-03-09 at 18:42 +0530, Zoe Lefevre wrote:",
    "mutt": "* Zoe Lefevre <zoe@client.example> [2026-03-09 18:42]:",
    "mutt2": "On Mon, Mar 09, 2026 at 06:42:11PM +0100, Zoe Lefevre wrote:",
    "gnus": "Zoe Lefevre <zoe@client.example> writes:",
    "dated": "2026-03-09 18:42 GMT+01:00 Zoe Lefevre <zoe@client.example>:",
    "yandex": '09.03.2026, 18:42, "Zoe Lefevre" <zoe@client.example>:',
    "mailru": "Понедельник,  9 марта 2026, 18:42 +03:00 от Zoe Lefevre <zoe@client.example>:",
    "gmail-ru": "пн, 9 мар. 2026 г. в 18:42, Zoe Lefevre <zoe@client.example>:",
    "gmail-de": "Am Mo., 9. März 2026 um 18:42 Uhr schrieb Zoe Lefevre <zoe@client.example>:",
    "apple-de": "Am 09.03.2026 um 18:42 schrieb Zoe Lefevre <zoe@client.example>:",
    "tb-de": "Am 09.03.26 um 18:42 schrieb Zoe Lefevre:",
    "gmail-es": "El lun, 9 mar 2026 a las 18:42, Zoe Lefevre (<zoe@client.example>) escribió:",
    "apple-es": "El 9 mar 2026, a las 18:42, Zoe Lefevre <zoe@client.example> escribió:",
    "gmail-it": "Il giorno lun 9 mar 2026 alle ore 18:42 Zoe Lefevre <zoe@client.example> ha scritto:",
    "apple-it": "Il giorno 09 mar 2026, alle ore 18:42, Zoe Lefevre <zoe@client.example> ha scritto:",
    "tb-it": "Il 09/03/2026 18:42, Zoe Lefevre ha scritto:",
    "gmail-pt": "Em seg., 9 de mar. de 2026 às 18:42, Zoe Lefevre <zoe@client.example> escreveu:",
    "apple-pt": "Em 09/03/2026, às 18:42, Zoe Lefevre <zoe@client.example> escreveu:",
    "pt2": "No dia 9/03/2026, às 18:42, Zoe Lefevre <zoe@client.example> escreveu:",
    "gmail-nl": "Op ma 9 mrt 2026 om 18:42 schreef Zoe Lefevre <zoe@client.example>:",
    "nl2": 'Op 9 mrt. 2026 18:42 schreef "Zoe Lefevre" <zoe@client.example>:',
    "nl3": "Op 9 mrt 2026, om 18:42 heeft Zoe Lefevre <zoe@client.example> het volgende geschreven:",
    "nl4": 'Op 9 mrt. 2026 18:42 schreef "zoe" <zoe@client.example> het volgende geschreven:',
    "gmail-da": "Den man. 9. mar. 2026 kl. 18.42 skrev Zoe Lefevre <zoe@client.example>:",
    "apple-da": "Den 9. mar. 2026 kl. 18.42 skrev Zoe Lefevre <zoe@client.example>:",
    "gmail-no": "man. 9. mar. 2026 kl. 18:42 skrev Zoe Lefevre <zoe@client.example>:",
    "gmail-sv": "Den mån 9 mars 2026 kl 18:42 skrev Zoe Lefevre <zoe@client.example>:",
    "apple-sv": "9 mars 2026 kl. 18:42 skrev Zoe Lefevre <zoe@client.example>:",
    "gmail-fi": "ma 9. maalisk. 2026 klo 18.42 Zoe Lefevre (zoe@client.example) kirjoitti:",
    "gmail-pl": "pon., 9 mar 2026 o 18:42 Zoe Lefevre <zoe@client.example> napisał(a):",
    "tb-pl": "W dniu 09.03.2026 o 18:42, Zoe Lefevre pisze:",
    "pl2": "Dnia 9 marca 2026 18:42 Zoe Lefevre <zoe@client.example> napisał(a):",
    "gmail-cs": "po 9. 3. 2026 v 18:42 odesílatel Zoe Lefevre <zoe@client.example> napsal:",
    "tb-cs": "Dne 09. 03. 26 v 18:42 Zoe Lefevre napsal(a):",
    "gmail-sk": "po 9. 3. 2026 o 18:42 Zoe Lefevre <zoe@client.example> napísal(a):",
    "gmail-hu": "Zoe Lefevre <zoe@client.example> ezt írta (időpont: 2026. márc. 9., H, 18:42):",
    "gmail-ro": "În lun., 9 mar. 2026 la 18:42, Zoe Lefevre <zoe@client.example> a scris:",
    "gmail-hr": "pon, 9. ožu 2026. u 18:42 Zoe Lefevre <zoe@client.example> napisao je:",
    "gmail-tr": "Zoe Lefevre <zoe@client.example>, 9 Mar 2026 Pzt, 18:42 tarihinde şunu yazdı:",
    "gmail-uk": "пн, 9 бер. 2026 р. о 18:42 Zoe Lefevre <zoe@client.example> пише:",
    "gmail-et": "Zoe Lefevre <zoe@client.example> kirjutas kuupäeval E, 9. märts 2026 kell 18:42:",
    "gmail-bg": "На пн, 9.03.2026 г. в 18:42 Zoe Lefevre <zoe@client.example> написа:",
    "gmail-sr": "пон, 9. мар 2026. у 18:42 Zoe Lefevre <zoe@client.example> је написао/ла:",
    "gmail-sl": "V V pon., 9. mar. 2026 ob 18:42 je oseba Zoe Lefevre <zoe@client.example> napisala:",
    "gmail-lt": "Pir, 2026-03-09 18:42, Zoe Lefevre <zoe@client.example> rašė:",
    "gmail-lv": "pirmd., 2026. g. 9. marts, plkst. 18:42 — lietotājs Zoe Lefevre (<zoe@client.example>) rakstīja:",
    "gmail-el": "Στις Δευ 9 Μαρ 2026 στις 6:42 μ.μ., ο χρήστης Zoe Lefevre <zoe@client.example> έγραψε:",
    "gmail-ca": "Missatge de Zoe Lefevre <zoe@client.example> del dia dl., 9 de març 2026 a les 18:42:",
    "gmail-ar": "في الاثنين، ٩ مارس ٢٠٢٦ في ٦:٤٢ م تمت كتابة ما يلي بواسطة Zoe Lefevre <zoe@client.example>:",
    "gmail-he": "‫בתאריך יום ב׳, 9 במרץ 2026 ב-18:42 מאת ‪Zoe Lefevre‬‏ <‪zoe@client.example‬‏>:‬",
    "gmail-ja": "2026年3月9日(月) 18:42 Zoe Lefevre <zoe@client.example>:",
    "apple-ja": "2026/03/09 18:42、Zoe Lefevre <zoe@client.example>のメール:",
    "gmail-ko": "2026년 3월 9일 (월) 오후 6:42, Zoe Lefevre <zoe@client.example>님이 작성:",
    "apple-ko": "2026. 3. 9. 오후 6:42, Zoe Lefevre <zoe@client.example> 작성:",
    "gmail-zh": "Zoe Lefevre <zoe@client.example> 于2026年3月9日周一 18:42写道：",
    "apple-zh": "在 2026年3月9日，下午6:42，Zoe Lefevre <zoe@client.example> 写道：",
    "gmail-tw": "Zoe Lefevre <zoe@client.example> 於 2026年3月9日 週一 下午6:42寫道：",
    "gmail-vi": "Vào Th 2, 9 thg 3, 2026 vào lúc 18:42 Zoe Lefevre <zoe@client.example> đã viết:",
    "gmail-id": "Pada tanggal Sen, 9 Mar 2026 pukul 18.42 Zoe Lefevre <zoe@client.example> menulis:",
    "outlook-ios": "Le 9 mars 2026 à 18:42 +0100, Zoé Lefèvre <zoe@client.example>, a écrit :",
    "spark": "Le 9 mars 2026 à 18:42 +0100, Zoé <zoe@client.example>, a écrit :",
    "on-behalf": "Le lun. 9 mars 2026 à 18:42, 'Zoé Lefèvre' via Accueil <accueil@cabinet.example> a écrit :",
    "comma": "Le lun. 9 mars 2026 à 18:42, LEFEVRE, Zoé <zoe@client.example> a écrit :",
    "special": "On Mon, Mar 9, 2026 at 6:42 PM Zoë (Lefèvre) | Sàrl & Co. <zoe@client.example> wrote:",
    "mailto": "Le lun. 9 mars 2026 à 18:42, Zoé Lefèvre <zoe@client.example<mailto:zoe@client.example>> a écrit :",
    "mailto2": "On Mon, Mar 9, 2026 at 6:42 PM Zoe <[zoe@client.example](mailto:zoe@client.example)> wrote:",
    "starred": "*On Mon, Mar 9, 2026 at 6:42 PM Zoe Lefevre <zoe@client.example> wrote:*",
    "nospace": "Le lun. 9 mars 2026 à 18:42, Zoé Lefèvre<zoe@client.example> a écrit:",
    "orange": '> Message du 09/03/26 18:42\n> De : "Zoé Lefèvre" <zoe@client.example>\n> A : a@cabinet.example\n> Copie à : \n> Objet : Re: Votre accusé',
}
BLOCKS = {
    "outlook-fr": "________________________________\nDe : Zoé Lefèvre <zoe@client.example>\nEnvoyé : lundi 9 mars 2026 18:42\nÀ : a@cabinet.example\nObjet : Votre accusé",
    "outlook-fr-nosep": "De : Zoé Lefèvre <zoe@client.example>\nEnvoyé : lundi 9 mars 2026 18:42\nÀ : a@cabinet.example\nObjet : Votre accusé",
    "outlook-fr-bold": "*De :* Zoé Lefèvre <zoe@client.example>\n*Envoyé :* lundi 9 mars 2026 18:42\n*À :* a@cabinet.example\n*Objet :* Votre accusé",
    "outlook-orig": "-----Message d'origine-----\nDe : Zoé Lefèvre [mailto:zoe@client.example]\nEnvoyé : lundi 9 mars 2026 18:42\nÀ : a@cabinet.example\nObjet : Votre accusé",
    "outlook-orig-nohead": "-----Message d'origine-----",
    "orig-en": "-----Original Message-----\nFrom: Zoe Lefevre <zoe@client.example>\nSent: Monday, March 9, 2026 6:42 PM\nTo: a@cabinet.example\nSubject: RE: x",
    "outlook-en": "From: Zoe Lefevre <zoe@client.example>\nSent: Monday, March 9, 2026 6:42 PM\nTo: a@cabinet.example\nSubject: RE: x",
    "hotmail": "Date: Mon, 9 Mar 2026 18:42:00 +0100\nSubject: RE: x\nFrom: zoe@client.example\nTo: a@cabinet.example",
    "hotmail2": "> Date: Mon, 9 Mar 2026 18:42:00 +0100\n> Subject: RE: x\n> From: zoe@client.example\n> To: a@cabinet.example",
    "msn": "From: zoe@client.example\nTo: a@cabinet.example\nSubject: RE: x\nDate: Mon, 9 Mar 2026 18:42:00 +0100",
    "nospace": "From:Zoe Lefevre <zoe@client.example>\nSent:Monday, March 9, 2026 6:42 PM\nTo:a@cabinet.example\nSubject:RE: x",
    "nospace-fr": "De:Zoé Lefèvre <zoe@client.example>\nEnvoyé:lundi 9 mars 2026 18:42\nÀ:a@cabinet.example\nObjet:Votre accusé",
    "mixed": "De : Zoé Lefèvre <zoe@client.example>\nSent: lundi 9 mars 2026 18:42\nÀ : a@cabinet.example\nSubject: Votre accusé",
    "german": "Von: Zoe Lefevre <zoe@client.example>\nGesendet: Montag, 9. März 2026 18:42\nAn: a@cabinet.example\nBetreff: AW: x",
    "danish": "Fra: Zoe Lefevre <zoe@client.example>\nSendt: 9. marts 2026 18:42\nTil: a@cabinet.example\nEmne: SV: x",
    "qq": '------------------ Original ------------------\nFrom:  "Zoe"<zoe@client.example>;\nDate:  Mon, Mar 9, 2026 06:42 PM\nTo:  "a"<a@cabinet.example>;\nSubject:  Re: x',
    "yahoo": "    Le lundi 9 mars 2026 à 18:42:11 UTC+1, Zoé Lefèvre <zoe@client.example> a écrit :",
    "zimbra": '----- Mail original -----\nDe: "Zoé Lefèvre" <zoe@client.example>\nÀ: a@cabinet.example\nEnvoyé: Lundi 9 Mars 2026 18:42:11\nObjet: Votre accusé',
    "lp": "-------- Message d'origine --------\nDe : Zoé Lefèvre <zoe@client.example>\nDate : 09/03/2026 18:42 (GMT+01:00)\nÀ : a@cabinet.example\nObjet : Votre accusé",
    "sep-dash": "---\nLe 9 mars 2026 à 18:42, Zoé Lefèvre a écrit :",
    "underscored": "________________________________________\nFrom: Zoe Lefevre [zoe@client.example]\nSent: Monday, March 09, 2026 6:42 PM\nTo: a@cabinet.example\nSubject: RE: x",
    "above-fr": "##- Veuillez taper votre réponse au-dessus de cette ligne -##",
    "above-fr2": "--- Répondez au-dessus de cette ligne ---",
    "above-en": "--- Reply ABOVE THIS LINE to post a comment ---",
    "above-en2": "##- Please type your reply above this line -##",
    "above-en3": "-- REPLY ABOVE THIS LINE --",
}

OWN = (
    "Merci, c'est noté.",
    "Bonjour,\n\nJe maintiens ma réclamation.\nVoir la pièce du 3 mars.\n\nZoé",
    "OK",
)
OLD = "Bonjour,\n\nNous avons bien reçu votre message du 2 mars 2026.\n\nLe cabinet"
QUOTED = "\n".join(f"> {line}" for line in OLD.split("\n"))


def wrap(intro: str) -> list[str]:
    """The introduction as programs wrap it: nowhere, and at several of its words."""
    words = intro.split(" ")
    if len(words) < 5 or "\n" in intro:
        return [intro]
    cuts = (len(words) - 1, len(words) - 2, len(words) // 2, 3)
    return [intro, *(" ".join(words[:at]) + "\n" + " ".join(words[at:]) for at in cuts)]


@pytest.mark.parametrize("name", INTROS)
def test_it_keeps_the_answer_above_a_quotation(name: str) -> None:
    for intro in wrap(INTROS[name]):
        for own in OWN:
            assert trim(f"{own}\n\n{intro}\n\n{QUOTED}").own.strip() == own
            assert trim(f"{own}\n{intro}\n{QUOTED}").own.strip() == own


# Without quote marks, a date, an address and a colon must say it.
BARE = [name for name in INTROS if name not in ("mutt", "gmail-ja")]


@pytest.mark.parametrize("name", BARE)
def test_it_keeps_the_answer_above_a_text_that_is_not_marked(name: str) -> None:
    for own in OWN:
        assert trim(f"{own}\n\n{INTROS[name]}\n\n{OLD}").own.strip() == own


@pytest.mark.parametrize("block", BLOCKS.values(), ids=list(BLOCKS))
def test_it_keeps_the_answer_above_a_block(block: str) -> None:
    for own in OWN:
        for old in (OLD, QUOTED):
            assert trim(f"{own}\n\n{block}\n\n{old}").own.strip() == own


@pytest.mark.parametrize(
    "text",
    [
        "Le 3 mars à 10:30 j'ai appelé votre agence.\n\nOn m'a dit d'attendre.",
        "Bonjour,\n\nVoici ce qu'il m'a écrit : « nous refusons ».\n\nZoé",
        "On Monday I called.\nNobody answered.",
        "Mon adresse est zoe@client.example\n\net mon numéro le 06 12 34 56 78.",
    ],
)
def test_it_takes_no_sentence_for_an_introduction(text: str) -> None:
    assert trim(text).own == text
