### The privacy statement: /privacy. Every sentence must be true of the running portal; those that
### depend on its settings are shown only where they hold.

privacy-title = Integritetspolicy
privacy-link = Integritetspolicy
# $date is the day of the last change of the words.
privacy-updated = Senast uppdaterad: { $date }

privacy-scope-title = Vad policyn handlar om
privacy-scope =
    Den här policyn handlar om den här portalen, { $portal }, som <b>{ $organisation }</b> driver
    för att du ska kunna läsa krypterade meddelanden som har skickats till dig. Den handlar inte om
    andra webbplatser och tjänster, inte heller om ett meddelande leder till dem. Kontot för din
    inkorg, din mejltjänst och din enhet kan ha egna integritetspolicyer.
privacy-scope-sender =
    Vad avsändarens organisation gör med sina meddelanden och med dina svar får den själv berätta.

privacy-how-title = Så får och läser du ett meddelande
privacy-how-mail =
    Ett krypterat meddelande kommer som ett vanligt mejl med en HTML-bilaga, <b>message.html</b>. Du
    kan läsa det på en dator och på en telefon eller surfplatta: du öppnar bilagan, eller länken som
    finns i vissa mejl, och det krypterade meddelandet går till den här portalen.
privacy-how-code =
    Sedan visar du att mejlet skickades till dig: du ber om en engångskod, som skickas till samma
    adress som mejlet, och skriver in koden här.
privacy-how-decrypted = Därefter dekrypteras meddelandet och visas för dig.

privacy-credentials-title = Så visar du att adressen är din
privacy-credentials-code =
    Engångskoderna används för att visa att en adress är din, och inte till något annat. De sparas
    inte och används inte på något annat sätt.
privacy-cookies =
    Din webbläsare sparar en kaka (cookie) för varje meddelande som du öppnar, i högst { $minutes ->
        [one] en minut
       *[other] { $minutes } minuter
    }, och en med det språk som du har valt, om du har valt något. De används inte till något annat.

privacy-message-title = Vad som händer med meddelandet
privacy-message =
    Meddelandet sparas inte här, varken medan det dekrypteras eller efteråt. Den krypterade formen
    finns i minnet under ditt besök, i högst { $minutes ->
        [one] en minut
       *[other] { $minutes } minuter
    }, eller tills du loggar ut. Varje sida dekrypterar det den visar och glömmer det sedan.
privacy-message-leaves =
    Det dekrypterade meddelandet skickas inte någonstans utanför den här portalen, utom till din
    webbläsare.
privacy-message-where =
    Under ditt besök finns det krypterade meddelandet på den dator som kör portalen, och ingen
    annanstans som vi har att göra med.
privacy-message-answer =
    När du svarar i ditt mejlprogram är svaret ett vanligt mejl: det krypteras inte av den här
    portalen, och det gör inte heller det som svaret citerar ur meddelandet.

privacy-figures-title = Vad som räknas
privacy-figures =
    För tjänstens kvalitet, säkerhet och tillförlitlighet räknar vi, bara som totalsiffror:
privacy-figures-none = Ingen statistik samlas in.
privacy-figures-not =
    Siffrorna säger inget om en enskild person, adress eller ett enskilt meddelande. De används inte
    för att ta reda på vem du är, kontakta dig eller rikta reklam till dig.
privacy-logs =
    Loggar för felsökning anger meddelanden med nummer och innehåller aldrig din adress, en kod
    eller något av det som står i ett meddelande. För att utomstående inte ska kunna överbelasta
    tjänsten räknas nätverksadresser i minnet och raderas inom ett dygn.
privacy-logs-mail =
    Precis som alla mejlservrar noterar den server som skickar koderna vilken adress ett mejl gick
    till, och när.

privacy-contact-title = Vem du kan fråga
privacy-contact =
    Frågor om den här policyn och om hur personuppgifter hanteras här ställer du till { $contact }.
privacy-contact-post = Med post: { $address }

privacy-changes-title = Ändringar
privacy-changes =
    När policyn ändras, ändras också datumet högst upp. Frågor om ändringar, och om vad de betyder
    för meddelanden som du har, ställer du till den organisation som skickade dem till dig.

## Figures, one line each. What is listed is what is collected.

figure-views = meddelanden som har visats
figure-browsers = typer av webbläsare och enheter
figure-proofs = sätt att bekräfta en adress, påbörjade och lyckade
figure-errors = fel, efter typ
figure-codes = koder som har begärts och använts
figure-denied = koder som någon har sagt sig inte ha begärt
figure-reading-time = tiden från att ett meddelande öppnas tills det läses
figure-typing-time = tiden tills en kod har skrivits in
