### The pages of the portal. Marks: <b> stands out; <a> leads elsewhere.
### "message.html" is the name of a file and stays as it is.

## Around every page

skip = Ir para o conteúdo
host = O endereço desta página deve ser { $host }
footer =
    Nunca pedimos senhas, e ninguém que trabalhe aqui jamais pedirá o seu código. A barra de
    endereço do navegador mostra um endereço diferente do indicado acima? Então saia desta página.
    Tem dúvidas sobre uma mensagem? Ligue para o remetente, usando um número que já conheça: o de
    uma carta ou o do site da organização, cujo endereço tenha digitado por conta própria.
portal-name = E-mail seguro
switch = Idioma
steps = Etapas
step-file = O arquivo
step-proof = Confirmação
step-message = A mensagem
choose-file = Escolher um arquivo
go-back = Voltar
open-another = Abrir outra mensagem
leave-hint =
    Também pode simplesmente fechar esta página. O arquivo é apagado daqui automaticamente.
address-label = O seu endereço de e-mail

## Who has verified the sender

verified-login =
    Remetente verificado por <b>{ $domain }</b>: antes do envio, o remetente entrou ali com a
    própria conta.
verified-network =
    Remetente verificado por <b>{ $domain }</b>: a mensagem veio da rede desse domínio.
verified-signature =
    Remetente verificado por <b>{ $domain }</b>: o servidor de e-mail desse domínio assinou a
    mensagem.
verified-nobody =
    <b>Ninguém verificou este remetente.</b> Tem dúvidas sobre a mensagem? Pergunte ao remetente por
    outro meio.

## The first page

landing-title = Abrir uma mensagem protegida
landing-stranded =
    O seu programa de e-mail não transmitiu a mensagem. Guarde o anexo <b>message.html</b> do e-mail
    como arquivo e escolha esse arquivo aqui.
landing-what =
    Alguém lhe enviou um e-mail com um arquivo chamado <b>message.html</b>. A mensagem está dentro
    dele, criptografada. Escolha esse arquivo aqui para ler a mensagem.
landing-file = O arquivo <b>message.html</b> do seu e-mail
landing-whole-mail =
    Também pode escolher o e-mail inteiro, guardado como arquivo terminado em <b>.eml</b>.
landing-open = Abrir
landing-opening = Um momento…
landing-next = O que acontece depois
landing-next-file =
    <b>Escolha o arquivo.</b> Ele continua criptografado e é apagado daqui em meia hora, no máximo.
landing-next-code =
    <b>Enviamos um código para o seu e-mail,</b> para confirmar que o endereço é seu.
landing-next-read = <b>Digite o código aqui</b> e leia a mensagem.
landing-find = Como encontrar o arquivo
landing-find-computer =
    <b>No computador:</b> guarde o anexo message.html do seu e-mail e depois escolha-o aqui ou
    arraste-o para esta página.
landing-find-phone =
    <b>No telefone:</b> toque no anexo, escolha “Guardar”, “Guardar em Ficheiros”, “Salvar” ou
    “Salvar em Arquivos”, volte a esta página e escolha o arquivo.

## Before a code was sent

ask-title = Confirmação do seu endereço
ask-heading = Uma mensagem de { $sender }
ask-heading-of = Uma mensagem de { $sender } ({ $organisation })
ask-call = Ajuda para ler uma mensagem: ligue para <b>{ $telephone }</b>.
ask-write = Ajuda para ler uma mensagem: escreva para { $contact }.
ask-call-or-write =
    Ajuda para ler uma mensagem: ligue para <b>{ $telephone }</b> ou escreva para { $contact }.
ask-code-over =
    <b>Esse código já não é válido.</b> Um código só vale durante algum tempo. Peça um novo.
ask-known =
    Para confirmar que o endereço é seu, enviamos um código para o e-mail que recebeu a mensagem.
ask-send-to = Enviar um código para { $address }
ask-unknown =
    Para confirmar que o endereço é seu, enviamos um código para o seu e-mail. Digite o endereço
    para o qual a mensagem foi enviada.
ask-no-address = Este endereço de e-mail não está completo. Um exemplo: { $example }.
ask-send = Enviar um código
ask-hint =
    O código chega por e-mail em cerca de um minuto. Mantenha esta página aberta. Se ela se fechar,
    clique no botão do e-mail com a mensagem, ou abra o anexo <b>message.html</b>, no mesmo
    navegador, para voltar a ela.

## After a code was sent

code-title = Digite o seu código
code-spent-title = Tentativas demais
code-spent =
    Foram digitados cinco códigos errados nesta página, e ela não aceita mais nenhum. Ninguém leu a
    mensagem.
