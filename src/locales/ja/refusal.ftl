### What a mail program shows when a message is not taken. One line each, without marks.

refusal-rule = このメッセージをメールで送信することは許可されていません
refusal-near-miss =
    件名に、暗号化を求める目印に似たものがあります。{ $tags } を件名の一番最初に書いてください。
    暗号化せずに送ってよい場合は、件名を書き換えてください
refusal-near-miss-unnamed =
    件名に、暗号化を求める目印に似たものがあります。管理者から指定されたとおりの目印を件名の一番最初に
    書いてください。暗号化せずに送ってよい場合は、件名を書き換えてください
refusal-detour =
    宛先のアドレスが遠回りの書き方になっています。user@domain の形で書いてください
refusal-encrypted-too-large =
    メッセージが大きすぎます。暗号化すると { $size } になりますが、途中のメールサーバーの上限は
    { $limit } です。小さくするか、分けて送ってください
refusal-encrypted-too-large-by-far =
    メッセージが大きすぎます。暗号化すると、途中のメールサーバーの上限 { $limit } を超えます。
    小さくするか、分けて送ってください
refusal-too-large = メッセージのサイズが、このサーバーの上限 { $size } を超えています
refusal-header-too-large = ヘッダーのサイズが、このサーバーの上限 { $size } を超えています
refusal-field-too-large = ヘッダーの項目のサイズが、このサーバーの上限 { $size } を超えています
refusal-fields = ヘッダーの項目が多すぎるため、暗号化して送信できません
refusal-recipients = 宛先が{ $most }件を超えています。分けて送ってください
refusal-copy = 一部の宛先に送るメッセージの写しが拒否されました
refusal-sender = 差出人のアドレスは、メールボックスのアドレスになりえない形です
refusal-recipient = 宛先のアドレスは、メールボックスのアドレスになりえない形です

## These are met by servers that try again, and by people only when that never helps.

refusal-connections =
    このサーバーのメール暗号化への接続が多すぎます。しばらくしてからもう一度お試しください
refusal-examined = 検査中のメッセージが多すぎます。しばらくしてからもう一度お試しください
refusal-encrypted = 暗号化中のメッセージが多すぎます。しばらくしてからもう一度お試しください
refusal-setup =
    このサーバーのメール暗号化が正しく設定されていません。しばらくしてからもう一度お試しください
refusal-rules-changed = ルールが変更されました。もう一度接続してください
refusal-later = 現在メッセージを処理できません。しばらくしてからもう一度お試しください
