"""Our own sample mails and the verdict expected of each."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ingest.reading.understand import Reading, understand
from ingest.reading.understood import Understood

MAILS = Path(__file__).parent.parent / "mails"
PARIS = ZoneInfo("Europe/Paris")
RECEIVED = datetime(2026, 3, 20, 9, 0, tzinfo=PARIS)
READING = Reading(("in.reclampro.example", "in.reclampro.test"), PARIS, RECEIVED)

PAULINE = "pauline.vasseur@boite.example"
CLAIRE = "claire.marchand@marchand-courtage.example"
INSURER = "relation@horizon-mutuelle.example"
MINUTE = "2026-03-09T18:42"
SENT = datetime(2026, 3, 9, 18, 42, tzinfo=PARIS)

# What a forward by Claire of Pauline's complaint says, whatever the client.
FORWARD: dict[str, Any] = {
    "kind": "complaint",
    "forwarded": True,
    "complainant": ("Pauline Vasseur", PAULINE),
    "hops": (PAULINE, CLAIRE),
    "subject": "Remboursement refusé",
    "sent_at": MINUTE,
    "precision": "minute",
    "begins": "Bonjour,\n\nDepuis le 5 janvier",
    "ends": "Pauline Vasseur",
    "contracts": ("HX-204 881",),
    "ack": True,
}
DIRECT = {**FORWARD, "forwarded": False, "hops": (PAULINE,)}
MACHINE: dict[str, Any] = {
    "forwarded": False,
    "complainant": None,
    "hops": (),
    "ack": False,
}

EXPECTED: dict[str, dict[str, Any]] = {
    "outlook_fr": FORWARD,
    "outlook_origine_fr": FORWARD,
    "owa_en": FORWARD,
    "gmail_fr": FORWARD,
    "apple_fr": {**FORWARD, "note": "À saisir svp"},
    "thunderbird_fr": FORWARD,
    "orange_ancien": FORWARD,
    "orange_html": FORWARD,
    "zimbra_fr": FORWARD,
    "samsung_fr": FORWARD,
    "yahoo_une_ligne": FORWARD,
    "outlook_html_bordure": FORWARD,
    "sujet_neutre": FORWARD,
    "signature_dessous": FORWARD,
    "nom_seul": {
        **FORWARD,
        "complainant": ("Pauline Vasseur", ""),
        "hops": (None, CLAIRE),
        "ack": False,
    },
    "sans_date": {**FORWARD, "sent_at": "2026-03-20T09:00", "precision": "none"},
    "date_absurde": {**FORWARD, "sent_at": "2026-03-20T09:00", "precision": "none"},
    "colle_a_la_main": {
        **FORWARD,
        "subject": "réclamation à enregistrer",
        "sent_at": "2026-03-09T00:00",
        "precision": "day",
    },
    "chaine_assureur": {**FORWARD, "hops": (PAULINE, INSURER, CLAIRE)},
    "fil_avec_reponse": {**FORWARD, "subject": "RE: Remboursement refusé"},
    "pieces_jointes": {
        **FORWARD,
        "attachments": ("Courrier du médecin.pdf", "photo dégât.png"),
    },
    "logo_et_photo": {
        **FORWARD,
        "begins": "Voici la photo",
        "ends": "du compteur.",
        "contracts": (),
        "attachments": ("compteur.png",),
        "inline": ("logo.png",),
    },
    "message_joint": {**FORWARD, "containers": ("reclamation.eml",)},
    "deux_messages_joints": {
        **FORWARD,
        "also": ("omar.bensaid@boite.example",),
        "containers": ("Remboursement refusé.eml",),
    },
    "eml_en_fichier": {**FORWARD, "containers": ("reclamation.eml",)},
    "redirection": FORWARD,
    "regle_gmail": {**FORWARD, "hops": (PAULINE, "contact@cabinet-gmail.example")},
    "direct": DIRECT,
    "direct_windows1252_dit_latin1": DIRECT,
    "direct_cite_une_clause": {
        **DIRECT,
        "subject": "Clause abusive",
        "begins": "Bonjour,\n\nVotre modèle",
        "contracts": (),
    },
    "deux_expediteurs": {
        **DIRECT,
        "complainant": None,
        "hops": (),
        "sent_at": "2026-03-10T09:30",
        "ack": False,
    },
    "formulaire": {
        **DIRECT,
        "hops": (PAULINE, "site@marchand-courtage.example"),
        "subject": "",
        "sent_at": "2026-03-10T09:30",
    },
    "reponse_a_notre_accuse": {
        **DIRECT,
        "kind": "follow_up",
        "subject": "Re: Accusé de réception - D-7K3M9Q",
        "sent_at": "2026-03-16T18:42",
        "begins": "Merci. J'ajoute",
        "ends": "a repris.",
        "contracts": (),
        "ack": False,
    },
    "absence": {**MACHINE, "kind": "auto_reply"},
    "absence_sans_entete": {**MACHINE, "kind": "auto_reply"},
    "rebond": {**MACHINE, "kind": "bounce", "bounce": (True, (PAULINE,))},
    "rebond_retard": {**MACHINE, "kind": "bounce", "bounce": (False, (PAULINE,))},
    "accuse_de_lecture": {**MACHINE, "kind": "receipt"},
    "lettre_d_information": {**MACHINE, "kind": "list"},
    "vide": {**MACHINE, "kind": "unreadable"},
    "illisible": {**MACHINE, "kind": "unreadable"},
}


def read(name: str) -> Understood:
    """One of our mails, understood."""
    return understand((MAILS / f"{name}.eml").read_bytes(), READING)


def describe(found: Understood) -> dict[str, Any]:
    """The understanding in the words of the table above."""
    who = found.complainant
    return {
        "kind": str(found.kind),
        "forwarded": found.forwarded,
        "complainant": (who.name, who.email) if who else None,
        "hops": found.hops,
        "subject": found.subject,
        "sent_at": found.sent_at.astimezone(PARIS).isoformat()[:16],
        "precision": found.sent_at_precision,
        "begins": found.body,
        "ends": found.body,
        "note": found.forwarder_note,
        "contracts": found.contract_numbers,
        "ack": found.auto_ack_allowed,
        "attachments": tuple(attachment.filename for attachment in found.attachments),
        "inline": tuple(item.filename for item in found.inline),
        "containers": tuple(container.filename for container in found.containers),
        "also": tuple(
            part.complainant.email for part in found.also if part.complainant
        ),
        "bounce": (found.bounce.permanent, found.bounce.recipients)
        if found.bounce
        else None,
    }
