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
check-real-title = This message is real
check-real =
    It was encrypted here, and nothing in it was changed.
check-real-of =
    It was encrypted here on behalf of <b>{ $organisation }</b>, and nothing in it was changed.
check-when = It was sent on { $time }.
check-expired = It has expired, so it can’t be opened any more.
check-mail =
    The words around it, its sender’s name and any links could still be somebody else’s. To read it,
    open it on <b>{ $portal }</b> only.
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
