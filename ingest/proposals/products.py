"""Expressions of what customers call their contracts, and of what makes a complaint urgent.

One kind raises the priority, two make it critical (rules of the register: a vulnerable
person, a threat of court or press, a regulator, repetition, the amount).
"""

from __future__ import annotations

PRODUCTS: dict[str, dict[int, str]] = {
    "motor": {
        4: """assurance|contrat|police auto|automobile|voiture|moto|scooter
            relevé information
            expert automobile
            deux roues
            tiers collision""",
        3: "voiture\nscooter|moto|cyclomoteur|quad\nautomobile\ncamping car",
        2: "véhicule\nbris glace\nconducteur secondaire|principal\ncarte verte\npermis conduire\nauto\nbonus malus",
    },
    "home": {
        4: """assurance|contrat|multirisque|cotisation|prime habitation
            multirisques habitation
            assurance maison|logement|appartement
            propriétaire non occupant""",
        3: "habitation\ndégât|dégâts eaux\ncambriolage",
        2: """maison|appartement|logement
            toiture|salle bain|plafond|plafonds|mobilier|abri jardin|piscine
            fuite eau
            inondation|incendie""",
    },
    "health": {
        4: """complémentaire|mutuelle santé
            complémentaires santé
            assurance santé""",
        3: "mutuelle",
        2: "hospitalisation\nlunettes|optique|dentaire|prothèse|audioprothèse\ntiers payant\nsoins",
    },
    "protection": {
        4: "prévoyance\nindemnités journalières\ngarantie accidents vie\nassurance décès|invalidité|dépendance",
        2: "arrêt travail\ninvalidité|incapacité",
    },
    "loan_insurance": {
        6: """assurance emprunteur
            assurance prêt|crédit|prêts
            assurance ~ prêt immobilier""",
        5: "assurer ~ prêt|crédit\nsubstitution assurance\nconvention aeras\nemprunteur",
    },
    "life": {
        4: "assurance|assurances vie\ncontrat capitalisation\nunités compte\nclause bénéficiaire\nfonds euros",
        2: "rachat\ncapitalisation",
    },
    "pension": {
        4: "épargne retraite\nplan retraite\nper|perp|perin\ncontrat|assurance retraite\nmadelin retraite",
        2: "retraite",
    },
    "funeral": {
        5: "obsèques",
        2: "pompes funèbres",
    },
    "travel": {
        4: """assurance|assistance voyage
            annulation voyage|séjour|vol
            assurance mobile|téléphone|smartphone|portable
            assurance annulation
            bagages
            assurance affinitaire""",
        2: "voyage|séjour\nrapatriement",
    },
    "legal": {
        5: "protection juridique",
    },
    "professional": {
        4: """rc|responsabilité pro|professionnelle
            responsabilité civile professionnelle
            multirisque|multirisques pro|professionnelle|professionnel|commerce|entreprise|bureau
            perte|pertes exploitation
            local commercial|professionnel""",
        2: "restaurant|boutique|atelier",
    },
    "construction": {
        5: "décennal|décennale\ndommage|dommages ouvrage\nassurance construction\nconstructeur maison",
        3: "malfaçon|malfaçons",
        2: "fissure|fissures|façade\nchantier|maçon",
    },
    "fleet": {
        5: "flotte\nassurance transport|marchandises\npoids lourd|lourds",
        2: "camion|camions\ntournée|tournées",
    },
    "cyber": {
        5: "cyber\nrançongiciel|ransomware\ncyberattaque",
        2: "piratage|pirate|piraté",
    },
    "group": {
        5: "contrat|mutuelle|assurance|prévoyance collectif|collective|groupe|entreprise",
        3: "salarié|salariés|collaborateurs ~ affiliés|contrat|mutuelle",
        2: "salariés",
    },
    "mortgage": {
        4: "crédit|crédits|prêt|prêts immobilier|immobiliers\nrachat ~ prêt|crédit immobilier",
        2: "compromis vente\ncompromis",
    },
    "consumer_credit": {
        5: "regroupement|rachat crédit|crédits\ncrédit|prêt consommation|conso|renouvelable|personnel",
        2: "mensualités",
    },
    "investment": {
        5: "scpi\nopci\ntitres|instruments financiers\ncompte titres\nparts|part scpi",
        3: "placement|placements ~ risque|risques\nplacement|placements",
        2: "fonds investissement",
    },
    "": {
        1: "auto entrepreneur|entrepreneuse|école|écoles|radio|portrait\nretraite sportive",
    },
}


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
