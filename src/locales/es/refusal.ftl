### What a mail program shows when a message is not taken. One line each, without marks.

refusal-rule = No está permitido enviar este mensaje por correo
refusal-near-miss =
    El asunto casi tiene una marca que pide el cifrado: escriba { $tags } al principio del todo, o
    cambie el asunto si el mensaje puede enviarse sin cifrar
refusal-near-miss-unnamed =
    El asunto casi tiene una marca que pide el cifrado: escríbala al principio del todo, tal como la
    indicó su administrador, o cambie el asunto si el mensaje puede enviarse sin cifrar
refusal-detour =
    La dirección de un destinatario da un rodeo; escríbala en la forma nombre@dominio
refusal-encrypted-too-large =
    El mensaje es demasiado grande: cifrado ocupa { $size }, y los servidores de correo por los que
    pasa aceptan { $limit } como máximo; redúzcalo o envíelo en partes
refusal-encrypted-too-large-by-far =
    El mensaje es demasiado grande: cifrado ocupa más de { $limit }, el máximo que aceptan los
    servidores de correo por los que pasa; redúzcalo o envíelo en partes
refusal-too-large = El mensaje supera los { $size } que acepta este servidor
refusal-header-too-large = El encabezado supera los { $size } que acepta este servidor
refusal-field-too-large = Un campo del encabezado supera los { $size } que acepta este servidor
refusal-fields = El mensaje tiene demasiados campos de encabezado para enviarlo cifrado
refusal-recipients =
    El mensaje tiene más de { $most } destinatarios; envíelo en varias tandas
refusal-copy = Se ha rechazado una copia del mensaje para algunos de sus destinatarios
refusal-sender = La dirección del remitente no puede ser la de ningún buzón
refusal-recipient = La dirección de un destinatario no puede ser la de ningún buzón

## These are met by servers that try again, and by people only when that never helps.

refusal-connections =
    Hay demasiadas conexiones al cifrado de correo de este servidor, inténtelo de nuevo más tarde
refusal-examined =
    Se están examinando demasiados mensajes, inténtelo de nuevo más tarde
refusal-encrypted = Se están cifrando demasiados mensajes, inténtelo de nuevo más tarde
refusal-setup =
    El cifrado de correo de este servidor no está bien configurado, inténtelo de nuevo más tarde
refusal-rules-changed = Las reglas han cambiado, vuelva a conectarse
refusal-later = El mensaje no se puede procesar en este momento, inténtelo de nuevo más tarde
