### The mail that brings a code.

passcode-subject = { $again ->
    [yes] Votre nouveau code pour le message envoyé par { $sender }
   *[no] Votre code pour le message envoyé par { $sender }
}
passcode-title = Votre code
passcode-yours = Votre code :
# $sender is an address, $day the day on which the message was sent.
passcode-opens = Il ouvre le message protégé que <b>{ $sender }</b> vous a envoyé le { $day }.
passcode-again =
    C’est un nouveau code ; ceux que vous avez déjà reçus restent valables jusqu’à leur expiration.
passcode-until =
    Il est valable { $minutes ->
        [one] une minute
       *[other] { $minutes } minutes
    }, jusqu’à { $time }. Saisissez-le uniquement sur <b>{ $url }</b>, sur la page qui affiche la
    référence { $reference }.
# $time is a time of day with its zone, $browser a name such as Firefox or passcode-other-browser.
passcode-asked = { $device ->
    [phone] Il a été demandé à { $time }, avec { $browser }, sur un téléphone ou une tablette.
   *[computer] Il a été demandé à { $time }, avec { $browser }, sur un ordinateur.
}
passcode-other-browser = un autre navigateur
passcode-back =
    Retournez sur cette page : elle est toujours ouverte dans votre navigateur. Si vous ne la
    trouvez pas, appuyez de nouveau, dans le même navigateur, sur le bouton de l’e-mail contenant le
    message, ou sur celui de son fichier <b>message.html</b>. Vous reviendrez ainsi à cette page.
passcode-not-asked =
    Vous n’avez pas demandé ce code ? Dans ce cas, quelqu’un d’autre a essayé d’ouvrir le message.
    Sans ce code, c’est impossible. Ne le communiquez jamais à qui que ce soit : personne chez nous
    ne vous le demandera, et nous ne demandons jamais de mot de passe.
# The link under it leads to a page with a button.
passcode-not-me = Ce n’était pas moi
passcode-not-me-what =
    La page qui s’ouvre alors vous permet d’annuler cette demande, faite en votre nom, et d’avertir
    les responsables de ce service.

## The page to which "This wasn't me" leads

not-me-title = Ce n’était pas vous ?
not-me-what =
    Quelqu’un a demandé un code pour lire un message qui vous a été envoyé. Personne ne peut le lire
    sans ce code.
not-me-how =
    Si ce n’était pas vous, saisissez la référence indiquée dans l’e-mail contenant le code, puis
    appuyez sur le bouton. Le code ne servira alors plus à rien, et les responsables de ce service
    seront avertis.
not-me-reference = Référence indiquée dans l’e-mail
not-me-button = Ce n’était pas moi : annuler la demande
not-me-was-me = Si c’était vous, fermez cette page. Rien n’a changé.
not-me-wrong =
    Ce n’est pas la référence indiquée dans l’e-mail contenant le code. Vérifiez-la à nouveau.
not-me-done-title = La demande est annulée
not-me-done =
    Le code ne sert plus à rien. S’il était encore valable, les responsables de ce service ont été
    avertis. Le message lui-même reste dans votre boîte e-mail, chiffré, et vous pouvez l’ouvrir à
    tout moment.
not-me-done-mailbox =
    <b>Quelqu’un d’autre peut-il lire votre boîte e-mail ?</b> Cette personne a alors peut-être déjà
    lu le message à l’aide du code. Dans ce cas, changez le mot de passe de votre boîte e-mail et
    prévenez l’expéditeur du message.
