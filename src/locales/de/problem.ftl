### What goes wrong, one page each: what happened, and what to do.

wait = { $unit ->
    [hours] { $count ->
        [one] in etwa einer Stunde
       *[other] in etwa { $count } Stunden
    }
   *[minutes] { $count ->
        [one] in einer Minute
       *[other] in { $count } Minuten
    }
}

problem-expired = Diese Nachricht ist abgelaufen
problem-expired-what =
    Nach dem Wunsch des Absenders war sie nur für begrenzte Zeit lesbar, und diese Zeit ist vorbei.
    Niemand kann sie mehr öffnen, auch wir nicht.
problem-expired-next =
    Wenn Sie sie noch brauchen, bitten Sie den Absender, sie noch einmal zu schicken.

problem-not-yours = Diese Nachricht ist nicht für diese Adresse bestimmt
problem-not-yours-what =
    An die Adresse, die Sie als Ihre nachgewiesen haben, wurde diese Nachricht nicht geschickt. Wenn
    Sie noch eine andere Adresse haben, öffnen Sie die Nachricht noch einmal und verwenden Sie
    diese.

problem-damaged = Diese Datei lässt sich nicht öffnen
problem-damaged-what =
    Die Datei wurde unterwegs verändert oder abgeschnitten, oder sie gehört zu einem anderen Portal.
    Sie lässt sich hier nicht öffnen, und niemandem wurde etwas davon gezeigt.
problem-damaged-next =
    Speichern Sie den Anhang <b>message.html</b> aus der E-Mail noch einmal und versuchen Sie es
    erneut. Oder speichern Sie die ganze E-Mail als Datei mit der Endung <b>.eml</b> und wählen Sie
    diese aus: Vielleicht ist darin noch alles in Ordnung. Hilft beides nicht, bitten Sie den
    Absender, die Nachricht noch einmal zu schicken.

problem-wrong-file = Das ist eine andere Datei
problem-wrong-file-what =
    In dieser Datei ist keine geschützte Nachricht. Die richtige ist der Anhang namens
    <b>message.html</b> in der E-Mail, die Sie bekommen haben.
problem-wrong-file-next =
    Speichern Sie diesen Anhang und wählen Sie ihn hier aus. Es geht auch die ganze E-Mail,
    gespeichert als Datei mit der Endung <b>.eml</b>, oder eine ZIP-Datei, in der eines von beiden
    liegt. Nicht geht eine Seite, die aus einer Vorschau des Anhangs gespeichert wurde: Darin ist
    die Nachricht nicht mehr enthalten.

problem-no-file = Es wurde keine Datei ausgewählt
problem-no-file-what =
    Bei uns ist keine Datei angekommen. Gehen Sie zurück und wählen Sie die Datei
    <b>message.html</b> aus Ihrer E-Mail aus.

problem-cut-off = Die Datei ist nicht angekommen
problem-cut-off-what =
    Die Datei ist nicht vollständig angekommen, vielleicht weil die Verbindung abgebrochen ist.
    Bitte versuchen Sie es noch einmal.

problem-too-large = Diese Datei ist zu groß
problem-too-large-what =
    Was Sie geschickt haben, ist größer als jede Nachricht, die sich hier öffnen lässt. Ist es die
    richtige Datei? Die richtige ist der Anhang namens <b>message.html</b> in der E-Mail, die Sie
    bekommen haben.
problem-too-large-next =
    Wenn es die richtige ist, bitten Sie den Absender, die Nachricht in kleineren Teilen zu
    schicken.

problem-busy = Bitte kommen Sie etwas später wieder
problem-busy-what =
    Im Augenblick lesen viele Menschen Nachrichten, und für Ihre ist gerade kein Platz. Ihre
    Nachricht ist sicher in Ihrem Postfach. Bitte versuchen Sie es in ein paar Minuten noch einmal.

problem-too-many = Bitte warten Sie ein wenig
problem-too-many-what =
    Aus Ihrem Netz wurden sehr viele Dateien geöffnet. Deshalb machen wir eine kurze Pause. Ihre
    Nachricht ist sicher in Ihrem Postfach.
problem-too-many-next = Bitte versuchen Sie es { $wait } noch einmal.

problem-too-many-tries = Bitte warten Sie ein wenig
problem-too-many-tries-what =
    In Ihrem Netz wurden sehr viele Codes eingegeben. Deshalb nehmen wir von dort eine Weile keine
    mehr an. Ihrer wurde nicht geprüft, und es ist kein Versuch verbraucht.
