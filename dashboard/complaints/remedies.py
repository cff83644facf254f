"""Remedies for a letter that is held: a table, one line a reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Remedy:
    """`words` say what to do; `path` and `link` lead there, empty on the page itself."""

    words: str
    path: str = ""
    link: str = ""


_SETTINGS = ("/parametres", "Paramètres du cabinet")
_MAILBOXES = ("/boites", "Boîtes")
_FORWARDERS = ("/parametres/expediteurs", "Courtiers expéditeurs")
_PROVIDER = (
    "Envoyez celui-ci d’un clic. Pour que les prochains partent seuls, dites dans les "
    "réglages de la boîte qui vérifie l’authenticité de ses messages."
)
_FORWARDER = (
    "Envoyez celui-ci d’un clic. Pour que les prochains partent seuls, ajoutez cette "
    "adresse aux courtiers expéditeurs."
)
REMEDIES: dict[str, Remedy] = {
    "no_address": Remedy(
        "Indiquez l’adresse e-mail dans la fiche. S’il n’y en a pas, imprimez la "
        "lettre ci-dessous et postez-la, puis notez-le."
    ),
    "restored": Remedy(
        "Cherchez-le dans votre boîte ou demandez au client s’il l’a reçu ; sinon, "
        "envoyez-le d’un clic.",
        "/",
        "Tableau de bord",
    ),
    "own_mailbox": Remedy("Corrigez l’adresse du réclamant dans la fiche."),
    "no_sender": Remedy(
        "Ajoutez une boîte, ou une adresse de contact du cabinet.", *_MAILBOXES
    ),
    "mandatory_missing": Remedy(
        "Complétez-la : l’accusé est alors réexaminé de lui-même.", *_SETTINGS
    ),
    "date_unknown": Remedy(
        "Confirmez ou corrigez ce jour dans la fiche. Sinon l’accusé peut partir sans "
        "aucune date : d’un clic, ou de lui-même le dernier jour sûr."
    ),
    "provider_unset": Remedy(_PROVIDER, *_MAILBOXES),
    "forwarder_unverified": Remedy(_FORWARDER, *_FORWARDERS),
    "forwarder_stranger": Remedy(_FORWARDER, *_FORWARDERS),
    "not_automatic": Remedy("Un clic suffit.", *_SETTINGS),
    "domain_unknown": Remedy(
        "Vérifiez l’adresse ; si elle est juste, envoyez d’un clic, ou postez la "
        "version à imprimer."
    ),
}
