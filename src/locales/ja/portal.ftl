### The pages of the portal. Marks: <b> stands out; <a> leads elsewhere.
### "message.html" is the name of a file and stays as it is.

## Around every page

skip = 本文へ移動
host = このページの正しいアドレスは { $host } です
footer =
    パスワードをお尋ねすることや、このサービスの関係者が認証コードをお尋ねすることは、決してありません。ブラウザのアドレス欄に、上と異なるアドレスが表示されている場合は、
    このページを離れてください。メッセージにご不安がある場合は、すでにご存じの電話番号で差出人にご確認ください。郵便物に記載の番号や、
    ご自身でアドレスを入力して開いた組織の公式サイトの番号が確実です。
portal-name = 暗号化メール
switch = 言語
steps = 現在の手順
step-file = ファイル
step-proof = ご本人確認
step-message = メッセージ
choose-file = ファイルを選択
go-back = 戻る
open-another = 別のメッセージを開く
leave-hint = このページを閉じるだけでも構いません。ファイルは自動的に消去されます。
address-label = メールアドレス

## Who has verified the sender

verified-login =
    差出人は <b>{ $domain }</b> によって確認されています。差出人はそこにログインして送信しています。
verified-network =
    差出人は <b>{ $domain }</b> によって確認されています。メッセージはそのネットワークから送信されています。
verified-signature =
    差出人は <b>{ $domain }</b> によって確認されています。そのメールサーバーがメッセージに署名しています。
verified-nobody =
    <b>この差出人は確認されていません。</b>メッセージにご不安がある場合は、別の方法で差出人にご確認ください。

## The first page

landing-title = 保護されたメッセージを開く
landing-stranded =
    お使いのメールアプリからメッセージが送られてきませんでした。メールの添付ファイル <b>message.html</b> をファイルとして保存し、ここで選択してください。
landing-what =
    <b>message.html</b> というファイルが添付されたメールが届いています。暗号化されたメッセージはそのファイルの中にあります。お読みになるには、ここでファイルを選択してください。
landing-file = メールに添付された <b>message.html</b>
landing-whole-mail =
    メール全体を保存したファイル（末尾が <b>.eml</b>）も選択できます。
landing-open = 開く
landing-opening = 開いています…
landing-next = この後の手順
landing-next-file =
    <b>ファイルを選択します。</b>ファイルは暗号化されたままで、遅くとも30分後には消去されます。
landing-next-code = <b>認証コードがメールで届きます。</b>ご本人であることを確認するためのものです。
landing-next-read = <b>ここでコードを入力すると、</b>メッセージを読むことができます。
landing-find = ファイルの見つけ方
landing-find-computer =
    <b>パソコンの場合：</b>メールの添付ファイル message.html を保存してから、ここで選択するか、このページにドラッグしてください。
landing-find-phone =
    <b>スマートフォンの場合：</b>添付ファイルをタップし、「保存」または「ファイルに保存」を選んでから、このページに戻ってファイルを選択してください。

## Before a code was sent

ask-title = ご本人確認
ask-heading = { $sender } からのメッセージ
ask-heading-of = { $organisation } の { $sender } からのメッセージ
ask-call = メッセージの読み方のお問い合わせは、<b>{ $telephone }</b> までお電話ください。
ask-write = メッセージの読み方のお問い合わせは、{ $contact } までご連絡ください。
ask-call-or-write = メッセージの読み方のお問い合わせは、<b>{ $telephone }</b> までお電話いただくか、{ $contact } までご連絡ください。
ask-code-over = <b>この認証コードは無効になりました。</b>コードには有効期限があります。新しいコードの送信を依頼してください。
ask-known =
    ご本人であることを確認するため、このメッセージの宛先のメールアドレスに認証コードをお送りします。
ask-send-to = { $address } に認証コードを送信
ask-unknown =
    ご本人であることを確認するため、認証コードをメールでお送りします。このメッセージの宛先のメールアドレスを入力してください。
ask-no-address = メールアドレスが完全ではありません。例：{ $example }
ask-send = 認証コードを送信
ask-hint =
    コードを記載したメールが1分ほどで届きます。このページは開いたままにしてください。閉じてしまった場合は、同じブラウザで、メッセージが届いたメールのボタンを押すか、
    添付ファイル <b>message.html</b> を開くと、このページに戻れます。

## After a code was sent

code-title = 認証コードの入力
code-spent-title = 入力回数の上限に達しました
code-spent =
    このページで誤ったコードが5回入力されたため、これ以上は入力できません。メッセージはだれにも読まれていません。
