"""Signs that a mail is a person's letter about their own affairs, whatever marks it bears.

Sales tools put List-Unsubscribe on single mails, helpdesks call all they send generated, filters
err: none of these marks may drop a customer's letter. Signs are weighed, because newsletters
speak of complaints and of « mon espace » too.
"""

from __future__ import annotations

import re

from ingest.forward.reply import trim
from models.base.folding import fold

# Patterns are for folded text: small letters, no accents, straight apostrophes.
_STATE = (
    r"mecontent|insatisfait|scandalis|outre|decu|choque|indigne|en desaccord|en litige|victime"
    r"|toujours (?:dans l'attente|sans)|dans l'attente|sans (?:nouvelle|reponse)|assure[es]? (?:chez|sous)"
    r"|lese|prejudici|client"
)
_GRIEVANCES = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?:je|nous) (?:(?:vous|me|nous|la|le|les|en) )?(?:contest|reclam|denonc|deplor|exig|refus(?:e|ons) d"
        r"|m'oppos|opposons|plain[st]|plaignons|porte plainte|portons plainte|saisi|mets? en demeure|mettons en demeure"
        r"|fais (?:opposition|appel|une reclamation)|depos(?:e|ons) (?:une |plainte))",
        rf"\b(?:je (?:ne )?suis|nous (?:ne )?sommes) (?:(?:tres|vraiment|plus que|fort|donc|aujourd'hui|pas|toujours) )?"
        rf"(?:{_STATE}|satisfait|d'accord)",
        r"\b(?:je|nous) n['e ](?:ai|avons) (?:toujours |encore |jamais )?(?:pas |rien |aucun\w* |jamais )?(?:ete )?"
        r"(?:recu|obtenu|eu|rembourse|indemnise|de (?:nouvelle|reponse)|reponse)",
        r"\b(?:je|nous) (?:vous )?(?:demand|souhait|voudr|veux|voulons|desir|sollicit)\w* (?:donc |par la presente )?"
        r"(?:a (?:etre|obtenir) |de (?:me|nous|m'|bien vouloir|revoir|reexaminer|reconsiderer|proceder)|que |le (?:remboursement|reexamen)"
        r"|la resiliation|l'(?:annulation|indemnisation|application)|une (?:indemnisation|reponse|explication)|reparation"
        r"|contester|reclamer|resilier|deposer|former|porter|faire (?:une )?reclamation|obtenir|un (?:remboursement|reexamen))",
        r"\bmis(?:e|es)? en demeure\b|\b(?:ma|notre|presente) (?:reclamation|contestation|plainte)\b|\bporter reclamation\b",
        r"\b(?:toujours|encore) (?:pas|rien|sans)\b|\bsans (?:aucune )?reponse (?:a|de|depuis)\b"
        r"|\bpersonne ne (?:me |m'|nous )?(?:repond|rappelle)|\b(?:malgre|apres) (?:mes|nos|plusieurs) (?:relance|appel|courrier|mail)",
        r"\b(?:un|votre|le|ce) refus (?:de|d'|injustifie|oppose)|\ba (?:ete )?(?:refuse|rejete)e? (?:ma|mon|mes|notre)",
        r"\bi (?:am writing to|wish to|want to|would like to|hereby|must) (?:formally )?(?:complain|dispute|contest|cancel|object|make a complaint|file)"
        r"|\bmy (?:complaint|claim)\b|\bi am (?:very |extremely )?(?:unhappy|dissatisfied|disappointed)|\bi have (?:still )?not (?:received|been)",
        r"\bich (?:beschwere|widerspreche|fordere|beanstande|reklamiere|verlange)|\bmeine beschwerde\b"
        r"|\b(?:quiero|deseo) (?:reclamar|presentar)|\bmi reclamacion\b|\bcontesto (?:il|la|le)\b|\bil mio reclamo\b"
        r"|\breclamo (?:per|contro)\b|\bquero reclamar\b|\ba minha reclamacao\b|\bik (?:betwist|dien een klacht)|\bmijn klacht\b",
    )
)
_SUBJECT = re.compile(
    r"\W*(?:(?:re|tr|fwd?) ?: ?)?(?:\[[^\]]{1,30}\] ?)*(?:lettre de |ma |notre |nouvelle )?"
    r"(?:reclamation|contestation|mise en demeure|plainte|recours|litige|complaint|beschwerde|queja|reclamo|klacht)\b"
)
_HINTS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?:mon|ma|mes|notre) (?:contrat|sinistre|dossier|remboursement|indemni|assur|cotisation|police|echeance|prelevement"
        r"|adhesion|vehicule|voiture|logement|habitation|maison|facture|prime|courrier|lettre|demande|mutuelle|pret|credit"
        r"|placement|epargne|prejudice|immeuble|toiture|degat|adresse|mari|femme|epou|mere|pere|fils|fille)",
        r"\bje (?:vous|me permets|reviens|fais suite|soussigne|joins|transmets|voudrais|souhaite)\b|\bj'(?:ai|avais|attends|aimerais)\b",
        r"\b(?:merci|priere) de (?:me|m'|nous|bien vouloir)\b|\b(?:pouvez|pourriez)[- ]vous (?:me|m'|nous)|\brappele[rz][- ]?moi\b"
        r"|\bdans l'attente de (?:votre|vous)",
        r"\bveuillez (?:agreer|recevoir|croire)|\bsalutations distinguees\b|\bl'expression de mes\b",
        r"\b(?:contrat|sinistre|dossier|police|adherent|societaire|client|reference|ref)\.? *(?:n ?[o°]?\.? *)?:? *[a-z]{0,6}[-/ ]?\d[\d/ -]{3,}",
        r"\bmy (?:policy|contract|account|refund|insurance|letter)\b|\bmein\w* (?:vertrag|schaden|versicherung)\b"
        r"|\bmi (?:poliza|contrato|siniestro)\b|\bmi[ao] (?:polizza|contratto)\b|\bmijn (?:polis|contract|schade)\b",
    )
)
_READ = 20_000
_GRIEVANCE, _HINT = 2, 1


def weigh_letter(subject: str, text: str) -> int:
    """Weigh the signs of a person's letter about their own affairs: 2 a grievance, 1 a hint.

    What the text quotes counts for nothing: an answering machine quotes a person's words.
    """
    # The quoted mail may be a complaint that a machine answers.
    own = fold(trim(text[:_READ]).own)
    grieved = sum(bool(pattern.search(own)) for pattern in _GRIEVANCES)
    grieved += bool(_SUBJECT.match(fold(subject)))
    hinted = sum(bool(pattern.search(own)) for pattern in _HINTS)
    return grieved * _GRIEVANCE + hinted * _HINT
