### What goes wrong, one page each: what happened, and what to do.

# How long somebody has to wait, inside a sentence: "in 5 minutes".
wait = { $unit ->
    [hours] dans environ { $count } heures
   *[minutes] { $count ->
        [one] dans 1 minute
       *[other] dans { $count } minutes
    }
}

problem-expired = Ce message a expiré
problem-expired-what =
    Son expéditeur a voulu qu’il ne soit lisible que pendant un temps limité, et ce temps est
    écoulé. Plus personne ne peut l’ouvrir, pas même nous.
problem-expired-next = Si vous en avez encore besoin, demandez à l’expéditeur de le renvoyer.

problem-not-yours = Ce message n’est pas destiné à cette adresse
problem-not-yours-what =
    L’adresse que vous avez confirmée ne fait pas partie de celles auxquelles ce message a été
    envoyé. Si vous avez une autre adresse, ouvrez de nouveau le message et utilisez celle-là.

problem-damaged = Impossible d’ouvrir ce fichier
problem-damaged-what =
    Le fichier a été modifié ou tronqué en chemin, ou bien il appartient à un autre portail que
    celui-ci. Il ne peut pas être ouvert ici, et son contenu n’a été montré à personne.
problem-damaged-next =
    Enregistrez de nouveau la pièce jointe <b>message.html</b> de l’e-mail et réessayez. Ou
    enregistrez l’e-mail entier dans un fichier se terminant par <b>.eml</b> et choisissez
    celui-ci : il est peut-être intact même si la pièce jointe ne l’est pas. Si rien n’y fait,
    demandez à l’expéditeur de renvoyer le message.

problem-wrong-file = Ce n’est pas le bon fichier
problem-wrong-file-what =
    Ce fichier ne contient aucun message protégé. Le bon fichier est la pièce jointe nommée
    <b>message.html</b> dans l’e-mail que vous avez reçu.
problem-wrong-file-next =
    Enregistrez cette pièce jointe et choisissez-la ici. L’e-mail entier, enregistré dans un fichier
    se terminant par <b>.eml</b>, convient aussi, de même qu’un fichier ZIP contenant l’un des deux.
    Une page enregistrée depuis un aperçu de la pièce jointe ne convient pas : le message ne s’y
    trouve plus.

problem-no-file = Aucun fichier choisi
problem-no-file-what =
    Votre demande ne contenait aucun fichier. Revenez en arrière et choisissez le fichier
    <b>message.html</b> joint à votre e-mail.

problem-cut-off = Le fichier n’est pas arrivé
problem-cut-off-what =
    Le fichier n’est pas arrivé en entier, peut-être parce que la connexion a été coupée. Veuillez
    réessayer.

problem-too-large = Ce fichier est trop volumineux
problem-too-large-what =
    Ce que vous avez envoyé est plus volumineux que tout message pouvant être ouvert ici. Est-ce le
    bon fichier ? Il s’agit de la pièce jointe nommée <b>message.html</b> dans l’e-mail que vous
    avez reçu.
problem-too-large-next =
    Si oui, demandez à l’expéditeur d’envoyer le message en plusieurs parties plus petites.

problem-busy = Veuillez revenir dans un instant
problem-busy-what =
    De nombreuses personnes lisent des messages en ce moment, et il n’y a pas de place pour le vôtre
    dans l’immédiat. Votre message est en sécurité dans votre boîte e-mail. Veuillez réessayer dans
    quelques minutes.

problem-too-many = Veuillez patienter un peu
problem-too-many-what =
    De très nombreux fichiers ont été ouverts depuis votre réseau ; nous faisons donc une courte
    pause. Votre message est en sécurité dans votre boîte e-mail.
problem-too-many-next = Veuillez réessayer { $wait }.

problem-too-many-tries = Veuillez patienter un peu
problem-too-many-tries-what =
    De très nombreux codes ont été saisis depuis votre réseau ; nous n’en acceptons donc plus
    pendant un certain temps. Le vôtre n’a pas été examiné, et aucun essai n’a été décompté.
