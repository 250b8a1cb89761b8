### The page on which anyone learns whether a mail is real: /check.

check-title = 这封邮件是真的吗？
check-link = 收到的邮件是真的吗？查验一下
check-what =
    请选择邮件（保存为 <b>.eml</b> 文件）或邮件的附件 <b>message.html</b>。您可以得知它是否从这里发出、是否被改动过。查验时不会打开任何内容，不会发送验证码，
    也不会通知任何人。
check-file = 邮件或其附件
check-button = 查验
check-looking = 正在查验…
check-save = <b>附件请只保存，不要打开，</b>也不要点击那封邮件中的任何内容。
check-real-title = 加密部分出自这里，未被改动
check-real = 这条消息是在这里加密的，没有任何改动。
check-real-of = 这条消息是受 <b>{ $organisation }</b> 委托在这里加密的，没有任何改动。
check-sender = 它的发件人是 <b>{ $sender }</b>。请将此地址与邮件上显示的发件人地址进行比对。如果两者不同，请不要相信这封邮件。
check-when = 发送时间：{ $time }。
check-expired = 它是在这里加密的，但已过期，无法再打开。
check-mail = 邮件中的其他内容（姓名、链接、文字）未经查验，可能出自他人之手。要阅读消息，请只在本网站自己的网址上打开：<b>{ $portal }</b>。
check-read = 前往阅读消息
check-changed-title = 这条消息被改动过
check-changed =
    它最初是在这里生成的，但途中有内容被改动或截断，因此无法打开。请重新保存邮件，再试一次。如果结果不变，请让发件人重新发送。
check-not-ours-title = 这不是从这里发出的
check-not-ours =
    此文件中没有在这里加密的消息。请不要点击那封邮件中的任何内容。如果邮件自称来自您认识的人，请拨打您原本就知道的电话号码与对方联系。
check-codes = 带有验证码的邮件不包含消息，因此无法在此查验。请将邮件中的参考编号与您获取验证码的页面上显示的参考编号进行比对。
check-another = 查验另一封邮件
