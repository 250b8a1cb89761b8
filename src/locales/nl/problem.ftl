### What goes wrong, one page each: what happened, and what to do.

# How long somebody has to wait, inside a sentence: "in 5 minutes".
wait = { $unit ->
    [hours] over ongeveer { $count } uur
   *[minutes] { $count ->
        [one] over 1 minuut
       *[other] over { $count } minuten
    }
}

problem-expired = Dit bericht is verlopen
problem-expired-what =
    De afzender wilde dat het maar een beperkte tijd te lezen was, en die tijd is voorbij. Niemand
    kan het meer openen, ook wij niet.
problem-expired-next = Hebt u het nog nodig? Vraag de afzender het opnieuw te sturen.

problem-not-yours = Dit bericht is niet voor dit adres
problem-not-yours-what =
    Het bericht is niet gestuurd naar het adres waarvan u hebt laten zien dat het van u is. Hebt u
    nog een ander adres? Open het bericht dan opnieuw en gebruik dat adres.

problem-damaged = Dit bestand kan niet worden geopend
problem-damaged-what =
    Het bestand is onderweg veranderd of afgekapt, of het hoort bij een ander portaal dan dit. Het
    kan hier niet worden geopend, en niemand heeft er iets van te zien gekregen.
problem-damaged-next =
    Sla de bijlage <b>message.html</b> uit de e-mail nog een keer op en probeer het opnieuw. Of sla
    de hele e-mail op als bestand dat eindigt op <b>.eml</b> en kies dat bestand: dat kan
    onbeschadigd zijn, ook als de bijlage dat niet is. Helpt geen van beide? Vraag de afzender dan
    het bericht opnieuw te sturen.

problem-wrong-file = Dit is niet het juiste bestand
problem-wrong-file-what =
    In dit bestand zit geen beveiligd bericht. U hebt de bijlage nodig die <b>message.html</b> heet,
    uit de e-mail die u hebt gekregen.
problem-wrong-file-next =
    Sla die bijlage op en kies die hier. De hele e-mail, opgeslagen als bestand dat eindigt op
    <b>.eml</b>, is ook goed, en een zipbestand met een van die twee ook. Een pagina die u vanuit
    een voorbeeldweergave van de bijlage hebt opgeslagen, is niet goed: daar zit het bericht niet
    meer in.

problem-no-file = Er is geen bestand gekozen
problem-no-file-what =
    Er is geen bestand meegekomen. Ga terug en kies het bestand <b>message.html</b> uit uw e-mail.

problem-cut-off = Het bestand is niet aangekomen
problem-cut-off-what =
    Het bestand is niet helemaal aangekomen, misschien omdat de verbinding is weggevallen. Probeer
    het opnieuw.

problem-too-large = Dit bestand is te groot
problem-too-large-what =
    Wat u hebt gestuurd, is groter dan elk bericht dat hier kan worden geopend. Is het wel het
    juiste bestand? U hebt de bijlage nodig die <b>message.html</b> heet, uit de e-mail die u hebt
    gekregen.
problem-too-large-next =
    Is het dat bestand? Vraag de afzender dan het bericht in kleinere delen te sturen.

problem-busy = Probeer het zo meteen opnieuw
problem-busy-what =
    Op dit moment lezen veel mensen een bericht, en er is nu even geen plaats voor dat van u. Uw
    bericht staat veilig in uw mailbox. Probeer het over een paar minuten opnieuw.

problem-too-many = Wacht even
problem-too-many-what =
    Vanaf uw netwerk zijn heel veel bestanden geopend. Daarom lassen wij een korte pauze in. Uw
    bericht staat veilig in uw mailbox.
problem-too-many-next = Probeer het { $wait } opnieuw.

problem-too-many-tries = Wacht even
problem-too-many-tries-what =
    Vanaf uw netwerk zijn heel veel codes ingetypt. Daarom nemen wij er een tijdlang geen meer aan.
    Uw code is niet gecontroleerd, en het heeft u geen poging gekost.
