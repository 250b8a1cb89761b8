### The pages of the portal. Marks: <b> stands out; <a> leads elsewhere.
### "message.html" is the name of a file and stays as it is.

## Around every page

skip = Vai al contenuto
host = Indirizzo corretto di questa pagina: { $host }
footer =
    Non chiediamo mai una password, e nessun nostro operatore Le chiederà mai il Suo codice. La
    barra degli indirizzi del Suo browser mostra un indirizzo diverso da quello in cima a questa
    pagina? Allora lasci questa pagina. Ha dubbi su un messaggio? Chiami il mittente a un numero che
    già conosce: quello di una lettera o del sito dell’organizzazione, di cui ha digitato Lei stesso
    l’indirizzo.
portal-name = Posta sicura
switch = Lingua
steps = A che punto è
step-file = Il file
step-proof = È Lei?
step-message = Il messaggio
choose-file = Scegli un file
go-back = Torna indietro
open-another = Apri un altro messaggio
leave-hint =
    Può anche semplicemente chiudere questa pagina. Il file viene cancellato da qui automaticamente.
address-label = Il Suo indirizzo e-mail

## Who has verified the sender

verified-login = Mittente verificato da <b>{ $domain }</b>: aveva effettuato l’accesso lì.
verified-network =
    Mittente verificato da <b>{ $domain }</b>: il messaggio è partito dalla sua stessa rete.
verified-signature =
    Mittente verificato da <b>{ $domain }</b>: il suo server di posta ha firmato il messaggio.
verified-nobody =
    <b>Nessuno ha verificato questo mittente.</b> Ha dubbi sul messaggio? Contatti il mittente per
    un’altra via.

## The first page

landing-title = Aprire un messaggio protetto
landing-stranded =
    Il Suo programma di posta non ha trasmesso il messaggio. Salvi come file l’allegato
    <b>message.html</b> dell’e-mail e scelga qui quel file.
landing-what =
    Qualcuno Le ha inviato un’e-mail con un file che si chiama <b>message.html</b>. Il messaggio è
    lì dentro, cifrato. Per leggerlo, scelga qui quel file.
landing-file = Il file <b>message.html</b> allegato all’e-mail ricevuta
landing-whole-mail =
    Può anche scegliere l’intera e-mail, salvata come file che termina in <b>.eml</b>.
landing-open = Apri
landing-opening = Apertura in corso…
landing-next = Che cosa succede ora
landing-next-file =
    <b>Lei sceglie il file.</b> Il file resta cifrato, e lo conserviamo al massimo per mezz’ora.
landing-next-code =
    <b>Inviamo un codice alla Sua casella di posta,</b> per essere sicuri che sia Lei.
landing-next-read = <b>Lei inserisce qui il codice</b> e legge il messaggio.
landing-find = Come trovare il file
landing-find-computer =
    <b>Sul computer:</b> salvi l’allegato message.html dell’e-mail ricevuta, poi lo scelga qui o lo
    trascini su questa pagina.
landing-find-phone =
    <b>Sul telefono:</b> tocchi l’allegato, scelga «Salva» o «Salva su File», torni su questa pagina
    e scelga qui il file salvato.

## Before a code was sent

ask-title = È Lei?
ask-heading = Un messaggio da { $sender }
ask-heading-of = Un messaggio da { $sender } ({ $organisation })
ask-call = Aiuto per leggere un messaggio: chiami il numero <b>{ $telephone }</b>.
ask-write = Aiuto per leggere un messaggio: scriva a { $contact }.
ask-call-or-write =
    Aiuto per leggere un messaggio: chiami il numero <b>{ $telephone }</b> o scriva a { $contact }.
ask-code-over =
    <b>Quel codice non è più valido.</b> Un codice vale solo per un certo tempo. Ne richieda uno
    nuovo.
ask-known =
    Per essere sicuri che sia Lei, inviamo un codice alla casella di posta a cui è stato inviato il
    messaggio.
ask-send-to = Invia un codice a { $address }
ask-unknown =
    Per essere sicuri che sia Lei, inviamo un codice alla Sua casella di posta. Inserisca
    l’indirizzo a cui è stato inviato il messaggio.
ask-no-address = Questo indirizzo e-mail non è completo. Un esempio: { $example }
ask-send = Invia un codice
ask-hint =
    Il codice arriva per e-mail entro un minuto circa. Lasci aperta questa pagina. Se si chiude,
    prema nello stesso browser il pulsante nell’e-mail con il messaggio, oppure apra il file
    allegato <b>message.html</b>: tornerà qui.

## After a code was sent

code-title = Inserisca il Suo codice
code-spent-title = Troppi tentativi
code-spent =
    In questa pagina sono stati inseriti cinque codici sbagliati, perciò non ne vengono accettati
    altri. Nessuno ha letto il messaggio.
