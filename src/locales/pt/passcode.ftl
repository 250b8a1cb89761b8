### The mail that brings a code.

passcode-subject = { $again ->
    [yes] O seu novo código para a mensagem de { $sender }
   *[no] O seu código para a mensagem de { $sender }
}
passcode-title = O seu código
passcode-yours = O seu código:
passcode-opens = Ele abre a mensagem protegida que <b>{ $sender }</b> lhe enviou em { $day }.
passcode-again = É um código novo; os que foram enviados antes continuam válidos até expirarem.
passcode-until =
    É válido durante { $minutes ->
        [one] um minuto
       *[other] { $minutes } minutos
    }, até às { $time }. Digite-o somente em <b>{ $url }</b>, na página que mostra a referência
    { $reference }.
passcode-asked = { $device ->
    [phone] Foi pedido às { $time }, num telefone ou tablet com { $browser }.
   *[computer] Foi pedido às { $time }, num computador com { $browser }.
}
passcode-other-browser = outro navegador
passcode-back =
    Volte a essa página: ela continua aberta no seu navegador. Se não a encontrar, clique novamente,
    no mesmo navegador, no botão do e-mail com a mensagem, ou no botão do anexo <b>message.html</b>.
    Assim voltará a ela.
passcode-not-asked =
    Não pediu este código? Então outra pessoa tentou abrir a mensagem. Sem este código, essa pessoa
    não consegue abri-la. Não dê o código a ninguém: ninguém que trabalhe aqui jamais o pedirá, e
    nunca pedimos senhas.
# The link under it leads to a page with a button.
passcode-not-me = Não fui eu
passcode-not-me-what =
    Nessa página pode encerrar o que foi iniciado em seu nome. Os responsáveis por este serviço são
    avisados.

## The page to which "This wasn't me" leads

not-me-title = O pedido não foi seu?
not-me-what =
    Alguém pediu um código para ler uma mensagem que lhe foi enviada. Sem esse código, ninguém pode
    ler a mensagem.
not-me-how =
    Se o pedido não foi seu, digite a referência que está no e-mail com o código e clique no botão.
    O código deixa então de servir e os responsáveis por este serviço são avisados.
not-me-reference = Referência no e-mail
not-me-button = Não fui eu: encerrar
not-me-was-me = Se o pedido foi seu, feche esta página. Nada mudou.
not-me-wrong = Essa não é a referência que está no e-mail com o código. Verifique-a novamente.
not-me-done-title = Está encerrado
not-me-done =
    O código já não serve para nada. Se ainda era válido, os responsáveis por este serviço foram
    avisados. A mensagem continua no seu e-mail, criptografada, e pode ser aberta a qualquer
    momento.
not-me-done-mailbox =
    <b>Outra pessoa pode ler o seu e-mail?</b> Então ela talvez já tenha lido a mensagem com o
    código. Nesse caso, mude a senha do seu e-mail e avise o remetente da mensagem.