problem-too-many-tries-next =
    U kunt het { $wait } opnieuw proberen, of eerder vanaf een ander netwerk.

problem-too-many-codes = Te veel codes
problem-too-many-codes-what =
    Voor dit adres zijn al meerdere codes aangevraagd, hier of in een andere browser. Om te
    voorkomen dat de mailbox volloopt, wachten wij even voordat wij een nieuwe sturen.
problem-too-many-codes-next =
    U kunt { $wait } opnieuw een code aanvragen. Een code werkt alleen in de browser waarin die is
    aangevraagd. Is dat deze browser? Ga dan terug en typ de code in: de laatste drie blijven geldig
    tot ze verlopen. Is het een andere browser? Typ de code dan daar in.

problem-too-many-asked = Te veel codes
problem-too-many-asked-what =
    Vanaf uw netwerk zijn heel veel codes aangevraagd. Daarom sturen wij er een tijdlang geen meer.
    Hebt u al een code? Ga dan terug en gebruik die.
problem-too-many-asked-next =
    U kunt { $wait } opnieuw een code aanvragen, of eerder vanaf een ander netwerk.

problem-too-many-addresses = Te veel adressen
problem-too-many-addresses-what =
    Hier zijn al vijf andere adressen ingetypt, en meer kan niet in één sessie. Naar dit adres is
    geen code gestuurd. Hebt u een code voor een van de andere adressen? Ga dan terug en gebruik
    die.
problem-too-many-addresses-next =
    Wilt u dit adres gebruiken? Open <b>message.html</b> { $wait } opnieuw, of nu meteen in een
    privévenster van uw browser.

problem-no-mail = Wij kunnen nu geen code sturen
problem-no-mail-what =
    Ons e-mailsysteem neemt op dit moment geen e-mail aan. Daarom is er geen code gestuurd. De fout
    ligt bij ons. Uw bericht staat veilig in uw mailbox.
problem-no-mail-next =
    Ga terug en vraag de code over een paar minuten opnieuw aan. Hebt u al een code? Die is nog
    geldig. Gaat dit niet over? Laat het de afzender van het bericht dan weten.

problem-visit-over = Deze sessie is voorbij
problem-visit-over-what =
    Deze pagina stond te lang open, er is uitgelogd, of de pagina hoort bij een andere browser.
    Weigert uw browser cookies? Sta ze dan toe voor deze site: zonder cookie kunnen wij u niet van
    anderen onderscheiden.
problem-visit-over-next =
    Wilt u opnieuw beginnen? Druk dan nog een keer op de knop in uw e-mail, of open het bestand
    <b>message.html</b> uit die e-mail. Er is niets verloren gegaan.

problem-forged = Er is niets gedaan
problem-forged-what =
    Dit verzoek kwam niet van een van onze pagina’s, of kwam van een pagina die te oud is. Daarom is
    er niets gedaan. Hebt u op een andere site op een knop gedrukt? Sluit die site dan.
problem-forged-next =
    Wilt u uw bericht lezen? Druk dan nog een keer op de knop in uw e-mail, of open het bestand
    <b>message.html</b> uit die e-mail.

problem-not-found = Deze pagina bestaat niet
problem-not-found-what =
    Op dit adres is niets te vinden. Wilt u een bericht lezen? Open dan het bestand
    <b>message.html</b> uit uw e-mail.

problem-method = Dit werkt hier niet
problem-method-what =
    Dit adres kan niet op deze manier worden gebruikt. Wilt u een bericht lezen? Open dan het
    bestand <b>message.html</b> uit uw e-mail.

problem-broken = Er is iets misgegaan
problem-broken-what =
    De fout ligt bij ons. Uw bericht staat veilig in uw mailbox. Probeer het opnieuw. Gebeurt het
    nog een keer? Laat het de afzender van het bericht dan weten.
