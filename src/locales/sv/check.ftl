### The page on which anyone learns whether a mail is real: /check.

check-title = Är det här mejlet äkta?
check-link = Är ett sådant här mejl äkta? Kontrollera det
check-what =
    Välj mejlet, sparat som en fil som slutar på <b>.eml</b>, eller mejlets bilaga
    <b>message.html</b>. Du får veta om det kommer härifrån och om det har ändrats. Inget öppnas,
    ingen kod skickas och ingen får veta något.
check-file = Mejlet eller bilagan
check-button = Kontrollera
check-looking = Kontrollerar…
check-save = <b>Spara bilagan utan att öppna den,</b> och tryck inte på något i mejlet.
check-real-title = Den krypterade delen kommer härifrån och är oförändrad
check-real = Meddelandet krypterades här, och inget i det har ändrats.
check-real-of =
    Meddelandet krypterades här på uppdrag av <b>{ $organisation }</b>, och inget i det har ändrats.
check-sender =
    Det har skickats av <b>{ $sender }</b>. Jämför med den adress som mejlet ser ut att komma från.
    Är det en annan ska du inte lita på mejlet.
check-when = Det skickades den { $time }.
check-expired = Det krypterades här, men det har gått ut och kan inte öppnas längre.
check-mail =
    Det som i övrigt står i mejlet – namn, länkar, text – är inte kontrollerat och kan komma från
    någon annan. När du vill läsa meddelandet ska du bara öppna det på den här portalens egen
    adress: <b>{ $portal }</b>.
check-read = Så läser du meddelandet
check-changed-title = Meddelandet har ändrats
check-changed =
    Det skapades här, men det har ändrats på vägen eller är inte komplett, så det går inte att
    öppna. Spara mejlet en gång till och försök igen. Om det inte hjälper ber du avsändaren skicka
    det igen.
check-not-ours-title = Det här kommer inte härifrån
check-not-ours =
    Det finns inget meddelande i den här filen som har krypterats här. Tryck inte på något i mejlet.
    Ser det ut att komma från någon du känner? Ring då den personen på ett nummer som du redan
    känner till.
check-codes =
    Ett mejl med en kod kan inte kontrolleras här, eftersom det inte innehåller något meddelande.
    Jämför referensen i mejlet med den på sidan där du bad om koden.
check-another = Kontrollera ett mejl till
