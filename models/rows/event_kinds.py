"""Kinds of events: every line that a history may hold, with its French words.

A kind is hashed with its event: it is never renamed, and none is taken away.
"""

from __future__ import annotations

from enum import StrEnum


class EventKind(StrEnum):
    """`subject:action` as it is stored; `words` say it where no data make it more exact."""

    words: str

    def __new__(cls, kind: str, words: str = "") -> EventKind:
        member = str.__new__(cls, kind)
        member._value_ = kind
        member.words = words
        return member

    COMPLAINT_DRAFTED = "complaint:drafted", "Brouillon ouvert"
    COMPLAINT_ENTERED = "complaint:entered", "Saisie à la main"
    COMPLAINT_CONFIRMED = "complaint:confirmed", "Confirmée"
    COMPLAINT_UNCONFIRMED = (
        "complaint:unconfirmed",
        "Confirmation annulée ; le numéro lui reste",
    )
    COMPLAINT_DISMISSED = "complaint:dismissed", "Écartée"
    COMPLAINT_UNDISMISSED = "complaint:undismissed", "Remise à confirmer"
    COMPLAINT_ATTACHED = "complaint:attached", "Rattachée à un dossier"
    COMPLAINT_DETACHED = "complaint:detached", "Détachée d’un dossier"
    COMPLAINT_JOINED = "complaint:joined", "Brouillon rattaché à ce dossier"
    COMPLAINT_LEFT = "complaint:left", "Le rattachement d’un brouillon est annulé"
    COMPLAINT_CORRECTED = "complaint:corrected", "Corrigée"
    COMPLAINT_DATES_CORRECTED = "complaint:dates_corrected", "Dates corrigées"
    COMPLAINT_DATES_CONFIRMED = "complaint:dates_confirmed", "Dates confirmées"
    COMPLAINT_DATES_RECOUNTED = (
        "complaint:dates_recounted",
        "Dates recomptées, le territoire ou le Vendredi saint du cabinet a changé",
    )
    COMPLAINT_PROMISE_SETTLED = (
        "complaint:promise_settled",
        "Date annoncée et échéance : répondre avant suffit",
    )
    COMPLAINT_COMPLAINANT_CHOSEN = (
        "complaint:complainant_chosen",
        "Réclamant désigné dans la chaîne d’envoi",
    )
    COMPLAINT_MOVED = "complaint:moved", "Statut changé"
    COMPLAINT_REOPENED = "complaint:reopened", "Rouverte"
    COMPLAINT_ANSWERED = "complaint:answered", "Réponse définitive enregistrée"
    COMPLAINT_NOTED = "complaint:noted", "Note interne ajoutée"
    COMPLAINT_ASSIGNED = "complaint:assigned", "Attribution changée"
    COMPLAINT_DOCUMENT_ADDED = "complaint:document_added", "Document ajouté"
    COMPLAINT_INVITED_TO_WRITE = (
        "complaint:invited_to_write",
        "Invitée à confirmer par écrit",
    )
    COMPLAINT_ACKNOWLEDGED = (
        "complaint:acknowledged",
        "Déclarée déjà accusée par un autre moyen",
    )
    COMPLAINT_ACKNOWLEDGEMENT_WITHDRAWN = (
        "complaint:acknowledgement_withdrawn",
        "« Déjà accusée » retiré",
    )

    MESSAGE_ORIGIN = "message:origin", "Message d’origine reçu"
    MESSAGE_FOLLOW_UP = "message:follow_up", "Un nouveau message a rejoint le dossier"
    MESSAGE_DUPLICATE = (
        "message:duplicate",
        "Une copie du même message a été reçue",
    )
    MESSAGE_REPLAYED = "message:replayed", "Message relu à la demande"
    MESSAGE_INSISTED = "message:insisted", "Message déclaré réclamation"

    LETTER_PLANNED = "letter:planned", "Accusé de réception prêt à partir"
    LETTER_HELD = "letter:held", "Accusé de réception retenu"
    LETTER_SUPPRESSED = "letter:suppressed", "Accusé de réception sans objet"
    LETTER_RELEASED = "letter:released", "Envoi de l’accusé demandé"
    LETTER_CLAIMED = "letter:claimed", "Envoi de l’accusé commencé"
    LETTER_DOT_PENDING = (
        "letter:dot_pending",
        "Accusé transmis, réponse finale attendue",
    )
    LETTER_ACCEPTED = "letter:accepted", "Accusé remis au serveur du destinataire"
    LETTER_REFUSED_FOR_NOW = (
        "letter:refused_for_now",
        "Accusé refusé pour l’instant, nouvel essai prévu",
    )
    LETTER_REFUSED = "letter:refused", "Accusé refusé"
    LETTER_UNKNOWN = "letter:unknown", "Sort de l’accusé incertain"
    LETTER_BOUNCED = "letter:bounced", "Accusé non remis (retour du serveur)"
    LETTER_RESOLVED = "letter:resolved", "Sort de l’accusé incertain décidé"

    MAILBOX_ADDED = "mailbox:added", "Boîte ajoutée"
    MAILBOX_CHANGED = "mailbox:changed", "Boîte modifiée"
    MAILBOX_PASSWORD_CHANGED = (
        "mailbox:password_changed",
        "Mot de passe de la boîte changé",
    )
    MAILBOX_DEACTIVATED = "mailbox:deactivated", "Boîte coupée"
    MAILBOX_ACTIVATED = "mailbox:activated", "Boîte relevée à nouveau"
    MAILBOX_OLDER_ASKED = "mailbox:older_asked", "Messages antérieurs demandés"
    MAILBOX_RENUMBERED = "mailbox:renumbered", "Messages renumérotés par le serveur"

    FORWARDER_ADDED = "forwarder:added", "Adresse de transfert ajoutée"
    FORWARDER_VERIFIED = "forwarder:verified", "Adresse de transfert vérifiée"
    FORWARDER_REMOVED = "forwarder:removed", "Adresse de transfert retirée"

    TENANT_OPENED = "tenant:opened", "Espace ouvert"
    TENANT_CHANGED = "tenant:changed", "Identité du cabinet modifiée"
    TENANT_RESTORED = "tenant:restored", "Base revenue à une sauvegarde"
    TENANT_RESTORE_RELEASED = (
        "tenant:restore_released",
        "Envois repris après sauvegarde",
    )

    USER_INVITED = "user:invited", "Invitation envoyée"
    USER_INVITED_AGAIN = "user:invited_again", "Invitation envoyée de nouveau"
    USER_ROLE_CHANGED = "user:role_changed", "Rôle changé"
    USER_DEACTIVATED = "user:deactivated", "Accès fermé"
    USER_REACTIVATED = "user:reactivated", "Accès rouvert"

    ACCESS_SIGNED_IN = "access:signed_in", "Connexion"
    ACCESS_SIGNED_OUT = "access:signed_out", "Déconnexion"
    ACCESS_SIGN_IN_FAILED = (
        "access:sign_in_failed",
        "Connexion refusée, mot de passe faux",
    )
    ACCESS_LOCKED = (
        "access:locked",
        "Trop d’essais : les appareils inconnus doivent attendre",
    )
    ACCESS_RESET_ASKED = (
        "access:reset_asked",
        "Lien demandé pour un mot de passe oublié",
    )
    ACCESS_RESET_DONE = "access:reset_done", "Mot de passe choisi par le lien reçu"
    ACCESS_PASSWORD_CHANGED = "access:password_changed", "Mot de passe changé"
    ACCESS_SESSIONS_ENDED = "access:sessions_ended", "Sessions fermées"
    ACCESS_ATTACHMENT_READ = "access:attachment_read", "Document téléchargé"
    ACCESS_SOURCE_READ = "access:source_read", "Message d’origine téléchargé"
    ACCESS_LETTER_READ = "access:letter_read", "Accusé téléchargé"
