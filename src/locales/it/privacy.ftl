### The privacy statement: /privacy. Every sentence must be true of the running portal; those that
### depend on its settings are shown only where they hold.

privacy-title = Informativa sulla privacy
privacy-link = Privacy
privacy-updated = Ultimo aggiornamento: { $date }

privacy-scope-title = Che cosa riguarda questa informativa
privacy-scope =
    Riguarda questo portale, { $portal }, gestito da <b>{ $organisation }</b> perché Lei possa
    leggere i messaggi cifrati che Le sono stati inviati. Non riguarda altri siti e servizi, anche
    se un messaggio vi rimanda. L’account della Sua casella di posta, il Suo servizio di posta e il
    Suo dispositivo possono avere proprie informative sulla privacy.
privacy-scope-sender =
    Spetta all’organizzazione del mittente dire che cosa fa dei propri messaggi e delle Sue
    risposte.

privacy-how-title = Come riceve e legge un messaggio
privacy-how-mail =
    Un messaggio cifrato arriva come una normale e-mail con un allegato HTML, <b>message.html</b>.
    Può leggerlo da un computer e da un telefono o un tablet: apre l’allegato, o il link che alcune
    e-mail contengono, e il messaggio cifrato arriva a questo portale.
privacy-how-code =
    Poi dimostra che l’e-mail è stata inviata a Lei: richiede un codice monouso, che viene inviato
    all’indirizzo a cui è stata inviata l’e-mail, e lo inserisce qui.
privacy-how-decrypted = Dopo di che il messaggio viene decifrato e Le viene mostrato.

privacy-credentials-title = Come dimostra che l’indirizzo è Suo
privacy-credentials-code =
    I codici monouso servono a dimostrare che un indirizzo è Suo, e a nient’altro. Non vengono
    conservati né usati in nessun altro modo.
privacy-cookies =
    Il Suo browser conserva un cookie per ogni messaggio che apre, al massimo per { $minutes ->
        [one] un minuto
       *[other] { $minutes } minuti
    }, e uno con la lingua che ha scelto, se ne ha scelta una. Non servono a nient’altro.

privacy-message-title = Che cosa succede al messaggio
privacy-message =
    Il messaggio non viene salvato qui, né mentre viene decifrato né dopo. In forma cifrata resta in
    memoria per la durata della Sua sessione, al massimo per { $minutes ->
        [one] un minuto
       *[other] { $minutes } minuti
    }, o finché non chiude la sessione. Ogni pagina decifra ciò che mostra e non ne conserva nulla.
privacy-message-leaves =
    Il messaggio decifrato non viene inviato da nessuna parte fuori da questo portale, tranne che al
    Suo browser.
privacy-message-where =
    Durante la Sua sessione il messaggio cifrato si trova sul computer su cui funziona questo
    portale, e in nessun altro luogo che dipenda da noi.
privacy-message-answer =
    Quando risponde dal Suo programma di posta, la Sua risposta è una normale e-mail: questo portale
    non la cifra, e nemmeno ciò che vi è citato del messaggio.

privacy-figures-title = Che cosa viene contato
privacy-figures =
    Per la qualità, la sicurezza e l’integrità di questo servizio contiamo, come numeri complessivi:
privacy-figures-none = Non vengono raccolte statistiche.
privacy-figures-not =
    Questi numeri non dicono nulla di una singola persona, di un singolo indirizzo o messaggio. Non
    vengono usati per identificarLa, per contattarLa o per inviarLe pubblicità.
privacy-logs =
    I registri che servono a trovare i guasti indicano i messaggi con numeri, e non contengono mai
    il Suo indirizzo, un codice o qualcosa di ciò che dice un messaggio. Perché estranei non
    sovraccarichino il servizio, gli indirizzi di rete vengono contati in memoria e cancellati entro
    un giorno.
privacy-logs-mail =
    Come ogni server di posta, quello che invia i codici annota a quale indirizzo è stata inviata
    un’e-mail e quando.

privacy-contact-title = A chi chiedere
privacy-contact =
    Le domande su questa informativa e sulla privacy in questo portale vanno rivolte a { $contact }.
privacy-contact-post = Per posta: { $address }

privacy-changes-title = Modifiche
privacy-changes =
    Quando questa informativa cambia, cambia anche la data in alto. Sulle modifiche, e su che cosa
    significano per i messaggi che ha, chieda all’organizzazione che glieli ha inviati.

## Figures, one line each. What is listed is what is collected.

figure-views = messaggi mostrati
figure-browsers = tipi di browser e di dispositivi
figure-proofs = modi di dimostrare che un indirizzo è proprio, tentati e riusciti
figure-errors = errori, per tipo
figure-codes = codici richiesti e usati
figure-denied = codici che qualcuno ha dichiarato di non aver richiesto
figure-reading-time = il tempo dall’apertura di un messaggio alla sua lettura
figure-typing-time = il tempo impiegato per inserire un codice
