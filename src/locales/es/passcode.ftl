### The mail that brings a code.

passcode-subject = { $again ->
    [yes] Su nuevo código para el mensaje de { $sender }
   *[no] Su código para el mensaje de { $sender }
}
passcode-title = Su código
passcode-yours = Su código:
passcode-opens = Abre el mensaje protegido que <b>{ $sender }</b> le envió el { $day }.
passcode-again = Es un código nuevo; los que recibió antes siguen siendo válidos hasta que caduquen.
passcode-until =
    Es válido durante { $minutes ->
        [one] un minuto
       *[other] { $minutes } minutos
    }, hasta las { $time }. Escríbalo solo en <b>{ $url }</b>, en la página que muestra la
    referencia { $reference }.
passcode-asked = { $device ->
    [phone] Se pidió a las { $time }, con { $browser } en un teléfono o una tableta.
   *[computer] Se pidió a las { $time }, con { $browser } en un ordenador.
}
passcode-other-browser = otro navegador
passcode-back =
    Vuelva a esa página: sigue abierta en su navegador. Si no la encuentra, pulse otra vez, en el
    mismo navegador, el botón del correo que trajo el mensaje, o el del archivo adjunto
    <b>message.html</b>. Así volverá a ella.
passcode-not-asked =
    ¿No ha pedido usted este código? Entonces otra persona ha intentado abrir el mensaje. Sin este
    código, esa persona no puede abrirlo. No dé el código a nadie: nadie que trabaje aquí se lo
    pedirá jamás, y nunca pedimos contraseñas.
# The link under it leads to a page with a button.
passcode-not-me = No fui yo
passcode-not-me-what =
    En esa página puede anular lo que se empezó en su nombre, y así se avisa a quienes gestionan
    este servicio.

## The page to which "This wasn't me" leads

not-me-title = ¿No fue usted?
not-me-what =
    Alguien pidió un código para leer un mensaje que se le envió a usted. Sin ese código nadie puede
    leerlo.
not-me-how =
    Si no fue usted, escriba la referencia que figura en el correo con el código y pulse el botón.
    Así el código ya no sirve para nada y se avisa a quienes gestionan este servicio.
not-me-reference = Referencia del correo
not-me-button = No fui yo: anularlo
not-me-was-me = Si fue usted, cierre esta página. No ha cambiado nada.
not-me-wrong = Esa no es la referencia del correo con el código. Vuelva a mirarla allí.
not-me-done-title = Ya está anulado
not-me-done =
    El código ya no sirve para nada. Si aún era válido, hemos avisado a quienes gestionan este
    servicio. El mensaje sigue en su buzón, cifrado, y puede abrirlo cuando quiera.
not-me-done-mailbox =
    <b>¿Puede otra persona leer su buzón?</b> Entonces es posible que ya haya leído el mensaje con
    el código. En ese caso, cambie la contraseña de su buzón y avise al remitente del mensaje.
