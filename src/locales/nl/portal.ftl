### The pages of the portal. Marks: <b> stands out; <a> leads elsewhere.
### "message.html" is the name of a file and stays as it is.

## Around every page

skip = Naar de inhoud
# Where the browser must be. $host is a host name.
host = Het adres van deze pagina moet { $host } zijn
footer =
    Wij vragen nooit om een wachtwoord, en niemand van ons zal u ooit om uw code vragen. Staat er in
    de adresbalk van uw browser een ander adres dan bovenaan deze pagina? Verlaat dan deze pagina.
    Twijfelt u aan een bericht? Bel de afzender op een nummer dat u al kent: uit een brief, of van
    de eigen website van de organisatie, waarvan u zelf het adres hebt ingetypt.
# The portal's name where the administrator gave none.
portal-name = Beveiligde e-mail
switch = Taal
steps = Waar u bent
step-file = Het bestand
step-proof = Bent u het?
step-message = Het bericht
choose-file = Bestand kiezen
go-back = Terug
open-another = Een ander bericht openen
leave-hint = U kunt deze pagina ook gewoon sluiten. Het bestand wordt dan vanzelf gewist.
address-label = Uw e-mailadres

## Who has verified the sender

verified-login = Afzender bevestigd door <b>{ $domain }</b>: de afzender was daar ingelogd.
verified-network =
    Afzender bevestigd door <b>{ $domain }</b>: het bericht kwam uit het eigen netwerk.
verified-signature =
    Afzender bevestigd door <b>{ $domain }</b>: de eigen mailserver heeft het bericht ondertekend.
verified-nobody =
    <b>Niemand heeft deze afzender bevestigd.</b> Twijfelt u aan het bericht? Vraag het de afzender
    op een andere manier.

## The first page

landing-title = Een beveiligd bericht openen
landing-stranded =
    Uw e-mailprogramma heeft het bericht niet meegestuurd. Sla de bijlage <b>message.html</b> uit de
    e-mail op als bestand en kies dat bestand hier.
landing-what =
    Iemand heeft u een e-mail gestuurd met een bestand dat <b>message.html</b> heet. Daarin zit het
    bericht, versleuteld. Kies dat bestand hier om het bericht te lezen.
landing-file = Het bestand <b>message.html</b> uit uw e-mail
landing-whole-mail =
    U kunt ook de hele e-mail kiezen, opgeslagen als bestand dat eindigt op <b>.eml</b>.
landing-open = Openen
landing-opening = Bezig met openen…
landing-next = Zo werkt het
landing-next-file =
    <b>U kiest het bestand.</b> Het blijft versleuteld, en uiterlijk na een halfuur wissen wij het.
landing-next-code = <b>Wij sturen een code naar uw mailbox,</b> om zeker te weten dat u het bent.
landing-next-read = <b>U typt de code hier in</b> en leest het bericht.
landing-find = Zo vindt u het bestand
landing-find-computer =
    <b>Op een computer:</b> sla de bijlage message.html uit uw e-mail op en kies die hier, of sleep
    die naar deze pagina.
landing-find-phone =
    <b>Op een telefoon:</b> tik op de bijlage, kies ‘Opslaan’ of ‘Bewaar in Bestanden’, ga terug
    naar deze pagina en kies hier het opgeslagen bestand.

## Before a code was sent

ask-title = Bent u het?
ask-heading = Een bericht van { $sender }
ask-heading-of = Een bericht van { $sender } namens { $organisation }
ask-call = Hulp bij het lezen van een bericht: bel <b>{ $telephone }</b>.
ask-write = Hulp bij het lezen van een bericht: schrijf naar { $contact }.
ask-call-or-write =
    Hulp bij het lezen van een bericht: bel <b>{ $telephone }</b> of schrijf naar { $contact }.
ask-code-over =
    <b>Die code is niet meer geldig.</b> Een code is maar een beperkte tijd geldig. Vraag een nieuwe
    aan.
ask-known =
    Om zeker te weten dat u het bent, sturen wij een code naar de mailbox waar het bericht naartoe
    is gestuurd.
ask-send-to = Code sturen naar { $address }
ask-unknown =
    Om zeker te weten dat u het bent, sturen wij een code naar uw mailbox. Typ het adres waar het
    bericht naartoe is gestuurd.
# $example is an address as an example.
ask-no-address =
    Dit is geen volledig e-mailadres. Een adres ziet er bijvoorbeeld zo uit: { $example }.
ask-send = Code sturen
ask-hint =
    U krijgt de code binnen ongeveer een minuut per e-mail. Houd deze pagina open. Is de pagina toch
    gesloten? Druk dan in dezelfde browser op de knop in de e-mail met het bericht, of open het
    bestand <b>message.html</b> uit die e-mail. Zo komt u hier terug.

## After a code was sent

code-title = Typ uw code in
code-spent-title = Te veel pogingen
code-spent =
    Op deze pagina zijn vijf verkeerde codes ingetypt. Daarom kunt u hier geen code meer intypen.
    Niemand heeft het bericht gelezen.
