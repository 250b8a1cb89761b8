### The pages of the portal. Marks: <b> stands out; <a> leads elsewhere.
### "message.html" is the name of a file and stays as it is.

## Around every page

skip = Gå till innehållet
# Where the browser must be. $host is a host name.
host = Den här sidan ska ha adressen { $host }
footer =
    Vi frågar aldrig efter lösenord, och ingen hos oss kommer någonsin att fråga efter din kod.
    Visar adressfältet i din webbläsare en annan adress än den som står högst upp på sidan? Lämna då
    sidan. Är du osäker på ett meddelande? Ring avsändaren på ett nummer som du redan känner till:
    från ett brev eller från organisationens egen webbplats, vars adress du själv har skrivit in.
# The portal's name where the administrator gave none.
portal-name = Säkra meddelanden
switch = Språk
steps = Här är du
step-file = Filen
step-proof = Är det du?
step-message = Meddelandet
choose-file = Välj en fil
go-back = Tillbaka
open-another = Öppna ett annat meddelande
leave-hint = Du kan också bara stänga sidan. Vi raderar filen automatiskt.
address-label = Din mejladress

## Who has verified the sender

verified-login = Avsändaren är bekräftad av <b>{ $domain }</b>: avsändaren var inloggad där.
verified-network =
    Avsändaren är bekräftad av <b>{ $domain }</b>: meddelandet kom från dess eget nätverk.
verified-signature =
    Avsändaren är bekräftad av <b>{ $domain }</b>: dess mejlserver har signerat meddelandet.
verified-nobody =
    <b>Ingen har bekräftat avsändaren.</b> Är du osäker på meddelandet? Fråga avsändaren på något
    annat sätt.

## The first page

landing-title = Öppna ett skyddat meddelande
landing-stranded =
    Ditt mejlprogram skickade inte med meddelandet. Spara bilagan <b>message.html</b> från mejlet
    som en fil och välj sedan filen här.
landing-what =
    Någon har skickat ett mejl till dig med en fil som heter <b>message.html</b>. I den finns
    meddelandet, krypterat. Välj filen här för att läsa det.
landing-file = Filen <b>message.html</b> från ditt mejl
landing-whole-mail = Du kan också välja hela mejlet, sparat som en fil som slutar på <b>.eml</b>.
landing-open = Öppna
landing-opening = Öppnar…
landing-next = Så går det till
landing-next-file =
    <b>Du väljer filen.</b> Den förblir krypterad, och vi raderar den senast efter en halvtimme.
landing-next-code = <b>Vi skickar en kod till din inkorg,</b> för att vara säkra på att det är du.
landing-next-read = <b>Du skriver in koden här</b> och läser meddelandet.
landing-find = Så hittar du filen
landing-find-computer =
    <b>På en dator:</b> spara bilagan message.html från mejlet och välj den sedan här, eller dra den
    till den här sidan.
landing-find-phone =
    <b>På en telefon:</b> tryck på bilagan, välj ”Spara” eller ”Spara i Filer”, gå tillbaka till den
    här sidan och välj där den fil du sparade.

## Before a code was sent

ask-title = Är det du?
ask-heading = Ett meddelande från { $sender }
ask-heading-of = Ett meddelande från { $sender } på { $organisation }
ask-call = Hjälp med att läsa ett meddelande: ring <b>{ $telephone }</b>.
ask-write = Hjälp med att läsa ett meddelande: skriv till { $contact }.
ask-call-or-write =
    Hjälp med att läsa ett meddelande: ring <b>{ $telephone }</b> eller skriv till { $contact }.
ask-code-over = <b>Den koden gäller inte längre.</b> En kod gäller bara en viss tid. Be om en ny.
ask-known =
    För att vara säkra på att det är du skickar vi en kod till den inkorg som meddelandet skickades
    till.
ask-send-to = Skicka en kod till { $address }
ask-unknown =
    För att vara säkra på att det är du skickar vi en kod till din inkorg. Skriv in adressen som
    meddelandet skickades till.
# $example is an address as an example.
ask-no-address =
    Det här är inte en fullständig mejladress. Den ska se ut ungefär så här: { $example }.
ask-send = Skicka en kod
ask-hint =
    Koden kommer i ett mejl inom någon minut. Låt den här sidan vara öppen. Om den stängs trycker du
    på knappen i mejlet med meddelandet, eller öppnar filen <b>message.html</b> som följde med
    mejlet, i samma webbläsare. Då kommer du tillbaka hit.

## After a code was sent

code-title = Skriv in din kod
code-spent-title = För många försök
code-spent =
    Fem felaktiga koder har skrivits in på den här sidan, så den tar inte emot fler. Ingen har läst
    meddelandet.
