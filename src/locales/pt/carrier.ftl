### The mail that carries a sealed message, and its file message.html.
### $sender is a name and address, or an address; $organisation a name; $portal a URL.

carrier-title = Mensagem protegida
carrier-what = <b>{ $sender }</b> enviou-lhe uma mensagem protegida.
carrier-what-of =
    <b>{ $sender }</b> enviou-lhe uma mensagem protegida de <b>{ $organisation }</b>.
carrier-why = Está criptografada, para que mais ninguém a leia pelo caminho.
carrier-read = Ler a mensagem
carrier-click =
    O botão abre { $portal } no seu navegador. Ali, peça um código, que é enviado para este endereço
    de e-mail, digite-o e leia a mensagem. Nunca será pedida uma senha.
carrier-button-fails =
    Se o botão não funcionar, abra o anexo <b>message.html</b> e clique ali em “Ler a mensagem”.
carrier-open-file =
    Para ler a mensagem, abra o anexo <b>message.html</b> e clique em “Ler a mensagem”.
carrier-file-click =
    O anexo leva a { $portal } no seu navegador. Ali, peça um código, que é enviado para este
    endereço de e-mail, digite-o e leia a mensagem. Nunca será pedida uma senha.
carrier-phone =
    No telefone, ou se o anexo não abrir: guarde o anexo, abra <a>{ $portal }</a> e escolha ali o
    arquivo guardado.
carrier-link = Ou abra este link, que contém a mensagem:
carrier-not-sure = Tem dúvidas? O seu navegador deve mostrar o endereço <b>{ $portal }</b>
carrier-check =
    Em <a>{ $portal }</a> qualquer pessoa pode verificar, sem código, se este e-mail é verdadeiro.
carrier-call = Ajuda para ler a mensagem: ligue para <b>{ $telephone }</b>.
carrier-write = Ajuda para ler a mensagem: escreva para { $contact }.
carrier-call-or-write =
    Ajuda para ler a mensagem: ligue para <b>{ $telephone }</b> ou escreva para { $contact }.
carrier-not-expected =
    Não esperava esta mensagem? Ligue para o remetente, usando um número que já conheça, de uma
    carta ou de um site cujo endereço tenha digitado por conta própria.
carrier-answer =
    Uma resposta escrita no seu programa de e-mail não é criptografada.
carrier-privacy = <a>Privacidade</a>

## message.html

file-what =
    <b>{ $sender }</b> enviou-lhe uma mensagem, que foi criptografada para o envio.
file-what-of =
    <b>{ $sender }</b> enviou-lhe uma mensagem de <b>{ $organisation }</b>, que foi criptografada
    para o envio.
file-button =
    Clique no botão para continuar em <b>{ $portal }</b>. Dali será enviado um código para o seu
    e-mail, para confirmar que o endereço é seu.
file-no-button =
    Não acontece nada, ou não há botão? Guarde este arquivo, abra <a>{ $portal }</a> e escolha-o
    ali.
file-link = Ou <a>siga este link</a>, que contém a mensagem.
file-quiet =
    Nunca será pedida uma senha. Se algo parecer estranho, pergunte ao remetente antes de continuar.
