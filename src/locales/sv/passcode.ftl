### The mail that brings a code.

passcode-subject = { $again ->
    [yes] Din nya kod för meddelandet från { $sender }
   *[no] Din kod för meddelandet från { $sender }
}
passcode-title = Din kod
passcode-yours = Din kod:
# $sender is an address, $day the day on which the message was sent.
passcode-opens =
    Den öppnar det skyddade meddelande som <b>{ $sender }</b> skickade till dig den { $day }.
passcode-again = Det är en ny kod. De koder du har fått tidigare gäller tills deras tid går ut.
passcode-until =
    Koden gäller i { $minutes ->
        [one] en minut
       *[other] { $minutes } minuter
    }, till klockan { $time }. Skriv bara in den på <b>{ $url }</b>, på sidan där referensen
    { $reference } visas.
# $time is a time of day with its zone, $browser a name such as Firefox or passcode-other-browser.
passcode-asked = { $device ->
    [phone] Koden begärdes klockan { $time }, med { $browser } på en telefon eller surfplatta.
   *[computer] Koden begärdes klockan { $time }, med { $browser } på en dator.
}
passcode-other-browser = en annan webbläsare
passcode-back =
    Gå tillbaka till den sidan: den är fortfarande öppen i din webbläsare. Om du inte hittar den
    trycker du en gång till på knappen i mejlet med meddelandet, eller i filen <b>message.html</b>
    som följde med mejlet, i samma webbläsare. Då kommer du tillbaka.
passcode-not-asked =
    Har du inte bett om den här koden? Då har någon annan försökt öppna meddelandet. Utan koden går
    det inte. Lämna inte ut den till någon: ingen hos oss kommer någonsin att fråga efter den, och
    vi frågar aldrig efter lösenord.
# The link under it leads to a page with a button.
passcode-not-me = Det var inte jag
passcode-not-me-what =
    På sidan som då öppnas kan du stoppa det som påbörjats i ditt namn. De som driver tjänsten får
    då veta det.

## The page to which "This wasn't me" leads

not-me-title = Var det inte du?
not-me-what =
    Någon har bett om en kod för att läsa ett meddelande som skickats till dig. Utan koden kan ingen
    läsa det.
not-me-how =
    Om det inte var du skriver du in referensen som står i mejlet med koden och trycker på knappen.
    Då blir koden oanvändbar och de som driver tjänsten får veta vad som hänt.
not-me-reference = Referensen i mejlet
not-me-button = Det var inte jag: stoppa det
not-me-was-me = Om det var du kan du stänga den här sidan. Inget har ändrats.
not-me-wrong = Det är inte referensen som står i mejlet med koden. Titta där en gång till.
not-me-done-title = Det är stoppat
not-me-done =
    Koden är nu oanvändbar. Om den fortfarande gällde har de som driver tjänsten fått veta vad som
    hänt. Själva meddelandet ligger kvar krypterat i din inkorg, och du kan öppna det när du vill.
not-me-done-mailbox =
    <b>Kan någon annan läsa din inkorg?</b> Då kan den personen redan ha läst meddelandet med hjälp
    av koden. Byt i så fall lösenord till din inkorg och meddela avsändaren.
