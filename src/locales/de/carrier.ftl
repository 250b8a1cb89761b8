### The mail that carries a sealed message, and its file message.html.
### $sender is a name and address, or an address; $organisation a name; $portal a URL.

carrier-title = Eine geschützte Nachricht
carrier-what = <b>{ $sender }</b> hat Ihnen eine geschützte Nachricht geschickt.
carrier-what-of =
    <b>{ $sender }</b> hat Ihnen eine geschützte Nachricht von <b>{ $organisation }</b> geschickt.
carrier-why = Sie ist verschlüsselt, damit unterwegs niemand mitlesen kann.
carrier-read = Nachricht lesen
carrier-click =
    Die Schaltfläche öffnet { $portal } in Ihrem Browser. Dort fordern Sie einen Code an, der an
    dieses Postfach geschickt wird, geben ihn ein und lesen die Nachricht. Nach einem Passwort
    werden Sie nie gefragt.
carrier-button-fails =
    Wenn die Schaltfläche nicht funktioniert, öffnen Sie die angehängte Datei <b>message.html</b>
    und drücken Sie dort auf „Nachricht lesen“.
carrier-open-file =
    Um sie zu lesen, öffnen Sie die angehängte Datei <b>message.html</b> und drücken Sie auf
    „Nachricht lesen“.
carrier-file-click =
    Die Datei führt in Ihrem Browser zu { $portal }. Dort fordern Sie einen Code an, der an dieses
    Postfach geschickt wird, geben ihn ein und lesen die Nachricht. Nach einem Passwort werden Sie
    nie gefragt.
carrier-phone =
    Am Smartphone, oder wenn sich die Datei nicht öffnet: Speichern Sie den Anhang, gehen Sie zu
    <a>{ $portal }</a> und wählen Sie dort die gespeicherte Datei aus.
carrier-link = Oder öffnen Sie diesen Link, der die Nachricht enthält:
carrier-not-sure = Sie sind unsicher? Ihr Browser muss diese Adresse zeigen: <b>{ $portal }</b>
carrier-check = Auf <a>{ $portal }</a> lässt sich ohne Code prüfen, ob diese E-Mail echt ist.
carrier-call = Hilfe beim Lesen: Rufen Sie <b>{ $telephone }</b> an.
carrier-write = Hilfe beim Lesen: Schreiben Sie an { $contact }.
carrier-call-or-write =
    Hilfe beim Lesen: Rufen Sie <b>{ $telephone }</b> an oder schreiben Sie an { $contact }.
carrier-not-expected =
    Haben Sie diese E-Mail nicht erwartet? Rufen Sie den Absender unter einer Nummer an, die Sie
    schon kennen, aus einem Brief oder von einer Website, deren Adresse Sie selbst eingetippt haben.
carrier-answer = Eine Antwort, die Sie in Ihrem E-Mail-Programm schreiben, ist nicht verschlüsselt.
carrier-privacy = <a>Datenschutz</a>

## message.html

file-what =
    <b>{ $sender }</b> hat Ihnen eine Nachricht geschickt, die für den Weg zu Ihnen verschlüsselt
    wurde.
file-what-of =
    <b>{ $sender }</b> hat Ihnen eine Nachricht von <b>{ $organisation }</b> geschickt, die für den
    Weg zu Ihnen verschlüsselt wurde.
file-button =
    Drücken Sie auf die Schaltfläche, um zu <b>{ $portal }</b> zu gelangen. Von dort wird ein Code
    an Ihr Postfach geschickt, damit sicher ist, dass Sie es sind.
file-no-button =
    Es passiert nichts, oder Sie sehen keine Schaltfläche? Speichern Sie diese Datei, gehen Sie zu
    <a>{ $portal }</a> und wählen Sie sie dort aus.
file-link = Oder <a>folgen Sie diesem Link</a>, der die Nachricht enthält.
file-quiet =
    Sie werden nie nach einem Passwort gefragt. Wenn Ihnen etwas seltsam vorkommt, fragen Sie den
    Absender, bevor Sie weitermachen.
