### The pages of the portal. Marks: <b> stands out; <a> leads elsewhere.
### "message.html" is the name of a file and stays as it is.

## Around every page

skip = Aller au contenu
# Where the browser must be. $host is a host name.
host = L’adresse de cette page doit être { $host }
footer =
    Nous ne demandons jamais de mot de passe, et personne chez nous ne vous demandera jamais votre
    code. La barre d’adresse de votre navigateur affiche une autre adresse que celle indiquée en
    haut de cette page ? Dans ce cas, fermez la page. Un doute sur un message ? Appelez l’expéditeur
    à un numéro que vous connaissez déjà : celui qui figure sur un courrier ou sur le site de
    l’organisation, dont vous avez tapé l’adresse vous-même.
# The portal's name where the administrator gave none.
portal-name = Messagerie sécurisée
switch = Langue
steps = Où vous en êtes
step-file = Le fichier
step-proof = C’est bien vous ?
step-message = Le message
choose-file = Choisir un fichier
go-back = Retour
open-another = Ouvrir un autre message
leave-hint =
    Vous pouvez aussi simplement fermer cette page. Nous effaçons le fichier automatiquement.
address-label = Votre adresse e-mail

## Who has verified the sender

verified-login = Expéditeur vérifié par <b>{ $domain }</b> : l’expéditeur s’y était connecté.
verified-network =
    Expéditeur vérifié par <b>{ $domain }</b> : le message venait de son propre réseau.
verified-signature =
    Expéditeur vérifié par <b>{ $domain }</b> : son serveur de messagerie a signé le message.
verified-nobody =
    <b>Personne n’a vérifié cet expéditeur.</b> Un doute sur le message ? Demandez confirmation à
    l’expéditeur par un autre moyen.

## The first page

landing-title = Ouvrir un message protégé
landing-stranded =
    Votre application de messagerie n’a pas transmis le message. Enregistrez la pièce jointe
    <b>message.html</b> de l’e-mail, puis choisissez ce fichier ici.
landing-what =
    Quelqu’un vous a envoyé un e-mail avec un fichier nommé <b>message.html</b>. Le message s’y
    trouve, chiffré. Choisissez ce fichier ici pour le lire.
landing-file = Le fichier <b>message.html</b> joint à votre e-mail
landing-whole-mail =
    Vous pouvez aussi choisir l’e-mail entier, enregistré dans un fichier se terminant par
    <b>.eml</b>.
landing-open = Ouvrir
landing-opening = Ouverture…
landing-next = Comment cela se passe
landing-next-file =
    <b>Vous choisissez le fichier.</b> Il reste chiffré, et nous l’effaçons au plus tard au bout
    d’une demi-heure.
landing-next-code =
    <b>Nous envoyons un code à votre adresse e-mail,</b> pour nous assurer que c’est bien vous.
landing-next-read = <b>Vous saisissez le code ici</b> et vous lisez le message.
landing-find = Où trouver le fichier
landing-find-computer =
    <b>Sur un ordinateur :</b> enregistrez la pièce jointe message.html de votre e-mail, puis
    choisissez-la ici ou déposez-la sur cette page.
landing-find-phone =
    <b>Sur un téléphone :</b> touchez la pièce jointe, choisissez « Enregistrer » ou « Enregistrer
    dans Fichiers », revenez sur cette page et choisissez-la.

## Before a code was sent

ask-title = C’est bien vous ?
ask-heading = { $sender } vous a envoyé un message
ask-heading-of = { $sender } ({ $organisation }) vous a envoyé un message
ask-call = Pour obtenir de l’aide à la lecture d’un message : appelez le <b>{ $telephone }</b>.
ask-write = Pour obtenir de l’aide à la lecture d’un message : écrivez à { $contact }.
ask-call-or-write =
    Pour obtenir de l’aide à la lecture d’un message : appelez le <b>{ $telephone }</b> ou écrivez à
    { $contact }.
ask-code-over =
    <b>Ce code n’est plus valable.</b> Un code n’est valable qu’un certain temps. Demandez-en un
    nouveau.
ask-known =
    Pour nous assurer que c’est bien vous, nous envoyons un code à l’adresse e-mail à laquelle le
    message a été envoyé.
ask-send-to = Envoyer un code à { $address }
ask-unknown =
    Pour nous assurer que c’est bien vous, nous envoyons un code à votre adresse e-mail. Saisissez
    l’adresse à laquelle le message a été envoyé.
# $example is an address as an example.
ask-no-address = Cette adresse e-mail n’est pas complète. Elle doit ressembler à { $example }.
ask-send = Envoyer un code
ask-hint =
    Le code arrive par e-mail d’ici une minute environ. Gardez cette page ouverte. Si elle se ferme,
    appuyez sur le bouton de l’e-mail contenant le message, ou ouvrez son fichier
    <b>message.html</b>, dans le même navigateur, pour y revenir.

## After a code was sent

code-title = Saisissez votre code
code-spent-title = Trop d’essais
code-spent =
    Cinq codes erronés ont été saisis sur cette page : elle n’en accepte plus. Personne n’a lu le
    message.
