### The mail that carries a sealed message, and its file message.html.
### $sender is a name and address, or an address; $organisation a name; $portal a URL.

carrier-title = Ett skyddat meddelande
carrier-what = <b>{ $sender }</b> har skickat ett skyddat meddelande till dig.
# The organisation by whose rules the message was encrypted.
carrier-what-of =
    <b>{ $sender }</b> har skickat ett skyddat meddelande till dig från <b>{ $organisation }</b>.
# Where the organisation gives no reason of its own.
carrier-why = Det är krypterat, så att ingen annan kan läsa det på vägen till dig.
carrier-read = Läs meddelandet
# What happens when the button is pressed.
carrier-click =
    Knappen öppnar { $portal } i din webbläsare. Där ber du om en kod, som skickas till den här
    inkorgen. Sedan skriver du in koden och läser meddelandet. Du blir aldrig ombedd att ange något
    lösenord.
carrier-button-fails =
    Om knappen inte fungerar öppnar du den bifogade filen <b>message.html</b> och trycker på ”Läs
    meddelandet” där.
carrier-open-file =
    Läs det genom att öppna den bifogade filen <b>message.html</b> och trycka på ”Läs meddelandet”.
carrier-file-click =
    Filen leder till { $portal } i din webbläsare. Där ber du om en kod, som skickas till den här
    inkorgen. Sedan skriver du in koden och läser meddelandet. Du blir aldrig ombedd att ange något
    lösenord.
carrier-phone =
    På en telefon, eller om filen inte går att öppna: spara bilagan, gå till <a>{ $portal }</a> och
    välj där den fil du sparade.
# Before a long link on a line of its own, in mails without HTML.
carrier-link = Eller öppna den här länken, som innehåller meddelandet:
carrier-not-sure = Är du osäker? Din webbläsare ska visa adressen <b>{ $portal }</b>
carrier-check =
    På <a>{ $portal }</a> kan vem som helst kontrollera om det här mejlet är äkta, utan kod.
carrier-call = Hjälp med att läsa det: ring <b>{ $telephone }</b>.
carrier-write = Hjälp med att läsa det: skriv till { $contact }.
carrier-call-or-write =
    Hjälp med att läsa det: ring <b>{ $telephone }</b> eller skriv till { $contact }.
carrier-not-expected =
    Väntade du dig inte det här? Ring avsändaren på ett nummer som du redan känner till, från ett
    brev eller från en webbplats vars adress du själv har skrivit in.
carrier-answer = Ett svar som du skriver i ditt mejlprogram är inte krypterat.
carrier-privacy = <a>Integritetspolicy</a>

## message.html

file-what = <b>{ $sender }</b> har skickat ett meddelande till dig. Det var krypterat på vägen hit.
file-what-of =
    <b>{ $sender }</b> har skickat ett meddelande till dig från <b>{ $organisation }</b>. Det var
    krypterat på vägen hit.
file-button =
    Tryck på knappen för att gå vidare till <b>{ $portal }</b>. Därifrån skickas en kod till din
    inkorg, för att vi ska vara säkra på att det är du.
file-no-button =
    Händer inget, eller finns det ingen knapp? Spara den här filen, gå till <a>{ $portal }</a> och
    välj den där.
file-link = Eller <a>följ den här länken</a>, som innehåller meddelandet.
file-quiet =
    Du blir aldrig ombedd att ange något lösenord. Om något ser konstigt ut ska du fråga avsändaren
    innan du går vidare.
