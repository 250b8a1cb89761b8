### What goes wrong, one page each: what happened, and what to do.

# How long somebody has to wait, inside a sentence: "in 5 minutes".
wait = { $unit ->
    [hours] daqui a cerca de { $count } horas
   *[minutes] { $count ->
        [one] daqui a 1 minuto
       *[other] daqui a { $count } minutos
    }
}

problem-expired = Esta mensagem expirou
problem-expired-what =
    O remetente quis que ela só pudesse ser lida durante um tempo limitado, e esse tempo terminou.
    Já ninguém pode abri-la, nem mesmo nós.
problem-expired-next = Se ainda precisar dela, peça ao remetente que a envie de novo.

problem-not-yours = Esta mensagem não é para este endereço
problem-not-yours-what =
    A mensagem não foi enviada para o endereço que confirmou. Se tiver outro endereço, abra a
    mensagem novamente e use esse.

problem-damaged = Este arquivo não pode ser aberto
problem-damaged-what =
    O arquivo foi alterado ou cortado pelo caminho, ou pertence a um portal diferente deste. Não
    pode ser aberto aqui, e nada do que contém foi mostrado a ninguém.
problem-damaged-next =
    Guarde novamente o anexo <b>message.html</b> do e-mail e tente outra vez. Ou guarde o e-mail
    inteiro como arquivo terminado em <b>.eml</b> e escolha esse: ele pode estar completo mesmo que
    o anexo não esteja. Se nada disso ajudar, peça ao remetente que envie a mensagem de novo.

problem-wrong-file = Este não é o arquivo certo
problem-wrong-file-what =
    Não há nenhuma mensagem protegida neste arquivo. O arquivo certo é o anexo chamado
    <b>message.html</b> do e-mail que recebeu.
problem-wrong-file-next =
    Guarde esse anexo e escolha-o aqui. Também serve o e-mail inteiro, guardado como arquivo
    terminado em <b>.eml</b>, ou um arquivo ZIP que contenha um dos dois. Não serve uma página
    guardada a partir da visualização do anexo: a mensagem já não está nela.

problem-no-file = Nenhum arquivo foi escolhido
problem-no-file-what =
    O seu pedido chegou sem arquivo. Volte e escolha o arquivo <b>message.html</b> do seu e-mail.

problem-cut-off = O arquivo não chegou
problem-cut-off-what =
    O arquivo não chegou completo, talvez por uma falha da rede. Por favor, tente novamente.

problem-too-large = Este arquivo é grande demais
problem-too-large-what =
    O que enviou é maior do que qualquer mensagem que possa ser aberta aqui. É o arquivo certo? É o
    anexo chamado <b>message.html</b> do e-mail que recebeu.
problem-too-large-next =
    Se for, peça ao remetente que envie a mensagem em partes menores.

problem-busy = Por favor, volte daqui a pouco
problem-busy-what =
    Muitas pessoas usam este serviço agora, e neste momento não há lugar para a sua mensagem. Ela
    continua segura no seu e-mail. Por favor, tente novamente daqui a alguns minutos.

problem-too-many = Por favor, espere um pouco
problem-too-many-what =
    Foram abertos muitos arquivos a partir da sua rede, e por isso fazemos uma breve pausa. A sua
    mensagem continua segura no seu e-mail.
problem-too-many-next = Por favor, tente novamente { $wait }.

problem-too-many-tries = Por favor, espere um pouco
problem-too-many-tries-what =
    Foram digitados muitos códigos na sua rede, e por isso durante algum tempo não aceitamos mais
    códigos dela. O seu não foi verificado, e nenhuma tentativa foi gasta.
problem-too-many-tries-next = Pode tentar novamente { $wait } ou, mais cedo, a partir de outra rede.

problem-too-many-codes = Códigos demais
problem-too-many-codes-what =
    Já foram pedidos vários códigos para este endereço, aqui ou em outro navegador. Para que a caixa
    de e-mail não se encha de códigos, esperamos um pouco antes de enviar outro.
problem-too-many-codes-next =
    Pode pedir outro { $wait }. Um código só funciona no navegador em que foi pedido. Se foi neste,
    volte e digite-o: os três últimos são válidos até expirarem. Se foi em outro, digite-o ali.

problem-too-many-asked = Códigos demais
problem-too-many-asked-what =
    Foram pedidos muitos códigos na sua rede, e por isso durante algum tempo não enviamos mais
    nenhum para ela. Se já tem um código, volte e use-o.
problem-too-many-asked-next = Pode pedir outro { $wait } ou, mais cedo, a partir de outra rede.

problem-too-many-addresses = Endereços demais
problem-too-many-addresses-what =
    Já foram digitados aqui cinco outros endereços, e uma sessão não aceita mais. Nenhum código foi
    enviado para este. Se tem um código para um dos outros, volte e use-o.
problem-too-many-addresses-next =
    Para usar este endereço, abra <b>message.html</b> novamente { $wait }, ou agora mesmo numa
    janela privada do seu navegador.

problem-no-mail = Não conseguimos enviar um código agora
problem-no-mail-what =
    O nosso sistema de e-mail não aceita mensagens neste momento, e por isso nenhum código foi
    enviado. A falha é nossa. A sua mensagem continua segura no seu e-mail.
problem-no-mail-next =
    Por favor, volte e peça o código novamente daqui a alguns minutos. Se já tem um, ele continua
    válido. Se o problema não passar, avise o remetente da mensagem.

problem-visit-over = Esta sessão terminou
problem-visit-over-what =
    Esta página ficou aberta por tempo demais, a sessão foi encerrada ou a página pertence a outro
    navegador. Se o seu navegador recusa cookies, permita-os para este site: sem um cookie, não
    conseguimos distinguir a sua sessão das outras.
problem-visit-over-next =
    Para recomeçar, clique novamente no botão do seu e-mail ou abra o anexo <b>message.html</b>.
    Nada se perdeu.

problem-forged = Nada foi feito
problem-forged-what =
    Este pedido não veio de uma das nossas páginas, ou veio de uma página antiga demais, e por isso
    nada foi feito. Se clicou num botão de outro site, feche esse site.
problem-forged-next =
    Para ler a sua mensagem, clique novamente no botão do seu e-mail ou abra o anexo
    <b>message.html</b>.

problem-not-found = Esta página não existe
problem-not-found-what =
    Não há nada neste endereço. Para ler uma mensagem, abra o arquivo <b>message.html</b> do seu
    e-mail.

problem-method = Isto não funciona aqui
problem-method-what =
    Este endereço não pode ser usado dessa forma. Para ler uma mensagem, abra o arquivo
    <b>message.html</b> do seu e-mail.

problem-broken = Ocorreu um erro
problem-broken-what =
    A falha é nossa. A sua mensagem continua segura no seu e-mail. Por favor, tente novamente; se
    voltar a acontecer, avise o remetente da mensagem.
