### The mail that brings a code.

passcode-subject = { $again ->
    [yes] Uw nieuwe code voor het bericht van { $sender }
   *[no] Uw code voor het bericht van { $sender }
}
passcode-title = Uw code
passcode-yours = Uw code:
# $sender is an address, $day the day on which the message was sent.
passcode-opens =
    Hiermee opent u het beveiligde bericht dat <b>{ $sender }</b> u op { $day } heeft gestuurd.
passcode-again =
    Dit is een nieuwe code. De codes die u eerder hebt gekregen, blijven geldig tot ze verlopen.
passcode-until =
    De code is { $minutes ->
        [one] één minuut
       *[other] { $minutes } minuten
    } geldig, tot { $time }. Typ de code alleen in op <b>{ $url }</b>, op de pagina waar het kenmerk
    { $reference } staat.
# $time is a time of day with its zone, $browser a name such as Firefox or passcode-other-browser.
passcode-asked = { $device ->
    [phone] De code is om { $time } aangevraagd met { $browser }, op een telefoon of tablet.
   *[computer] De code is om { $time } aangevraagd met { $browser }, op een computer.
}
passcode-other-browser = een andere browser
passcode-back =
    Ga terug naar die pagina: die staat nog open in uw browser. Kunt u de pagina niet vinden? Druk
    dan in dezelfde browser nog een keer op de knop in de e-mail met het bericht, of in het bestand
    <b>message.html</b> uit die e-mail. Zo komt u weer op die pagina.
passcode-not-asked =
    Hebt u deze code niet aangevraagd? Dan heeft iemand anders geprobeerd het bericht te openen.
    Zonder deze code lukt dat niet. Geef de code aan niemand: niemand van ons zal er ooit om vragen,
    en wij vragen nooit om een wachtwoord.
# The link under it leads to a page with a button.
passcode-not-me = Dit was ik niet
passcode-not-me-what =
    Op de pagina die dan opengaat, kunt u stopzetten wat er in uw naam is begonnen. De beheerders
    van deze dienst worden dan gewaarschuwd.

## The page to which "This wasn't me" leads

not-me-title = Was u dit niet?
not-me-what =
    Iemand heeft een code aangevraagd om een bericht te lezen dat naar u is gestuurd. Zonder die
    code kan niemand het lezen.
not-me-how =
    Was u het niet? Typ dan het kenmerk in dat in de e-mail met de code staat en druk op de knop.
    Dan werkt de code niet meer en worden de beheerders van deze dienst gewaarschuwd.
not-me-reference = Kenmerk in de e-mail
not-me-button = Dit was ik niet: stopzetten
not-me-was-me = Was u het wel? Sluit dan deze pagina. Er is niets veranderd.
not-me-wrong = Dat is niet het kenmerk in de e-mail met de code. Kijk daar nog eens.
not-me-done-title = Het is stopgezet
not-me-done =
    De code werkt niet meer. Als die nog geldig was, zijn de beheerders van deze dienst
    gewaarschuwd. Het bericht zelf blijft versleuteld in uw mailbox staan, en u kunt het op elk
    moment openen.
not-me-done-mailbox =
    <b>Kan iemand anders uw mailbox lezen?</b> Dan heeft die persoon het bericht misschien al
    gelezen, met de code. Wijzig in dat geval het wachtwoord van uw mailbox en waarschuw de afzender
    van het bericht.
