### The pages of the portal. Marks: <b> stands out; <a> leads elsewhere.
### "message.html" is the name of a file and stays as it is.

## Around every page

skip = Ir al contenido
host = Dirección correcta de esta página: { $host }
footer =
    Nunca pedimos contraseñas, y nadie que trabaje aquí le pedirá jamás su código. ¿La barra de
    direcciones de su navegador muestra una dirección distinta de la de arriba? Entonces salga de
    esta página. ¿Tiene dudas sobre un mensaje? Llame al remitente a un número que usted ya conozca:
    el de una carta o el del sitio web de la organización, cuya dirección haya escrito usted mismo.
portal-name = Correo seguro
switch = Idioma
steps = En qué paso está
step-file = El archivo
step-proof = ¿Es usted?
step-message = El mensaje
choose-file = Elegir un archivo
go-back = Volver
open-another = Abrir otro mensaje
leave-hint = También puede simplemente cerrar esta página. El archivo se borra de aquí por sí solo.
address-label = Su dirección de correo

## Who has verified the sender

verified-login =
    Remitente verificado por <b>{ $domain }</b>: el remitente había iniciado sesión allí.
verified-network =
    Remitente verificado por <b>{ $domain }</b>: el mensaje salió de la red de ese dominio.
verified-signature =
    Remitente verificado por <b>{ $domain }</b>: el servidor de correo de ese dominio firmó el
    mensaje.
verified-nobody =
    <b>Nadie ha verificado a este remitente.</b> ¿Tiene dudas sobre el mensaje? Pregunte al
    remitente por otro medio.

## The first page

landing-title = Abrir un mensaje protegido
landing-stranded =
    Su programa de correo no ha transmitido el mensaje. Guarde como archivo el adjunto
    <b>message.html</b> del correo y elija aquí ese archivo.
landing-what =
    Alguien le ha enviado un correo con un archivo llamado <b>message.html</b>. Dentro está el
    mensaje, cifrado. Elija aquí ese archivo para leerlo.
landing-file = El archivo <b>message.html</b> de su correo
landing-whole-mail =
    También puede elegir el correo completo, guardado como archivo terminado en <b>.eml</b>.
landing-open = Abrir
landing-opening = Abriendo…
landing-next = Qué pasará después
landing-next-file =
    <b>Usted elige el archivo.</b> Sigue cifrado, y lo conservamos media hora como máximo.
landing-next-code = <b>Enviamos un código a su buzón de correo</b> para asegurarnos de que es usted.
landing-next-read = <b>Usted escribe aquí el código</b> y lee el mensaje.
landing-find = Cómo encontrar el archivo
landing-find-computer =
    <b>En un ordenador:</b> guarde el adjunto message.html de su correo y después elíjalo aquí o
    arrástrelo a esta página.
landing-find-phone =
    <b>En un teléfono:</b> toque el adjunto, elija «Guardar» o «Guardar en Archivos», vuelva a esta
    página y elíjalo aquí.

## Before a code was sent

ask-title = ¿Es usted?
ask-heading = Un mensaje de { $sender }
ask-heading-of = Un mensaje de { $sender } ({ $organisation })
ask-call = Ayuda para leer un mensaje: llame al <b>{ $telephone }</b>.
ask-write = Ayuda para leer un mensaje: escriba a { $contact }.
ask-call-or-write =
    Ayuda para leer un mensaje: llame al <b>{ $telephone }</b> o escriba a { $contact }.
ask-code-over =
    <b>Ese código ya no es válido.</b> Un código solo vale durante un tiempo. Pida uno nuevo.
ask-known =
    Para asegurarnos de que es usted, enviamos un código al buzón al que se envió el mensaje.
ask-send-to = Enviar un código a { $address }
ask-unknown =
    Para asegurarnos de que es usted, enviamos un código a su buzón. Escriba la dirección a la que
    se envió el mensaje.
ask-no-address = Esta dirección de correo no está completa. Un ejemplo: { $example }
ask-send = Enviar un código
ask-hint =
    El código llega por correo en un minuto aproximadamente. Deje abierta esta página. Si se cierra,
    pulse el botón del correo que trajo el mensaje, o abra su archivo adjunto <b>message.html</b>,
    en el mismo navegador, y volverá aquí.

## After a code was sent

code-title = Escriba su código
code-spent-title = Demasiados intentos
code-spent =
    En esta página se han escrito cinco códigos incorrectos, así que ya no acepta más. Nadie ha
    leído el mensaje.
