### The mail that carries a sealed message, and its file message.html.
### $sender is a name and address, or an address; $organisation a name; $portal a URL.

carrier-title = 保護されたメッセージ
carrier-what = <b>{ $sender }</b> から、保護されたメッセージが届いています。
carrier-what-of =
    <b>{ $organisation }</b> の <b>{ $sender }</b> から、保護されたメッセージが届いています。
carrier-why = 途中でほかの人に読まれないよう、暗号化されています。
carrier-read = メッセージを読む
carrier-click =
    ボタンを押すと、ブラウザで { $portal } が開きます。そこで認証コードの送信を依頼してください。コードはこのメールアドレスに届きます。コードを入力すると、
    メッセージを読むことができます。パスワードをお尋ねすることは決してありません。
carrier-button-fails =
    ボタンが使えない場合は、添付ファイル <b>message.html</b> を開き、「メッセージを読む」を押してください。
carrier-open-file =
    お読みになるには、添付ファイル <b>message.html</b> を開き、「メッセージを読む」を押してください。
carrier-file-click =
    添付ファイルから、ブラウザで { $portal } に進みます。そこで認証コードの送信を依頼してください。コードはこのメールアドレスに届きます。コードを入力すると、
    メッセージを読むことができます。パスワードをお尋ねすることは決してありません。
carrier-phone =
    スマートフォンをお使いの場合や、ファイルが開かない場合は、添付ファイルを保存してから <a>{ $portal }</a> を開き、保存したファイルを選択してください。
carrier-link = または、次のリンクを開いてください。リンクにメッセージが含まれています。
carrier-not-sure = ご不安な場合は、ブラウザに表示されるアドレスをお確かめください。正しいアドレス：<b>{ $portal }</b>
carrier-check = <a>{ $portal }</a> で、このメールが本物かどうかをどなたでも確認できます。認証コードは不要です。
carrier-call = 読み方のお問い合わせは <b>{ $telephone }</b> までお電話ください。
carrier-write = 読み方のお問い合わせは { $contact } までお寄せください。
carrier-call-or-write = 読み方のお問い合わせは <b>{ $telephone }</b> までお電話いただくか { $contact } までお寄せください。
carrier-not-expected = お心当たりがない場合は、郵便物や、ご自身でアドレスを入力して開いたサイトなどで、すでにご存じの電話番号で差出人にご確認ください。
carrier-answer =
    メールアプリで書いた返信は暗号化されません。
carrier-privacy = <a>プライバシー</a>

## message.html

file-what =
    <b>{ $sender }</b> から、暗号化されたメッセージが届いています。
file-what-of =
    <b>{ $organisation }</b> の <b>{ $sender }</b> から、暗号化されたメッセージが届いています。
file-button =
    ボタンを押すと <b>{ $portal }</b> に進みます。ご本人であることを確認するため、そこから認証コードがメールで届きます。
file-no-button =
    何も起こらない場合や、ボタンがない場合は、このファイルを保存してから <a>{ $portal }</a> を開き、このファイルを選択してください。
file-link = または、<a>このリンク</a>を開いてください。リンクにメッセージが含まれています。
file-quiet =
    パスワードをお尋ねすることは決してありません。不審な点があれば、先に進む前に差出人にご確認ください。
