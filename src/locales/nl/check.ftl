### The page on which anyone learns whether a mail is real: /check.

check-title = Is deze e-mail echt?
check-link = Is zo’n e-mail echt? Controleer het
check-what =
    Kies de e-mail, opgeslagen als bestand dat eindigt op <b>.eml</b>, of de bijlage
    <b>message.html</b> uit die e-mail. Dan ziet u of de e-mail hiervandaan komt en of er iets aan
    is veranderd. Er wordt niets geopend, er wordt geen code gestuurd en niemand komt het te weten.
check-file = De e-mail of de bijlage
check-button = Controleren
check-looking = Bezig met controleren…
check-save = <b>Sla de bijlage op zonder die te openen,</b> en druk in die e-mail nergens op.
check-real-title = Het versleutelde deel komt hiervandaan en is niet veranderd
check-real = Het bericht is hier versleuteld, en er is niets aan veranderd.
check-real-of =
    Het bericht is hier versleuteld namens <b>{ $organisation }</b>, en er is niets aan veranderd.
check-sender =
    De afzender ervan is <b>{ $sender }</b>. Vergelijk dit adres met het adres dat u lijkt te hebben
    geschreven. Is dat een ander adres? Vertrouw de e-mail dan niet.
check-when = Het is verstuurd op { $time }.
check-expired = Het is hier versleuteld, maar het is verlopen en kan dus niet meer worden geopend.
check-mail =
    Wat er verder in de e-mail staat – namen, links, tekst – is niet gecontroleerd en kan van iemand
    anders zijn. Wilt u het bericht lezen? Open het dan alleen op het adres van dit portaal zelf:
    <b>{ $portal }</b>.
check-read = Zo leest u het
check-changed-title = Dit bericht is veranderd
check-changed =
    Het is hier gemaakt, maar onderweg is het veranderd of afgekapt. Daarom kan het niet worden
    geopend. Sla de e-mail nog een keer op en probeer het opnieuw. Blijft het zo? Vraag de afzender
    dan het bericht opnieuw te sturen.
check-not-ours-title = Dit komt hier niet vandaan
check-not-ours =
    In dit bestand zit geen bericht dat hier is versleuteld. Druk in die e-mail nergens op. Staat er
    dat de e-mail komt van iemand die u kent? Bel die persoon dan op een nummer dat u al kent.
check-codes =
    Een e-mail met een code kunt u hier niet controleren, want er zit geen bericht in. Vergelijk het
    kenmerk met dat op de pagina waarop u de code hebt aangevraagd.
check-another = Nog een e-mail controleren
