### The privacy statement: /privacy. Every sentence must be true of the running portal; those that
### depend on its settings are shown only where they hold.

privacy-title = Datenschutzerklärung
privacy-link = Datenschutz
privacy-updated = Zuletzt geändert: { $date }

privacy-scope-title = Worum es in dieser Erklärung geht
privacy-scope =
    Es geht um dieses Portal, { $portal }, das <b>{ $organisation }</b> betreibt, damit Sie
    verschlüsselte Nachrichten lesen können, die an Sie geschickt wurden. Um andere Websites und
    Dienste geht es nicht, auch wenn eine Nachricht dorthin führt. Für das Konto Ihres Postfachs,
    für Ihren E-Mail-Dienst und für Ihr Gerät kann es eigene Datenschutzerklärungen geben.
privacy-scope-sender =
    Was die Organisation des Absenders mit ihren Nachrichten und mit Ihren Antworten macht, muss sie
    selbst erklären.

privacy-how-title = Wie Sie eine Nachricht bekommen und lesen
privacy-how-mail =
    Eine verschlüsselte Nachricht kommt als gewöhnliche E-Mail mit einem HTML-Anhang,
    <b>message.html</b>. Sie können sie am Computer und auf einem Smartphone oder Tablet lesen: Sie
    öffnen den Anhang oder den Link, den manche E-Mails enthalten, und die verschlüsselte Nachricht
    geht an dieses Portal.
privacy-how-code =
    Danach weisen Sie nach, dass die E-Mail an Sie geschickt wurde: Sie fordern einen Einmalcode an,
    der an die Adresse geschickt wird, an die die E-Mail ging, und geben ihn hier ein.
privacy-how-decrypted = Anschließend wird die Nachricht entschlüsselt und Ihnen angezeigt.

privacy-credentials-title = Womit Sie Ihre Adresse nachweisen
privacy-credentials-code =
    Einmalcodes dienen dazu, nachzuweisen, dass eine Adresse Ihnen gehört, und zu nichts anderem.
    Sie werden nicht gespeichert und nicht anderweitig verwendet.
privacy-cookies =
    Ihr Browser behält für jede Nachricht, die Sie öffnen, ein Cookie, höchstens { $minutes ->
        [one] eine Minute
       *[other] { $minutes } Minuten
    } lang, und eines mit der Sprache, die Sie gewählt haben, falls Sie eine gewählt haben. Zu etwas
    anderem dienen diese Cookies nicht.

privacy-message-title = Was mit der Nachricht geschieht
privacy-message =
    Die Nachricht wird hier nicht gespeichert, weder während sie entschlüsselt wird noch danach. In
    verschlüsselter Form bleibt sie für die Dauer Ihrer Sitzung im Arbeitsspeicher, höchstens
    { $minutes ->
        [one] eine Minute
       *[other] { $minutes } Minuten
    } lang oder bis Sie sich abmelden. Jede Seite entschlüsselt, was sie zeigt, und behält nichts
    davon.
privacy-message-leaves =
    Die entschlüsselte Nachricht wird von diesem Portal nirgendwohin geschickt, außer an Ihren
    Browser.
privacy-message-where =
    Während Ihrer Sitzung liegt die verschlüsselte Nachricht auf dem Computer, auf dem dieses Portal
    läuft, und sonst nirgends in unserem Bereich.
privacy-message-answer =
    Wenn Sie in Ihrem E-Mail-Programm antworten, ist Ihre Antwort eine gewöhnliche E-Mail: Dieses
    Portal verschlüsselt sie nicht, und auch nicht, was sie aus der Nachricht zitiert.

privacy-figures-title = Was gezählt wird
privacy-figures =
    Für die Qualität, die Sicherheit und die Integrität dieses Dienstes erfassen wir als
    Gesamtzahlen:
privacy-figures-none = Es werden keine Zahlen erfasst.
privacy-figures-not =
    Diese Zahlen sagen nichts über eine einzelne Person, Adresse oder Nachricht aus. Sie werden
    nicht dazu verwendet, Sie zu erkennen, Kontakt mit Ihnen aufzunehmen oder Ihnen Werbung zu
    zeigen.
privacy-logs =
    In den Protokollen für die Fehlersuche werden Nachrichten nur mit Nummern bezeichnet; nie stehen
    dort Ihre Adresse, ein Code oder etwas vom Inhalt einer Nachricht. Damit Fremde den Dienst nicht überlasten, werden
    Netzwerkadressen im Arbeitsspeicher gezählt und innerhalb eines Tages gelöscht.
privacy-logs-mail =
    Der Mailserver, der die Codes verschickt, hält wie jeder Mailserver fest, wann eine E-Mail an
    welche Adresse ging.

privacy-contact-title = Wen Sie fragen können
privacy-contact =
    Fragen zu dieser Erklärung und zum Datenschutz in diesem Portal richten Sie bitte an
    { $contact }.
privacy-contact-post = Per Post: { $address }

privacy-changes-title = Änderungen
privacy-changes =
    Wenn sich diese Erklärung ändert, ändert sich auch das Datum oben. Fragen zu Änderungen und
    dazu, was sie für Nachrichten bedeuten, die Sie haben, beantwortet die Organisation, die sie
    Ihnen geschickt hat.

## Figures, one line each. What is listed is what is collected.

figure-views = angezeigte Nachrichten
figure-browsers = Arten von Browsern und Geräten
figure-proofs = Wege, eine Adresse nachzuweisen: versucht und gelungen
figure-errors = Fehler, nach Art
figure-codes = angeforderte und verwendete Codes
figure-denied = Codes, die jemand nach eigener Angabe nicht angefordert hat
figure-reading-time = die Zeit vom Öffnen einer Nachricht bis zum Lesen
figure-typing-time = die Zeit bis zur Eingabe eines Codes