problem-too-many-tries-next = Vous pourrez réessayer { $wait }, ou plus tôt depuis un autre réseau.

problem-too-many-codes = Trop de codes
problem-too-many-codes-what =
    Plusieurs codes ont déjà été demandés pour cette adresse, ici ou dans un autre navigateur. Pour
    ne pas encombrer la boîte e-mail correspondante, nous attendons un certain temps avant d’en
    envoyer un autre.
problem-too-many-codes-next =
    Vous pourrez refaire une demande { $wait }. Un code ne fonctionne que dans le navigateur où il a
    été demandé. Si c’est celui-ci, revenez en arrière et saisissez-le : les trois derniers restent
    valables jusqu’à leur expiration. Si c’en est un autre, saisissez-le là-bas.

problem-too-many-asked = Trop de codes
problem-too-many-asked-what =
    De très nombreux codes ont été demandés depuis votre réseau ; nous n’en envoyons donc plus
    pendant un certain temps. Si vous avez déjà un code, revenez en arrière et utilisez-le.
problem-too-many-asked-next =
    Vous pourrez refaire une demande { $wait }, ou plus tôt depuis un autre réseau.

problem-too-many-addresses = Trop d’adresses
problem-too-many-addresses-what =
    Cinq autres adresses ont déjà été saisies ici, et une session n’en accepte pas davantage. Aucun
    code n’a été envoyé à celle-ci. Si vous avez un code pour l’une des autres, revenez en arrière
    et utilisez-le.
problem-too-many-addresses-next =
    Pour utiliser cette adresse, ouvrez de nouveau <b>message.html</b> { $wait }, ou dès maintenant
    dans une fenêtre privée de votre navigateur.

problem-no-mail = Impossible d’envoyer un code pour l’instant
problem-no-mail-what =
    Notre système de messagerie n’accepte aucun e-mail en ce moment ; aucun code n’a donc été
    envoyé. Le problème vient de chez nous. Votre message est en sécurité dans votre boîte e-mail.
problem-no-mail-next =
    Revenez en arrière et redemandez le code dans quelques minutes. Si vous en avez déjà un, il
    reste valable. Si le problème persiste, signalez-le à l’expéditeur du message.

problem-visit-over = Cette session est terminée
problem-visit-over-what =
    Cette page est restée ouverte trop longtemps, la session a été fermée, ou la page appartient à
    un autre navigateur. Si votre navigateur refuse les cookies, autorisez-les pour ce site : sans
    cookie, nous ne pouvons pas vous distinguer des autres visiteurs.
problem-visit-over-next =
    Pour recommencer, appuyez de nouveau sur le bouton de votre e-mail, ou ouvrez son fichier
    <b>message.html</b>. Rien n’est perdu.

problem-forged = Rien n’a été fait
problem-forged-what =
    Cette demande ne venait pas de l’une de nos pages, ou venait d’une page trop ancienne ; rien n’a
    donc été fait. Si vous avez appuyé sur un bouton d’un autre site, fermez ce site.
problem-forged-next =
    Pour lire votre message, appuyez de nouveau sur le bouton de votre e-mail, ou ouvrez son fichier
    <b>message.html</b>.

problem-not-found = Cette page n’existe pas
problem-not-found-what =
    Il n’y a rien à cette adresse. Pour lire un message, ouvrez le fichier <b>message.html</b> joint
    à votre e-mail.

problem-method = Cela ne fonctionne pas ici
problem-method-what =
    Cette adresse ne peut pas être utilisée de cette façon. Pour lire un message, ouvrez le fichier
    <b>message.html</b> joint à votre e-mail.

problem-broken = Un problème est survenu
problem-broken-what =
    Le problème vient de chez nous. Votre message est en sécurité dans votre boîte e-mail. Veuillez
    réessayer ; si cela se reproduit, signalez-le à l’expéditeur du message.
