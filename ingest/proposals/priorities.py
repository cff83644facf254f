"""What makes a complaint urgent: kind of sign to weight to expressions, and how kinds add up.

One kind raises the priority, two make it critical (rules of the register: a vulnerable
person, a threat of court or press, a regulator, repetition, the amount).
"""

from __future__ import annotations

_AGES = "|".join(str(age) for age in range(75, 105))

SIGNS: dict[str, dict[int, str]] = {
    "threat": {
        3: """saisir|saisirai|saisirons|saisis|saisissons|alerterai|contacterai ~ tribunal|justice|juge
            saisir|saisirai|saisirons|saisis|saisi|alerter|alerterai|contacterai|contacter médiateur|médiation
            saisir|saisirai|saisirons|saisis|saisi|alerter|alerterai|contacterai|contacter acpr|amf|dgccrf|orias
            acpr|dgccrf
            autorité contrôle prudentiel
            répression fraudes
            60|soixante millions
            que choisir
            association|associations consommateurs
            mon|notre avocat ~ assignation|adressera|saisi|saisira
            avocat
            assignation|assigner|assignerai
            mise demeure|demeurer
            tribunal
            action|procédure|poursuites|voie|suites judiciaire|justice|judiciaires
            engager|engagerai ~ procédure|action|poursuites
            porter|porterai plainte
            dépôt|déposer|déposerai plainte
            presse|médias
            huissier|commissaire justice
            réseaux sociaux""",
    },
    "vulnerable": {
        3: f"""tutelle|curatelle
            habilitation familiale
            handicap|handicapé|handicapée
            enceinte
            surendettement|surendetté|surendettée
            alzheimer
            {_AGES} ans
            cancer
            rsa
            sans ressources|revenus|domicile
            plus ~ revenus|ressources
            expulsion
            interdit bancaire
            suicide|suicider|dépression
            personne vulnérable|âgée|fragile""",
    },
    "repeated": {
        3: """deuxième|troisième|quatrième|cinquième|énième|dernière|ultime|nouvelle relance|courrier|réclamation|rappel|mail
            2ème|3ème|4ème|5ème|2e|3e|4e relance|courrier|réclamation|rappel|mail
            malgré|après ~ relances|courriers|rappels|mails|appels
            plusieurs|nombreuses|nombreux|multiples|maintes relances|courriers|rappels|mails|reprises
            relancé ~ fois
            resté|restée|restés|restées|reste|toujours|sans sans réponse
            sans réponse
            aucune réponse
            écrit|relancé deux|trois|quatre|plusieurs fois
            personne ~ répond
            jamais répondu
            relances""",
    },
    "": {
        1: """pouvez|pourrez|peut|possibilité|droit saisir|contacter
            sans réponse sous|avant|ici|dans
            réponse sous
            protection juridique|fiscale
            honoraires ~ avocat
            conseil|cabinet avocat
            service presse
            avocat adverse""",
    },
}
# How many kinds of signs make which priority.
BY_KINDS = ((2, "critical"), (1, "high"))
# An amount at stake, in euros, that is a sign of its own.
HIGH_AMOUNT = 10_000
