### What a mail program shows when a message is not taken. One line each, without marks.

refusal-rule = 不允许通过邮件发送此消息
refusal-near-miss =
    主题中有与加密标记相近的内容：请在主题的最前面写上 { $tags }；如果邮件可以不加密发送，请改写主题
refusal-near-miss-unnamed =
    主题中有与加密标记相近的内容：请在主题的最前面写上管理员指定的标记；如果邮件可以不加密发送，
    请改写主题
refusal-detour = 有收件人的地址绕道转发，请写成 user@domain 的形式
refusal-encrypted-too-large =
    邮件太大：加密后为 { $size }，而途经的邮件服务器最多接受 { $limit }；请缩小邮件或分成几封发送
refusal-encrypted-too-large-by-far =
    邮件太大：加密后超过 { $limit }，即途经的邮件服务器的上限；请缩小邮件或分成几封发送
refusal-too-large = 邮件超过了本服务器的上限 { $size }
refusal-header-too-large = 邮件头超过了本服务器的上限 { $size }
refusal-field-too-large = 有一个邮件头字段超过了本服务器的上限 { $size }
refusal-fields = 邮件头字段过多，无法加密发送
refusal-recipients = 收件人超过 { $most } 个，请分批发送
refusal-copy = 发给部分收件人的邮件副本被拒绝
refusal-sender = 发件人的地址不可能是任何邮箱的地址
refusal-recipient = 有收件人的地址不可能是任何邮箱的地址

## These are met by servers that try again, and by people only when that never helps.

refusal-connections = 与本服务器邮件加密服务的连接过多，请稍后再试
refusal-examined = 正在检查的邮件过多，请稍后再试
refusal-encrypted = 正在加密的邮件过多，请稍后再试
refusal-setup = 本服务器的邮件加密设置不正确，请稍后再试
refusal-rules-changed = 规则已更改，请重新连接
refusal-later = 目前无法处理这封邮件，请稍后再试
