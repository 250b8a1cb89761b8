### The privacy statement: /privacy. Every sentence must be true of the running portal; those that
### depend on its settings are shown only where they hold.

privacy-title = Déclaration de confidentialité
privacy-link = Confidentialité
# $date is the day of the last change of the words.
privacy-updated = Dernière mise à jour : { $date }

privacy-scope-title = Objet de cette déclaration
privacy-scope =
    Elle concerne ce portail, { $portal }, que <b>{ $organisation }</b> exploite pour vous permettre
    de lire les messages chiffrés qui vous ont été envoyés. Elle ne concerne pas d’autres sites ou
    services, même si un message y mène. Le compte de votre boîte e-mail, votre service de
    messagerie et votre appareil peuvent avoir leurs propres déclarations de confidentialité.
privacy-scope-sender =
    C’est à l’organisation de l’expéditeur de dire ce qu’elle fait de ses messages et de vos
    réponses.

privacy-how-title = Comment vous recevez et lisez un message
privacy-how-mail =
    Un message chiffré arrive sous la forme d’un e-mail ordinaire avec une pièce jointe HTML,
    <b>message.html</b>. Vous pouvez le lire sur un ordinateur comme sur un téléphone ou une
    tablette : vous ouvrez la pièce jointe, ou le lien que contiennent certains e-mails, et le
    message chiffré est transmis à ce portail.
privacy-how-code =
    Vous montrez ensuite que l’e-mail vous a été envoyé : vous demandez un code à usage unique,
    envoyé à la même adresse que l’e-mail, et vous le saisissez ici.
privacy-how-decrypted = Le message est alors déchiffré et vous est affiché.

privacy-credentials-title = Ce qui prouve que l’adresse est la vôtre
privacy-credentials-code =
    Les codes à usage unique servent à montrer qu’une adresse est la vôtre, et à rien d’autre. Ils
    ne sont ni conservés ni utilisés d’une autre façon.
privacy-cookies =
    Votre navigateur garde un cookie pour chaque message que vous ouvrez, pendant { $minutes ->
        [one] une minute
       *[other] { $minutes } minutes
    } au plus, et un autre avec la langue que vous avez choisie, si vous en avez choisi une. Ils ne
    servent à rien d’autre.

privacy-message-title = Ce que devient le message
privacy-message =
    Le message n’est pas conservé ici, ni pendant son déchiffrement ni après. Sa forme chiffrée est
    gardée en mémoire pendant la durée de votre session, { $minutes ->
        [one] une minute
       *[other] { $minutes } minutes
    } au plus, ou jusqu’à ce que vous vous déconnectiez. Chaque page déchiffre ce qu’elle affiche,
    puis l’oublie.
privacy-message-leaves =
    Le message déchiffré n’est envoyé nulle part hors de ce portail, sauf à votre navigateur.
privacy-message-where =
    Pendant votre session, le message chiffré se trouve sur l’ordinateur qui fait fonctionner ce
    portail, et, pour ce qui dépend de nous, nulle part ailleurs.
privacy-message-answer =
    Quand vous répondez dans votre application de messagerie, votre réponse est un e-mail
    ordinaire : elle n’est pas chiffrée par ce portail, et ce qu’elle cite du message ne l’est pas
    non plus.

privacy-figures-title = Ce qui est compté
privacy-figures =
    Pour la qualité, la sécurité et l’intégrité de ce service, nous comptons, uniquement sous forme
    de totaux :
privacy-figures-none = Aucune statistique n’est recueillie.
privacy-figures-not =
    Ces chiffres ne disent rien d’une personne, d’une adresse ou d’un message en particulier. Ils ne
    servent ni à vous identifier, ni à vous contacter, ni à vous adresser de la publicité.
privacy-logs =
    Les journaux qui servent à trouver les pannes désignent les messages par des numéros ; ils ne
    contiennent jamais votre adresse, un code ou quoi que ce soit du contenu d’un message. Pour
    éviter que des inconnus ne submergent le service, les adresses réseau sont comptées en mémoire
    et effacées en moins d’un jour.
privacy-logs-mail =
    Comme tout serveur de messagerie, celui qui envoie les codes enregistre l’adresse à laquelle un
    e-mail a été envoyé et le moment de l’envoi.

privacy-contact-title = À qui vous adresser
privacy-contact =
    Pour toute question sur cette déclaration ou sur la confidentialité sur ce portail,
    adressez-vous à { $contact }.
privacy-contact-post = Par courrier : { $address }

privacy-changes-title = Modifications
privacy-changes =
    Quand cette déclaration change, la date indiquée en haut change aussi. Pour toute question sur
    les modifications et sur leurs conséquences pour les messages que vous avez, adressez-vous à
    l’organisation qui vous les a envoyés.

## Figures, one line each. What is listed is what is collected.

figure-views = les messages affichés
figure-browsers = les types de navigateurs et d’appareils
figure-proofs = les façons de confirmer une adresse, tentées et réussies
figure-errors = les erreurs, par type
figure-codes = les codes demandés et utilisés
figure-denied = les codes que quelqu’un a déclaré ne pas avoir demandés
figure-reading-time = le temps écoulé entre l’ouverture d’un message et sa lecture
figure-typing-time = le temps écoulé avant la saisie d’un code
