### The page on which anyone learns whether a mail is real: /check.

check-title = Este e-mail é verdadeiro?
check-link = Um e-mail como este é verdadeiro? Verifique
check-what =
    Escolha o e-mail, guardado como arquivo terminado em <b>.eml</b>, ou o anexo <b>message.html</b>
    dele. Assim saberá se ele veio daqui e se foi alterado. Nada é aberto, nenhum código é enviado e
    ninguém é avisado.
check-file = O e-mail ou o anexo dele
check-button = Verificar
check-looking = Um momento…
check-save = <b>Guarde o anexo sem o abrir</b> e não clique em nada nesse e-mail.
check-real-title = A parte criptografada veio daqui e não foi alterada
check-real = A mensagem foi criptografada aqui e nada nela foi alterado.
check-real-of =
    A mensagem foi criptografada aqui em nome de <b>{ $organisation }</b> e nada nela foi alterado.
check-sender =
    O remetente dela é <b>{ $sender }</b>. Compare este endereço com o que parece ter enviado o
    e-mail. Se for outro, não confie no e-mail.
check-when = Foi enviada em { $time }.
check-expired = Foi criptografada aqui, mas expirou e, por isso, já não pode ser aberta.
check-mail =
    O resto do e-mail – nomes, links, texto – não foi verificado e pode ser de outra pessoa. Para
    ler a mensagem, abra-a somente no endereço deste portal: <b>{ $portal }</b>.
check-read = Para ler a mensagem
check-changed-title = Esta mensagem foi alterada
check-changed =
    Ela foi criada aqui, mas algo nela foi alterado ou cortado pelo caminho e, por isso, não pode
    ser aberta. Guarde o e-mail mais uma vez e tente novamente. Se o resultado for o mesmo, peça ao
    remetente que a envie de novo.
check-not-ours-title = Isto não veio daqui
check-not-ours =
    Neste arquivo não há nenhuma mensagem criptografada aqui. Não clique em nada nesse e-mail. Se
    ele diz que vem de alguém que já conhece, ligue para essa pessoa, usando um número que já
    conheça.
check-codes =
    Um e-mail com um código não pode ser verificado aqui, porque não contém nenhuma mensagem.
    Compare a sua referência com a da página em que pediu o código.
check-another = Verificar outro
