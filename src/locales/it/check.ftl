### The page on which anyone learns whether a mail is real: /check.

check-title = Questa e-mail è autentica?
check-link = Ha dubbi su un’e-mail? Verifichi se è autentica
check-what =
    Scelga l’e-mail, salvata come file che termina in <b>.eml</b>, o il suo allegato
    <b>message.html</b>. Saprà se è partita da qui e se è stata modificata. Non viene aperto nulla,
    non viene inviato nessun codice e non viene avvisato nessuno.
check-file = L’e-mail o il suo allegato
check-button = Verifica
check-looking = Verifica in corso…
check-save = <b>Salvi l’allegato senza aprirlo,</b> e non prema nulla in quell’e-mail.
check-real-title = La parte cifrata proviene da qui e non è stata modificata
check-real = Il messaggio è stato cifrato qui, e nulla è stato modificato.
check-real-of =
    Il messaggio è stato cifrato qui per conto di <b>{ $organisation }</b>, e nulla è stato
    modificato.
check-sender =
    Il suo mittente è <b>{ $sender }</b>. Lo confronti con l’indirizzo che sembra averLe scritto. Se
    è un altro, non si fidi dell’e-mail.
check-when = È stato inviato in data { $time }.
check-expired = È stato cifrato qui, ma è scaduto, perciò non si può più aprire.
check-mail =
    Tutto il resto dell’e-mail – nomi, link, testo – non è stato verificato e potrebbe essere di
    qualcun altro. Per leggere il messaggio, lo apra solo all’indirizzo di questo portale:
    <b>{ $portal }</b>.
check-read = Per leggerlo
check-changed-title = Questo messaggio è stato modificato
check-changed =
    È stato creato qui, ma durante la trasmissione qualcosa è stato modificato o troncato, perciò
    non si può aprire. Salvi ancora una volta l’e-mail e riprovi. Se non cambia nulla, chieda al
    mittente di inviarla di nuovo.
check-not-ours-title = Questo file non proviene da qui
check-not-ours =
    In questo file non c’è nessun messaggio cifrato qui. Non prema nulla in quell’e-mail. Se dice di
    venire da qualcuno che conosce, lo chiami a un numero che già conosce.
check-codes =
    Un’e-mail con un codice non si può verificare qui, perché non contiene alcun messaggio.
    Confronti il suo riferimento con quello della pagina in cui ha richiesto il codice.
check-another = Verifica un’altra e-mail
