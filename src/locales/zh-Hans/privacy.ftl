### The privacy statement: /privacy. Every sentence must be true of the running portal; those that
### depend on its settings are shown only where they hold.

privacy-title = 隐私声明
privacy-link = 隐私
privacy-updated = 最后更新：{ $date }

privacy-scope-title = 本声明的适用范围
privacy-scope =
    本声明适用于 { $portal } 这个网站。该网站由 <b>{ $organisation }</b> 运营，供您阅读发给您的加密消息。本声明不适用于其他网站和服务，
    即使消息中有指向它们的链接。您的邮箱账户、邮箱服务和设备可能另有隐私声明。
privacy-scope-sender =
    发件人所属的组织如何处理其消息和您的回复，由该组织自行说明。

privacy-how-title = 如何接收和阅读消息
privacy-how-mail =
    加密消息以普通邮件的形式送达，邮件带有 HTML 附件 <b>message.html</b>。您可以在电脑、手机或平板电脑上阅读：打开附件，或打开某些邮件中的链接，加密消息随即传到本网站。
privacy-how-code =
    接着，您需要证明邮件是发给您的：获取一次性验证码（发送到该邮件的收件地址），并在此处输入。
privacy-how-decrypted = 之后，消息会被解密并显示给您。

privacy-credentials-title = 用什么证明邮箱地址属于您
privacy-credentials-code =
    一次性验证码仅用于证明某个地址属于您，别无他用。它们不会被存储，也不会以其他任何方式使用。
privacy-cookies =
    您每打开一条消息，浏览器就会保存一个 Cookie，最长保存 { $minutes ->
       *[other] { $minutes } 分钟
    }；如果您选择过语言，还会另存一个记录语言的 Cookie。它们别无他用。

privacy-message-title = 消息会如何处理
privacy-message =
    无论在解密期间还是之后，消息都不会存储在这里。在您访问期间，消息的加密形式保存在内存中，最长 { $minutes ->
       *[other] { $minutes } 分钟
    }，或到您退出为止。每个页面只解密要显示的内容，显示后即清除。
privacy-message-leaves =
    除了发送到您的浏览器，解密后的消息不会发送到本网站以外的任何地方。
privacy-message-where =
    在您访问期间，加密消息位于运行本网站的计算机上，不会存在于我们管理的其他任何地方。
privacy-message-answer =
    您在邮件应用中回复时，回复是一封普通邮件：本网站不会加密该回复，也不会加密其中引用的消息内容。

privacy-figures-title = 统计哪些数据
privacy-figures =
    为了本服务的质量、安全和完整性，我们只统计以下各项的总数：
privacy-figures-none = 不收集任何统计数据。
privacy-figures-not =
    这些数字不涉及任何个人、地址或消息。它们不会用于识别您的身份、联系您或向您投放广告。
privacy-logs =
    用于排查故障的记录只以编号指代消息，绝不包含您的地址、验证码或消息中的任何内容。为防止有人以大量请求冲击本服务，网络地址会在内存中计数，并在一天之内清除。
privacy-logs-mail =
    与其他邮件服务器一样，发送验证码的邮件服务器会记录邮件发往哪个地址以及发送时间。

privacy-contact-title = 联系方式
privacy-contact =
    如对本声明和本网站的隐私保护有疑问，请联系 { $contact }。
privacy-contact-post = 邮寄地址：{ $address }

privacy-changes-title = 变更
privacy-changes =
    本声明变更时，顶部的日期也会随之变更。如想了解变更内容及其对您已收到的消息的影响，请询问向您发送消息的组织。

## Figures, one line each. What is listed is what is collected.

figure-views = 显示过的消息
figure-browsers = 浏览器和设备的种类
figure-proofs = 证明邮箱地址的方式，包括尝试的和成功的
figure-errors = 各类错误
figure-codes = 请求过和使用过的验证码
figure-denied = 有人表示自己没有请求过的验证码
figure-reading-time = 从打开消息到阅读消息的时间
figure-typing-time = 到输入验证码为止所用的时间
