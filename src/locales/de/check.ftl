### The page on which anyone learns whether a mail is real: /check.

check-title = Ist diese E-Mail echt?
check-link = Ist so eine E-Mail echt? Hier prüfen
check-what =
    Wählen Sie die E-Mail aus, gespeichert als Datei mit der Endung <b>.eml</b>, oder ihren Anhang
    <b>message.html</b>. Sie erfahren, ob sie von hier stammt und ob sie verändert wurde. Es wird
    nichts geöffnet, kein Code verschickt und niemand benachrichtigt.
check-file = Die E-Mail oder ihr Anhang
check-button = Prüfen
check-looking = Wird geprüft …
check-save =
    <b>Speichern Sie den Anhang, öffnen Sie ihn nicht,</b> und drücken Sie in dieser E-Mail auf
    nichts.
check-real-title = Der verschlüsselte Teil stammt von hier und ist unverändert
check-real = Die Nachricht wurde hier verschlüsselt, und nichts daran wurde verändert.
check-real-of =
    Die Nachricht wurde hier im Auftrag von <b>{ $organisation }</b> verschlüsselt, und nichts daran
    wurde verändert.
check-sender =
    Abgeschickt hat sie <b>{ $sender }</b>. Vergleichen Sie das mit der Adresse, die Ihnen
    geschrieben zu haben scheint. Ist es eine andere, trauen Sie der E-Mail nicht.
check-when = Sie wurde am { $time } verschickt.
check-expired =
    Sie wurde hier verschlüsselt, ist aber abgelaufen und lässt sich deshalb nicht mehr öffnen.
check-mail =
    Was sonst in der E-Mail steht – Namen, Links, Text –, ist nicht geprüft und könnte von jemand
    anderem stammen. Wenn Sie die Nachricht lesen möchten, öffnen Sie sie nur unter der eigenen
    Adresse dieses Portals: <b>{ $portal }</b>.
check-read = Weiter zum Lesen
check-changed-title = Diese Nachricht wurde verändert
check-changed =
    Sie stammt ursprünglich von hier, aber unterwegs wurde etwas daran verändert oder abgeschnitten.
    Deshalb lässt sie sich nicht öffnen. Speichern Sie die E-Mail noch einmal und versuchen Sie es
    erneut. Bleibt es dabei, bitten Sie den Absender, sie noch einmal zu schicken.
check-not-ours-title = Das stammt nicht von hier
check-not-ours =
    In dieser Datei ist keine Nachricht, die hier verschlüsselt wurde. Drücken Sie in dieser E-Mail
    auf nichts. Falls darin steht, dass sie von jemandem kommt, den Sie kennen, rufen Sie diese
    Person unter einer Nummer an, die Sie schon kennen.
check-codes =
    Eine E-Mail mit einem Code lässt sich hier nicht prüfen, denn sie enthält keine Nachricht.
    Vergleichen Sie ihre Referenz mit der auf der Seite, auf der Sie den Code angefordert haben.
check-another = Weitere E-Mail prüfen