code-spent-next =
    Para recomeçar, clique novamente no botão do e-mail com a mensagem, ou no botão do anexo
    <b>message.html</b>. Depois pode pedir um novo código.
code-forget = Apagar o arquivo desta página
code-sent-typed =
    Se a mensagem foi enviada para { $address }, um código está a caminho desse endereço.
code-sent = Um código está a caminho de { $address }.
code-reference =
    O e-mail com o seu código mostra a referência { $reference }. Se mostrar outra, não use
    esse código.
code-until = O código é válido até às { $time }.
code-label = { $digits ->
    [ten] Os dez dígitos do e-mail
    [eight-or-ten] Os oito ou dez dígitos do e-mail
   *[eight] Os oito dígitos do e-mail
}
code-wrong =
    <b>O código não está certo.</b> { $left ->
        [one] Resta uma tentativa.
       *[other] Restam { $left } tentativas.
    } Se pediu vários códigos, os três últimos são válidos.
code-malformed = { $digits ->
    [ten] <b>O código tem dez dígitos.</b>
    [eight-or-ten] <b>O código tem oito ou dez dígitos.</b>
   *[eight] <b>O código tem oito dígitos.</b>
} Digite-os como estão no e-mail. Isto não contou como tentativa.
code-read = Ler a mensagem
code-again-title = O e-mail ainda não chegou?
code-too-soon =
    <b>Um código acaba de ser enviado.</b> O e-mail demora um pouco. Pode pedir outro daqui a
    { $seconds ->
        [one] um segundo
       *[other] { $seconds } segundos
    }.
code-again =
    Pode demorar um minuto. Veja também na pasta de spam. Se já foram pedidos muitos códigos para
    este endereço, não enviamos mais nenhum durante algum tempo.
code-again-typed =
    Se nada chegar, talvez a mensagem tenha sido enviada para outro endereço seu.
code-again-when =
    Meio minuto depois de um código, pode pedir outro. Os códigos que já recebeu continuam válidos.
code-send-again = Enviar um novo código
code-stuck =
    Nenhum código funciona, ou clicou em “Não fui eu” por engano? Para recomeçar, abra a mensagem em
    outro navegador ou em uma janela privada.

## The message

message-title = A sua mensagem
message-opened-for = Aberta para { $address }
message-sign-out = Sair
message-no-subject = (sem assunto)
message-from = De
message-to = Para
message-cc = Cc
message-date = Data
message-damaged =
    Uma parte deste texto não pôde ser convertida, e por isso ele pode estar errado ou incompleto.
    Na lista abaixo está o texto tal como chegou.
message-frame = A mensagem
message-own-page = Mostrar a mensagem numa página separada
message-too-large =
    Esta mensagem é grande demais ou tem um formato fora do comum, e não pode ser mostrada aqui.
    Guarde-a e abra-a no seu programa de e-mail: ali ela está completa.
message-download = Guardar a mensagem
message-attachments = { $count ->
    [one] Um anexo
   *[other] { $count } anexos
}
message-attachment = { $kind }, { $size }
message-attachment-damaged =
    Uma parte não pôde ser convertida, e por isso este arquivo pode ser diferente do que foi
    anexado. <a>Guarde-o tal como chegou</a> ou peça ao remetente que o envie de novo.
message-attachments-hint = Abra os anexos somente se os esperava deste remetente.
message-original = Guardar a mensagem original (.eml)
message-answer =
    Uma resposta escrita no seu programa de e-mail não é criptografada. Não escreva nela o que só o
    destinatário deve ver.
message-when-done =
    Quando terminar, clique em “Sair”: a mensagem é apagada daqui imediatamente. Caso contrário, é
    apagada meia hora depois de o arquivo ter chegado aqui.
frame-remote =
    As imagens que esta mensagem iria buscar em outros lugares não são mostradas, para que ninguém
    saiba quando ela é lida.
frame-left-out =
    Algumas imagens não são mostradas, porque com elas a mensagem ficaria grande demais. Para
    vê-las, guarde a mensagem original.
frame-unusual =
    Esta mensagem tem um formato fora do comum e não pode ser mostrada aqui. Guarde a mensagem
    original e abra-a no seu programa de e-mail: ali ela está completa.

## Signed out

goodbye-title = Sessão encerrada
goodbye-heading = A sua sessão foi encerrada
goodbye-forgotten =
    A mensagem foi apagada daqui. Continua no seu e-mail, criptografada, e pode ser aberta novamente
    a qualquer momento.
goodbye-close = Já pode fechar esta página.