code-spent-next =
    Pour recommencer, appuyez de nouveau sur le bouton de l’e-mail contenant le message, ou sur
    celui de son fichier <b>message.html</b>. Vous pourrez alors recevoir un nouveau code.
code-forget = Retirer le fichier de cette page
code-sent-typed =
    Si le message a été envoyé à { $address }, un code est en route vers cette adresse.
code-sent = Un code est en route vers { $address }.
code-reference =
    L’e-mail contenant votre code indique la référence { $reference }. S’il en indique une
    autre, n’utilisez pas son code.
code-until = Le code est valable jusqu’à { $time }.
code-label = { $digits ->
    [ten] Les dix chiffres indiqués dans l’e-mail
    [eight-or-ten] Les huit ou dix chiffres indiqués dans l’e-mail
   *[eight] Les huit chiffres indiqués dans l’e-mail
}
code-wrong =
    <b>Ce n’est pas le bon code.</b> { $left ->
        [one] Il vous reste un essai.
       *[other] Il vous reste { $left } essais.
    } Si vous avez demandé plusieurs codes, les trois derniers sont valables.
code-malformed = { $digits ->
    [ten] <b>Le code comporte dix chiffres.</b>
    [eight-or-ten] <b>Le code comporte huit ou dix chiffres.</b>
   *[eight] <b>Le code comporte huit chiffres.</b>
} Saisissez-les tels qu’ils figurent dans l’e-mail. Cette saisie ne compte pas comme un essai.
code-read = Lire le message
code-again-title = Vous n’avez rien reçu ?
code-too-soon =
    <b>Un code vient d’être envoyé.</b> Un e-mail met un peu de temps à arriver. Vous pourrez
    demander un autre code dans { $seconds ->
        [one] une seconde
       *[other] { $seconds } secondes
    }.
code-again =
    Cela peut prendre une minute. Regardez aussi dans votre courrier indésirable. Si de nombreux
    codes ont été demandés pour cette adresse, nous n’en envoyons plus pendant un certain temps.
code-again-typed = Si rien n’arrive, le message a peut-être été envoyé à une autre de vos adresses.
code-again-when =
    Une demi-minute après l’envoi d’un code, vous pouvez en demander un autre. Les codes déjà reçus
    restent valables.
code-send-again = Envoyer un nouveau code
code-stuck =
    Aucun code ne convient, ou vous avez appuyé sur « Ce n’était pas moi » par erreur ? Pour
    recommencer, ouvrez le message dans un autre navigateur ou dans une fenêtre privée.

## The message

message-title = Votre message
message-opened-for = Ouvert pour { $address }
message-sign-out = Se déconnecter
message-no-subject = (sans objet)
message-from = De
message-to = À
message-cc = Cc
message-date = Date
message-damaged =
    Une partie de ce texte n’a pas pu être décodée ; il est peut-être inexact ou incomplet. La liste
    ci-dessous le propose tel qu’il est arrivé.
message-frame = Le message
message-own-page = Afficher le message sur une page à part
message-too-large =
    Ce message est trop volumineux ou son format est trop inhabituel pour qu’il puisse être affiché
    ici. Téléchargez-le et ouvrez-le dans votre application de messagerie : vous l’y trouverez en
    entier.
message-download = Télécharger le message
message-attachments = { $count ->
    [one] Une pièce jointe
   *[other] { $count } pièces jointes
}
# What a file is and how large: "PDF, 1.2 MB".
message-attachment = { $kind }, { $size }
message-attachment-damaged =
    Une partie de ce fichier n’a pas pu être décodée ; il diffère peut-être de celui qui a été
    joint. <a>Téléchargez-le tel qu’il est arrivé</a>, ou demandez à l’expéditeur de le renvoyer.
message-attachments-hint = N’ouvrez que les pièces jointes que vous attendiez de cet expéditeur.
message-original = Télécharger le message d’origine (.eml)
message-answer =
    Une réponse écrite dans votre application de messagerie n’est pas chiffrée. N’y mettez rien qui
    doive rester entre vous et son destinataire.
message-when-done =
    Quand vous avez terminé, déconnectez-vous : nous effaçons alors le message aussitôt. Sinon, nous
    l’effaçons une demi-heure après son arrivée ici.
frame-remote =
    Les images que ce message irait chercher ailleurs ne sont pas affichées, afin que personne
    n’apprenne à quel moment vous le lisez.
frame-left-out =
    Certaines images ne sont pas affichées, car elles rendraient ce message trop volumineux.
    Téléchargez le message d’origine pour les voir.
frame-unusual =
    Le format de ce message est trop inhabituel pour qu’il puisse être affiché ici. Téléchargez le
    message d’origine et ouvrez-le dans votre application de messagerie : vous l’y trouverez en
    entier.

## Signed out

goodbye-title = Déconnexion
goodbye-heading = Déconnexion réussie
goodbye-forgotten =
    Nous avons effacé le message de ce portail. Il est toujours dans votre boîte e-mail, chiffré, et
    vous pouvez le rouvrir à tout moment.
goodbye-close = Vous pouvez maintenant fermer cette page.