code-spent-next =
    Para empezar de nuevo, pulse otra vez el botón del correo que trajo el mensaje, o el del archivo
    adjunto <b>message.html</b>. Entonces podrá recibir un código nuevo.
code-forget = Quitar el archivo de esta página
code-sent-typed = Si el mensaje se envió a { $address }, un código va en camino a esa dirección.
code-sent = Un código va en camino a { $address }.
code-reference =
    El correo con su código muestra la referencia { $reference }. Si muestra otra, no use el
    código de ese correo.
code-until = El código es válido hasta las { $time }.
code-label = { $digits ->
    [ten] Las diez cifras que aparecen en el correo
    [eight-or-ten] Las ocho o diez cifras que aparecen en el correo
   *[eight] Las ocho cifras que aparecen en el correo
}
code-wrong =
    <b>Ese no es el código.</b> { $left ->
        [one] Le queda un intento.
       *[other] Le quedan { $left } intentos.
    } Si ha pedido varios códigos, valen los tres últimos.
code-malformed = { $digits ->
    [ten] <b>El código tiene diez cifras.</b>
    [eight-or-ten] <b>El código tiene ocho o diez cifras.</b>
   *[eight] <b>El código tiene ocho cifras.</b>
} Escríbalas tal como aparecen en el correo. Esto no ha contado como intento.
code-read = Leer el mensaje
code-again-title = ¿Aún no ha llegado el correo?
code-too-soon =
    <b>Acabamos de enviar un código.</b> El correo tarda un poco. Podrá pedir otro dentro de
    { $seconds ->
        [one] un segundo
       *[other] { $seconds } segundos
    }.
code-again =
    Puede tardar un minuto. Mire también en la carpeta de correo no deseado (spam). Si se han pedido
    muchos códigos para esta dirección, durante un tiempo no se envían más.
code-again-typed = Si no llega nada, puede que el mensaje se haya enviado a otra dirección suya.
code-again-when =
    Medio minuto después de un código puede pedir otro. Los códigos que ya tiene siguen siendo
    válidos.
code-send-again = Enviar un código nuevo
code-stuck =
    ¿Ningún código sirve, o pulsó «No fui yo» por error? Para empezar de nuevo, abra el mensaje en
    otro navegador o en una ventana privada.

## The message

message-title = Su mensaje
message-opened-for = Abierto para { $address }
message-sign-out = Cerrar sesión
message-no-subject = (sin asunto)
message-from = De
message-to = Para
message-cc = Copia
message-date = Fecha
message-damaged =
    Una parte de este texto no se ha podido leer, así que puede ser incorrecto o estar incompleto.
    En la lista de abajo puede obtenerlo tal como llegó.
message-frame = El mensaje
message-own-page = Mostrar el mensaje en una página aparte
message-too-large =
    Este mensaje es demasiado grande o tiene un formato demasiado inusual para mostrarlo aquí.
    Descárguelo y ábralo en su programa de correo: allí está completo.
message-download = Descargar el mensaje
message-attachments = { $count ->
    [one] Un archivo adjunto
   *[other] { $count } archivos adjuntos
}
message-attachment = { $kind }, { $size }
message-attachment-damaged =
    Una parte de este archivo no se ha podido leer, así que puede no ser igual al que se adjuntó.
    <a>Descárguelo tal como llegó</a> o pida al remitente que lo envíe de nuevo.
message-attachments-hint = Abra los archivos adjuntos solo si los esperaba de este remitente.
message-original = Descargar el mensaje original (.eml)
message-answer =
    Una respuesta que escriba en su programa de correo no va cifrada. No ponga en ella nada que solo
    deba ver su destinatario.
message-when-done =
    Cuando termine, cierre la sesión: así borramos de aquí el mensaje de inmediato. Si no, lo
    borramos media hora después de su llegada a esta página.
frame-remote =
    Se han omitido las imágenes que este mensaje cargaría desde otros sitios, para que nadie sepa
    cuándo lo lee.
frame-left-out =
    Se han omitido algunas imágenes porque con ellas el mensaje sería demasiado grande para
    mostrarlo. Para verlas, descargue el mensaje original.
frame-unusual =
    Este mensaje tiene un formato demasiado inusual para mostrarlo aquí. Descargue el mensaje
    original y ábralo en su programa de correo: allí está completo.

## Signed out

goodbye-title = Sesión cerrada
goodbye-heading = Ha cerrado la sesión
goodbye-forgotten =
    Hemos borrado de aquí el mensaje. Sigue en su buzón, cifrado, y puede volver a abrirlo cuando
    quiera.
goodbye-close = Ya puede cerrar esta página.
