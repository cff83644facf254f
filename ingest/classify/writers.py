"""Offices that write about a customer: a mediator, a lawyer, an association, an insurer, others.

Their letter describes a complaint of somebody else. Three signs count: their name or address,
their signature, and their words on the person for whom they act. A customer speaks of
« mon avocat » and « le médiateur » too, so words about others never count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.mime.identity import domain_of
from ingest.mime.values import Person
from models.analysis.findings import Capacity
from models.base.addresses import FREE_DOMAINS
from models.base.folding import fold, fold_lines

_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Office:
    """One line of the table; all patterns are for folded text.

    `named` is looked for in name and address, `signed` in the last lines, `acts` in the words;
    `alone`: name or address are enough, whatever is written.
    """

    capacity: Capacity
    named: re.Pattern[str]
    signed: re.Pattern[str]
    acts: re.Pattern[str]
    alone: bool = False
    # Words that are enough by themselves to show for whom somebody writes.
    says: re.Pattern[str] = _NEVER


_CUSTOMER = r"(?:m\.|mr|mme|mlle|madame|monsieur|la (?:societe|sci|sarl|sas)|l'indivision|epoux|consorts|votre (?:client|assure))"
OFFICES = (
    Office(
        Capacity.MEDIATOR,
        re.compile(r"mediateur|mediatrice|mediation|ombudsman"),
        re.compile(
            r"^\W*(?:le |la |pour (?:le |la )|l'equipe (?:du |de la )|service (?:du |de la )?|secretariat (?:du |de la ))?(?:mediateur|mediatrice|mediation)\b"
        ),
        re.compile(
            r"\b(?:nous avons|j'ai) ete sais|\b(?:dossier|demande|procedure|saisine) (?:de |en )?mediation|\bma saisine|\bnotre saisine"
            rf"|\b(?:m'a|nous a|a) saisi|\bsaisi[es]* (?:par|d'une demande)|{_CUSTOMER}.{{0,60}}\b(?:m'a|nous a) (?:saisi|adresse)"
        ),
        alone=True,
    ),
    Office(
        Capacity.SUPERVISOR,
        re.compile(
            r"\bacpr\b|banque[ -]?(?:de )?france|\bamf\b|autorite (?:de controle|des marches)|\bdgccrf\b|\borias\b|\bcnil\b|signal ?conso|\bddpp\b"
        ),
        re.compile(
            r"autorite de controle prudentiel|autorite des marches financiers|\bacpr\b.{0,40}(?:direction|pole|service)"
            r"|direction (?:du controle|departementale de la protection)"
        ),
        re.compile(
            r"\b(?:nous avons|j'ai) ete sais|\b(?:appele notre attention|attire (?:mon|notre) attention)|\bm'a fait part|\bnous a fait part|\bvos observations"
        ),
        alone=True,
    ),
    Office(
        Capacity.REPRESENTATIVE,
        re.compile(
            r"notaire|notarial|huissier|commissaire de justice|tutelle|curatelle|tutelaire|mandataire judiciaire|\budaf\b|\bmjpm\b|expert(?:ise)? d'?assur|expertise"
        ),
        re.compile(
            r"^\W*(?:notaire|huissier|commissaire de justice|mandataire judiciaire|tut(?:eur|rice)|curat(?:eur|rice)|clerc|expert d'assures?)\b|\bmandataire judiciaire a la protection"
        ),
        re.compile(
            r"\b(?:mon|ma|notre|nos|le|la) (?:client|protege|mandant|majeure? protege)e?\b|\ben (?:ma |notre )?qualite|\bpour le compte de|\bau nom de|\bmandate[es]* par|\bnous avons ete mandat|\bde cujus|\bsuccession de"
        ),
        says=re.compile(
            r"\b(?:en (?:ma |notre |sa )?qualite (?:de |d')|je suis (?:le |la |l')?)(?:tut(?:eur|rice)|curat(?:eur|rice)|mandataire (?:judiciaire|a la protection)|notaire|huissier|commissaire de justice|administrat(?:eur|rice) (?:judiciaire|legal)|liquidat(?:eur|rice)|expert d'assure)"
        ),
    ),
    Office(
        Capacity.LAWYER,
        re.compile(
            r"\bavocate?s?\b|\bavocats?[-.]|[-.]avocats?\b|\Amaitre \w|\bmaitre\.|\Ame\.? \w|\blawyers?\b|abogad|rechtsanw|avvocat|\badvoca|solicitor|\bselarl\b|barreau"
        ),
        re.compile(
            r"\bavocate?s?\b(?: associee?s?)?\s*(?:\Z|[-|,/]|au barreau|a la cour|a \w+\Z|inscrit)|\bmaitre [a-z]|\brechtsanw|\battorney|\bavvocat|\babogad"
        ),
        re.compile(
            r"\b(?:ma|mon|notre|mes|nos) client(?:e|s|es)?\b|\bmon mandant|\bdans l'interet de|\bau nom (?:et pour le compte )?de"
            rf"|\b(?:je|nous) (?:represent|assist|interv|defend)\w*|\bconseil (?:de|habituel de) {_CUSTOMER}|\bmein\w* mandant|\bmy client|\bmi client|\bmi[ao] client"
        ),
        says=re.compile(
            rf"\b(?:je suis|nous sommes|j'interviens|nous intervenons|agissant) (?:l'|le |la |les )?(?:en (?:ma |notre )?qualite (?:de |d'))?(?:le )?(?:conseils?|avocate?s?) (?:de|du|des|d')"
            rf"|\ben (?:ma|notre) qualite (?:de conseil|d'avocate?)\b|\b(?:conseil|avocate?) de {_CUSTOMER}.{{0,80}}\b(?:je|nous) (?:vous )?(?:mets|mettons|demand|interv|represent|vien)"
        ),
    ),
    Office(
        Capacity.ASSOCIATION,
        re.compile(
            r"\bufc\b|que ?-?choisir|\bclcv\b|\bafoc\b|\badeic\b|\bindecosa|\bcnafal\b|\bcnl\b|familles? (?:de france|rurales)|consommat|consumer|\basso(?:ciation)?\b"
        ),
        re.compile(
            r"\bufc\b|que choisir|\bclcv\b|\bindecosa|consommateurs|\bassociation\b|\bbenevole|\bconseill(?:er|ere) litiges?"
        ),
        re.compile(
            r"\b(?:notre|nos|un de nos|l'un de nos|une de nos) adherente?s?\b|\bnotre association (?:a ete|est|intervient|vous|a recu)|\bnous avons ete (?:sais|contact|alert|mandat)"
            r"|\b(?:a|ont) (?:saisi|sollicite|mandate) notre association|\bnotre section locale"
        ),
    ),
    Office(
        Capacity.INSURER,
        re.compile(
            r"assur|mutuelle|mutual|\bmaif\b|\bmacif\b|\bmaaf\b|\baxa\b|allianz|groupama|\bgmf\b|matmut|generali|prevoyance|protection juridique|insur|versicher|reassur|\bcompagnie\b"
        ),
        re.compile(
            r"\bservice (?:des )?(?:reclamations?|sinistres?|clients?|relations?|consommateurs?)|\bgestionnaire|\bcharge(?:e)? de (?:clientele|reclamations|sinistres)|\bprotection juridique"
            r"|\b(?:relation|satisfaction) (?:clients?|courtiers?|societaires?)|\binspect(?:eur|rice)|\bassurances?\b|\bmutuelle\b|\bdirection\b"
        ),
        re.compile(
            r"(?<!suis )(?<!comme )(?<!etant )(?<!que )(?<!fidele )\bvotre (?:client|mandant)e?\b|\bvos (?:clients|assures)\b|\bnotre (?:assure|societaire|adherent|client)e? (?:commun|m\.|mr|mme|monsieur|madame)"
            r"|\bnotre (?:assure|societaire)e?\b|\bvotre (?:portefeuille|cabinet).{0,80}\breclamation d|\b(?:l'assure|le societaire|l'assuree)\b.{0,80}\b(?:nous|conteste|reclame)"
        ),
    ),
    # People of any trade who name the person for whom they act; asked last.
    Office(
        Capacity.REPRESENTATIVE,
        _NEVER,
        _NEVER,
        _NEVER,
        says=re.compile(
            r"\b(?:nous intervenons|j'interviens|nous agissons|j'agis|agissant) (?:ici |donc |en l'espece )?(?:pour le compte|en qualite|es qualites?|a la requete|a la demande|au nom)\b"
            rf"|\ba la requete de {_CUSTOMER}|\b(?:je suis|nous sommes|suis) (?:\w+ )?(?:mandate|missionne|saisi|charge)e?s? (?:par|de la defense de)\b"
            rf"|\b(?:je represente|nous representons) (?:les interets de )?{_CUSTOMER}|\bnotre cliente?,? .{{0,60}}\bnous (?:a )?charges?\b"
            r"|\b(?:mandataire|conciliat(?:eur|rice)) (?:judiciaire|de justice)\b.{0,80}\b(?:je|nous) (?:represent|suis|sommes|agi|interv|vous)"
            r"|\b(?:conteste|contestons|reclame|reclamons|agis|agissons|saisis|ecris|ecrivons)\b[^.]{0,60} (?:en son nom|en leur nom|pour (?:son|leur) compte)\b"
        ),
    ),
)
# A person with a contract of their own is a customer, whatever their trade.
_OWN_AFFAIRS = re.compile(
    r"\b(?:mon|ma|mes) (?:\w+ )?(?:contrats?|sinistres?|cotisations?|assurances?|indemni\w+|remboursements?|voiture|vehicule|maison|logement|mutuelle|prelevements?"
    r"|police|cabinet|local|locaux|adhesion|complementaire|prime|garantie|responsabilite)\b"
)
# The person who acts, and the name behind: « ma cliente, Mme Odile Kerjean ».
_NAME = re.compile(
    r"(?:\bM\.|\bMr\.?|\bMme|\bMlle|\bMadame|\bMonsieur)\s+((?:[A-ZÀ-ÖØ-Ý][\w'’-]*\s?){1,3})"
)
_COPY = re.compile(r"\W*(?:copie|cc|c/c|c\.c|pj|p\.j|cci|a l'attention)\b")
_FOOT, _READ, _SIGNED = 8, 4_000, 70


@dataclass(frozen=True, slots=True)
class Writer:
    """A writer and their capacity; `is_sure`: the customer is another, perhaps named."""

    name: str
    capacity: Capacity
    is_sure: bool
    customer: str = ""


def writer_of(person: Person, text: str, signature: str) -> Writer | None:
    """The capacity in which a person writes about another; None for a customer."""
    own = text[:_READ]
    lines = [line for line in fold_lines(own) if line]
    words = " ".join(lines)
    lines += [line for line in fold_lines(signature) if line]
    foot = [line for line in lines[-_FOOT:] if _is_of_signature(line)]
    who = _who(person)
    for office in OFFICES:
        is_sure = _is_sure(office, who, foot, words)
        if is_sure is not None:
            customer = _customer_in(own, person) if is_sure else ""
            return Writer(person.name, office.capacity, is_sure, customer)
    return None


def _is_sure(office: Office, who: str, foot: list[str], words: str) -> bool | None:
    """Certainty that the writer has this office; None when it is not theirs."""
    is_named = bool(office.named.search(who))
    is_known = is_named or any(office.signed.search(line) for line in foot)
    # Of most mails nothing is known: the dearer questions are asked of few.
    is_sure = (office.says is not _NEVER and bool(office.says.search(words))) or (
        is_known and (bool(office.acts.search(words)) or (office.alone and is_named))
    )
    if is_sure:
        return not _OWN_AFFAIRS.search(words)
    return False if office.capacity is Capacity.LAWYER and is_known else None


def _is_of_signature(line: str) -> bool:
    """Neither a sentence nor a mention of somebody else."""
    return (
        len(line) <= _SIGNED
        and not line.endswith((".", "?", "!"))
        and not _COPY.match(line)
    )


def _who(person: Person) -> str:
    """Name and address; a domain open to all names nobody."""
    local, _, _ = person.email.partition("@")
    domain = domain_of(person.email)
    place = "" if domain in FREE_DOMAINS else domain
    # Titles stand before a name, not at the head of an address: `me@…`.
    return f"{fold(person.name)} @ {fold(f'{local} {place}')}"


def _customer_in(text: str, writer: Person) -> str:
    """The one person besides the writer whom the text gives a title and a name."""
    found = (" ".join(match[1].split()) for match in _NAME.finditer(text))
    names = [name for name in found if fold(name) not in fold(writer.name)]
    return names[0] if names else ""
