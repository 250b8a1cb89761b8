### The pages of the portal. Marks: <b> stands out; <a> leads elsewhere.
### "message.html" is the name of a file and stays as it is.

## Around every page

skip = Zum Inhalt springen
host = Richtige Adresse dieser Seite: { $host }
footer =
    Wir fragen nie nach einem Passwort, und niemand, der hier arbeitet, wird Sie je nach Ihrem Code
    fragen. Zeigt die Adresszeile Ihres Browsers eine andere Adresse als die hier oben? Dann
    verlassen Sie diese Seite. Sie sind bei einer Nachricht unsicher? Rufen Sie den Absender unter
    einer Nummer an, die Sie schon kennen: aus einem Brief oder von der Website der Organisation,
    deren Adresse Sie selbst eingetippt haben.
portal-name = Sichere E-Mail
switch = Sprache
steps = Wo Sie gerade sind
step-file = Die Datei
step-proof = Sind Sie es?
step-message = Die Nachricht
choose-file = Datei auswählen
go-back = Zurück
open-another = Weitere Nachricht öffnen
leave-hint =
    Sie können diese Seite auch einfach schließen. Die Datei wird hier dann von selbst gelöscht.
address-label = Ihre E-Mail-Adresse

## Who has verified the sender

verified-login = Absender bestätigt von <b>{ $domain }</b>: Er war dort angemeldet.
verified-network =
    Absender bestätigt von <b>{ $domain }</b>: Die Nachricht kam aus dem dortigen Netz.
verified-signature =
    Absender bestätigt von <b>{ $domain }</b>: Der Mailserver dort hat die Nachricht signiert.
verified-nobody =
    <b>Niemand hat diesen Absender bestätigt.</b> Sie sind bei der Nachricht unsicher? Fragen Sie
    den Absender auf anderem Weg.

## The first page

landing-title = Geschützte Nachricht öffnen
landing-stranded =
    Ihr E-Mail-Programm hat die Nachricht nicht mitgeschickt. Speichern Sie den Anhang
    <b>message.html</b> aus der E-Mail als Datei und wählen Sie diese Datei hier aus.
landing-what =
    Jemand hat Ihnen eine E-Mail mit einer Datei namens <b>message.html</b> geschickt. Darin steckt
    die verschlüsselte Nachricht. Wählen Sie diese Datei hier aus, um die Nachricht zu lesen.
landing-file = Die Datei <b>message.html</b> aus Ihrer E-Mail
landing-whole-mail =
    Sie können auch die ganze E-Mail auswählen, gespeichert als Datei mit der Endung <b>.eml</b>.
landing-open = Öffnen
landing-opening = Wird geöffnet …
landing-next = So geht es weiter
landing-next-file =
    <b>Sie wählen die Datei aus.</b> Sie bleibt verschlüsselt, und wir behalten sie höchstens eine
    halbe Stunde.
landing-next-code =
    <b>Wir schicken einen Code an Ihr Postfach,</b> um sicher zu sein, dass Sie es sind.
landing-next-read = <b>Sie geben den Code hier ein</b> und lesen die Nachricht.
landing-find = So finden Sie die Datei
landing-find-computer =
    <b>Am Computer:</b> Speichern Sie den Anhang message.html aus Ihrer E-Mail. Wählen Sie ihn dann
    hier aus oder ziehen Sie ihn auf diese Seite.
landing-find-phone =
    <b>Am Smartphone:</b> Tippen Sie auf den Anhang und wählen Sie „Speichern“ oder „In Dateien
    sichern“. Kommen Sie dann auf diese Seite zurück und wählen Sie ihn hier aus.

## Before a code was sent

ask-title = Sind Sie es?
ask-heading = Eine Nachricht von { $sender }
ask-heading-of = Eine Nachricht von { $sender } ({ $organisation })
ask-call = Hilfe beim Lesen einer Nachricht: Rufen Sie <b>{ $telephone }</b> an.
ask-write = Hilfe beim Lesen einer Nachricht: Schreiben Sie an { $contact }.
ask-call-or-write =
    Hilfe beim Lesen einer Nachricht: Rufen Sie <b>{ $telephone }</b> an oder schreiben Sie an
    { $contact }.
ask-code-over =
    <b>Dieser Code gilt nicht mehr.</b> Ein Code gilt nur eine Weile. Fordern Sie einen neuen an.
ask-known =
    Um sicher zu sein, dass Sie es sind, schicken wir einen Code an das Postfach, an das die
    Nachricht ging.
ask-send-to = Code an { $address } schicken
ask-unknown =
    Um sicher zu sein, dass Sie es sind, schicken wir einen Code an Ihr Postfach. Geben Sie die
    Adresse ein, an die die Nachricht ging.
ask-no-address = Das ist keine vollständige E-Mail-Adresse. Ein Beispiel: { $example }
ask-send = Code schicken
ask-hint =
    Der Code kommt in etwa einer Minute per E-Mail. Lassen Sie diese Seite offen. Falls sie sich
    schließt, drücken Sie im selben Browser noch einmal auf die Schaltfläche in der E-Mail mit der
    Nachricht, oder öffnen Sie die angehängte Datei <b>message.html</b>. So kommen Sie hierher
    zurück.

## After a code was sent

code-title = Geben Sie Ihren Code ein
code-spent-title = Zu viele Versuche
code-spent =
    Auf dieser Seite wurden fünf falsche Codes eingegeben. Deshalb nimmt sie keinen weiteren an.
    Niemand hat die Nachricht gelesen.
