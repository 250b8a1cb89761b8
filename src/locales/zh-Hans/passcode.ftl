### The mail that brings a code.

passcode-subject = { $again ->
    [yes] 您的新验证码：用于 { $sender } 发来的消息
   *[no] 您的验证码：用于 { $sender } 发来的消息
}
passcode-title = 您的验证码
passcode-yours = 您的验证码：
passcode-opens = 用它可以打开 <b>{ $sender }</b> 于{ $day }发给您的受保护消息。
passcode-again =
    这是新的验证码；之前发给您的验证码在各自的有效期内仍然有效。
passcode-until =
    有效期至 { $time }（共 { $minutes ->
       *[other] { $minutes } 分钟
    }）。请只在 <b>{ $url }</b> 上输入，并确认页面显示的参考编号是 { $reference }。
passcode-asked = { $device ->
    [phone] 请求时间：{ $time }，设备：手机或平板电脑，浏览器：{ $browser }。
   *[computer] 请求时间：{ $time }，设备：电脑，浏览器：{ $browser }。
}
passcode-other-browser = 其他浏览器
passcode-back =
    请回到原来的页面，它仍在您的浏览器中打开着。如果找不到，请在同一浏览器中，再次点击带有消息的那封邮件里的按钮，或附件 <b>message.html</b> 中的按钮，即可回到该页面。
passcode-not-asked =
    如果这个验证码不是您本人请求的，就说明有人试图打开这条消息。没有验证码，对方无法打开。请不要将验证码告诉任何人：我们的工作人员绝不会向您索要验证码，
    我们也绝不会要求您提供密码。
# The link under it leads to a page with a button.
passcode-not-me = 不是我本人操作
passcode-not-me-what = 该链接会打开一个页面，您可以在那里终止以您的名义发起的操作，本服务的管理人员也会收到通知。

## The page to which "This wasn't me" leads

not-me-title = 不是您本人操作？
not-me-what = 有人请求发送验证码，想要阅读一条发给您的消息。没有该验证码，任何人都无法阅读这条消息。
not-me-how = 如果不是您本人操作，请输入验证码邮件中的参考编号，然后点击按钮。验证码随即作废，本服务的管理人员也会收到通知。
not-me-reference = 邮件中的参考编号
not-me-button = 不是我本人操作，终止
not-me-was-me = 如果是您本人操作，请关闭此页面，一切保持不变。
not-me-wrong = 这不是验证码邮件中的参考编号，请再核对一次。
not-me-done-title = 已终止
not-me-done = 验证码已作废。如果它当时仍然有效，本服务的管理人员已收到通知。消息本身仍以加密形式保存在您的邮箱中，您可以随时打开。
not-me-done-mailbox = <b>是否有其他人能查看您的邮箱？</b>如果有，对方可能已经用验证码阅读了这条消息。在这种情况下，请更改邮箱密码，并告知消息的发件人。
