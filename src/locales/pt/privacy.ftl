### The privacy statement: /privacy. Every sentence must be true of the running portal; those that
### depend on its settings are shown only where they hold.

privacy-title = Declaração de privacidade
privacy-link = Privacidade
privacy-updated = Última atualização: { $date }

privacy-scope-title = De que trata esta declaração
privacy-scope =
    Trata deste portal, { $portal }, mantido por <b>{ $organisation }</b> para que os destinatários
    possam ler as mensagens criptografadas que receberam. Não trata de outros sites e serviços,
    mesmo quando uma mensagem leva a eles. A conta do seu e-mail, o seu serviço de e-mail e o seu
    aparelho podem ter declarações de privacidade próprias.
privacy-scope-sender =
    Cabe à organização do remetente dizer o que faz com as mensagens que envia e com as respostas
    que recebe.

privacy-how-title = Como recebe e lê uma mensagem
privacy-how-mail =
    Uma mensagem criptografada chega como um e-mail comum com um anexo HTML, <b>message.html</b>.
    Pode ser lida no computador e no telefone ou tablet: abra o anexo, ou o link que alguns e-mails
    têm, e a mensagem criptografada é transmitida a este portal.
privacy-how-code =
    Depois mostre que o e-mail lhe foi enviado: peça um código de uso único, que é enviado para o
    endereço que recebeu o e-mail, e digite-o aqui.
privacy-how-decrypted = Em seguida, a mensagem é decifrada e mostrada.

privacy-credentials-title = Como comprova o seu endereço
privacy-credentials-code =
    Os códigos de uso único servem para mostrar que um endereço é seu, e para mais nada. Não são
    armazenados nem usados de nenhuma outra forma.
privacy-cookies =
    O seu navegador guarda um cookie para cada mensagem que abre, durante { $minutes ->
        [one] um minuto
       *[other] { $minutes } minutos
    } no máximo, e outro com o idioma que escolheu, se escolheu algum. Não servem para mais nada.

privacy-message-title = O que acontece com a mensagem
privacy-message =
    A mensagem não é armazenada aqui, nem enquanto é decifrada nem depois. A sua forma criptografada
    fica na memória enquanto durar a visita, durante { $minutes ->
        [one] um minuto
       *[other] { $minutes } minutos
    } no máximo, ou até clicar em “Sair”. Cada página decifra o que mostra e logo o esquece.
privacy-message-leaves =
    A mensagem decifrada não é enviada para fora deste portal, a não ser para o seu navegador.
privacy-message-where =
    Durante a visita, a mensagem criptografada está no computador em que este portal funciona, e em
    nenhum outro lugar que dependa de nós.
privacy-message-answer =
    Quando responde no seu programa de e-mail, a sua resposta é um e-mail comum: não é criptografada
    por este portal, nem o que ela cita da mensagem.

privacy-figures-title = O que é contado
privacy-figures =
    Contamos apenas totais, para a qualidade, a segurança e a integridade deste serviço:
privacy-figures-none = Não fazemos estatísticas.
privacy-figures-not =
    Estes números nada dizem sobre uma pessoa, um endereço ou uma mensagem em particular. Não são
    usados para identificar quem usa o serviço, para lhe escrever ou ligar, nem para lhe mostrar
    publicidade.
privacy-logs =
    As anotações técnicas para encontrar falhas identificam as mensagens por números e nunca contêm
    o seu endereço, um código ou algo que uma mensagem diga. Para evitar que estranhos
    sobrecarreguem o serviço, os endereços de rede são contados na memória e esquecidos no prazo de
    um dia.
privacy-logs-mail =
    Como qualquer servidor de e-mail, o que envia os códigos anota para que endereço foi uma
    mensagem, e quando.

privacy-contact-title = A quem perguntar
privacy-contact =
    Para perguntas sobre esta declaração e sobre a privacidade neste portal, escreva para
    { $contact }.
privacy-contact-post = Por correio: { $address }

privacy-changes-title = Alterações
privacy-changes =
    Quando esta declaração muda, muda também a data no início dela. Sobre as alterações, e sobre o
    que significam para as mensagens que recebeu, pergunte à organização que as enviou.

## Figures, one line each. What is listed is what is collected.

figure-views = mensagens que foram mostradas
figure-browsers = tipos de navegadores e de aparelhos
figure-proofs = formas de comprovar um endereço, tentadas e bem-sucedidas
figure-errors = erros, por tipo
figure-codes = códigos que foram pedidos e usados
figure-denied = códigos que alguém disse não ter pedido
figure-reading-time = o tempo entre abrir uma mensagem e lê-la
figure-typing-time = o tempo que passou até um código ser digitado
