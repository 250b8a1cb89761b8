### The mail that brings a code.

passcode-subject = { $again ->
    [yes] Ihr neuer Code für die Nachricht von { $sender }
   *[no] Ihr Code für die Nachricht von { $sender }
}
passcode-title = Ihr Code
passcode-yours = Ihr Code:
passcode-opens =
    Er öffnet die geschützte Nachricht, die <b>{ $sender }</b> Ihnen am { $day } geschickt hat.
passcode-again =
    Er ist neu. Die Codes, die wir Ihnen vorher geschickt haben, gelten weiter, bis sie ablaufen.
passcode-until =
    Er gilt bis { $time }, also { $minutes ->
        [one] eine Minute
       *[other] { $minutes } Minuten
    } lang. Geben Sie ihn nur auf <b>{ $url }</b> ein, und zwar auf der Seite, auf der die Referenz
    { $reference } steht.
passcode-asked = { $device ->
    [phone] Er wurde um { $time } mit { $browser } auf einem Smartphone oder Tablet angefordert.
   *[computer] Er wurde um { $time } mit { $browser } auf einem Computer angefordert.
}
passcode-other-browser = einem anderen Browser
passcode-back =
    Gehen Sie zu dieser Seite zurück: Sie ist in Ihrem Browser noch offen. Wenn Sie sie nicht
    finden, drücken Sie im selben Browser noch einmal auf die Schaltfläche in der E-Mail mit der
    Nachricht oder in der angehängten Datei <b>message.html</b>. So kommen Sie zurück.
passcode-not-asked =
    Sie haben diesen Code nicht angefordert? Dann hat jemand anderes versucht, die Nachricht zu
    öffnen. Ohne diesen Code geht das nicht. Geben Sie ihn an niemanden weiter: Niemand, der hier
    arbeitet, wird Sie je danach fragen, und wir fragen nie nach einem Passwort.
# The link under it leads to a page with a button.
passcode-not-me = Das war ich nicht
passcode-not-me-what =
    Der Link führt zu einer Seite, auf der Sie beenden können, was in Ihrem Namen begonnen wurde.
    Die Betreiber dieses Dienstes erfahren dann davon.

## The page to which "This wasn't me" leads

not-me-title = Waren Sie es nicht?
not-me-what =
    Jemand hat einen Code angefordert, um eine Nachricht zu lesen, die an Sie geschickt wurde. Ohne
    diesen Code kann niemand sie lesen.
not-me-how =
    Wenn Sie es nicht waren, geben Sie die Referenz ein, die in der E-Mail mit dem Code steht, und
    drücken Sie auf die Schaltfläche. Der Code gilt dann nicht mehr, und die Betreiber dieses
    Dienstes erfahren davon.
not-me-reference = Referenz in der E-Mail
not-me-button = Das war ich nicht: beenden
not-me-was-me = Wenn Sie es waren, schließen Sie diese Seite. Es hat sich nichts geändert.
not-me-wrong =
    Das ist nicht die Referenz aus der E-Mail mit dem Code. Bitte sehen Sie dort noch einmal nach.
not-me-done-title = Es ist beendet
not-me-done =
    Der Code gilt nicht mehr. Falls er noch gültig war, wissen die Betreiber dieses Dienstes jetzt
    davon. Die Nachricht selbst bleibt verschlüsselt in Ihrem Postfach, und Sie können sie jederzeit
    öffnen.
not-me-done-mailbox =
    <b>Kann jemand anderes Ihr Postfach lesen?</b> Dann hat diese Person die Nachricht mit dem Code
    vielleicht schon gelesen. Ändern Sie in diesem Fall das Passwort Ihres Postfachs und sagen Sie
    dem Absender der Nachricht Bescheid.
