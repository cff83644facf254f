"""Names of months and markers of time in the languages our forwards come in."""

from __future__ import annotations

import unicodedata

# One line a language; the beginnings that clients print, long and short forms.
_NAMES = """
fr janvier février mars avril mai juin juillet août septembre octobre novembre décembre
fr janv févr mars avr mai juin juil août sept oct nov déc
en january february march april may june july august september october november december
en jan feb mar apr may jun jul aug sep oct nov dec
de januar februar märz april mai juni juli august september oktober november dezember
de jän feb mär apr mai jun jul aug sep okt nov dez
es enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
es ene feb mar abr may jun jul ago sept oct nov dic
it gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
it gen feb mar apr mag giu lug ago set ott nov dic
pt janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
pt jan fev mar abr mai jun jul ago set out nov dez
nl januari februari maart april mei juni juli augustus september oktober november december
nl jan feb mrt apr mei jun jul aug sep okt nov dec
da januar februar marts april maj juni juli august september oktober november december
no januar februar mars april mai juni juli august september oktober november desember
no jan feb mar apr mai jun jul aug sep okt nov des
sv januari februari mars april maj juni juli augusti september oktober november december
fi tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta
fi tammik helmik maalisk huhtik toukok kesäk heinäk elok syysk lokak marrask jouluk
pl stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
pl sty lut mar kwi maj cze lip sie wrz paź lis gru
cs ledna února března dubna května června července srpna září října listopadu prosince
sk januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra
hu január február március április május június július augusztus szeptember október november december
hu jan febr márc ápr máj jún júl aug szept okt nov dec
ro ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
ro ian feb mar apr mai iun iul aug sept oct noi dec
hr siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca
tr ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
tr oca şub mar nis may haz tem ağu eyl eki kas ara
ru января февраля марта апреля мая июня июля августа сентября октября ноября декабря
ru янв фев мар апр мая июн июл авг сен окт ноя дек
uk січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
et jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember
ca gener febrer març abril maig juny juliol agost setembre octubre novembre desembre
hr sij velj ožu tra svi lip srp kol ruj lis stu pro
uk січ лют бер кві тра чер лип сер вер жов лис гру
bg януари февруари март април май юни юли август септември октомври ноември декември
sl januar februar marec april maj junij julij avgust september oktober november december
lt sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio
el ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου
ar يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
ar جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر
he ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר
he בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר
el ιαν φεβ μαρ απρ μαΐ ιουν ιουλ αυγ σεπ οκτ νοε δεκ
"""

# October in Croatian is November in Polish and Czech: the weekday or the label decides.
AMBIGUOUS = {"listopada": (11, 10), "lis": (11, 10), "lip": (7, 6), "srp": (8, 7)}

_WEEKDAYS = """
lundi mardi mercredi jeudi vendredi samedi dimanche
lun mar mer jeu ven sam dim
monday tuesday wednesday thursday friday saturday sunday
mon tue wed thu fri sat sun
montag dienstag mittwoch donnerstag freitag samstag sonntag
lunedì martedì mercoledì giovedì venerdì sabato domenica
lunes martes miércoles jueves viernes sábado domingo
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
poniedziałek wtorek środa czwartek piątek sobota niedziela
ponedjeljak utorak srijeda četvrtak petak subota nedjelja
pondělí úterý středa čtvrtek pátek sobota neděle
mandag tirsdag onsdag torsdag fredag lørdag søndag
segunda terça quarta quinta sexta sábado domingo
"""

PM = {
    "pm",
    "p.m.",
    "nachm.",
    "nachm",
    "μμ",
    "μ.μ.",
    "下午",
    "午後",
    "오후",
    "م",
    "p. m.",
}
AM = {"am", "a.m.", "vorm.", "vorm", "πμ", "π.μ.", "上午", "午前", "오전", "ص", "a. m."}

# Abbreviated zones that clients print, in minutes from UTC.
ZONES = {
    "utc": 0, "gmt": 0, "z": 0, "wet": 0,
    "cet": 60, "mez": 60, "bst": 60, "west": 60, "hnec": 60,
    "cest": 120, "mesz": 120, "eet": 120, "oez": 120, "haec": 120, "sast": 120,
    "eest": 180, "oesz": 180, "msk": 180,
    "est": -300, "edt": -240, "cst": -360, "cdt": -300,
    "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
}  # fmt: skip


def fold(word: str) -> str:
    """A word without accents and case, for comparing."""
    plain = unicodedata.normalize("NFKD", word.casefold().replace("ı", "i"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _months() -> dict[str, int]:
    table: dict[str, int] = {}
    for line in _NAMES.strip().splitlines():
        for number, name in enumerate(line.split()[1:], 1):
            table.setdefault(fold(name), number)
    return table


def _weekdays() -> dict[str, int]:
    table: dict[str, int] = {}
    for line in _WEEKDAYS.strip().splitlines():
        for number, name in enumerate(line.split()):
            table.setdefault(fold(name), number)
    return table


MONTHS = _months()
WEEKDAYS = _weekdays()
