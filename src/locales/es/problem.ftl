### What goes wrong, one page each: what happened, and what to do.

wait = { $unit ->
    [hours] { $count ->
        [one] dentro de una hora aproximadamente
       *[other] dentro de unas { $count } horas
    }
   *[minutes] { $count ->
        [one] dentro de un minuto
       *[other] dentro de { $count } minutos
    }
}

problem-expired = Este mensaje ha caducado
problem-expired-what =
    Su remitente quiso que solo se pudiera leer durante un tiempo, y ese tiempo ya ha pasado. Nadie
    puede abrirlo ya, ni siquiera nosotros.
problem-expired-next = Si todavía lo necesita, pida al remitente que lo envíe de nuevo.

problem-not-yours = Este mensaje no es para esta dirección
problem-not-yours-what =
    El mensaje no se envió a la dirección que usted ha demostrado que es suya. Si tiene otra
    dirección, abra el mensaje otra vez y use esa.

problem-damaged = Este archivo no se puede abrir
problem-damaged-what =
    El archivo se modificó o se cortó por el camino, o es de otro portal. No se puede abrir aquí, y
    no se ha mostrado a nadie nada de su contenido.
problem-damaged-next =
    Guarde otra vez el adjunto <b>message.html</b> del correo e inténtelo de nuevo. O guarde el
    correo completo como archivo terminado en <b>.eml</b> y elija ese: quizá esté entero aunque el
    adjunto no lo esté. Si nada de esto funciona, pida al remitente que envíe el mensaje de nuevo.

problem-wrong-file = Este no es el archivo correcto
problem-wrong-file-what =
    En este archivo no hay ningún mensaje protegido. El correcto es el adjunto llamado
    <b>message.html</b> del correo que recibió.
problem-wrong-file-next =
    Guarde ese adjunto y elíjalo aquí. También sirve el correo completo, guardado como archivo
    terminado en <b>.eml</b>, o un archivo ZIP que contenga uno de los dos. No sirve una página
    guardada desde la vista previa del adjunto: el mensaje ya no está en ella.

problem-no-file = No se ha elegido ningún archivo
problem-no-file-what =
    No nos ha llegado ningún archivo. Vuelva atrás y elija el archivo <b>message.html</b> de su
    correo.

problem-cut-off = El archivo no ha llegado
problem-cut-off-what =
    El archivo no ha llegado completo, quizá porque se perdió la conexión. Inténtelo de nuevo, por
    favor.

problem-too-large = Este archivo es demasiado grande
problem-too-large-what =
    Lo que ha enviado es más grande que cualquier mensaje que se pueda abrir aquí. ¿Es el archivo
    correcto? Es el adjunto llamado <b>message.html</b> del correo que recibió.
problem-too-large-next = Si lo es, pida al remitente que envíe el mensaje en partes más pequeñas.

problem-busy = Vuelva dentro de un momento, por favor
problem-busy-what =
    Ahora mismo hay muchas personas leyendo mensajes y en este momento no hay sitio para el suyo. Su
    mensaje está a salvo en su buzón. Inténtelo de nuevo dentro de unos minutos.

problem-too-many = Espere un poco, por favor
problem-too-many-what =
    Desde su red se han abierto muchísimos archivos, así que hacemos una breve pausa. Su mensaje
    está a salvo en su buzón.
problem-too-many-next = Inténtelo de nuevo { $wait }.

problem-too-many-tries = Espere un poco, por favor
problem-too-many-tries-what =
    En su red se han escrito muchísimos códigos, así que durante un tiempo no aceptamos más desde
    ella. El suyo no se ha comprobado, y no ha gastado ningún intento.
problem-too-many-tries-next = Puede intentarlo de nuevo { $wait }, o antes desde otra red.

problem-too-many-codes = Demasiados códigos
problem-too-many-codes-what =
    Ya se han pedido varios códigos para esta dirección, aquí o en otro navegador. Para no inundar
    su buzón, esperamos un tiempo antes de enviar otro.
problem-too-many-codes-next =
    Puede pedir otro { $wait }. Un código solo funciona en el navegador en el que se pidió. Si fue
    en este, vuelva atrás y escríbalo: los tres últimos valen hasta que caduquen. Si fue en otro,
    escríbalo allí.

problem-too-many-asked = Demasiados códigos
problem-too-many-asked-what =
    En su red se han pedido muchísimos códigos, así que durante un tiempo no se envían más para
    ella. Si ya tiene un código, vuelva atrás y úselo.
problem-too-many-asked-next = Puede pedir otro { $wait }, o antes desde otra red.

problem-too-many-addresses = Demasiadas direcciones
problem-too-many-addresses-what =
    Aquí ya se han escrito otras cinco direcciones, y una sesión no admite más. A esta no se ha
    enviado ningún código. Si tiene un código para alguna de las otras, vuelva atrás y úselo.
problem-too-many-addresses-next =
    Para usar esta dirección, abra <b>message.html</b> otra vez { $wait }, o ahora mismo en una
    ventana privada de su navegador.

problem-no-mail = Ahora no podemos enviar un código
problem-no-mail-what =
    Nuestro sistema de correo no acepta correos en este momento, así que no se ha enviado ningún
    código. El fallo es nuestro. Su mensaje está a salvo en su buzón.
problem-no-mail-next =
    Vuelva atrás y pida el código otra vez dentro de unos minutos. Si ya tiene uno, sigue siendo
    válido. Si el problema continúa, avise al remitente del mensaje.

problem-visit-over = Esta sesión ha terminado
problem-visit-over-what =
    Esta página estuvo abierta demasiado tiempo, se cerró la sesión o la página es de otro
    navegador. Si su navegador rechaza las cookies, permítalas para este sitio: sin una cookie no
    podemos distinguir su sesión de las demás.
problem-visit-over-next =
    Para empezar de nuevo, pulse otra vez el botón de su correo o abra el archivo adjunto
    <b>message.html</b>. No se ha perdido nada.

problem-forged = No se ha hecho nada
problem-forged-what =
    Esta petición no vino de una de nuestras páginas, o vino de una demasiado antigua, así que no se
    ha hecho nada. Si pulsó un botón en otro sitio, cierre ese sitio.
problem-forged-next =
    Para leer su mensaje, pulse otra vez el botón de su correo o abra el archivo adjunto
    <b>message.html</b>.

problem-not-found = Esta página no existe
problem-not-found-what =
    En esta dirección no hay nada. Para leer un mensaje, abra el archivo <b>message.html</b> de su
    correo.

problem-method = Esto no funciona aquí
problem-method-what =
    Esta dirección no se puede usar así. Para leer un mensaje, abra el archivo <b>message.html</b>
    de su correo.

problem-broken = Algo ha salido mal
problem-broken-what =
    El fallo es nuestro. Su mensaje está a salvo en su buzón. Inténtelo de nuevo, por favor; si
    vuelve a pasar, avise al remitente del mensaje.
