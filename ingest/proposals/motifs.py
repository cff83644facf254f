"""Words of customers who complain of this or that: motif to weight to expressions.

`late` and `claim` are no motifs: waiting is a claim's delay where a claim is spoken of
(`MEANS`), else the delay of a request. Weights: 4 says it, 2 leans that way, 1 is a shade.
"""

from __future__ import annotations

MOTIFS: dict[str, dict[int, str]] = {
    "advertising": {
        4: """démarchage|démarché|démarchée|démarcher
            appels commerciaux|publicitaires
            courriels|mails|sms|courriers publicitaires|commerciaux
            bloctel
            publicité mensongère|trompeuse""",
        2: "publicité|publicitaire|prospection\nharcèlement téléphonique",
    },
    "advice": {
        4: """devoir|défaut|manquement|manque conseil
            devoir|défaut|manquement|manque information
            mal conseillé|conseillée|informé|informée|renseigné|renseignée
            pas mis|mise garde
            conseillé ~ aggravé
            inadapté|inadaptée profil|situation|besoins
            jamais expliqué|informé|informée|précisé|signalé|averti
            jamais conseillé|conseillée
            aucune information ~ exclusion|garantie|frais
            affirmé|assuré|garanti|promis ~ couvert|couverte
            information précontractuelle""",
        2: "profil risque\nmise garde\nmal orienté|orientée",
    },
    "consent": {
        4: """jamais souscrit|signé|consenti
            pas souscrit|signé|consenti
            rien souscrit|signé
            sans mon|notre accord|consentement
            insu
            fait signer ~ comprise|compris|comprenait
            pas donné ~ accord|consentement
            vente forcée
            usurpation identité
            signature imitée|falsifiée|fausse
            consentir|consenti""",
        2: "pas compris\nforcé|forcée signer",
    },
    "refusal_to_subscribe": {
        5: """refus|refuse|refuser|refusé souscription
            refus|refuse|refuser|refusé assurer
            refus|refuse|refuser|refusé ~ assurance emprunteur
            refuse t on assurer
            refus|refusé adhésion|affiliation
            refuse|refus ~ souscrire""",
        4: "demande ~ adhésion|souscription|assurance refusée|rejetée",
        2: "convention aeras\nquestionnaire santé|médical",
    },
    "price": {
        4: """augmentation|hausse|majoration ~ cotisation|prime|tarif
            cotisation|prime|tarif ~ augmente|augmenté|augmentation|hausse|doublé|doublée|majoration
            frais courtage|dossier|gestion
            trop perçu
            prélevé|prélevée|prélèvement deux fois|double
            double prélèvement
            assurance ~ passe|passée|passé ~ euros|eur
            cotisation|prime prélevée deux fois
            augmentation|hausse tarif|tarifaire
            prélèvement|prélevé non autorisé|justifié
            erreur avis échéance""",
        2: "cotisation|prime|tarif|échéance\naugmentation|hausse|majoration\nhonoraires\navis échéance\nprélèvement",
    },
    "management": {
        4: """attestation assurance
            demandé|réclame|attends ~ attestation
            relevé information
            avenant
            changement adresse|rib|véhicule|bénéficiaire|coordonnées
            modification|modifier ~ contrat|clause|bénéficiaire
            clause bénéficiaire
            carte tiers|verte|mutuelle
            mettre|mise jour ~ contrat
            affilié|affiliés|affiliation
            copie|duplicata ~ contrat
            conditions particulières ~ reçues|reçu
            rien|pas ~ modifié""",
        2: "attestation\nadresse modifiée\ncertificat",
    },
    "late": {
        4: "délai traitement\nlenteur\nsinistre|dossier|demande attente|souffrance",
        3: """toujours pas
            toujours rien
            toujours aucune
            sans nouvelle|nouvelles
            plus aucune nouvelle|nouvelles
            attente règlement|remboursement|indemnisation|versement|réponse
            arrive pas
            combien temps
            ne|rien vois|voit ~ venir
            encore reçu|rien""",
        2: "délai|retard\nattend|attends|attendons\nrelance|relances|relancé\ncours traitement",
    },
    "claim": {
        2: """sinistre
            indemnisation|indemnité|indemnités|indemniser|indemnisé
            accident|cambriolage|incendie|vol|volé|volée
            dégât|dégâts eaux
            tempête|inondation|grêle
            capital obsèques|décès
            bris glace
            immobilisé|immobilisée
            infiltrations|malfaçons|fissures
            remboursement ~ reçu|perdus|soins|frais
            bagages
            dommages|dommage""",
    },
    "quality": {
        4: """accueil|réponse|réponses déplorable|inadmissible|lamentable|désagréable|déplacé
            raccroché nez
            désagréable|impoli|impolie|agressif|agressive|grossier|grossière|méprisant|insultant
            manque professionnalisme|respect|sérieux|considération
            personne ~ répond|rappelle
            service ~ injoignable
            réponses ~ à côté
            coupe parole
            lettre type""",
        2: "accueil\ninjoignable\nincompétent|incompétence\nattente téléphone\nplate forme téléphonique",
    },
    "claim_refused": {
        4: """refus|refuse|refuser|refusez|refusent|refusé prise charge
            refus|refuse|refuser|refusez|refusent|refusé ~ prendre charge
            refus|refuse|refuser|refusez|refusent|refusé ~ garantie
            refus|refuse|refuser|refusez|refusent|refusé ~ indemnisation|indemniser|indemnité|indemnités
            refus|refuse|refuser|refusez|refusent|refusé ~ remboursement|rembourser
            refus|refuse|refuser|refusez|refusent|refusé ~ sinistre|verser
            refus|refuse|refuser|refusez|refusent garantie|indemnisation
            remboursement|indemnisation|garantie|sinistre refusé|refusée
            décline|déclinez|décliné ~ garantie|responsabilité
            exclusion garantie
            garantie ~ refusée
            pas|non couvert|couverte|garanti|garantie
            non prise|prise garantie
            déchéance garantie
            invoquant ~ exclusion""",
        2: "exclusion\nrefus|refuse|refusez|refusé",
    },
    "claim_amount": {
        4: """montant ~ indemnisation|indemnité|remboursement|dérisoire|insuffisant
            offre|proposition|indemnisation|indemnité insuffisante|dérisoire|insuffisant
            conteste|contestons ~ montant
            valeur remplacement
            vétusté
            franchise ~ retenue|appliquée
            retenu|retenue|appliqué|appliquée ~ franchise
            calcul remboursement|indemnité|indemnisation
            estimation ~ inférieure|dérisoire
            indemnité ~ fausse|moitié|couvre
            sous évalué|évaluée|évaluation""",
        2: "franchise\nmontant proposé\npréjudice\nforfait",
    },
    "expertise": {
        4: """rapport|conclusions expertise|expert
            contre expertise
            contestation|conteste|désaccord ~ expertise|expert
            expert mandaté|mandé|missionné|désigné
            expert ~ venu|passé|resté|conclut|rendu
            délai expertise""",
        2: "expertise\nexpert",
    },
    "termination": {
        4: """résiliation|résilier|résilié|résiliée|résilie
            renonciation|renoncer
            rétractation|rétracter
            rachat total|partiel|bloqué|contrat|assurance
            demandé|demande ~ rachat
            transfert per|perp|madelin|contrat|plan
            demande transfert
            transfert refusé|bloqué
            loi hamon|chatel|lemoine|bourquin
            substitution assurance""",
        2: "rachat\ntransfert",
    },
    "personal_data": {
        4: """données personnelles
            rgpd
            cnil
            droit accès|oubli|effacement
            effacement|suppression données
            confidentialité ~ données
            données santé
            fuite données""",
        2: "confidentialité\nenvoyé ~ autre adhérent|client",
    },
    "conflict": {
        4: """conflit intérêts
            rétrocession|rétrocessions
            commission|commissions ~ verse|perçu|perçue|perçues|cachées|touché|occultes
            connaître ~ commission|commissions
            votre rémunération""",
        2: "commission|commissions\nrémunération\nseul intérêt",
    },
    "": {
        1: """convention|indemnité|prime licenciement
            aucun sinistre
            aucun accident
            délai expertise légal
            refuse payer
            refus visite""",
    },
}
# What an auxiliary code stands for: beside a claim, and alone.
MEANS: dict[str, tuple[str, str]] = {"late": ("claim_delay", "delay")}
CONTEXT = "claim"