problem-too-many-tries-next =
    Sie können es { $wait } noch einmal versuchen, aus einem anderen Netz auch schon vorher.

problem-too-many-codes = Zu viele Codes
problem-too-many-codes-what =
    Für diese Adresse wurden schon mehrere Codes angefordert, hier oder in einem anderen Browser.
    Damit das Postfach nicht überschwemmt wird, warten wir eine Weile, bevor wir einen weiteren
    schicken.
problem-too-many-codes-next =
    Sie können { $wait } wieder einen anfordern. Ein Code gilt nur in dem Browser, in dem er
    angefordert wurde. War es dieser, gehen Sie zurück und geben Sie den Code ein: Die letzten drei
    gelten, bis sie ablaufen. War es ein anderer, geben Sie den Code dort ein.

problem-too-many-asked = Zu viele Codes
problem-too-many-asked-what =
    In Ihrem Netz wurden sehr viele Codes angefordert. Deshalb werden für dieses Netz eine Weile
    keine mehr verschickt. Wenn Sie schon einen Code haben, gehen Sie zurück und verwenden Sie ihn.
problem-too-many-asked-next =
    Sie können { $wait } wieder einen anfordern, aus einem anderen Netz auch schon vorher.

problem-too-many-addresses = Zu viele Adressen
problem-too-many-addresses-what =
    Hier wurden schon fünf andere Adressen eingegeben, mehr sind in einer Sitzung nicht möglich. An
    die Adresse, die Sie zuletzt eingegeben haben, wurde kein Code geschickt. Wenn Sie für eine der
    anderen einen Code haben, gehen Sie zurück und verwenden Sie ihn.
problem-too-many-addresses-next =
    Um diese Adresse zu verwenden, öffnen Sie <b>message.html</b> { $wait } noch einmal, oder jetzt
    gleich in einem privaten Fenster Ihres Browsers.

problem-no-mail = Wir können gerade keinen Code schicken
problem-no-mail-what =
    Unser Mailsystem nimmt im Augenblick keine E-Mails an. Deshalb wurde kein Code verschickt. Der
    Fehler liegt bei uns. Ihre Nachricht ist sicher in Ihrem Postfach.
problem-no-mail-next =
    Bitte gehen Sie zurück und fordern Sie den Code in ein paar Minuten noch einmal an. Wenn Sie
    schon einen haben, gilt er weiter. Bleibt es dabei, sagen Sie bitte dem Absender der Nachricht
    Bescheid.

problem-visit-over = Diese Sitzung ist beendet
problem-visit-over-what =
    Diese Seite war zu lange offen, Sie haben sich abgemeldet, oder die Seite gehört zu einem
    anderen Browser. Falls Ihr Browser Cookies ablehnt, erlauben Sie sie für diese Website: Ohne
    Cookie können wir Sie nicht von anderen unterscheiden.
problem-visit-over-next =
    Um neu zu beginnen, drücken Sie noch einmal auf die Schaltfläche in Ihrer E-Mail, oder öffnen
    Sie die angehängte Datei <b>message.html</b>. Es ist nichts verloren gegangen.

problem-forged = Es ist nichts geschehen
problem-forged-what =
    Diese Anfrage kam nicht von einer unserer Seiten, oder die Seite war schon zu alt. Deshalb ist
    nichts geschehen. Falls Sie auf einer anderen Website auf eine Schaltfläche gedrückt haben,
    schließen Sie diese Website.
problem-forged-next =
    Um Ihre Nachricht zu lesen, drücken Sie noch einmal auf die Schaltfläche in Ihrer E-Mail, oder
    öffnen Sie die angehängte Datei <b>message.html</b>.

problem-not-found = Diese Seite gibt es nicht
problem-not-found-what =
    Unter dieser Adresse ist nichts. Um eine Nachricht zu lesen, öffnen Sie die Datei
    <b>message.html</b> aus Ihrer E-Mail.

problem-method = Das geht hier nicht
problem-method-what =
    Diese Adresse lässt sich so nicht verwenden. Um eine Nachricht zu lesen, öffnen Sie die Datei
    <b>message.html</b> aus Ihrer E-Mail.

problem-broken = Etwas ist schiefgegangen
problem-broken-what =
    Der Fehler liegt bei uns. Ihre Nachricht ist sicher in Ihrem Postfach. Bitte versuchen Sie es
    noch einmal. Wenn es wieder geschieht, sagen Sie bitte dem Absender der Nachricht Bescheid.
