### What goes wrong, one page each: what happened, and what to do.

# How long somebody has to wait, inside a sentence: "in 5 minutes".
wait = { $unit ->
    [hours] in about { $count } hours
   *[minutes] { $count ->
        [one] in 1 minute
       *[other] in { $count } minutes
    }
}

problem-expired = This message has expired
problem-expired-what =
    Its sender wanted it to be readable for a limited time, and that time is over. Nobody can open
    it any more, not even we.
problem-expired-next = If you still need it, ask the sender to send it again.

problem-not-yours = This message is not for this address
problem-not-yours-what =
    The address that you have shown to be yours is not one that this message was sent to. If you
    have another address, open the message again and use that one.

problem-damaged = This file can’t be opened
problem-damaged-what =
    The file was changed or cut off on its way, or it belongs to another portal than this one. It
    can’t be opened here, and none of it was shown to anybody.
problem-damaged-next =
    Save the attachment <b>message.html</b> from the mail once more and try again. Or save the whole
    mail as a file that ends in <b>.eml</b> and choose that: it may be whole where the attachment
    isn’t. If neither helps, ask the sender to send the message again.

problem-wrong-file = This is another file
problem-wrong-file-what =
    There is no protected message in this file. The right one is the attachment named
    <b>message.html</b> in the mail that you received.
problem-wrong-file-next =
    Save that attachment and choose it here. The whole mail, saved as a file that ends in
    <b>.eml</b>, will do too, and so will a ZIP file with one of them. A page that was saved from a
    preview of the attachment will not: the message is no longer in it.

problem-no-file = No file was chosen
problem-no-file-what =
    No file came with your request. Go back and choose the file <b>message.html</b> from your mail.

problem-cut-off = The file did not arrive
problem-cut-off-what =
    The file did not arrive completely, perhaps because the connection was lost. Please try again.

problem-too-large = This file is too large
problem-too-large-what =
    What you sent is larger than any message that can be opened here. Is it the right file? It is
    the attachment named <b>message.html</b> in the mail that you received.
problem-too-large-next = If it is, ask the sender to send the message in smaller parts.

problem-busy = Please come back in a moment
problem-busy-what =
    Many people are reading messages right now, and there is no room for yours at this moment. Your
    message is safe in your mailbox. Please try again in a few minutes.

problem-too-many = Please wait a little
problem-too-many-what =
    Very many files were opened from your network, so we take a short break. Your message is safe in
    your mailbox.
problem-too-many-next = Please try again { $wait }.

problem-too-many-tries = Please wait a little
problem-too-many-tries-what =
    Very many codes were typed in your network, so we take no more from it for a while. Yours was
    not looked at, and no try was used up.
problem-too-many-tries-next = You can try again { $wait }, or sooner from another network.

problem-too-many-codes = Too many codes
problem-too-many-codes-what =
    Several codes were requested for this address already, here or in another browser. To keep its
    mailbox from being flooded, we wait a while before we send another.
problem-too-many-codes-next =
    You can ask again { $wait }. A code works only in the browser in which it was asked for. If that
    is this one, go back and type it: the last three are good until their time is over. If it is
    another one, type it there.

problem-too-many-asked = Too many codes
problem-too-many-asked-what =
    Very many codes were asked for in your network, so no more are sent for it for a while. If you
    have a code already, go back and use it.
problem-too-many-asked-next = You can ask again { $wait }, or sooner from another network.

problem-too-many-addresses = Too many addresses
problem-too-many-addresses-what =
    Five other addresses were typed here already, and a visit takes no more. No code was sent to
    this one. If you have a code for one of the others, go back and use it.
problem-too-many-addresses-next =
    To use this address, open <b>message.html</b> again { $wait }, or in a private window of your
    browser now.

problem-no-mail = We can’t send a code now
problem-no-mail-what =
    Our mail system takes no mail at this moment, so no code was sent. The fault is ours. Your
    message is safe in your mailbox.
problem-no-mail-next =
    Please go back and ask for the code again in a few minutes. If you have one already, it is still
    good. If this does not pass, tell the sender of the message.

problem-visit-over = This visit is over
problem-visit-over-what =
    This page was open for too long, was signed out, or belongs to another browser. If your browser
    refuses cookies, allow them for this site: without one we can’t tell you from others.
problem-visit-over-next =
    To start anew, press the button in your mail again, or open its file <b>message.html</b>.
    Nothing is lost.

problem-forged = Nothing was done
problem-forged-what =
    This request did not come from one of our pages, or it came from one that is too old, so nothing
    was done. If you pressed a button on another site, close that site.
problem-forged-next =
    To read your message, press the button in your mail again, or open its file <b>message.html</b>.

problem-not-found = There is no such page
problem-not-found-what =
    There is nothing at this address. To read a message, open the file <b>message.html</b> from your
    mail.

problem-method = This does not work here
problem-method-what =
    This address can’t be used like that. To read a message, open the file <b>message.html</b> from
    your mail.

problem-broken = Something went wrong
problem-broken-what =
    The fault is ours. Your message is safe in your mailbox. Please try again; if it happens again,
    tell the sender of the message.
