### What a mail program shows when a message is not taken. One line each, without marks.

refusal-rule = Esta mensagem não pode ser enviada por e-mail
refusal-near-miss =
    O assunto quase tem uma marca que pede criptografia: escreva { $tags } logo no início, ou mude o
    assunto se a mensagem puder seguir sem criptografia
refusal-near-miss-unnamed =
    O assunto quase tem uma marca que pede criptografia: escreva-a logo no início, tal como o seu
    administrador a indicou, ou mude o assunto se a mensagem puder seguir sem criptografia
refusal-detour =
    O endereço de um destinatário faz um desvio; escreva-o na forma nome@domínio
refusal-encrypted-too-large =
    A mensagem é grande demais: com criptografia ocupa { $size }, e os servidores de e-mail no
    caminho aceitam no máximo { $limit }; reduza-a ou envie-a em partes
refusal-encrypted-too-large-by-far =
    A mensagem é grande demais: com criptografia ocupa mais de { $limit }, o máximo que os
    servidores de e-mail no caminho aceitam; reduza-a ou envie-a em partes
refusal-too-large = A mensagem é maior do que os { $size } que este servidor aceita
refusal-header-too-large = O cabeçalho é maior do que os { $size } que este servidor aceita
refusal-field-too-large =
    Um campo do cabeçalho é maior do que os { $size } que este servidor aceita
refusal-fields = A mensagem tem campos demais no cabeçalho para ser enviada com criptografia
refusal-recipients = A mensagem tem mais de { $most } destinatários; envie-a em várias vezes
refusal-copy = Uma cópia da mensagem para alguns dos seus destinatários foi recusada
refusal-sender = O endereço do remetente não pode ser o de nenhuma caixa de correio
refusal-recipient = O endereço de um destinatário não pode ser o de nenhuma caixa de correio

## These are met by servers that try again, and by people only when that never helps.

refusal-connections =
    Há conexões demais à criptografia de e-mail deste servidor, tente novamente mais tarde
refusal-examined = Há mensagens demais em exame neste momento, tente novamente mais tarde
refusal-encrypted =
    Há mensagens demais à espera de criptografia neste momento, tente novamente mais tarde
refusal-setup =
    A criptografia de e-mail deste servidor não está bem configurada, tente novamente mais tarde
refusal-rules-changed = As regras mudaram, conecte-se novamente
refusal-later = Não é possível processar a mensagem neste momento, tente novamente mais tarde
