### The pages of the portal. Marks: <b> stands out; <a> leads elsewhere.
### "message.html" is the name of a file and stays as it is.

## Around every page

skip = 跳到正文
host = 本页面的网址应为 { $host }
footer =
    我们绝不会要求您提供密码，我们的工作人员也绝不会向您索要验证码。如果浏览器地址栏显示的网址与上方所示不同，请离开此页面。对消息不放心？请拨打您原本就知道的电话号码，向发件人核实：
    例如信函上的号码，或您自行输入网址打开的该组织官网上的号码。
portal-name = 安全邮件
switch = 语言
steps = 当前步骤
step-file = 文件
step-proof = 确认是您本人
step-message = 消息
choose-file = 选择文件
go-back = 返回
open-another = 打开另一条消息
leave-hint = 您也可以直接关闭此页面，我们会自动清除文件。
address-label = 您的邮箱地址

## Who has verified the sender

verified-login =
    发件人已由 <b>{ $domain }</b> 验证：发件人发送前已在该处登录。
verified-network =
    发件人已由 <b>{ $domain }</b> 验证：消息来自其自有网络。
verified-signature =
    发件人已由 <b>{ $domain }</b> 验证：消息带有其邮件服务器的签名。
verified-nobody =
    <b>此发件人未经任何验证。</b>对消息不放心？请通过其他方式向发件人核实。

## The first page

landing-title = 打开受保护的消息
landing-stranded =
    您的邮件应用没有把消息一并传过来。请将邮件中的附件 <b>message.html</b> 保存为文件，再在此处选择该文件。
landing-what =
    有人给您发来一封邮件，其中有一个名为 <b>message.html</b> 的文件，加密的消息就在该文件中。请在此处选择该文件来阅读消息。
landing-file = 邮件中的 <b>message.html</b> 文件
landing-whole-mail =
    您也可以选择整封邮件（保存为 <b>.eml</b> 文件）。
landing-open = 打开
landing-opening = 正在打开…
landing-next = 接下来的步骤
landing-next-file =
    <b>您选择文件。</b>文件始终处于加密状态，我们最多保留半小时。
landing-next-code = <b>我们向您的邮箱发送验证码，</b>以确认是您本人。
landing-next-read = <b>您在此处输入验证码，</b>即可阅读消息。
landing-find = 如何找到文件
landing-find-computer =
    <b>在电脑上：</b>保存邮件中的附件 message.html，然后在此处选择它，或将它拖到本页面上。
landing-find-phone =
    <b>在手机上：</b>点按附件，选择“保存”或“存储到‘文件’”，再回到此页面选择该文件。

## Before a code was sent

ask-title = 确认是您本人
ask-heading = 来自 { $sender } 的消息
ask-heading-of = 来自 { $sender }（{ $organisation }）的消息
ask-call = 阅读消息时需要帮助？请致电 <b>{ $telephone }</b>。
ask-write = 阅读消息时需要帮助？请发邮件至 { $contact }。
ask-call-or-write = 阅读消息时需要帮助？请致电 <b>{ $telephone }</b>，或发邮件至 { $contact }。
ask-code-over =
    <b>该验证码已失效。</b>验证码只在一段时间内有效，请重新获取。
ask-known =
    为确认是您本人，我们会向收到这条消息的邮箱发送验证码。
ask-send-to = 发送验证码到 { $address }
ask-unknown =
    为确认是您本人，我们会向您的邮箱发送验证码。请输入收到这条消息的邮箱地址。
ask-no-address = 这不是完整的邮箱地址。正确格式示例：{ $example }
ask-send = 发送验证码
ask-hint =
    验证码会在一分钟左右通过邮件送达。请不要关闭此页面。如果页面已关闭，请在同一浏览器中点击带有消息的那封邮件里的按钮，或打开附件 <b>message.html</b>，即可回到此页面。

## After a code was sent

code-title = 输入验证码
code-spent-title = 尝试次数过多
code-spent =
    此页面上已五次输入错误的验证码，不再接受输入。没有人读到这条消息。
