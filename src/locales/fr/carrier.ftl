### The mail that carries a sealed message, and its file message.html.
### $sender is a name and address, or an address; $organisation a name; $portal a URL.

carrier-title = Un message protégé
carrier-what = <b>{ $sender }</b> vous a envoyé un message protégé.
# The organisation by whose rules the message was encrypted.
carrier-what-of = <b>{ $sender }</b> (<b>{ $organisation }</b>) vous a envoyé un message protégé.
# Where the organisation gives no reason of its own.
carrier-why = Il est chiffré pour que personne d’autre que vous ne puisse le lire en chemin.
carrier-read = Lire le message
# What happens when the button is pressed.
carrier-click =
    Le bouton ouvre { $portal } dans votre navigateur. Vous y demandez un code, envoyé à cette
    adresse e-mail, vous le saisissez et vous lisez le message. Aucun mot de passe ne vous sera
    jamais demandé.
carrier-button-fails =
    Si le bouton ne fonctionne pas, ouvrez le fichier joint <b>message.html</b> et appuyez sur
    « Lire le message ».
carrier-open-file =
    Pour le lire, ouvrez le fichier joint <b>message.html</b> et appuyez sur « Lire le message ».
carrier-file-click =
    Le fichier ouvre { $portal } dans votre navigateur. Vous y demandez un code, envoyé à cette
    adresse e-mail, vous le saisissez et vous lisez le message. Aucun mot de passe ne vous sera
    jamais demandé.
carrier-phone =
    Sur un téléphone, ou si le fichier ne s’ouvre pas : enregistrez la pièce jointe, allez sur
    <a>{ $portal }</a> et choisissez-y le fichier enregistré.
# Before a long link on a line of its own, in mails without HTML.
carrier-link = Ou ouvrez ce lien, qui contient le message :
carrier-not-sure = Un doute ? Votre navigateur doit afficher l’adresse <b>{ $portal }</b>
carrier-check =
    Sur <a>{ $portal }</a>, chacun peut vérifier, sans code, si cet e-mail est authentique.
carrier-call = Pour obtenir de l’aide à la lecture : appelez le <b>{ $telephone }</b>.
carrier-write = Pour obtenir de l’aide à la lecture : écrivez à { $contact }.
carrier-call-or-write =
    Pour obtenir de l’aide à la lecture : appelez le <b>{ $telephone }</b> ou écrivez à
    { $contact }.
carrier-not-expected =
    Vous n’attendiez pas ce message ? Appelez l’expéditeur à un numéro que vous connaissez déjà,
    trouvé sur un courrier ou sur un site dont vous avez tapé l’adresse vous-même.
carrier-answer = Une réponse écrite dans votre application de messagerie n’est pas chiffrée.
carrier-privacy = <a>Confidentialité</a>

## message.html

file-what = <b>{ $sender }</b> vous a envoyé un message qui vous parvient chiffré.
file-what-of =
    <b>{ $sender }</b> (<b>{ $organisation }</b>) vous a envoyé un message qui vous parvient
    chiffré.
file-button =
    Appuyez sur le bouton pour continuer sur <b>{ $portal }</b>, qui enverra un code à votre adresse
    e-mail pour s’assurer que c’est bien vous.
file-no-button =
    Rien ne se passe, ou il n’y a pas de bouton ? Enregistrez ce fichier, allez sur
    <a>{ $portal }</a> et choisissez-y ce fichier.
file-link = Ou <a>suivez ce lien</a>, qui contient le message.
file-quiet =
    Aucun mot de passe ne vous sera jamais demandé. Si quelque chose vous paraît étrange,
    renseignez-vous auprès de l’expéditeur avant de continuer.
