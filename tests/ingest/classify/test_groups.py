"""A customer's mail through the cabinet's own group or list, whatever its provider adds."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.classify.kinds import Kind
from ingest.mime.values import Person
from tests.ingest.mails import PAULINE
from tests.ingest.reading.test_people import COMPLAINT, read

GROUP = "reclamations@marchand-courtage.example"
LIST_ID = "<reclamations.marchand-courtage.example>"
SHORT = "Bonjour, pouvez-vous me rappeler ?"
# What each provider of groups adds; `_` stands for a hyphen.
PROVIDERS: dict[str, dict[str, str]] = {
    "google": {
        "Precedence": "list",
        "Mailing_list": f"list {GROUP}; contact reclamations+owners@marchand-courtage.example",
        "List_ID": LIST_ID,
        "X_Google_Group_Id": "77120",
        "List_Post": f"<https://groups.example/g/post>, <mailto:{GROUP}>",
        "List_Help": "<https://support.example/topic.py>",
        "List_Archive": "<https://groups.example/g/reclamations>",
        "List_Unsubscribe": "<mailto:googlegroups-manage+77120@groups.example>",
    },
    "mailman2": {
        "X_BeenThere": GROUP,
        "X_Mailman_Version": "2.1.39",
        "Precedence": "list",
        "List_Id": f"Réclamations {LIST_ID}",
        "List_Unsubscribe": "<https://listes.example/options/reclamations>",
        "List_Post": f"<mailto:{GROUP}>",
        "Sender": "reclamations-bounces@marchand-courtage.example",
        "Errors_To": "reclamations-bounces@marchand-courtage.example",
    },
    "mailman3": {
        "Message_ID_Hash": "ABCDEF",
        "X_Mailman_Version": "3.3.9",
        "Precedence": "list",
        "List_Id": f"Réclamations {LIST_ID}",
        "Archived_At": "<https://listes.example/archives/ABCDEF>",
        "List_Owner": "<mailto:reclamations-owner@marchand-courtage.example>",
        "List_Post": f"<mailto:{GROUP}>",
        "List_Unsubscribe": "<mailto:reclamations-leave@marchand-courtage.example>",
    },
    "sympa": {
        "X_Loop": GROUP,
        "X_Sequence": "12",
        "Errors_to": "reclamations-owner@marchand-courtage.example",
        "Precedence": "list",
        "Precedence_": "list",
        "X_no_archive": "yes",
        "List_Id": LIST_ID,
        "List_Unsubscribe": "<mailto:sympa@marchand-courtage.example?subject=sig>",
        "List_Post": f"<mailto:{GROUP}>",
    },
    "ovh": {
        "Mailing_List": "contact reclamations-help@marchand-courtage.example; run by ezmlm",
        "Precedence": "bulk",
        "X_No_Archive": "yes",
        "List_Post": f"<mailto:{GROUP}>",
        "List_Help": "<mailto:reclamations-help@marchand-courtage.example>",
        "List_Unsubscribe": "<mailto:reclamations-unsubscribe@marchand-courtage.example>",
        "Delivered_To": f"mailing list {GROUP}",
    },
    "precedence alone": {"Precedence": "bulk", "List_Id": LIST_ID},
    "microsoft": {
        "List_Unsubscribe": "<https://outlook.office365.example/groupsubscription.ashx>",
        "X_MS_Exchange_Parent_Message_Id": "<1@exchange.example>",
    },
}
REWRITTEN: dict[str, dict[str, str]] = {
    "via and X-Original-From": {
        "From": f"'Pauline Vasseur' via Réclamations <{GROUP}>",
        "X_Original_From": f"Pauline Vasseur <{PAULINE}>",
    },
    "the sender's name alone": {
        "From": f"Pauline Vasseur <{GROUP}>",
        "X_Original_Sender": PAULINE,
    },
    "via and Reply-To": {
        "From": f'"Pauline Vasseur via Réclamations" <{GROUP}>',
        "Reply_To": f"Pauline Vasseur <{PAULINE}>",
    },
    "Reply-To with the list in it": {
        "From": f"Pauline Vasseur via Réclamations <{GROUP}>",
        "Reply_To": f"{PAULINE}, {GROUP}",
    },
    "Sympa's phrase": {
        "From": f'"Pauline Vasseur (via reclamations Mailing List)" <{GROUP}>',
        "X_Original_From": PAULINE,
        "Reply_To": PAULINE,
    },
    "an address for a name": {
        "From": f"\"'{PAULINE}' via Réclamations\" <{GROUP}>",
    },
    "another of the cabinet's lists": {
        "From": "Pauline Vasseur via Accueil <accueil@marchand-courtage.example>",
        "X_Original_Sender": PAULINE,
        "X_Original_From": f"Pauline Vasseur <{PAULINE}>",
    },
    "the address folded into the group's": {
        "From": "Pauline Vasseur <pauline.vasseur=boite.example@marchand-courtage.example>",
    },
}


@pytest.mark.parametrize("text", [COMPLAINT, SHORT])
@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_group_drops_no_mail(provider: str, text: str) -> None:
    found = read("Ma demande", text, **PROVIDERS[provider])

    assert found.kind is Kind.COMPLAINT
    assert found.complainant == Person("Pauline Vasseur", PAULINE)
    assert not found.auto_ack_allowed


@pytest.mark.parametrize("provider", [*PROVIDERS, "none"])
@pytest.mark.parametrize("rewritten", REWRITTEN)
def test_a_group_that_rewrites_from_tells_who_wrote(
    rewritten: str, provider: str
) -> None:
    headers: dict[str, Any] = {**PROVIDERS.get(provider, {}), **REWRITTEN[rewritten]}

    found = read("Réclamation", COMPLAINT, **headers)

    assert found.kind is Kind.COMPLAINT
    assert found.complainant
    assert found.complainant.email == PAULINE
    assert found.forwarded
    assert found.hops[0] == PAULINE
    assert not found.auto_ack_allowed


def test_a_public_list_stays_a_list() -> None:
    found = read(
        "[dev] version 3",
        "La version 3 est publiée.",
        To="dev@listes.logiciel.example",
        Precedence="list",
        List_Id="<dev.listes.logiciel.example>",
        List_Post="<mailto:dev@listes.logiciel.example>",
    )

    assert found.kind is Kind.LIST


def test_a_site_that_writes_as_the_mailbox_is_no_group() -> None:
    found = read("Message du site", COMPLAINT, From=f"Site <{GROUP}>", Reply_To=PAULINE)

    assert found.hops == (GROUP,)
