"""Doubts for which no acknowledgement of a mail leaves by itself: code and sentence.

No table is imported here: understanding runs where there is no database.
"""

from __future__ import annotations

from enum import StrEnum


class Doubt(StrEnum):
    """A code, kept with the letter, and the words of the screens beside it."""

    sentence: str

    def __new__(cls, code: str, sentence: str) -> Doubt:
        member = str.__new__(cls, code)
        member._value_ = code
        member.sentence = sentence
        return member

    # Of the complainant as understood.
    COMPLAINANT_WITHOUT_ADDRESS = (
        "complainant_without_address",
        "le message ne donne pas l’adresse du réclamant",
    )
    UNSURE_WRITER = "unsure_writer", "on ne sait pas avec certitude qui a écrit"
    MACHINE_ADDRESS = "machine_address", "l’adresse est celle d’un automate"
    UNWRITABLE_ADDRESS = (
        "unwritable_address",
        "on ne peut pas écrire à cette adresse",
    )
    NAME_SHOWS_OTHER = (
        "name_shows_other",
        "le nom affiché montre une autre adresse",
    )
    MALFORMED_SENDER = (
        "malformed_sender",
        "l’adresse de l’expéditeur est mal écrite : vérifiez celle qui est proposée",
    )
    COLLEAGUE = (
        "colleague",
        "l’adresse est celle d’un collaborateur du cabinet : indiquez qui réclame",
    )
    OWN_ADDRESS = "own_address", "l’adresse est l’une des nôtres"
    # Who writes about a customer.
    BY_MEDIATOR = (
        "by_mediator",
        "un médiateur écrit au sujet d’un client : indiquez qui réclame",
    )
    BY_SUPERVISOR = (
        "by_supervisor",
        "une autorité écrit au sujet d’un client : indiquez qui réclame",
    )
    BY_LAWYER = (
        "by_lawyer",
        "un avocat écrit, sans doute pour un client : indiquez qui réclame",
    )
    BY_ASSOCIATION = (
        "by_association",
        "une association écrit pour un adhérent : indiquez qui réclame",
    )
    BY_INSURER = (
        "by_insurer",
        "un assureur écrit au sujet d’un client : indiquez qui réclame",
    )
    BY_REPRESENTATIVE = (
        "by_representative",
        "un mandataire écrit pour une autre personne : indiquez qui réclame",
    )
    # Of the message.
    LOOP = "loop", "le message porte les marques d’une boucle"
    NO_ANSWER_WANTED = (
        "no_answer_wanted",
        "l’expéditeur demande qu’aucune réponse automatique ne lui soit faite",
    )
    FAX = (
        "fax",
        "fax reçu par passerelle : ouvrez le fichier et saisissez le réclamant",
    )
    VOICEMAIL = (
        "voicemail",
        "message vocal : écoutez le fichier et saisissez le réclamant",
    )
    SCAN = (
        "scan",
        "document numérisé par un copieur : ouvrez le fichier et saisissez le réclamant",
    )
    REGISTERED = (
        "registered",
        "avis de lettre recommandée électronique : retirez la lettre chez l’opérateur, "
        "puis saisissez le réclamant",
    )
    GENERATED = (
        "generated",
        "message marqué comme automatique, qui porte un document ou les mots d’une "
        "personne : vérifiez qui réclame",
    )
    BULK = "bulk", "le message porte les marques d’un envoi en nombre"
    GROUP = (
        "group",
        "reçu par un groupe ou une liste, qui a remplacé l’adresse de l’expéditeur : "
        "vérifiez qui a écrit",
    )
    MAYBE_OFFER = "maybe_offer", "c’est peut-être du démarchage"
    MAYBE_SPAM = "maybe_spam", "un filtre le tient pour indésirable"
    MAYBE_NEWSLETTER = "maybe_newsletter", "c’est peut-être une lettre d’information"
    MAYBE_ABSENCE = "maybe_absence", "c’est peut-être un message d’absence"
    UNREAD_ANSWER = (
        "unread_answer",
        "le message dit que personne ne lira la réponse : est-ce un automate ?",
    )
    OTHER_DESK = (
        "other_desk",
        "c’est peut-être l’accusé de réception d’un autre service",
    )
    SLIPPED_MARK = (
        "slipped_mark",
        "le message, mal formé, porte la marque d’un envoi automatique",
    )
    MEETING = (
        "meeting",
        "c’est une invitation d’agenda : répondez-y dans votre agenda",
    )
    RECALL = (
        "recall",
        "Outlook annonce qu’un message antérieur est rappelé : voyez lequel",
    )
    ANSWERING_MACHINE = "answering_machine", "cité par une réponse automatique"
    REPLIES_ELSEWHERE = (
        "replies_elsewhere",
        "l’adresse de réponse n’est pas celle de l’expéditeur",
    )
    SEVERAL = (
        "several",
        "plusieurs messages transférés en un seul : vérifiez qui réclame et à qui sont les pièces",
    )
    QUOTES_OTHER = "quotes_other", "le message cite une autre personne"
    TRUNCATED = (
        "truncated",
        "le message est trop long pour avoir été lu en entier : vérifiez qui a écrit",
    )
    ENCRYPTED = (
        "encrypted",
        "le message est chiffré, ou abîmé : ouvrez-le dans votre messagerie, puis saisissez-le",
    )
    # Of its kind: none of these is a complaint that begins.
    UNREADABLE = "unreadable", "le message n’a pas pu être lu"
    FOLLOW_UP = "follow_up", "le message répond à l’une de nos lettres"
    AUTO_REPLY = "auto_reply", "le message semble être une réponse automatique"
    BOUNCE = "bounce", "le message semble être un avis de non-remise"
    RECEIPT = "receipt", "le message semble être un avis de lecture"
    LIST = "list", "le message semble venir d’une liste de diffusion"
    SPAM = "spam", "le message semble être indésirable"
