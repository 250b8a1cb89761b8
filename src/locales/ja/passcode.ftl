### The mail that brings a code.

passcode-subject = { $again ->
    [yes] 新しい認証コード（{ $sender } からのメッセージ）
   *[no] 認証コード（{ $sender } からのメッセージ）
}
passcode-title = 認証コード
passcode-yours = 認証コード：
passcode-opens = { $day }に <b>{ $sender }</b> から送信された、保護されたメッセージを開くためのコードです。
passcode-again =
    これは新しいコードです。以前にお送りしたコードも、それぞれの有効期限まで使えます。
passcode-until =
    有効期限は { $time }（{ $minutes ->
       *[other] { $minutes }分間
    }）です。<b>{ $url }</b> の、照合番号 { $reference } が表示されているページに入力してください。
    ほかの場所には入力しないでください。
passcode-asked = { $device ->
    [phone] { $time } に、スマートフォンまたはタブレットの { $browser } から送信が依頼されました。
   *[computer] { $time } に、パソコンの { $browser } から送信が依頼されました。
}
passcode-other-browser = その他のブラウザ
passcode-back =
    元のページにお戻りください。ブラウザで開いたままになっています。見つからない場合は、同じブラウザで、メッセージが届いたメールのボタン、
    または添付ファイル <b>message.html</b> のボタンをもう一度押すと、元のページに戻れます。
passcode-not-asked =
    この認証コードにお心当たりがない場合は、ほかの人がメッセージを開こうとした可能性があります。このコードがなければ開くことはできません。コードはだれにも教えないでください。
    このサービスの関係者がコードをお尋ねすることや、パスワードをお尋ねすることは、決してありません。
# The link under it leads to a page with a button.
passcode-not-me = 心当たりがありません
passcode-not-me-what = リンク先のページで、あなたになりすまして始められた手続きを中止できます。その際、このサービスの運営者にも通知されます。

## The page to which "This wasn't me" leads

not-me-title = お心当たりがありませんか？
not-me-what =
    あなた宛てのメッセージを読むための認証コードを、だれかが依頼しました。そのコードがなければ、だれもメッセージを読むことはできません。
not-me-how = お心当たりがない場合は、認証コードが記載されたメールにある照合番号を入力して、ボタンを押してください。コードは無効になり、このサービスの運営者に通知されます。
not-me-reference = メールに記載の照合番号
not-me-button = 心当たりがないので中止する
not-me-was-me = ご自身で依頼された場合は、このページを閉じてください。何も変更されていません。
not-me-wrong = 認証コードが記載されたメールの照合番号と一致しません。もう一度ご確認ください。
not-me-done-title = 中止しました
not-me-done =
    コードは無効になりました。その時点で有効だった場合は、このサービスの運営者に通知されています。メッセージは暗号化されたままメールボックスに残っており、いつでも開くことができます。
not-me-done-mailbox =
    <b>ほかの人があなたのメールボックスを見ることができる場合は、</b>その人が認証コードを使ってすでにメッセージを読んでいる可能性があります。その場合は、メールのパスワードを変更し、
    メッセージの差出人にお知らせください。
