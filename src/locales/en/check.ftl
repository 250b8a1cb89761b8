### The page on which anyone learns whether a mail is real: /check.

check-title = Is this mail real?
check-link = Is a mail like this real? Check it
check-what =
    Choose the mail, saved as a file that ends in <b>.eml</b>, or its attachment
    <b>message.html</b>. You learn whether it came from here and whether it was changed. Nothing is
    opened, no code is sent, and nobody is told.
check-file = The mail or its attachment
check-button = Check it
check-looking = Looking at it…
check-save = <b>Save the attachment; don’t open it,</b> and press nothing in that mail.
check-real-title = The encrypted part is from here and unchanged
check-real = The message was encrypted here, and nothing in it was changed.
check-real-of =
    The message was encrypted here on behalf of <b>{ $organisation }</b>, and nothing in it was
    changed.
check-sender =
    Its sender is <b>{ $sender }</b>. Compare it with the address that seems to have written to you.
    If that is another, don’t trust the mail.
check-when = It was sent on { $time }.
check-expired = It was encrypted here, but it has expired, so it can’t be opened any more.
check-mail =
    What else the mail says – names, links, words – is not checked and may be somebody else’s. To
    read the message, open it at this portal’s own address only: <b>{ $portal }</b>.
check-read = To read it
check-changed-title = This message was changed
check-changed =
    It was begun here, but something in it was changed or cut off on its way, so it can’t be opened.
    Save the mail once more and try again. If it stays like this, ask the sender to send it again.
check-not-ours-title = This is not from here
check-not-ours =
    There is no message in this file that was encrypted here. Don’t press anything in that mail. If
    it says that it came from somebody whom you know, call them on a number that you already know.
check-codes =
    A mail with a code can’t be checked here: it has no message in it. Compare its reference with
    the one on the page on which you asked for the code.
check-another = Check another one