code-spent-next =
    Wilt u opnieuw beginnen? Druk dan nog een keer op de knop in de e-mail met het bericht, of in
    het bestand <b>message.html</b> uit die e-mail. Daarna kunt u een nieuwe code krijgen.
code-forget = Bestand van deze pagina wissen
code-sent-typed =
    Als het bericht naar { $address } is gestuurd, is er een code naar dat adres onderweg.
code-sent = Er is een code onderweg naar { $address }.
code-reference =
    In de e-mail met uw code staat het kenmerk { $reference }. Staat er een ander kenmerk?
    Gebruik die code dan niet.
code-until = De code is geldig tot { $time }.
code-label = { $digits ->
    [ten] De tien cijfers uit de e-mail
    [eight-or-ten] De acht of tien cijfers uit de e-mail
   *[eight] De acht cijfers uit de e-mail
}
code-wrong =
    <b>Dat is niet de juiste code.</b> { $left ->
        [one] U hebt nog één poging.
       *[other] U hebt nog { $left } pogingen.
    } Hebt u meer dan één code aangevraagd? Dan zijn de laatste drie geldig.
code-malformed = { $digits ->
    [ten] <b>De code bestaat uit tien cijfers.</b>
    [eight-or-ten] <b>De code bestaat uit acht of tien cijfers.</b>
   *[eight] <b>De code bestaat uit acht cijfers.</b>
} Typ ze zoals ze in de e-mail staan. Dit telde niet als poging.
code-read = Bericht lezen
code-again-title = Nog geen e-mail?
code-too-soon =
    <b>Er is net een code verstuurd.</b> Het duurt even voordat een e-mail aankomt. U kunt over
    { $seconds ->
        [one] een seconde
       *[other] { $seconds } seconden
    } een nieuwe code aanvragen.
code-again =
    Het kan een minuut duren. Kijk ook in de map met ongewenste e-mail (spam). Als er veel codes
    voor dit adres zijn aangevraagd, sturen wij een tijdlang geen nieuwe.
code-again-typed = Komt er niets? Misschien is het bericht naar een ander adres van u gestuurd.
code-again-when =
    Een halve minuut na een code kunt u een nieuwe aanvragen. De codes die u al hebt, blijven
    geldig.
code-send-again = Nieuwe code sturen
code-stuck =
    Werkt geen enkele code, of hebt u per ongeluk op ‘Dit was ik niet’ gedrukt? Open het bericht in
    een andere browser of in een privévenster om opnieuw te beginnen.

## The message

message-title = Uw bericht
message-opened-for = Geopend voor { $address }
message-sign-out = Uitloggen
message-no-subject = (geen onderwerp)
message-from = Van
message-to = Aan
message-cc = Cc
message-date = Datum
message-damaged =
    Een deel van deze tekst kon niet worden gelezen, dus misschien is de tekst onjuist of niet
    volledig. In de lijst hieronder vindt u de tekst zoals die is aangekomen.
message-frame = Het bericht
message-own-page = Bericht op een eigen pagina tonen
message-too-large =
    Dit bericht is te groot of te ongewoon om hier te tonen. Download het en open het in uw
    e-mailprogramma: daar ziet u het hele bericht.
message-download = Bericht downloaden
message-attachments = { $count ->
    [one] Eén bijlage
   *[other] { $count } bijlagen
}
# What a file is and how large: "PDF, 1.2 MB".
message-attachment = { $kind }, { $size }
message-attachment-damaged =
    Een deel van dit bestand kon niet worden gelezen. Misschien is het niet meer zoals het is
    verstuurd. <a>Download het zoals het is aangekomen</a>, of vraag de afzender het opnieuw te
    sturen.
message-attachments-hint = Open alleen bijlagen die u van deze afzender verwachtte.
message-original = Oorspronkelijk bericht downloaden (.eml)
message-answer =
    Een antwoord dat u in uw e-mailprogramma schrijft, is niet versleuteld. Zet er niets in wat
    alleen de ontvanger mag zien.
message-when-done =
    Bent u klaar? Log dan uit: wij wissen het bericht meteen. Anders wissen wij het een halfuur
    nadat het hier is aangekomen.
frame-remote =
    Afbeeldingen die dit bericht ergens anders vandaan zou halen, worden niet getoond. Zo komt
    niemand te weten wanneer u het leest.
frame-left-out =
    Sommige afbeeldingen worden niet getoond, omdat het bericht daarmee te groot zou worden.
    Download het oorspronkelijke bericht om ze te zien.
frame-unusual =
    Dit bericht is te ongewoon om hier te tonen. Download het oorspronkelijke bericht en open het in
    uw e-mailprogramma: daar ziet u het hele bericht.

## Signed out

goodbye-title = Uitgelogd
goodbye-heading = U bent uitgelogd
goodbye-forgotten =
    Wij hebben het bericht hier gewist. Het staat nog versleuteld in uw mailbox, en u kunt het op
    elk moment weer openen.
goodbye-close = U kunt deze pagina nu sluiten.
