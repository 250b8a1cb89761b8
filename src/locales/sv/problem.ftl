### What goes wrong, one page each: what happened, and what to do.

# How long somebody has to wait, inside a sentence: "in 5 minutes".
wait = { $unit ->
    [hours] om ungefär { $count } timmar
   *[minutes] { $count ->
        [one] om 1 minut
       *[other] om { $count } minuter
    }
}

problem-expired = Det här meddelandet har gått ut
problem-expired-what =
    Avsändaren ville att det bara skulle gå att läsa under en viss tid, och den tiden är slut. Ingen
    kan öppna det längre, inte ens vi.
problem-expired-next = Om du fortfarande behöver det kan du be avsändaren skicka det igen.

problem-not-yours = Meddelandet är inte avsett för den här adressen
problem-not-yours-what =
    Meddelandet har inte skickats till den adress som du har visat är din. Om du har en annan adress
    kan du öppna meddelandet igen och använda den.

problem-damaged = Filen går inte att öppna
problem-damaged-what =
    Filen har ändrats på vägen, är inte komplett eller hör till en annan portal än den här. Den går
    inte att öppna här, och inget av innehållet har visats för någon.
problem-damaged-next =
    Spara bilagan <b>message.html</b> från mejlet en gång till och försök igen. Eller spara hela
    mejlet som en fil som slutar på <b>.eml</b> och välj den: den kan vara hel även om bilagan inte
    är det. Om inget av det hjälper ber du avsändaren skicka meddelandet igen.

problem-wrong-file = Det här är inte rätt fil
problem-wrong-file-what =
    Det finns inget skyddat meddelande i den här filen. Rätt fil är bilagan <b>message.html</b> i
    mejlet som du fick.
problem-wrong-file-next =
    Spara bilagan och välj den på den här sidan. Hela mejlet, sparat som en fil som slutar på
    <b>.eml</b>, går också bra, och likaså en ZIP-fil med någon av dem. En sida som sparats från en
    förhandsvisning av bilagan går däremot inte: meddelandet finns inte kvar i den.

problem-no-file = Ingen fil har valts
problem-no-file-what =
    Det kom ingen fil med din begäran. Gå tillbaka och välj filen <b>message.html</b> från ditt
    mejl.

problem-cut-off = Filen kom inte fram
problem-cut-off-what = Hela filen kom inte fram, kanske för att anslutningen bröts. Försök igen.

problem-too-large = Filen är för stor
problem-too-large-what =
    Det du skickade är större än de meddelanden som kan öppnas här. Är det rätt fil? Det ska vara
    bilagan <b>message.html</b> i mejlet som du fick.
problem-too-large-next = Om det är rätt fil kan du be avsändaren skicka meddelandet i mindre delar.

problem-busy = Kom tillbaka om en liten stund
problem-busy-what =
    Många läser meddelanden just nu, och för ögonblicket finns det inte plats för ditt. Ditt
    meddelande ligger säkert i din inkorg. Försök igen om några minuter.

problem-too-many = Vänta en liten stund
problem-too-many-what =
    Väldigt många filer har öppnats från ditt nätverk, så vi tar en kort paus. Ditt meddelande
    ligger säkert i din inkorg.
problem-too-many-next = Försök igen { $wait }.

problem-too-many-tries = Vänta en liten stund
problem-too-many-tries-what =
    Väldigt många koder har skrivits in från ditt nätverk, så vi tar inte emot fler därifrån på ett
    tag. Din kod har inte prövats, och du har inte förbrukat något försök.
problem-too-many-tries-next = Du kan försöka igen { $wait }, eller tidigare från ett annat nätverk.

problem-too-many-codes = För många koder
problem-too-many-codes-what =
    Flera koder har redan begärts för den här adressen, här eller i en annan webbläsare. För att
    inkorgen inte ska svämma över väntar vi ett tag innan vi skickar en till.
problem-too-many-codes-next =
    Du kan be om en ny kod { $wait }. En kod fungerar bara i den webbläsare där du bad om den. Om
    det är den här går du tillbaka och skriver in koden: de tre senaste gäller tills deras tid går
    ut. Om det är en annan skriver du in koden där.

problem-too-many-asked = För många koder
problem-too-many-asked-what =
    Väldigt många koder har begärts från ditt nätverk, så vi skickar inga fler på ett tag. Om du
    redan har en kod går du tillbaka och använder den.
problem-too-many-asked-next =
    Du kan be om en kod igen { $wait }, eller tidigare från ett annat nätverk.

problem-too-many-addresses = För många adresser
problem-too-many-addresses-what =
    Fem andra adresser har redan skrivits in här, och fler går inte under ett besök. Ingen kod har
    skickats till den här adressen. Om du har en kod för någon av de andra går du tillbaka och
    använder den.
problem-too-many-addresses-next =
    Om du vill använda den här adressen öppnar du <b>message.html</b> igen { $wait }, eller redan nu
    i ett privat fönster i din webbläsare.

problem-no-mail = Vi kan inte skicka någon kod just nu
problem-no-mail-what =
    Vårt mejlsystem tar inte emot några mejl just nu, så ingen kod har skickats. Felet är vårt. Ditt
    meddelande ligger säkert i din inkorg.
problem-no-mail-next =
    Gå tillbaka och be om koden igen om några minuter. Om du redan har en kod gäller den
    fortfarande. Om felet inte går över, kontakta avsändaren av meddelandet.

problem-visit-over = Besöket är avslutat
problem-visit-over-what =
    Sidan har varit öppen för länge, du har loggat ut, eller så hör sidan till en annan webbläsare.
    Om din webbläsare inte tar emot kakor (cookies) behöver du tillåta dem för den här webbplatsen:
    utan en kaka kan vi inte skilja dig från andra.
problem-visit-over-next =
    Börja om genom att trycka på knappen i ditt mejl igen, eller öppna filen <b>message.html</b> som
    följde med mejlet. Inget har gått förlorat.

problem-forged = Inget har gjorts
problem-forged-what =
    Den här begäran kom inte från någon av våra sidor, eller kom från en sida som är för gammal, så
    inget har gjorts. Om du tryckte på en knapp på en annan webbplats ska du stänga den webbplatsen.
problem-forged-next =
    För att läsa ditt meddelande trycker du på knappen i ditt mejl igen, eller öppnar filen
    <b>message.html</b> som följde med mejlet.

problem-not-found = Sidan finns inte
problem-not-found-what =
    Det finns inget på den här adressen. Om du vill läsa ett meddelande öppnar du filen
    <b>message.html</b> från ditt mejl.

problem-method = Det fungerar inte här
problem-method-what =
    Den här adressen går inte att använda så. Om du vill läsa ett meddelande öppnar du filen
    <b>message.html</b> från ditt mejl.

problem-broken = Något gick fel
problem-broken-what =
    Felet är vårt. Ditt meddelande ligger säkert i din inkorg. Försök igen. Om det händer en gång
    till, kontakta avsändaren av meddelandet.