code-spent-next =
    Um neu zu beginnen, drücken Sie noch einmal auf die Schaltfläche in der E-Mail mit der Nachricht
    oder in der angehängten Datei <b>message.html</b>. Dann können Sie einen neuen Code bekommen.
code-forget = Datei von dieser Seite entfernen
code-sent-typed = Falls die Nachricht an { $address } ging, ist ein Code dorthin unterwegs.
code-sent = Ein Code ist an { $address } unterwegs.
code-reference =
    In der E-Mail mit Ihrem Code steht die Referenz { $reference }. Steht dort eine andere,
    verwenden Sie den Code aus dieser E-Mail nicht.
code-until = Der Code gilt bis { $time }.
code-label = { $digits ->
    [ten] Die zehn Ziffern aus der E-Mail
    [eight-or-ten] Die acht oder zehn Ziffern aus der E-Mail
   *[eight] Die acht Ziffern aus der E-Mail
}
code-wrong =
    <b>Das ist nicht der richtige Code.</b> { $left ->
        [one] Sie haben noch einen Versuch.
       *[other] Sie haben noch { $left } Versuche.
    } Falls Sie mehrere Codes angefordert haben: Die letzten drei gelten.
code-malformed = { $digits ->
    [ten] <b>Der Code hat zehn Ziffern.</b>
    [eight-or-ten] <b>Der Code hat acht oder zehn Ziffern.</b>
   *[eight] <b>Der Code hat acht Ziffern.</b>
} Geben Sie sie so ein, wie sie in der E-Mail stehen. Dafür wurde kein Versuch abgezogen.
code-read = Nachricht lesen
code-again-title = Noch keine E-Mail da?
code-too-soon =
    <b>Gerade eben wurde ein Code verschickt.</b> Eine E-Mail braucht etwas Zeit. Einen weiteren
    können Sie in { $seconds ->
        [one] einer Sekunde
       *[other] { $seconds } Sekunden
    } anfordern.
code-again =
    Es kann eine Minute dauern. Sehen Sie auch im Spam-Ordner nach. Wurden für diese Adresse viele
    Codes angefordert, werden eine Weile keine mehr verschickt.
code-again-typed = Wenn nichts kommt, ging die Nachricht vielleicht an eine andere Ihrer Adressen.
code-again-when =
    Eine halbe Minute nach einem Code können Sie einen weiteren anfordern. Die Codes, die Sie schon
    haben, gelten weiter.
code-send-again = Neuen Code schicken
code-stuck =
    Kein Code hilft, oder Sie haben versehentlich auf „Das war ich nicht“ gedrückt? Öffnen Sie die
    Nachricht in einem anderen Browser oder in einem privaten Fenster, um neu zu beginnen.

## The message

message-title = Ihre Nachricht
message-opened-for = Geöffnet für { $address }
message-sign-out = Abmelden
message-no-subject = (kein Betreff)
message-from = Von
message-to = An
message-cc = Kopie
message-date = Datum
message-damaged =
    Ein Teil dieses Textes war nicht lesbar. Er kann deshalb falsch oder unvollständig sein. In der
    Liste unten finden Sie den Text so, wie er ankam.
message-frame = Die Nachricht
message-own-page = Nachricht auf einer eigenen Seite anzeigen
message-too-large =
    Diese Nachricht ist zu groß oder zu ungewöhnlich aufgebaut, um hier angezeigt zu werden. Laden
    Sie sie herunter und öffnen Sie sie in Ihrem E-Mail-Programm: Dort ist sie vollständig.
message-download = Nachricht herunterladen
message-attachments = { $count ->
    [one] Ein Anhang
   *[other] { $count } Anhänge
}
message-attachment = { $kind }, { $size }
message-attachment-damaged =
    Ein Teil dieser Datei war nicht lesbar. Vielleicht ist sie nicht mehr so, wie sie angehängt
    wurde. <a>Laden Sie sie so herunter, wie sie ankam</a>, oder bitten Sie den Absender, sie noch
    einmal zu schicken.
message-attachments-hint = Öffnen Sie Anhänge nur, wenn Sie sie von diesem Absender erwartet haben.
message-original = Originalnachricht herunterladen (.eml)
message-answer =
    Eine Antwort, die Sie in Ihrem E-Mail-Programm schreiben, ist nicht verschlüsselt. Schreiben Sie
    nichts hinein, was nur der Empfänger sehen soll.
message-when-done =
    Wenn Sie fertig sind, melden Sie sich ab: Dann löschen wir die Nachricht hier sofort. Sonst
    löschen wir sie eine halbe Stunde, nachdem sie hier angekommen ist.
frame-remote =
    Bilder, die diese Nachricht aus dem Internet nachladen würde, sind weggelassen. So erfährt
    niemand, wann Sie die Nachricht lesen.
frame-left-out =
    Einige Bilder sind weggelassen, weil die Nachricht mit ihnen zu groß zum Anzeigen wäre. Laden
    Sie die Originalnachricht herunter, um sie zu sehen.
frame-unusual =
    Diese Nachricht ist zu ungewöhnlich aufgebaut, um hier angezeigt zu werden. Laden Sie die
    Originalnachricht herunter und öffnen Sie sie in Ihrem E-Mail-Programm: Dort ist sie
    vollständig.

## Signed out

goodbye-title = Abgemeldet
goodbye-heading = Sie sind abgemeldet
goodbye-forgotten =
    Die Nachricht ist hier gelöscht. In Ihrem Postfach liegt sie weiterhin verschlüsselt, und Sie
    können sie jederzeit wieder öffnen.
goodbye-close = Sie können diese Seite jetzt schließen.
