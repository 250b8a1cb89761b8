### The page on which anyone learns whether a mail is real: /check.

check-title = Cet e-mail est-il authentique ?
check-link = Vérifier l’authenticité d’un e-mail
check-what =
    Choisissez l’e-mail, enregistré dans un fichier se terminant par <b>.eml</b>, ou sa pièce jointe
    <b>message.html</b>. Vous saurez s’il vient d’ici et s’il a été modifié. Rien n’est ouvert,
    aucun code n’est envoyé, et personne n’en est informé.
check-file = L’e-mail ou sa pièce jointe
check-button = Vérifier
check-looking = Vérification…
check-save =
    <b>Enregistrez la pièce jointe sans l’ouvrir,</b> et n’appuyez sur rien dans cet e-mail.
check-real-title = La partie chiffrée vient d’ici et n’a pas été modifiée
check-real = Le message a été chiffré ici, et rien n’y a été modifié.
check-real-of =
    Le message a été chiffré ici pour le compte de <b>{ $organisation }</b>, et rien n’y a été
    modifié.
check-sender =
    Son expéditeur est <b>{ $sender }</b>. Comparez cette adresse avec celle qui semble vous avoir
    écrit. Si c’en est une autre, ne vous fiez pas à l’e-mail.
check-when = Il a été envoyé le { $time }.
check-expired = Il a été chiffré ici, mais il a expiré et ne peut donc plus être ouvert.
check-mail =
    Tout le reste de l’e-mail – noms, liens, texte – n’est pas vérifié et peut venir de quelqu’un
    d’autre. Pour lire le message, ouvrez-le uniquement à l’adresse de ce portail :
    <b>{ $portal }</b>.
check-read = Pour le lire
check-changed-title = Ce message a été modifié
check-changed =
    Il a bien été créé ici, mais il a été modifié ou tronqué en chemin ; il ne peut donc pas être
    ouvert. Enregistrez de nouveau l’e-mail et réessayez. Si le résultat reste le même, demandez à
    l’expéditeur de le renvoyer.
check-not-ours-title = Cela ne vient pas d’ici
check-not-ours =
    Ce fichier ne contient aucun message chiffré ici. N’appuyez sur rien dans cet e-mail. S’il
    prétend venir de quelqu’un que vous connaissez, appelez cette personne à un numéro que vous
    connaissez déjà.
check-codes =
    Un e-mail contenant un code ne peut pas être vérifié ici, car il ne contient aucun message.
    Comparez sa référence avec celle de la page sur laquelle vous avez demandé le code.
check-another = En vérifier un autre
