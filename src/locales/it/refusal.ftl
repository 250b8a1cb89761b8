### What a mail program shows when a message is not taken. One line each, without marks.

refusal-rule = Non è consentito inviare questo messaggio per e-mail
refusal-near-miss =
    L’oggetto contiene quasi un contrassegno che richiede la cifratura: scriva { $tags } proprio
    all’inizio, oppure cambi l’oggetto se il messaggio può viaggiare senza cifratura
refusal-near-miss-unnamed =
    L’oggetto contiene quasi un contrassegno che richiede la cifratura: lo scriva proprio
    all’inizio, esattamente come indicato dal Suo amministratore, oppure cambi l’oggetto se il
    messaggio può viaggiare senza cifratura
refusal-detour =
    L’indirizzo di un destinatario contiene una deviazione; lo scriva nella forma nome@dominio
refusal-encrypted-too-large =
    Il messaggio è troppo grande: cifrato occupa { $size }, e i server di posta lungo il percorso
    accettano al massimo { $limit }; lo riduca oppure lo invii in più parti
refusal-encrypted-too-large-by-far =
    Il messaggio è troppo grande: cifrato supera { $limit }, il massimo che i server di posta lungo
    il percorso accettano; lo riduca oppure lo invii in più parti
refusal-too-large = Il messaggio supera i { $size } che questo server accetta
refusal-header-too-large = L’intestazione supera i { $size } che questo server accetta
refusal-field-too-large =
    Un campo dell’intestazione supera i { $size } che questo server accetta
refusal-fields = Il messaggio ha troppi campi di intestazione per essere inviato cifrato
refusal-recipients = Il messaggio ha più di { $most } destinatari; lo invii in più volte
refusal-copy = È stata rifiutata una copia del messaggio per alcuni dei suoi destinatari
refusal-sender = L’indirizzo del mittente non può essere quello di una casella di posta
refusal-recipient =
    L’indirizzo di un destinatario non può essere quello di una casella di posta

## These are met by servers that try again, and by people only when that never helps.

refusal-connections =
    Troppe connessioni alla cifratura della posta di questo server, riprovi più tardi
refusal-examined = Troppi messaggi sono in corso di esame, riprovi più tardi
refusal-encrypted = Troppi messaggi sono in corso di cifratura, riprovi più tardi
refusal-setup =
    La cifratura della posta di questo server non è configurata correttamente, riprovi più tardi
refusal-rules-changed = Le regole sono cambiate, si colleghi di nuovo
refusal-later = Al momento non è possibile elaborare il messaggio, riprovi più tardi