code-spent-next =
    Per ricominciare, prema ancora una volta il pulsante nell’e-mail con il messaggio o nel file
    allegato <b>message.html</b>. Potrà così ricevere un nuovo codice.
code-forget = Cancella il file da questa pagina
code-sent-typed =
    Se il messaggio è stato inviato a { $address }, un codice è in arrivo a quell’indirizzo.
code-sent = Un codice è in arrivo a { $address }.
code-reference =
    L’e-mail con il Suo codice riporta il riferimento { $reference }. Se ne riporta un altro,
    non usi il codice di quell’e-mail.
code-until = Il codice è valido fino alle { $time }.
code-label = { $digits ->
    [ten] Le dieci cifre riportate nell’e-mail
    [eight-or-ten] Le otto o dieci cifre riportate nell’e-mail
   *[eight] Le otto cifre riportate nell’e-mail
}
code-wrong =
    <b>Il codice non è corretto.</b> { $left ->
        [one] Le resta un tentativo.
       *[other] Le restano { $left } tentativi.
    } Se ha richiesto più codici, valgono gli ultimi tre.
code-malformed = { $digits ->
    [ten] <b>Il codice ha dieci cifre.</b>
    [eight-or-ten] <b>Il codice ha otto o dieci cifre.</b>
   *[eight] <b>Il codice ha otto cifre.</b>
} Le inserisca così come sono riportate nell’e-mail. Questo non è stato contato come tentativo.
code-read = Leggi il messaggio
code-again-title = L’e-mail non è ancora arrivata?
code-too-soon =
    <b>Un codice è stato inviato un momento fa.</b> L’e-mail impiega un po’ ad arrivare. Potrà
    richiederne un altro tra { $seconds ->
        [one] un secondo
       *[other] { $seconds } secondi
    }.
code-again =
    Può volerci un minuto. Guardi anche nella cartella della posta indesiderata (spam). Se per
    questo indirizzo sono stati richiesti molti codici, per un po’ non ne vengono inviati altri.
code-again-typed = Se non arriva nulla, forse il messaggio è stato inviato a un altro Suo indirizzo.
code-again-when =
    Mezzo minuto dopo un codice può richiederne un altro. I codici che ha già restano validi.
code-send-again = Invia un nuovo codice
code-stuck =
    Nessun codice funziona, oppure ha premuto «Non ero io» per errore? Per ricominciare, apra il
    messaggio in un altro browser o in una finestra privata.

## The message

message-title = Il Suo messaggio
message-opened-for = Aperto per { $address }
message-sign-out = Chiudi sessione
message-no-subject = (nessun oggetto)
message-from = Da
message-to = A
message-cc = Cc
message-date = Data
message-damaged =
    Non è stato possibile leggere una parte di questo testo, che potrebbe quindi essere errato o
    incompleto. Nell’elenco qui sotto lo trova così come è arrivato.
message-frame = Il messaggio
message-own-page = Mostra il messaggio in una pagina a parte
message-too-large =
    Questo messaggio è troppo grande o ha un formato troppo insolito per essere mostrato qui. Lo
    scarichi e lo apra nel Suo programma di posta: lì è completo.
message-download = Scarica il messaggio
message-attachments = { $count ->
    [one] Un allegato
   *[other] { $count } allegati
}
message-attachment = { $kind }, { $size }
message-attachment-damaged =
    Non è stato possibile leggere una parte di questo file, che potrebbe quindi non essere uguale a
    quello allegato. <a>Lo scarichi così come è arrivato</a>, oppure chieda al mittente di inviarlo
    di nuovo.
message-attachments-hint = Apra gli allegati solo se li aspettava da questo mittente.
message-original = Scarica il messaggio originale (.eml)
message-answer =
    Una risposta scritta nel Suo programma di posta non è cifrata. Non inserisca nella risposta
    nulla che debba vedere solo il destinatario.
message-when-done =
    Quando ha finito, chiuda la sessione, così cancelliamo subito il messaggio da qui. Altrimenti lo
    cancelliamo mezz’ora dopo il suo arrivo su questa pagina.
frame-remote =
    Le immagini che questo messaggio caricherebbe da altri siti sono state omesse, così nessuno
    viene a sapere quando lo legge.
frame-left-out =
    Alcune immagini sono state omesse perché renderebbero questo messaggio troppo grande da
    mostrare. Per vederle, scarichi il messaggio originale.
frame-unusual =
    Questo messaggio ha un formato troppo insolito per essere mostrato qui. Scarichi il messaggio
    originale e lo apra nel Suo programma di posta: lì è completo.

## Signed out

goodbye-title = Sessione chiusa
goodbye-heading = La Sua sessione è chiusa
goodbye-forgotten =
    Abbiamo cancellato il messaggio da qui. È ancora nella Sua casella di posta, cifrato, e può
    riaprirlo quando vuole.
goodbye-close = Ora può chiudere questa pagina.
