### The mail that carries a sealed message, and its file message.html.
### $sender is a name and address, or an address; $organisation a name; $portal a URL.

carrier-title = Een beveiligd bericht
carrier-what = <b>{ $sender }</b> heeft u een beveiligd bericht gestuurd.
# The organisation by whose rules the message was encrypted.
carrier-what-of =
    <b>{ $sender }</b> heeft u namens <b>{ $organisation }</b> een beveiligd bericht gestuurd.
# Where the organisation gives no reason of its own.
carrier-why = Het is versleuteld, zodat onderweg niemand anders het kan lezen.
carrier-read = Bericht lezen
# What happens when the button is pressed.
carrier-click =
    De knop opent { $portal } in uw browser. Daar vraagt u een code aan, die naar deze mailbox wordt
    gestuurd. U typt de code in en leest het bericht. Er wordt nooit om een wachtwoord gevraagd.
carrier-button-fails =
    Werkt de knop niet? Open dan het bijgevoegde bestand <b>message.html</b> en druk daar op
    ‘Bericht lezen’.
carrier-open-file =
    Wilt u het lezen? Open dan het bijgevoegde bestand <b>message.html</b> en druk op ‘Bericht
    lezen’.
carrier-file-click =
    Het bestand brengt u naar { $portal } in uw browser. Daar vraagt u een code aan, die naar deze
    mailbox wordt gestuurd. U typt de code in en leest het bericht. Er wordt nooit om een wachtwoord
    gevraagd.
carrier-phone =
    Leest u dit op een telefoon, of gaat het bestand niet open? Sla de bijlage op, ga naar
    <a>{ $portal }</a> en kies daar het opgeslagen bestand.
# Before a long link on a line of its own, in mails without HTML.
carrier-link = Of open deze link, waarin het bericht zit:
carrier-not-sure = Twijfelt u? In uw browser moet dit adres staan: <b>{ $portal }</b>
carrier-check = Op <a>{ $portal }</a> kan iedereen nagaan of deze e-mail echt is, zonder code.
carrier-call = Hulp bij het lezen: bel <b>{ $telephone }</b>.
carrier-write = Hulp bij het lezen: schrijf naar { $contact }.
carrier-call-or-write = Hulp bij het lezen: bel <b>{ $telephone }</b> of schrijf naar { $contact }.
carrier-not-expected =
    Verwachtte u dit niet? Bel de afzender op een nummer dat u al kent, uit een brief of van een
    website waarvan u zelf het adres hebt ingetypt.
carrier-answer = Een antwoord dat u in uw e-mailprogramma schrijft, is niet versleuteld.
carrier-privacy = <a>Privacy</a>

## message.html

file-what = <b>{ $sender }</b> heeft u een bericht gestuurd dat onderweg naar u versleuteld was.
file-what-of =
    <b>{ $sender }</b> heeft u namens <b>{ $organisation }</b> een bericht gestuurd dat onderweg
    naar u versleuteld was.
file-button =
    Druk op de knop om verder te gaan naar <b>{ $portal }</b>. Die site stuurt een code naar uw
    mailbox, om zeker te weten dat u het bent.
file-no-button =
    Gebeurt er niets, of is er geen knop? Sla dit bestand op, ga naar <a>{ $portal }</a> en kies het
    daar.
file-link = Of <a>volg deze link</a>, waarin het bericht zit.
file-quiet =
    Er wordt nooit om een wachtwoord gevraagd. Ziet iets er vreemd uit? Vraag het de afzender
    voordat u verdergaat.
