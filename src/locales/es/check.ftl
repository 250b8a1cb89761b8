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
check-real-title = Este mensaje es auténtico
check-real = Se cifró aquí y no se ha modificado nada en él.
check-real-of =
    Se cifró aquí en nombre de <b>{ $organisation }</b> y no se ha modificado nada en él.
check-when = Se envió el { $time }.
check-expired = Ha caducado, así que ya no se puede abrir.
check-mail =
    El texto que lo rodea, el nombre del remitente y los enlaces podrían ser, aun así, de otra
    persona. Para leerlo, ábralo solo en <b>{ $portal }</b>.
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