code-spent-next =
    Börja om genom att trycka en gång till på knappen i mejlet med meddelandet, eller i filen
    <b>message.html</b> som följde med mejlet. Då kan du få en ny kod.
code-forget = Ta bort filen från den här sidan
code-sent-typed = Om meddelandet skickades till { $address } är en kod på väg dit.
code-sent = En kod är på väg till { $address }.
code-reference =
    I mejlet med din kod står referensen { $reference }. Står det en annan referens där ska du inte
    använda koden i det mejlet.
code-until = Koden gäller till klockan { $time }.
code-label = { $digits ->
    [ten] De tio siffrorna i mejlet
    [eight-or-ten] De åtta eller tio siffrorna i mejlet
   *[eight] De åtta siffrorna i mejlet
}
code-wrong =
    <b>Koden stämmer inte.</b> { $left ->
        [one] Du har ett försök kvar.
       *[other] Du har { $left } försök kvar.
    } Om du har bett om flera koder gäller de tre senaste.
code-malformed = { $digits ->
    [ten] <b>Koden består av tio siffror.</b>
    [eight-or-ten] <b>Koden består av åtta eller tio siffror.</b>
   *[eight] <b>Koden består av åtta siffror.</b>
} Skriv dem som de står i mejlet. Det här räknades inte som ett försök.
code-read = Läs meddelandet
code-again-title = Inget mejl än?
code-too-soon =
    <b>En kod skickades alldeles nyss.</b> Det tar en stund innan ett mejl kommer fram. Du kan be om
    en ny kod om { $seconds ->
        [one] en sekund
       *[other] { $seconds } sekunder
    }.
code-again =
    Det kan ta någon minut. Titta också i mappen för skräppost. Om många koder har begärts för den
    här adressen skickar vi inga fler på ett tag.
code-again-typed = Om inget kommer kan meddelandet ha skickats till någon annan av dina adresser.
code-again-when =
    En halv minut efter en kod kan du be om en ny. De koder du redan har fortsätter att gälla.
code-send-again = Skicka en ny kod
code-stuck =
    Fungerar ingen kod, eller tryckte du på ”Det var inte jag” av misstag? Öppna meddelandet i en
    annan webbläsare eller i ett privat fönster för att börja om.

## The message

message-title = Ditt meddelande
message-opened-for = Öppnat för { $address }
message-sign-out = Logga ut
message-no-subject = (inget ämne)
message-from = Från
message-to = Till
message-cc = Kopia
message-date = Datum
message-damaged =
    En del av texten gick inte att avkoda, så något kan vara fel eller saknas. I listan nedan finns
    den så som den kom.
message-frame = Meddelandet
message-own-page = Visa meddelandet på en egen sida
message-too-large =
    Meddelandet är för stort eller för ovanligt för att visas här. Ladda ner det och öppna det i
    ditt mejlprogram. Där finns allt med.
message-download = Ladda ner meddelandet
message-attachments = { $count ->
    [one] En bilaga
   *[other] { $count } bilagor
}
# What a file is and how large: "PDF, 1.2 MB".
message-attachment = { $kind }, { $size }
message-attachment-damaged =
    En del av filen gick inte att avkoda, så den är kanske inte likadan som den som skickades.
    <a>Ladda ner den så som den kom</a>, eller be avsändaren skicka den igen.
message-attachments-hint = Öppna bara bilagor som du väntade dig från den här avsändaren.
message-original = Ladda ner originalmeddelandet (.eml)
message-answer =
    Ett svar som du skriver i ditt mejlprogram är inte krypterat. Ta inte med något som bara
    mottagaren får se.
message-when-done =
    Logga ut när du är klar, så raderar vi meddelandet direkt. Annars raderar vi det en halvtimme
    efter att det kom hit.
frame-remote =
    Bilder som meddelandet skulle hämta från andra ställen visas inte. På så sätt får ingen veta när
    du läser det.
frame-left-out =
    Vissa bilder visas inte eftersom meddelandet då skulle bli för stort. Ladda ner
    originalmeddelandet om du vill se dem.
frame-unusual =
    Meddelandet är för ovanligt för att visas här. Ladda ner originalmeddelandet och öppna det i
    ditt mejlprogram. Där finns allt med.

## Signed out

goodbye-title = Utloggad
goodbye-heading = Du är utloggad
goodbye-forgotten =
    Vi har raderat meddelandet här hos oss. Det finns kvar i din inkorg, krypterat, och du kan öppna
    det igen när du vill.
goodbye-close = Nu kan du stänga sidan.
