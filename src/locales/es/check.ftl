### The page on which anyone learns whether a mail is real: /check.

check-title = ¿Es auténtico este correo?
check-link = ¿Es auténtico un correo como este? Compruébelo
check-what =
    Elija el correo, guardado como archivo terminado en <b>.eml</b>, o su adjunto
    <b>message.html</b>. Sabrá si salió de aquí y si se ha modificado. No se abre nada, no se envía
    ningún código y no se avisa a nadie.
check-file = El correo o su adjunto
check-button = Comprobar
check-looking = Comprobando…
check-save = <b>Guarde el adjunto sin abrirlo</b> y no pulse nada en ese correo.
check-real-title = La parte cifrada salió de aquí y no se ha modificado
check-real = El mensaje se cifró aquí y no se ha modificado nada en él.
check-real-of =
    El mensaje se cifró aquí en nombre de <b>{ $organisation }</b> y no se ha modificado nada en él.
check-sender =
    Su remitente es <b>{ $sender }</b>. Compare esta dirección con la que parece haberle escrito. Si
    es otra, no se fíe del correo.
check-when = Se envió el { $time }.
check-expired = Se cifró aquí, pero ha caducado, así que ya no se puede abrir.
check-mail =
    Lo demás que dice el correo –nombres, enlaces, texto– no se ha comprobado y podría ser de otra
    persona. Para leer el mensaje, ábralo solo en la dirección propia de este portal:
    <b>{ $portal }</b>.
check-read = Para leerlo
check-changed-title = Este mensaje se ha modificado
check-changed =
    Salió de aquí, pero algo se modificó o se cortó por el camino, así que no se puede abrir. Guarde
    el correo otra vez e inténtelo de nuevo. Si sigue igual, pida al remitente que lo envíe de
    nuevo.
check-not-ours-title = Esto no salió de aquí
check-not-ours =
    En este archivo no hay ningún mensaje que se haya cifrado aquí. No pulse nada en ese correo. Si
    dice que viene de alguien a quien conoce, llame a esa persona a un número que usted ya conozca.
check-codes =
    Un correo con un código no se puede comprobar aquí, porque no contiene ningún mensaje. Compare
    su referencia con la de la página en la que pidió el código.
check-another = Comprobar otro
