### The privacy statement: /privacy. Every sentence must be true of the running portal; those that
### depend on its settings are shown only where they hold.

privacy-title = Declaración de privacidad
privacy-link = Privacidad
privacy-updated = Última actualización: { $date }

privacy-scope-title = De qué trata esta declaración
privacy-scope =
    Trata de este portal, { $portal }, que gestiona <b>{ $organisation }</b> para que usted pueda
    leer los mensajes cifrados que se le han enviado. No trata de otros sitios y servicios, aunque
    un mensaje lleve a ellos. La cuenta de su buzón, su servicio de correo y su dispositivo pueden
    tener sus propias declaraciones de privacidad.
privacy-scope-sender =
    Corresponde a la organización del remitente explicar qué hace con sus mensajes y con las
    respuestas de usted.

privacy-how-title = Cómo recibe y lee un mensaje
privacy-how-mail =
    Un mensaje cifrado llega como un correo normal con un adjunto HTML, <b>message.html</b>. Puede
    leerlo en un ordenador y en un teléfono o una tableta: abre el adjunto, o el enlace que llevan
    algunos correos, y el mensaje cifrado llega a este portal.
privacy-how-code =
    Después demuestra que el correo se le envió a usted: pide un código de un solo uso, que se envía
    a la dirección a la que se envió el correo, y lo escribe aquí.
privacy-how-decrypted = A continuación, el mensaje se descifra y se le muestra.

privacy-credentials-title = Cómo demuestra que la dirección es suya
privacy-credentials-code =
    Los códigos de un solo uso sirven para demostrar que una dirección es suya, y para nada más. No
    se guardan ni se usan de ninguna otra manera.
privacy-cookies =
    Su navegador guarda una cookie por cada mensaje que usted abre, durante { $minutes ->
        [one] un minuto
       *[other] { $minutes } minutos
    } como máximo, y otra con el idioma que eligió, si eligió alguno. No sirven para nada más.

privacy-message-title = Qué pasa con el mensaje
privacy-message =
    El mensaje no se guarda aquí, ni mientras se descifra ni después. Su forma cifrada se conserva
    en la memoria mientras dura su sesión, { $minutes ->
        [one] un minuto
       *[other] { $minutes } minutos
    } como máximo, o hasta que cierre la sesión. Cada página descifra lo que muestra y no conserva
    nada de ello.
privacy-message-leaves =
    El mensaje descifrado no se envía a ningún lugar fuera de este portal, salvo a su navegador.
privacy-message-where =
    Durante su sesión, el mensaje cifrado está en el ordenador en el que funciona este portal, y en
    ningún otro lugar que dependa de nosotros.
privacy-message-answer =
    Cuando responde en su programa de correo, su respuesta es un correo normal: este portal no la
    cifra, y tampoco lo que cite del mensaje.

privacy-figures-title = Qué se cuenta
privacy-figures =
    Para la calidad, la seguridad y la integridad de este servicio, contamos en cifras totales:
privacy-figures-none = No se recoge ninguna cifra.
privacy-figures-not =
    Estas cifras no dicen nada de una persona, una dirección o un mensaje en particular. No se usan
    para saber quién es usted, para ponerse en contacto con usted ni para enviarle publicidad.
privacy-logs =
    Los registros que sirven para encontrar fallos designan los mensajes con números, y nunca
    contienen su dirección, un código ni nada de lo que dice un mensaje. Para que extraños no
    saturen el servicio, las direcciones de red se cuentan en la memoria y se borran en el plazo de
    un día.
privacy-logs-mail =
    Como todo servidor de correo, el que envía los códigos anota a qué dirección se envió un correo
    y cuándo.

privacy-contact-title = A quién preguntar
privacy-contact =
    Las preguntas sobre esta declaración y sobre la privacidad en este portal puede dirigirlas a
    { $contact }.
privacy-contact-post = Por correo postal: { $address }

privacy-changes-title = Cambios
privacy-changes =
    Cuando esta declaración cambia, cambia también la fecha que figura al principio. Sobre los
    cambios, y sobre lo que significan para los mensajes que tiene, pregunte a la organización que
    se los envió.

## Figures, one line each. What is listed is what is collected.

figure-views = mensajes que se han mostrado
figure-browsers = tipos de navegadores y dispositivos
figure-proofs = formas de demostrar que una dirección es propia, intentadas y logradas
figure-errors = errores, por tipo
figure-codes = códigos solicitados y usados
figure-denied = códigos que alguien dijo no haber solicitado
figure-reading-time = el tiempo desde que se abre un mensaje hasta que se lee
figure-typing-time = el tiempo que se tarda en escribir un código
