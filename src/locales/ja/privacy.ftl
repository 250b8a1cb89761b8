### The privacy statement: /privacy. Every sentence must be true of the running portal; those that
### depend on its settings are shown only where they hold.

privacy-title = プライバシーに関する声明
privacy-link = プライバシー
privacy-updated = 最終更新日：{ $date }

privacy-scope-title = この声明の対象
privacy-scope =
    この声明は、暗号化されて送られてきたメッセージをお読みいただくために <b>{ $organisation }</b> が運営するこのサイト（{ $portal }）に関するものです。
    メッセージにほかのサイトやサービスへのリンクがあっても、それらは対象ではありません。メールのアカウント、メールサービス、お使いの端末には、
    それぞれ独自のプライバシーに関する声明がある場合があります。
privacy-scope-sender =
    差出人の組織が自らのメッセージやあなたの返信をどのように扱うかについては、その組織が説明するものとします。

privacy-how-title = メッセージの受け取り方と読み方
privacy-how-mail =
    暗号化されたメッセージは、HTML形式の添付ファイル <b>message.html</b> が付いた通常のメールとして届きます。パソコンでも、
    スマートフォンやタブレットでもお読みいただけます。添付ファイル、または一部のメールにあるリンクを開くと、暗号化されたメッセージがこのサイトに送られます。
privacy-how-code =
    次に、メールがあなた宛てに送信されたことを示していただきます。1回限りの認証コードを依頼すると、メールの宛先のアドレスに送信されますので、それをここで入力します。
privacy-how-decrypted = その後、メッセージが復号され、表示されます。

privacy-credentials-title = アドレスの確認に使うもの
privacy-credentials-code =
    1回限りの認証コードは、アドレスがあなたのものであることを示すためだけに使われます。保存されることはなく、ほかの目的に使われることもありません。
privacy-cookies =
    ブラウザには、開いたメッセージごとにCookieが1つ、最長で{ $minutes ->
       *[other] { $minutes }分間
    }保存されます。言語を選択された場合は、その言語を記録したCookieも1つ保存されます。ほかの目的には使われません。

privacy-message-title = メッセージの取り扱い
privacy-message =
    メッセージは、復号中も復号後も、ここには保存されません。暗号化された状態のメッセージは、ご利用の間だけ、最長で{ $minutes ->
       *[other] { $minutes }分間
    }、またはログアウトされるまで、メモリに保持されます。各ページは、表示する部分だけを復号し、その後すぐに消去します。
privacy-message-leaves =
    復号されたメッセージは、あなたのブラウザ以外、このサイトの外部に送信されることはありません。
privacy-message-where =
    ご利用の間、暗号化されたメッセージは、このサイトを運用するコンピューターにだけあり、当方が関わるほかの場所にはありません。
privacy-message-answer =
    メールアプリで返信される場合、その返信は通常のメールです。このサイトでは暗号化されず、返信に引用されたメッセージの内容も暗号化されません。

privacy-figures-title = 集計する項目
privacy-figures =
    このサービスの品質、安全性、完全性のために、次の項目を合計の数値として集計しています。
privacy-figures-none = 数値は一切収集していません。
privacy-figures-not =
    これらの数値から、個々の人、アドレス、メッセージについて知ることはできません。あなたを特定したり、連絡したり、広告を表示したりするために使われることはありません。
privacy-logs =
    不具合を調べるための記録では、メッセージを番号で示します。アドレス、認証コード、メッセージの内容が記録されることはありません。第三者による大量アクセスを防ぐため、
    ネットワークアドレスごとの回数をメモリ上で数え、1日以内に消去します。
privacy-logs-mail =
    認証コードを送信するメールサーバーは、ほかのメールサーバーと同じように、どのアドレスにいつメールを送ったかを記録します。

privacy-contact-title = お問い合わせ先
privacy-contact =
    この声明およびこのサイトでのプライバシーに関するご質問は { $contact } までお寄せください。
privacy-contact-post = 郵送先：{ $address }

privacy-changes-title = 変更
privacy-changes =
    この声明が変更されると、冒頭の日付も変わります。変更の内容や、お持ちのメッセージへの影響については、そのメッセージを送信した組織にお問い合わせください。

## Figures, one line each. What is listed is what is collected.

figure-views = 表示されたメッセージ
figure-browsers = ブラウザと端末の種類
figure-proofs = アドレスの確認方法（試行と成功）
figure-errors = エラー（種類別）
figure-codes = 依頼された認証コードと使用された認証コード
figure-denied = 依頼した覚えがないと申告された認証コード
figure-reading-time = メッセージを開いてから読むまでの時間
figure-typing-time = 認証コードが入力されるまでにかかった時間
