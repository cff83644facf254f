"""Words of unhappy customers: a subject and a letter, each time other words."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from bench.mails.people import Person

_SUBJECTS = (
    "Réclamation : sinistre {claim} toujours pas indemnisé",
    "Contrat {contract} – prélèvement non autorisé de {amount} €",
    "Refus de prise en charge, dossier {claim}",
    "Demande de résiliation restée sans réponse ({contract})",
    "Mécontentement – délai d’expertise",
    "Erreur sur mon avis d’échéance n° {contract}",
    "Dégât des eaux du {day} : je conteste votre décision",
    "RÉCLAMATION assurance emprunteur",
    "Franchise appliquée à tort sur le dossier {claim}",
    "Votre courrier du {day}",
)
_OPENINGS = ("Bonjour,", "Madame, Monsieur,", "Bonjour Madame,", "Messieurs,")
_REASONS = (
    "Je vous écris au sujet de mon contrat n° {contract}, souscrit par votre intermédiaire il y a quatre ans.",
    "Le {day}, j’ai déclaré un sinistre, enregistré sous la référence {claim}. Depuis, plus aucune nouvelle.",
    "On m’a prélevé {amount} € alors que l’échéance avait déjà été réglée par chèque le mois précédent.",
    "L’expert est venu une seule fois, est resté dix minutes et n’a même pas regardé le plafond de la chambre.",
    "Votre plate-forme téléphonique me répète que « le dossier est en cours », sans jamais me donner de date.",
    "La garantie « protection juridique » figure noir sur blanc page 4 de mes conditions particulières.",
    "J’ai transmis trois fois les justificatifs demandés, dont la facture du plombier, d’un montant de {amount} €.",
    "Ma mère, âgée de 84 ans, n’a pas compris ce qu’elle signait et personne ne lui a remis de devoir de conseil.",
    "La résiliation a été envoyée en recommandé ; l’avis de réception est daté du {day} et vous le contestez.",
    "Je trouve inadmissible qu’après tant d’années de fidélité l’on me réponde par une lettre type.",
    "Le véhicule est immobilisé depuis le {day} et les frais de gardiennage s’élèvent déjà à {amount} €.",
    "Aucune explication ne m’a été donnée sur la franchise, dont le montant a doublé d’une année sur l’autre.",
)
_DEMANDS = (
    "Je vous demande de me rembourser la somme de {amount} € sous quinzaine.",
    "Merci de traiter ce courrier comme une réclamation et de m’en accuser réception.",
    "À défaut de réponse, je saisirai le médiateur de l’assurance.",
    "Je souhaite recevoir la copie intégrale de mon dossier ainsi qu’une réponse écrite et motivée.",
)
_CLOSINGS = (
    "Cordialement,",
    "Salutations distinguées.",
    "Dans l’attente de vous lire,",
    "Bien à vous",
)


@dataclass(frozen=True, slots=True)
class Letter:
    """Letter of a customer: a subject, and paragraphs down to the signature."""

    subject: str
    paragraphs: tuple[str, ...]
    contract: str

    @property
    def text(self) -> str:
        """The letter as plain text, paragraphs parted by an empty line."""
        return "\n\n".join(self.paragraphs)


def letter(rng: Random, person: Person) -> Letter:
    """A letter of `person`: two to sixteen paragraphs, its numbers made up."""
    facts = _facts(rng)
    reasons = [rng.choice(_REASONS) for _ in range(rng.choice((2, 3, 3, 4, 5, 8, 14)))]
    body = [
        rng.choice(_OPENINGS),
        *reasons,
        rng.choice(_DEMANDS),
        rng.choice(_CLOSINGS),
    ]
    signature = f"{person.name}\n{rng.randint(1, 99)}, rue des Tilleuls\nTél. 06 {_digits(rng, 8)}"
    paragraphs = [text.format(**facts) for text in body]
    return Letter(
        rng.choice(_SUBJECTS).format(**facts),
        (*paragraphs, signature),
        facts["contract"],
    )


def _facts(rng: Random) -> dict[str, str]:
    return {
        "contract": f"{rng.choice('AHMPV')}{rng.choice('ABCD')}-{rng.randint(100000, 999999)}",
        "claim": f"S{rng.randint(2025, 2026)}{rng.randint(10000, 99999)}",
        "amount": f"{rng.randint(30, 4800)},{rng.randint(0, 99):02}",
        "day": f"{rng.randint(1, 28):02}/{rng.randint(6, 9):02}/2026",
    }


def _digits(rng: Random, count: int) -> str:
    pairs = [f"{rng.randint(0, 99):02}" for _ in range(count // 2)]
    return " ".join(pairs)


NOTES = (
    "Bonjour,\n\nVoici une réclamation reçue ce matin, merci de l’enregistrer.",
    "Pour traitement.\nLe client a aussi téléphoné hier.",
    "À ouvrir en réclamation svp, merci !",
    "",
)


def note(rng: Random, forwarder: Person) -> str:
    """Write a colleague's words above a forward, with a signature; sometimes none."""
    words = rng.choice(NOTES)
    signature = f"{forwarder.name}\nCabinet Brossard – courtier en assurances\nORIAS 07 {_digits(rng, 6)}"
    return f"{words}\n\n{signature}" if words else ""
