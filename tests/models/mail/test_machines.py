"""A machine's address is known by its words; a person's is not taken for one."""

from __future__ import annotations

import pytest

from models.base.addresses import is_machine, is_mail_system

MACHINES = """
    noreply no-reply no_reply No.Reply NOREPLY2 noreply-fr noreplycontact extranetnoreply
    extranet.nepasrepondre ne-pas-repondre ne_pas_repondre service.ne-pas-repondre.42
    merci-de-ne-pas-repondre nepasrépondre do-not-reply donotreply.sinistres dont-reply
    nicht-antworten nichtantworten keine-antwort keineantwort no-responder noresponder
    no.contestar nao-responda naoresponder não-responda non-rispondere nonrispondere
    geenantwoord geen-antwoord niet.reageren nie-odpowiadaj svara-inte svarikke neodpovidat
    mailer-daemon MAILER_DAEMON postmaster bounce bounce+4f2a-client=x.example bounces-118
    notification notifications.sinistres m.notification benachrichtigung automate robot
    robot-42 systeme system1 auto-reply autoresponder voicemail repondeur scan-accueil
    copieur2 imprimante.rdc wordpress www-data owner-courtiers courtiers-request
    jean+noreply jean.noreply webmaster fax ne.pas.repondre nepas-repondre pasdereponse donotrespond service.automatique
    alertes.client notif.assurance extranet.courtiers formulaire-contact envoi-auto ｎo-reply"""
PEOPLE = """
    odile.kerjean bruno.reply noel.martin sylvain.noiret contact info service-clients
    marie.bot garage.auto auto-ecole.kerjean martin.scanu robotin reponse
    a.repondre news.kiosque paul.spam norbert.replyn abuseur jean.fax compta
    direction denotre nora.swer jean-postmaster scandella copin imprimerie.leroy"""


@pytest.mark.parametrize(
    "local",
    MACHINES.split(),
)
def test_it_knows_an_address_that_nobody_reads(local: str) -> None:
    assert is_machine(f"{local}@maison.example")


@pytest.mark.parametrize(
    "local",
    PEOPLE.split(),
)
def test_it_leaves_a_person_s_address_alone(local: str) -> None:
    assert not is_machine(f"{local}@maison.example")


def test_it_knows_what_tells_of_deliveries() -> None:
    for local in (
        "MAILER-DAEMON",
        "postmaster",
        "MicrosoftExchange329e71ec88ae",
        "MMDF",
    ):
        assert is_mail_system(f"{local}@maison.example")
    assert is_mail_system("mailer-daemon")
    for local in ("jean.postmaster", "noreply", "systeme", "postmaster.jean"):
        assert not is_mail_system(f"{local}@maison.example")
