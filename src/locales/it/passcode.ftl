### The mail that brings a code.

passcode-subject = { $again ->
    [yes] Il Suo nuovo codice per il messaggio da { $sender }
   *[no] Il Suo codice per il messaggio da { $sender }
}
passcode-title = Il Suo codice
passcode-yours = Il Suo codice:
passcode-opens = Apre il messaggio protetto che <b>{ $sender }</b> Le ha inviato in data { $day }.
passcode-again =
    È un nuovo codice; quelli che ha ricevuto prima restano validi fino alla loro scadenza.
passcode-until =
    È valido fino alle { $time }, per { $minutes ->
        [one] un minuto
       *[other] { $minutes } minuti
    }. Lo inserisca solo su <b>{ $url }</b>, nella pagina che riporta il riferimento { $reference }.
passcode-asked = { $device ->
    [phone] È stato richiesto alle { $time }, con { $browser } da un telefono o un tablet.
   *[computer] È stato richiesto alle { $time }, con { $browser } da un computer.
}
passcode-other-browser = un altro browser
passcode-back =
    Torni a quella pagina: è ancora aperta nel Suo browser. Se non la trova, prema ancora una volta,
    nello stesso browser, il pulsante nell’e-mail con il messaggio o nel file allegato
    <b>message.html</b>. Così vi tornerà.
passcode-not-asked =
    Non ha richiesto questo codice? Allora qualcun altro ha cercato di aprire il messaggio. Senza
    questo codice non può farlo. Non comunichi il codice a nessuno: nessun nostro operatore glielo
    chiederà mai, e non chiediamo mai una password.
# The link under it leads to a page with a button.
passcode-not-me = Non ero io
passcode-not-me-what =
    Nella pagina che si apre può bloccare ciò che è stato iniziato a Suo nome, e chi gestisce questo
    servizio viene avvisato.

## The page to which "This wasn't me" leads

not-me-title = Non era Lei?
not-me-what =
    Qualcuno ha richiesto un codice per leggere un messaggio inviato a Lei. Senza quel codice
    nessuno può leggerlo.
not-me-how =
    Se non era Lei, inserisca il riferimento riportato nell’e-mail con il codice e prema il
    pulsante. Il codice non servirà più a nulla, e chi gestisce questo servizio verrà avvisato.
not-me-reference = Riferimento nell’e-mail
not-me-button = Non ero io: blocca il tentativo
not-me-was-me = Se era Lei, chiuda questa pagina. Non è cambiato nulla.
not-me-wrong = Non è il riferimento riportato nell’e-mail con il codice. Lo controlli di nuovo.
not-me-done-title = Tentativo bloccato
not-me-done =
    Ora il codice non serve più a nulla. Se era ancora valido, chi gestisce questo servizio è stato
    avvisato. Il messaggio resta cifrato nella Sua casella di posta, e può aprirlo quando vuole.
not-me-done-mailbox =
    <b>Qualcun altro può leggere la Sua casella di posta?</b> Allora potrebbe avere già letto il
    messaggio con il codice. In questo caso cambi la password della casella e avvisi il mittente del
    messaggio.