code-spent-next =
    如需重新开始，请再次点击带有消息的那封邮件里的按钮，或附件 <b>message.html</b> 中的按钮，然后即可获取新的验证码。
code-forget = 清除此页面上的文件
code-sent-typed =
    如果这条消息是发给 { $address } 的，验证码就会发送到该邮箱，请稍候查收。
code-sent = 验证码正在发送到 { $address }，请稍候查收。
code-reference =
    带有验证码的邮件会显示参考编号 { $reference }。如果显示的是其他编号，请不要使用其中的验证码。
code-until = 验证码有效期至 { $time }。
code-label = { $digits ->
    [ten] 邮件中的十位数字
    [eight-or-ten] 邮件中的八位或十位数字
   *[eight] 邮件中的八位数字
}
code-wrong =
    <b>验证码不正确。</b>{ $left ->
       *[other] 您还可以再试 { $left } 次。
    }如果您获取过多个验证码，最近三个均有效。
code-malformed = { $digits ->
    [ten] <b>验证码应为十位数字。</b>
    [eight-or-ten] <b>验证码应为八位或十位数字。</b>
   *[eight] <b>验证码应为八位数字。</b>
}请按邮件中所示输入。这次不计入尝试次数。
code-read = 阅读消息
code-again-title = 还没有收到邮件？
code-too-soon =
    <b>验证码刚刚发出。</b>邮件送达需要一点时间。您可以在 { $seconds ->
       *[other] { $seconds } 秒
    }后再次获取。
code-again =
    可能需要一分钟左右。请同时查看垃圾邮件文件夹。如果这个邮箱地址获取验证码的次数过多，我们会暂停发送一段时间。
code-again-typed =
    如果一直没有收到，消息可能是发到了您的另一个邮箱地址。
code-again-when =
    验证码发出半分钟后，您可以再次获取。您已有的验证码仍然有效。
code-send-again = 发送新的验证码
code-stuck =
    验证码都无法使用，或者误点了“不是我本人操作”？请用其他浏览器或无痕窗口打开这条消息，即可重新开始。

## The message

message-title = 您的消息
message-opened-for = 已为 { $address } 打开
message-sign-out = 退出
message-no-subject = （无主题）
message-from = 发件人
message-to = 收件人
message-cc = 抄送
message-date = 日期
message-damaged = 部分文字无法解码，因此内容可能有误或不完整。您可以从下方列表中按收到时的原样下载。
message-frame = 消息
message-own-page = 在单独的页面中显示消息
message-too-large =
    这条消息过大或格式过于特殊，无法在此显示。请下载后在邮件应用中打开，可以看到全部内容。
message-download = 下载消息
message-attachments = { $count ->
   *[other] { $count } 个附件
}
message-attachment = { $kind }，{ $size }
message-attachment-damaged =
    部分内容无法解码，因此此文件可能与原来的附件不同。您可以<a>按收到时的原样下载</a>，或请发件人重新发送。
message-attachments-hint = 如果您没有预料到此发件人会发来附件，请不要打开。
message-original = 下载原始消息（.eml）
message-answer =
    您在邮件应用中写的回复不会加密。请不要在其中写入只应由对方看到的内容。
message-when-done =
    阅读完毕后请点击“退出”，我们会立即清除消息；否则，我们会在您提交文件半小时后清除。
frame-remote =
    这条消息中需要从其他地方加载的图片没有显示，以免有人得知您何时阅读了消息。
frame-left-out =
    部分图片没有显示，因为加上它们会使消息过大。如需查看，请下载原始消息。
frame-unusual =
    这条消息的格式过于特殊，无法在此显示。请下载原始消息，在邮件应用中打开，可以看到全部内容。

## Signed out

goodbye-title = 已退出
goodbye-heading = 您已退出
goodbye-forgotten =
    我们已清除这条消息。它仍以加密形式保存在您的邮箱中，您可以随时再次打开。
goodbye-close = 现在可以关闭此页面了。
