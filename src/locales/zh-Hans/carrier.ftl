### The mail that carries a sealed message, and its file message.html.
### $sender is a name and address, or an address; $organisation a name; $portal a URL.

carrier-title = 受保护的消息
carrier-what = <b>{ $sender }</b> 给您发来一条受保护的消息。
carrier-what-of =
    <b>{ $sender }</b> 给您发来一条来自 <b>{ $organisation }</b> 的受保护消息。
carrier-why = 消息已加密，以免他人在传送途中看到内容。
carrier-read = 阅读消息
carrier-click =
    点击按钮后，浏览器会打开 { $portal } 这个网站。请在该网站上获取验证码（发送到本邮箱），输入后即可阅读消息。我们绝不会要求您提供密码。
carrier-button-fails =
    如果按钮无法使用，请打开附件 <b>message.html</b> 并点击其中的“阅读消息”。
carrier-open-file =
    要阅读消息，请打开附件 <b>message.html</b> 并点击其中的“阅读消息”。
carrier-file-click =
    打开附件后，可在浏览器中前往 { $portal } 这个网站。请在该网站上获取验证码（发送到本邮箱），输入后即可阅读消息。我们绝不会要求您提供密码。
carrier-phone =
    如果您使用手机，或者附件打不开：请先保存附件，再打开 <a>{ $portal }</a> 并选择保存的文件。
carrier-link = 或者打开以下链接，消息就在链接中：
carrier-not-sure = 不放心？请确认浏览器显示的网址是 <b>{ $portal }</b>
carrier-check =
    任何人都可以在 <a>{ $portal }</a> 查验这封邮件的真伪，无需验证码。
carrier-call = 阅读时需要帮助？请致电 <b>{ $telephone }</b> 咨询。
carrier-write = 阅读时需要帮助？请发邮件至 { $contact } 咨询。
carrier-call-or-write = 阅读时需要帮助？请致电 <b>{ $telephone }</b> 或发邮件至 { $contact } 咨询。
carrier-not-expected = 没想到会收到这封邮件？请拨打您原本就知道的电话号码，向发件人核实，例如信函上的号码，或您自行输入网址打开的网站上的号码。
carrier-answer =
    您在邮件应用中写的回复不会加密。
carrier-privacy = <a>隐私</a>

## message.html

file-what =
    <b>{ $sender }</b> 给您发来一条消息，传送途中已加密。
file-what-of =
    <b>{ $sender }</b> 给您发来一条来自 <b>{ $organisation }</b> 的消息，传送途中已加密。
file-button =
    请点击按钮，前往 <b>{ $portal }</b> 继续操作。该网站会向您的邮箱发送验证码，以确认是您本人。
file-no-button =
    没有反应，或者没有按钮？请保存此文件，打开 <a>{ $portal }</a> 并选择该文件。
file-link = 或者<a>打开此链接</a>阅读，消息就在链接中。
file-quiet =
    我们绝不会要求您提供密码。如有异常，请先向发件人核实，再继续操作。
