### The privacy statement: /privacy. Every sentence must be true of the running portal; those that
### depend on its settings are shown only where they hold.

privacy-title = Privacyverklaring
privacy-link = Privacy
# $date is the day of the last change of the words.
privacy-updated = Laatst bijgewerkt: { $date }

privacy-scope-title = Waar deze verklaring over gaat
privacy-scope =
    Deze verklaring gaat over dit portaal, { $portal }, dat <b>{ $organisation }</b> beheert zodat u
    versleutelde berichten kunt lezen die naar u zijn gestuurd. De verklaring gaat niet over andere
    sites en diensten, ook niet als een bericht daarheen verwijst. Het account van uw mailbox, uw
    e-maildienst en uw apparaat kunnen een eigen privacyverklaring hebben.
privacy-scope-sender =
    Wat de organisatie van de afzender met haar berichten en met uw antwoorden doet, moet zij zelf
    vertellen.

privacy-how-title = Hoe u een bericht krijgt en leest
privacy-how-mail =
    Een versleuteld bericht komt als een gewone e-mail met een HTML-bijlage, <b>message.html</b>. U
    kunt het lezen op een computer en op een telefoon of tablet: u opent de bijlage, of de link die
    in sommige e-mails staat, en het versleutelde bericht gaat naar dit portaal.
privacy-how-code =
    Daarna laat u zien dat de e-mail naar u is gestuurd: u vraagt een eenmalige code aan, die naar
    hetzelfde adres wordt gestuurd als de e-mail, en typt die code hier in.
privacy-how-decrypted = Daarna wordt het bericht ontsleuteld en aan u getoond.

privacy-credentials-title = Waarmee u aantoont dat een adres van u is
privacy-credentials-code =
    Eenmalige codes dienen om te laten zien dat een adres van u is, en nergens anders voor. Ze
    worden niet bewaard en niet op een andere manier gebruikt.
privacy-cookies =
    Uw browser bewaart een cookie voor elk bericht dat u opent, hoogstens { $minutes ->
        [one] één minuut
       *[other] { $minutes } minuten
    } lang, en een cookie met de taal die u hebt gekozen, als u er een hebt gekozen. Ze dienen
    nergens anders voor.

privacy-message-title = Wat er met het bericht gebeurt
privacy-message =
    Het bericht wordt hier niet opgeslagen, ook niet tijdens of na het ontsleutelen. De versleutelde
    vorm blijft in het geheugen zolang uw sessie duurt, hoogstens { $minutes ->
        [one] één minuut
       *[other] { $minutes } minuten
    }, of tot u uitlogt. Elke pagina ontsleutelt wat ze toont en vergeet het weer.
privacy-message-leaves =
    Het ontsleutelde bericht verlaat dit portaal niet, behalve op weg naar uw browser.
privacy-message-where =
    Tijdens uw sessie staat het versleutelde bericht op de computer waarop dit portaal draait, en
    verder nergens waar wij mee te maken hebben.
privacy-message-answer =
    Als u in uw e-mailprogramma antwoordt, is uw antwoord een gewone e-mail: het wordt niet door dit
    portaal versleuteld, en wat u erin uit het bericht aanhaalt ook niet.

privacy-figures-title = Wat er wordt geteld
privacy-figures =
    Voor de kwaliteit, de veiligheid en de integriteit van deze dienst tellen wij, alleen als
    totalen:
privacy-figures-none = Er worden geen cijfers verzameld.
privacy-figures-not =
    Deze cijfers zeggen niets over één bepaalde persoon, één adres of één bericht. Ze worden niet
    gebruikt om te weten wie u bent, om contact met u op te nemen of om u reclame te sturen.
privacy-logs =
    In de gegevens waarmee wij fouten opsporen, staan berichten als nummers, en nooit uw adres, een
    code of iets uit een bericht. Om te voorkomen dat onbekenden de dienst overspoelen, worden
    netwerkadressen in het geheugen geteld en binnen een dag gewist.
privacy-logs-mail =
    Zoals elke mailserver noteert ook de server die de codes verstuurt, naar welk adres een e-mail
    is gegaan, en wanneer.

privacy-contact-title = Bij wie u terechtkunt
privacy-contact =
    Met vragen over deze verklaring en over privacy op dit portaal kunt u terecht bij { $contact }.
privacy-contact-post = Per post: { $address }

privacy-changes-title = Wijzigingen
privacy-changes =
    Als deze verklaring verandert, verandert ook de datum bovenaan. Hebt u vragen over wijzigingen
    en over wat die betekenen voor berichten die u hebt? Stel ze aan de organisatie die u de
    berichten heeft gestuurd.

## Figures, one line each. What is listed is what is collected.

figure-views = berichten die zijn getoond
figure-browsers = soorten browsers en apparaten
figure-proofs = manieren om een adres te bevestigen, geprobeerd en gelukt
figure-errors = fouten, per soort
figure-codes = codes die zijn aangevraagd en gebruikt
figure-denied = codes waarvan iemand heeft gemeld ze niet te hebben aangevraagd
figure-reading-time = de tijd tussen het openen en het lezen van een bericht
figure-typing-time = de tijd totdat een code is ingetypt
