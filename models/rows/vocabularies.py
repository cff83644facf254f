"""The vocabularies: a code for the tables, the French words for people.

Motifs, products, channels, outcomes and severities come from the examples of ACPR's
recommendation 2024-R-02 and the register's usual columns.
"""

from __future__ import annotations

from models.law.deadlines import Regime
from models.rows.complaint import Status
from models.rows.letter import LetterState
from models.rows.tenant import Activity

STATUSES: dict[str, str] = {
    Status.NEW: "Nouvelle",
    Status.IN_PROGRESS: "En cours",
    Status.WAITING: "En attente",
    Status.RESOLVED: "Résolue",
    Status.CLOSED: "Clôturée",
}

REGIMES: dict[str, str] = {
    Regime.ACPR: "ACPR (assurance, crédit)",
    Regime.AMF: "AMF (conseil en investissements)",
}

ACTIVITIES: dict[str, str] = {
    Activity.IAS: "Assurance (IAS)",
    Activity.IOBSP: "Banque et crédit (IOBSP)",
    Activity.CIF: "Conseil en investissements (CIF)",
}

CHANNELS: dict[str, str] = {
    "email": "Courriel",
    "post": "Courrier",
    "registered_post": "Lettre recommandée",
    "web_form": "Formulaire en ligne",
    "phone": "Téléphone",
    "office": "En agence",
    "instant_message": "Messagerie ou SMS",
    "social_network": "Réseaux sociaux",
    "insurer": "Via l’assureur",
    "authority": "Via l’ACPR, une association ou le médiateur",
}

ANSWER_CHANNELS: dict[str, str] = {
    "email": "Courriel",
    "post": "Courrier",
    "registered_post": "Lettre recommandée",
    "web_form": "Espace client",
    "hand": "Remise en main propre",
}
# Offered so that it can be refused with the reason: an answer is written.
ORAL_ONLY = "oral_only"
ORAL_ANSWER = {ORAL_ONLY: "De vive voix seulement"}

# Who complains. Only « particulier » and « professionnel » decide by themselves whether a
# consumer mediator is open to them: a former client may be either.
RECLAMANT_TYPES: dict[str, str] = {
    "individual": "Particulier",
    "professional": "Professionnel",
    "former_client": "Ancien client",
    "prospect": "Prospect",
    "beneficiary": "Bénéficiaire, ayant droit",
    "third_party": "Tiers",
}

MOTIFS: dict[str, str] = {
    "advertising": "Publicité et démarchage",
    "advice": "Information précontractuelle et conseil",
    "consent": "Consentement et souscription",
    "refusal_to_subscribe": "Refus de souscription",
    "price": "Tarif, cotisation, frais",
    "management": "Gestion du contrat (modification, attestation, document)",
    "delay": "Délai de traitement",
    "quality": "Qualité de la réponse ou de l’accueil",
    "claim_refused": "Sinistre : refus de garantie",
    "claim_amount": "Sinistre : montant",
    "claim_delay": "Sinistre : délai",
    "expertise": "Expertise",
    "termination": "Résiliation, renonciation, rachat, transfert",
    "personal_data": "Données personnelles",
    "conflict": "Rémunération, conflit d’intérêts",
    "other": "Autre",
}

PRODUCTS: dict[str, str] = {
    "motor": "Auto, deux-roues",
    "home": "Habitation",
    "health": "Santé complémentaire",
    "protection": "Prévoyance",
    "loan_insurance": "Emprunteur",
    "life": "Vie, épargne",
    "pension": "Retraite",
    "funeral": "Obsèques",
    "travel": "Voyage, affinitaire",
    "legal": "Protection juridique",
    "professional": "RC professionnelle, multirisque pro",
    "construction": "Construction, décennale",
    "fleet": "Flotte, transport",
    "cyber": "Cyber",
    "group": "Collective entreprise",
    "mortgage": "Crédit immobilier",
    "consumer_credit": "Crédit à la consommation, regroupement",
    "investment": "Instruments financiers, SCPI",
    "other": "Autre",
}

PRIORITIES: dict[str, str] = {
    "low": "Faible",
    "normal": "Normale",
    "high": "Élevée",
    "critical": "Critique",
}

OUTCOMES: dict[str, str] = {
    "favourable": "Favorable",
    "partly_favourable": "Partiellement favorable",
    "unfavourable": "Défavorable",
    "withdrawn": "Sans objet ou retirée",
    "handed_over": "Transmise ou orientée : le cabinet n’est pas compétent",
}

# What 2024-R-02 does not call a complaint, and what is none for other reasons.
DISMISSALS: dict[str, str] = {
    "information": "Demande d’information ou d’avis",
    "service": "Demande de prestation",
    "execution": "Demande d’exécution du contrat",
    "goodwill": "Demande de geste commercial",
    "duplicate": "Doublon",
    "advertising": "Publicité ou indésirable",
    "automatic": "Message automatique",
    "other": "Autre",
}

# Reasons that are not offered any more, for the drafts that were dismissed with them: a
# complaint about somebody else is a complaint, and its addressee says whose it is.
FORMER_DISMISSALS: dict[str, str] = {"out_of_scope": "Hors périmètre du cabinet"}

# What is known of a letter's way, as its complaint's page says it.
LETTER_STATES: dict[str, str] = {
    LetterState.PLANNED: "Prêt à partir",
    LetterState.HELD: "Retenu",
    LetterState.SUPPRESSED: "Sans objet",
    LetterState.CLAIMED: "Envoi en cours",
    LetterState.DOT_PENDING: "Envoi en cours",
    LetterState.ACCEPTED: "Remis au serveur du destinataire",
    LetterState.REFUSED_FOR_NOW: "Refusé pour l’instant, nouvel essai prévu",
    LetterState.REFUSED: "Refusé",
    LetterState.UNKNOWN: "Incertain",
    LetterState.BOUNCED: "Non remis (retour du serveur)",
}

LATE_ON_ARRIVAL: dict[str, str] = {
    "": "",
    "ack": "Reçue tard : le délai d’accusé était dépassé",
    "ack+final": "Reçue tard : les deux délais étaient dépassés",
}
