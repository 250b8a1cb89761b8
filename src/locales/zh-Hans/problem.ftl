### What goes wrong, one page each: what happened, and what to do.

# How long somebody has to wait, inside a sentence: "in 5 minutes".
wait = { $unit ->
    [hours] 约 { $count } 小时后
   *[minutes] { $count ->
       *[other] { $count } 分钟后
    }
}

problem-expired = 这条消息已过期
problem-expired-what =
    发件人为这条消息设定了阅读期限，期限已过。任何人都无法再打开它，包括我们。
problem-expired-next = 如果您仍然需要这条消息，请让发件人重新发送。

problem-not-yours = 这条消息不是发给这个邮箱地址的
problem-not-yours-what =
    这条消息并没有发给您刚才验证的邮箱地址。如果您有其他邮箱地址，请重新打开消息，并使用那个地址。

problem-damaged = 无法打开此文件
problem-damaged-what =
    文件在途中被改动或截断，或者属于另一个网站。它无法在此打开，其中的内容没有向任何人显示。
problem-damaged-next =
    请重新保存邮件中的附件 <b>message.html</b>，再试一次。您也可以将整封邮件保存为 <b>.eml</b> 文件并选择它：即使附件不完整，整封邮件也可能是完整的。如果都不行，
    请让发件人重新发送消息。

problem-wrong-file = 这是另一个文件
problem-wrong-file-what =
    此文件中没有受保护的消息。正确的文件是您所收到的邮件中名为 <b>message.html</b> 的附件。
problem-wrong-file-next =
    请保存该附件，并在此处选择它。也可以选择保存为 <b>.eml</b> 文件的整封邮件，或包含两者之一的 ZIP 文件。从附件预览中保存的网页则不行，因为其中已没有消息。

problem-no-file = 没有选择文件
problem-no-file-what = 我们没有收到文件。请返回，选择邮件中的 <b>message.html</b> 文件。

problem-cut-off = 文件没有送达
problem-cut-off-what =
    文件没有完整送达，可能是因为连接中断。请再试一次。

problem-too-large = 此文件过大
problem-too-large-what =
    您发送的文件超过了这里能打开的消息的大小上限。文件选对了吗？正确的文件是您所收到的邮件中名为 <b>message.html</b> 的附件。
problem-too-large-next = 如果文件没有选错，请让发件人将消息分成几个较小的部分发送。

problem-busy = 请稍后再来
problem-busy-what =
    现在有很多人在阅读消息，暂时无法打开您的消息。您的消息仍安全地保存在您的邮箱中。请过几分钟再试。

problem-too-many = 请稍候
problem-too-many-what = 从您所在的网络打开的文件非常多，因此我们需要暂停片刻。您的消息仍安全地保存在您的邮箱中。
problem-too-many-next = { $wait }可以再试。

problem-too-many-tries = 请稍候
problem-too-many-tries-what = 从您所在的网络输入的验证码非常多，因此我们暂时不再接受来自该网络的验证码。您的验证码没有经过核对，也没有计入尝试次数。
problem-too-many-tries-next = { $wait }可以再试，或者现在换一个网络再试。

problem-too-many-codes = 获取验证码的次数过多
problem-too-many-codes-what =
    这个邮箱地址已在此处或其他浏览器中获取过多个验证码。为避免邮箱被大量邮件占满，我们要过一段时间才会再发送。
problem-too-many-codes-next =
    { $wait }可以再次获取。验证码只能在获取它的浏览器中使用。如果就是当前浏览器，请返回并输入验证码：最近三个在各自的有效期内均有效。如果是其他浏览器，请在那里输入。

problem-too-many-asked = 获取验证码的次数过多
problem-too-many-asked-what = 从您所在的网络获取验证码的次数非常多，因此我们暂时不再为该网络发送验证码。如果您已有验证码，请返回使用。
problem-too-many-asked-next = { $wait }可以再次获取，或者现在换一个网络获取。

problem-too-many-addresses = 邮箱地址过多
problem-too-many-addresses-what =
    此处已输入过五个其他邮箱地址，每次访问最多五个。没有向这个地址发送验证码。如果您有发到其他地址的验证码，请返回使用。
problem-too-many-addresses-next =
    如需使用这个地址，{ $wait }请重新打开 <b>message.html</b>，或者现在用浏览器的无痕窗口打开。

problem-no-mail = 目前无法发送验证码
problem-no-mail-what =
    我们的邮件系统目前无法接收邮件，因此没有发送验证码。这是我们的问题。您的消息仍安全地保存在您的邮箱中。
problem-no-mail-next =
    请返回，过几分钟再次获取验证码。如果您已有验证码，它仍然有效。如果问题一直存在，请告知消息的发件人。

problem-visit-over = 本次访问已结束
problem-visit-over-what =
    此页面打开的时间过长、您已经退出，或者此页面属于另一个浏览器。如果您的浏览器拒绝 Cookie，请允许本网站使用：没有 Cookie，我们无法将您与其他人区分开来。
problem-visit-over-next =
    如需重新开始，请再次点击邮件中的按钮，或打开附件 <b>message.html</b>。您不会丢失任何内容。

problem-forged = 没有执行任何操作
problem-forged-what =
    此请求不是来自我们的页面，或者来自过旧的页面，因此没有执行任何操作。如果您是在其他网站上点击了按钮，请关闭那个网站。
problem-forged-next =
    要阅读您的消息，请再次点击邮件中的按钮，或打开附件 <b>message.html</b>。

problem-not-found = 没有这个页面
problem-not-found-what =
    这个网址上没有任何内容。要阅读消息，请打开邮件中的 <b>message.html</b> 文件。

problem-method = 此操作在这里不可用
problem-method-what =
    不能以这种方式使用这个网址。要阅读消息，请打开邮件中的 <b>message.html</b> 文件。

problem-broken = 出现了问题
problem-broken-what =
    这是我们的问题。您的消息仍安全地保存在您的邮箱中。请再试一次；如果再次出现，请告知消息的发件人。
