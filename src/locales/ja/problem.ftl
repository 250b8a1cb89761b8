### What goes wrong, one page each: what happened, and what to do.

# How long somebody has to wait, inside a sentence: "in 5 minutes".
wait = { $unit ->
    [hours] 約{ $count }時間後
   *[minutes] { $count ->
       *[other] { $count }分後
    }
}

problem-expired = このメッセージは有効期限が切れています
problem-expired-what = 差出人が設定した、メッセージを読むことのできる期限が過ぎました。当方も含め、もうだれも開くことはできません。
problem-expired-next = まだ必要な場合は、差出人に再送を依頼してください。

problem-not-yours = このメッセージはこのアドレス宛てではありません
problem-not-yours-what =
    本人確認に使われたアドレスは、このメッセージの宛先に含まれていません。別のアドレスをお持ちの場合は、メッセージを開き直し、そのアドレスをお使いください。

problem-damaged = このファイルを開くことができません
problem-damaged-what =
    ファイルが途中で変更されたか、一部が失われたか、または別のサイトのものです。ここでは開くことができません。内容はだれにも表示されていません。
problem-damaged-next =
    メールの添付ファイル <b>message.html</b> をもう一度保存して、やり直してください。または、メール全体をファイル（末尾が <b>.eml</b>）として保存し、
    それを選択してください。添付ファイルが壊れていても、メール全体なら開けることがあります。どちらもうまくいかない場合は、差出人にメッセージの再送を依頼してください。

problem-wrong-file = 別のファイルです
problem-wrong-file-what =
    このファイルには、保護されたメッセージがありません。正しいファイルは、届いたメールに添付された <b>message.html</b> です。
problem-wrong-file-next =
    その添付ファイルを保存し、ここで選択してください。メール全体を保存したファイル（末尾が <b>.eml</b>）や、どちらかを含むZIPファイルでも構いません。
    添付ファイルのプレビューから保存したページには、メッセージが含まれていないため、使えません。

problem-no-file = ファイルが選択されていません
problem-no-file-what =
    ファイルが送られてきませんでした。戻って、メールに添付された <b>message.html</b> を選択してください。

problem-cut-off = ファイルが届きませんでした
problem-cut-off-what =
    ファイルが最後まで届きませんでした。接続が切れた可能性があります。もう一度お試しください。

problem-too-large = ファイルが大きすぎます
problem-too-large-what =
    送られたファイルは、ここで開くことのできるメッセージの大きさを超えています。ファイルに間違いがないか、ご確認ください。正しいファイルは、
    届いたメールに添付された <b>message.html</b> です。
problem-too-large-next = ファイルに間違いがない場合は、メッセージを小さく分けて送るよう、差出人に依頼してください。

problem-busy = しばらくしてからお試しください
problem-busy-what =
    現在、多くの方がメッセージを読んでいるため、メッセージを開くことができません。メッセージはメールボックスに安全に残っています。数分後にもう一度お試しください。

problem-too-many = しばらくお待ちください
problem-too-many-what =
    お使いのネットワークから非常に多くのファイルが開かれたため、一時的に停止しています。メッセージはメールボックスに安全に残っています。
problem-too-many-next = { $wait }にもう一度お試しください。

problem-too-many-tries = しばらくお待ちください
problem-too-many-tries-what =
    お使いのネットワークから非常に多くのコードが入力されたため、しばらくの間、そのネットワークからの入力を受け付けません。今回のコードは確認されておらず、入力回数にも数えられていません。
problem-too-many-tries-next = { $wait }にもう一度お試しいただけます。別のネットワークからであれば、すぐにお試しいただけます。

problem-too-many-codes = 認証コードの送信依頼が多すぎます
problem-too-many-codes-what =
    このアドレスへの認証コードが、ここまたは別のブラウザで、すでに何度か依頼されています。メールボックスがコードのメールでいっぱいにならないよう、次の送信まで少し時間を置いています。
problem-too-many-codes-next =
    { $wait }にもう一度依頼できます。コードは、依頼したブラウザでのみ使えます。このブラウザで依頼した場合は、戻って入力してください。最新の3つが、それぞれの有効期限まで使えます。
    別のブラウザで依頼した場合は、そのブラウザで入力してください。

problem-too-many-asked = 認証コードの送信依頼が多すぎます
problem-too-many-asked-what =
    お使いのネットワークから非常に多くの認証コードが依頼されたため、しばらくの間、送信を停止しています。すでにコードをお持ちの場合は、戻ってお使いください。
problem-too-many-asked-next = { $wait }にもう一度依頼できます。別のネットワークからであれば、すぐに依頼できます。

problem-too-many-addresses = アドレスが多すぎます
problem-too-many-addresses-what =
    すでにほかのアドレスが5つ入力されており、今回のご利用ではこれ以上入力できません。このアドレスにはコードを送信していません。ほかのアドレスに届いたコードをお持ちの場合は、戻ってお使いください。
problem-too-many-addresses-next =
    このアドレスを使うには、{ $wait }に <b>message.html</b> を開き直すか、ブラウザのプライベートウィンドウで今すぐ開いてください。

problem-no-mail = 現在、認証コードを送信できません
problem-no-mail-what =
    当方のメールシステムが現在メールを受け付けていないため、コードは送信されませんでした。原因は当方にあります。メッセージはメールボックスに安全に残っています。
problem-no-mail-next =
    戻って、数分後にもう一度コードを依頼してください。すでにコードをお持ちの場合は、引き続きお使いいただけます。この状態が続く場合は、メッセージの差出人にお知らせください。

problem-visit-over = 今回のご利用は終了しました
problem-visit-over-what =
    このページは、長時間開いたままだったか、ログアウトされたか、別のブラウザのものです。ブラウザでCookieを拒否している場合は、このサイトに対して許可してください。Cookieがないと、
    ほかの方と区別できません。
problem-visit-over-next =
    最初からやり直すには、メールのボタンをもう一度押すか、添付ファイル <b>message.html</b> を開いてください。失われたものはありません。

problem-forged = 何も実行されませんでした
problem-forged-what =
    このサイト以外のページ、または開いてから時間がたちすぎたページからの操作だったため、何も実行されませんでした。別のサイトでボタンを押した場合は、そのサイトを閉じてください。
problem-forged-next =
    メッセージを読むには、メールのボタンをもう一度押すか、添付ファイル <b>message.html</b> を開いてください。

problem-not-found = ページが見つかりません
problem-not-found-what =
    このアドレスには何もありません。メッセージを読むには、メールに添付された <b>message.html</b> を開いてください。

problem-method = ここではこの操作はできません
problem-method-what =
    このアドレスをそのように使うことはできません。メッセージを読むには、メールに添付された <b>message.html</b> を開いてください。

problem-broken = 問題が発生しました
problem-broken-what =
    原因は当方にあります。メッセージはメールボックスに安全に残っています。もう一度お試しください。同じことが起こる場合は、メッセージの差出人にお知らせください。
