### What goes wrong, one page each: what happened, and what to do.

wait = { $unit ->
    [hours] { $count ->
        [one] tra circa un’ora
       *[other] tra circa { $count } ore
    }
   *[minutes] { $count ->
        [one] tra un minuto
       *[other] tra { $count } minuti
    }
}

problem-expired = Questo messaggio è scaduto
problem-expired-what =
    Il mittente ha voluto che si potesse leggere solo per un periodo limitato, e quel periodo è
    finito. Nessuno può più aprirlo, nemmeno noi.
problem-expired-next = Se Le serve ancora, chieda al mittente di inviarlo di nuovo.

problem-not-yours = Questo messaggio non è per questo indirizzo
problem-not-yours-what =
    Il messaggio non è stato inviato all’indirizzo che ha dimostrato essere Suo. Se ha un altro
    indirizzo, apra di nuovo il messaggio e usi quello.

problem-damaged = Non è possibile aprire questo file
problem-damaged-what =
    Il file è stato modificato o troncato durante la trasmissione, oppure appartiene a un altro
    portale. Non si può aprire qui, e non ne è stato mostrato nulla a nessuno.
problem-damaged-next =
    Salvi ancora una volta l’allegato <b>message.html</b> dell’e-mail e riprovi. Oppure salvi
    l’intera e-mail come file che termina in <b>.eml</b> e scelga quello: può essere integro anche
    se l’allegato non lo è. Se nulla di questo funziona, chieda al mittente di inviare di nuovo il
    messaggio.

problem-wrong-file = Questo non è il file giusto
problem-wrong-file-what =
    In questo file non c’è nessun messaggio protetto. Quello giusto è l’allegato che si chiama
    <b>message.html</b>, nell’e-mail che ha ricevuto.
problem-wrong-file-next =
    Salvi quell’allegato e lo scelga qui. Va bene anche l’intera e-mail, salvata come file che
    termina in <b>.eml</b>, o un file ZIP che contenga l’uno o l’altra. Non va bene una pagina
    salvata da un’anteprima dell’allegato: non contiene più il messaggio.

problem-no-file = Non è stato scelto nessun file
problem-no-file-what =
    Non ci è arrivato nessun file. Torni indietro e scelga il file <b>message.html</b> allegato
    all’e-mail ricevuta.

problem-cut-off = Il file non è arrivato
problem-cut-off-what =
    Il file non è arrivato per intero, forse perché la connessione si è interrotta. Riprovi, per
    favore.

problem-too-large = Questo file è troppo grande
problem-too-large-what =
    Ciò che ha inviato è più grande di qualsiasi messaggio che si possa aprire qui. È il file
    giusto? Dovrebbe essere l’allegato che si chiama <b>message.html</b>, nell’e-mail che ha
    ricevuto.
problem-too-large-next =
    Se è quello giusto, chieda al mittente di inviare il messaggio in parti più piccole.

problem-busy = Torni tra un momento, per favore
problem-busy-what =
    In questo momento molte persone stanno leggendo messaggi, e per il Suo non c’è posto. Il Suo
    messaggio è al sicuro nella Sua casella di posta. Riprovi tra qualche minuto.

problem-too-many = Attenda un po’, per favore
problem-too-many-what =
    Dalla Sua rete sono stati aperti moltissimi file, perciò facciamo una breve pausa. Il Suo
    messaggio è al sicuro nella Sua casella di posta.
problem-too-many-next = Riprovi { $wait }.

problem-too-many-tries = Attenda un po’, per favore
problem-too-many-tries-what =
    Nella Sua rete sono stati inseriti moltissimi codici, perciò per un po’ non ne accettiamo altri
    da lì. Il Suo non è stato controllato, e non ha consumato nessun tentativo.
problem-too-many-tries-next = Può riprovare { $wait }, o anche prima da un’altra rete.

problem-too-many-codes = Troppi codici
problem-too-many-codes-what =
    Per questo indirizzo sono già stati richiesti diversi codici, qui o in un altro browser. Per non
    intasarne la casella di posta, aspettiamo un po’ prima di inviarne un altro.
problem-too-many-codes-next =
    Può richiederne un altro { $wait }. Un codice funziona solo nel browser in cui è stato
    richiesto. Se è questo, torni indietro e lo inserisca: gli ultimi tre valgono fino alla loro
    scadenza. Se è un altro, lo inserisca lì.

problem-too-many-asked = Troppi codici
problem-too-many-asked-what =
    Nella Sua rete sono stati richiesti moltissimi codici, perciò per un po’ non ne vengono inviati
    altri. Se ha già un codice, torni indietro e lo usi.
problem-too-many-asked-next = Può richiederne un altro { $wait }, o anche prima da un’altra rete.

problem-too-many-addresses = Troppi indirizzi
problem-too-many-addresses-what =
    Qui sono già stati inseriti altri cinque indirizzi, e una sessione non ne ammette di più. A
    questo non è stato inviato nessun codice. Se ha un codice per uno degli altri, torni indietro e
    lo usi.
problem-too-many-addresses-next =
    Per usare questo indirizzo, apra di nuovo <b>message.html</b> { $wait }, oppure subito in una
    finestra privata del Suo browser.

problem-no-mail = Ora non possiamo inviare un codice
problem-no-mail-what =
    In questo momento il nostro sistema di posta non accetta e-mail, perciò non è stato inviato
    nessun codice. Il problema è nostro. Il Suo messaggio è al sicuro nella Sua casella di posta.
problem-no-mail-next =
    Torni indietro e richieda di nuovo il codice tra qualche minuto. Se ne ha già uno, è ancora
    valido. Se il problema continua, avvisi il mittente del messaggio.

problem-visit-over = Questa sessione è terminata
problem-visit-over-what =
    Questa pagina è rimasta aperta troppo a lungo, la sessione è stata chiusa, oppure la pagina
    appartiene a un altro browser. Se il Suo browser rifiuta i cookie, li consenta per questo sito:
    senza un cookie non possiamo distinguere la Sua sessione dalle altre.
problem-visit-over-next =
    Per ricominciare, prema di nuovo il pulsante nell’e-mail ricevuta o apra il file allegato
    <b>message.html</b>. Non è andato perso nulla.

problem-forged = Non è stato fatto nulla
problem-forged-what =
    Questa richiesta non veniva da una delle nostre pagine, o veniva da una troppo vecchia, perciò
    non è stato fatto nulla. Se ha premuto un pulsante su un altro sito, chiuda quel sito.
problem-forged-next =
    Per leggere il Suo messaggio, prema di nuovo il pulsante nell’e-mail ricevuta o apra il file
    allegato <b>message.html</b>.

problem-not-found = Questa pagina non esiste
problem-not-found-what =
    A questo indirizzo non c’è nulla. Per leggere un messaggio, apra il file <b>message.html</b>
    allegato all’e-mail ricevuta.

problem-method = Qui questo non funziona
problem-method-what =
    Questo indirizzo non si può usare così. Per leggere un messaggio, apra il file
    <b>message.html</b> allegato all’e-mail ricevuta.

problem-broken = Qualcosa è andato storto
problem-broken-what =
    Il problema è nostro. Il Suo messaggio è al sicuro nella Sua casella di posta. Riprovi, per
    favore; se succede di nuovo, avvisi il mittente del messaggio.