code-spent-next =
    最初からやり直すには、メッセージが届いたメールのボタン、または添付ファイル <b>message.html</b> のボタンをもう一度押してください。新しいコードを受け取れるようになります。
code-forget = このページのファイルを消去
code-sent-typed =
    メッセージの宛先が { $address } であれば、認証コードがそのアドレスに届きます。
code-sent = { $address } に認証コードを送信しました。
code-reference =
    認証コードのメールには、照合番号 { $reference } が記載されています。番号が異なる場合は、そのメールのコードを使わないでください。
code-until = コードの有効期限は { $time } です。
code-label = { $digits ->
    [ten] メールに記載された10桁の数字
    [eight-or-ten] メールに記載された8桁または10桁の数字
   *[eight] メールに記載された8桁の数字
}
code-wrong =
    <b>コードが正しくありません。</b>{ $left ->
       *[other] あと{ $left }回入力できます。
    }コードの送信を何度か依頼した場合は、最新の3つが有効です。
code-malformed = { $digits ->
    [ten] <b>コードは10桁の数字です。</b>
    [eight-or-ten] <b>コードは8桁または10桁の数字です。</b>
   *[eight] <b>コードは8桁の数字です。</b>
}メールに記載されたとおりに入力してください。今回は入力回数に数えられていません。
code-read = メッセージを読む
code-again-title = メールが届きませんか？
code-too-soon =
    <b>コードを送信したばかりです。</b>メールが届くまで少し時間がかかります。{ $seconds ->
       *[other] { $seconds }秒
    }後に、もう一度依頼できます。
code-again =
    届くまで1分ほどかかることがあります。迷惑メールフォルダもご確認ください。このアドレスへのコードが何度も依頼された場合は、しばらくの間、送信を停止します。
code-again-typed =
    届かない場合、メッセージの宛先は、お持ちの別のアドレスかもしれません。
code-again-when =
    コードの送信から30秒たつと、もう一度依頼できます。すでにお持ちのコードも引き続き有効です。
code-send-again = 新しい認証コードを送信
code-stuck =
    どの認証コードも使えない場合や、誤って「心当たりがありません」を押した場合は、別のブラウザーまたはプライベートウィンドウでメッセージを開くと、最初からやり直せます。

## The message

message-title = メッセージ
message-opened-for = { $address } 宛てのメッセージを表示中
message-sign-out = ログアウト
message-no-subject = （件名なし）
message-from = 差出人
message-to = 宛先
message-cc = Cc
message-date = 日時
message-damaged = 本文の一部を読み取れなかったため、内容が正しくないか、すべてが表示されていない可能性があります。下の一覧から、届いたままの状態でダウンロードできます。
message-frame = メッセージ
message-own-page = メッセージを別のページで表示
message-too-large =
    このメッセージは、大きすぎるか特殊な形式のため、ここには表示できません。ダウンロードしてメールアプリで開くと、すべての内容をご覧いただけます。
message-download = メッセージをダウンロード
message-attachments = { $count ->
   *[other] 添付ファイル（{ $count }件）
}
message-attachment = { $kind }、{ $size }
message-attachment-damaged =
    一部を読み取れなかったため、元の添付ファイルと異なる可能性があります。<a>届いたままの状態でダウンロード</a>するか、差出人に再送を依頼してください。
message-attachments-hint = 添付ファイルは、この差出人から届くとわかっていた場合にだけ開いてください。
message-original = 元のメッセージをダウンロード（.eml）
message-answer =
    メールアプリで書いた返信は暗号化されません。相手の方以外に見られて困ることは書かないでください。
message-when-done = 読み終わったらログアウトしてください。メッセージはすぐに消去されます。ログアウトしない場合は、メッセージがこのサイトに送られてから30分後に消去されます。
frame-remote =
    外部から読み込まれる画像は表示していません。メッセージをいつ読んだかを、ほかの人に知られないようにするためです。
frame-left-out =
    一部の画像は、含めるとメッセージが大きくなりすぎるため、表示していません。ご覧になるには、元のメッセージをダウンロードしてください。
frame-unusual =
    このメッセージは特殊な形式のため、ここには表示できません。元のメッセージをダウンロードしてメールアプリで開くと、すべての内容をご覧いただけます。

## Signed out

goodbye-title = ログアウトしました
goodbye-heading = ログアウトしました
goodbye-forgotten =
    メッセージはここから消去されました。メールボックスには暗号化された状態で残っており、いつでも再び開くことができます。
goodbye-close = このページは閉じて構いません。
