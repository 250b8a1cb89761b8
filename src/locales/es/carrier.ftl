### The mail that carries a sealed message, and its file message.html.
### $sender is a name and address, or an address; $organisation a name; $portal a URL.

carrier-title = Un mensaje protegido
carrier-what = <b>{ $sender }</b> le ha enviado un mensaje protegido.
carrier-what-of = <b>{ $sender }</b> le ha enviado un mensaje protegido de <b>{ $organisation }</b>.
carrier-why = Está cifrado, para que por el camino no lo lea nadie más que usted.
carrier-read = Leer el mensaje
carrier-click =
    El botón abre { $portal } en su navegador. Allí usted solicita un código, que se envía a este
    buzón, lo escribe y lee el mensaje. Nunca se le pedirá una contraseña.
carrier-button-fails =
    Si el botón no funciona, abra el archivo adjunto <b>message.html</b> y pulse allí «Leer el
    mensaje».
carrier-open-file =
    Para leerlo, abra el archivo adjunto <b>message.html</b> y pulse «Leer el mensaje».
carrier-file-click =
    El archivo abre { $portal } en su navegador. Allí usted solicita un código, que se envía a este
    buzón, lo escribe y lee el mensaje. Nunca se le pedirá una contraseña.
carrier-phone =
    En un teléfono, o si el archivo no se abre: guarde el adjunto, vaya a <a>{ $portal }</a> y elija
    allí el archivo guardado.
carrier-link = O abra este enlace, que contiene el mensaje:
carrier-not-sure = ¿Tiene dudas? Su navegador debe mostrar la dirección <b>{ $portal }</b>
carrier-check =
    En <a>{ $portal }</a> cualquiera puede comprobar, sin código, si este correo es auténtico.
carrier-call = Ayuda para leerlo: llame al <b>{ $telephone }</b>.
carrier-write = Ayuda para leerlo: escriba a { $contact }.
carrier-call-or-write = Ayuda para leerlo: llame al <b>{ $telephone }</b> o escriba a { $contact }.
carrier-not-expected =
    ¿No esperaba este correo? Llame al remitente a un número que usted ya conozca, de una carta o de
    un sitio web cuya dirección haya escrito usted mismo.
carrier-answer = Una respuesta que escriba en su programa de correo no va cifrada.
carrier-privacy = <a>Privacidad</a>

## message.html

file-what = <b>{ $sender }</b> le ha enviado un mensaje que ha viajado cifrado hasta usted.
file-what-of =
    <b>{ $sender }</b> le ha enviado un mensaje de <b>{ $organisation }</b> que ha viajado cifrado
    hasta usted.
file-button =
    Pulse el botón para ir a <b>{ $portal }</b>, que enviará un código a su buzón para asegurarse de
    que es usted.
file-no-button =
    ¿No pasa nada o no hay ningún botón? Guarde este archivo, vaya a <a>{ $portal }</a> y elíjalo
    allí.
file-link = O <a>siga este enlace</a>, que contiene el mensaje.
file-quiet =
    Nunca se le pedirá una contraseña. Si algo le parece raro, pregunte al remitente antes de
    continuar.
