### What a mail program shows when a message is not taken. One line each, without marks.

refusal-rule = Dit bericht mag niet per e-mail worden verstuurd
refusal-near-miss =
    Het onderwerp bevat iets wat lijkt op een markering die om versleuteling vraagt: zet { $tags }
    helemaal vooraan, of formuleer het onderwerp anders als het bericht onversleuteld mag worden
    verstuurd
refusal-near-miss-unnamed =
    Het onderwerp bevat iets wat lijkt op een markering die om versleuteling vraagt: zet de
    markering helemaal vooraan, precies zoals uw beheerder die heeft opgegeven, of formuleer het
    onderwerp anders als het bericht onversleuteld mag worden verstuurd
refusal-detour =
    Het adres van een ontvanger loopt via een omweg; schrijf het in de vorm naam@domein
refusal-encrypted-too-large =
    Het bericht is te groot: versleuteld is het { $size }, en mailservers onderweg nemen hooguit
    { $limit } aan; maak het kleiner of verstuur het in delen
refusal-encrypted-too-large-by-far =
    Het bericht is te groot: versleuteld is het groter dan { $limit }, en meer nemen mailservers
    onderweg niet aan; maak het kleiner of verstuur het in delen
refusal-too-large = Het bericht is groter dan { $size }, de grens van deze server
refusal-header-too-large = De berichtkop is groter dan { $size }, de grens van deze server
refusal-field-too-large = Een kopregel is groter dan { $size }, de grens van deze server
refusal-fields = Het bericht heeft te veel kopregels om versleuteld te worden verstuurd
refusal-recipients =
    Het bericht heeft meer dan { $most } ontvangers; verstuur het aan kleinere groepen
refusal-copy = Een kopie van het bericht voor een deel van de ontvangers is geweigerd
refusal-sender = Het adres van de afzender kan van geen enkele mailbox zijn
refusal-recipient = Het adres van een ontvanger kan van geen enkele mailbox zijn

## These are met by servers that try again, and by people only when that never helps.

refusal-connections =
    Te veel verbindingen met de mailversleuteling van deze server, probeer het later opnieuw
refusal-examined = Er worden te veel berichten tegelijk onderzocht, probeer het later opnieuw
refusal-encrypted = Er worden te veel berichten tegelijk versleuteld, probeer het later opnieuw
refusal-setup =
    De mailversleuteling van deze server is niet goed ingesteld, probeer het later opnieuw
refusal-rules-changed = De regels zijn gewijzigd, maak opnieuw verbinding
refusal-later = Het bericht kan nu niet worden verwerkt, probeer het later opnieuw
