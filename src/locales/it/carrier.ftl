### The mail that carries a sealed message, and its file message.html.
### $sender is a name and address, or an address; $organisation a name; $portal a URL.

carrier-title = Un messaggio protetto
carrier-what = <b>{ $sender }</b> Le ha inviato un messaggio protetto.
carrier-what-of = <b>{ $sender }</b> (<b>{ $organisation }</b>) Le ha inviato un messaggio protetto.
carrier-why = È cifrato, in modo che nessun altro possa leggerlo durante la trasmissione.
carrier-read = Leggi il messaggio
carrier-click =
    Il pulsante apre { $portal } nel Suo browser. Lì Lei richiede un codice, che viene inviato a
    questa casella di posta; poi lo inserisce e legge il messaggio. Non Le viene mai chiesta una
    password.
carrier-button-fails =
    Se il pulsante non funziona, apra il file allegato <b>message.html</b> e prema lì «Leggi il
    messaggio».
carrier-open-file =
    Per leggerlo, apra il file allegato <b>message.html</b> e prema «Leggi il messaggio».
carrier-file-click =
    Il file apre { $portal } nel Suo browser. Lì Lei richiede un codice, che viene inviato a questa
    casella di posta; poi lo inserisce e legge il messaggio. Non Le viene mai chiesta una password.
carrier-phone =
    Sul telefono, o se il file non si apre: salvi l’allegato, vada su <a>{ $portal }</a> e scelga lì
    il file salvato.
carrier-link = Oppure apra questo link, che contiene il messaggio:
carrier-not-sure = Ha dubbi? Il Suo browser deve mostrare l’indirizzo <b>{ $portal }</b>
carrier-check =
    Su <a>{ $portal }</a> chiunque può verificare, senza codice, se questa e-mail è autentica.
carrier-call = Aiuto per leggerlo: chiami il numero <b>{ $telephone }</b>.
carrier-write = Aiuto per leggerlo: scriva a { $contact }.
carrier-call-or-write =
    Aiuto per leggerlo: chiami il numero <b>{ $telephone }</b> o scriva a { $contact }.
carrier-not-expected =
    Non aspettava questa e-mail? Chiami il mittente a un numero che già conosce, preso da una
    lettera o da un sito di cui ha digitato Lei stesso l’indirizzo.
carrier-answer = Una risposta scritta nel Suo programma di posta non è cifrata.
carrier-privacy = <a>Privacy</a>

## message.html

file-what = <b>{ $sender }</b> Le ha inviato un messaggio che ha viaggiato cifrato fino a Lei.
file-what-of =
    <b>{ $sender }</b> (<b>{ $organisation }</b>) Le ha inviato un messaggio che ha viaggiato
    cifrato fino a Lei.
file-button =
    Prema il pulsante per andare su <b>{ $portal }</b>, che invierà un codice alla Sua casella di
    posta per verificare che sia Lei.
file-no-button =
    Non succede nulla, o non c’è nessun pulsante? Salvi questo file, vada su <a>{ $portal }</a> e lo
    scelga lì.
file-link = Oppure <a>segua questo link</a>, che contiene il messaggio.
file-quiet =
    Non Le verrà mai chiesta una password. Se qualcosa Le sembra strano, chieda al mittente prima di
    continuare.
