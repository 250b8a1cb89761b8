### The mail that brings a code.

passcode-subject = { $again ->
    [yes] Your new code for the message from { $sender }
   *[no] Your code for the message from { $sender }
}
passcode-title = Your code
passcode-yours = Your code:
# $sender is an address, $day the day on which the message was sent.
passcode-opens = It opens the protected message that <b>{ $sender }</b> sent you on { $day }.
passcode-again =
    It is a new one; those that you were sent before stay good until their time is over.
passcode-until =
    It is good until { $time }, for { $minutes ->
        [one] a minute
       *[other] { $minutes } minutes
    }. Type it at <b>{ $url }</b> only, on the page that shows the reference { $reference }.
# $time is a time of day with its zone, $browser a name such as Firefox or passcode-other-browser.
passcode-asked = { $device ->
    [phone] It was asked for at { $time }, with { $browser } on a phone or tablet.
   *[computer] It was asked for at { $time }, with { $browser } on a computer.
}
passcode-other-browser = another browser
passcode-back =
    Go back to that page: it is still open in your browser. If you can’t find it, press the button
    in the mail with the message, or in its file <b>message.html</b>, once more in the same browser.
    That brings you back.
passcode-not-asked =
    Did you not ask for this code? Then somebody else has tried to open the message. Without this
    code they can’t. Give it to nobody: nobody who works here will ever ask for it, and we never ask
    for a password.
# The link under it leads to a page with a button.
passcode-not-me = This wasn’t me
passcode-not-me-what =
    That page lets you end what was begun in your name, and tells those who run this service.

## The page to which "This wasn't me" leads

not-me-title = Was it not you?
not-me-what =
    Somebody asked for a code to read a message that was sent to you. Nobody can read it without
    that code.
not-me-how =
    If it wasn’t you, type the reference that stands in the mail with the code, and press the
    button. Then the code is good for nothing, and those who run this service learn of it.
not-me-reference = Reference in the mail
not-me-button = This wasn’t me: end it
not-me-was-me = If it was you, close this page. Nothing has changed.
not-me-wrong = That isn’t the reference in the mail with the code. Please look there again.
not-me-done-title = It is ended
not-me-done =
    The code is good for nothing now. If it was still good, those who run this service were told.
    The message itself stays in your mailbox, encrypted, and you can open it at any time.
not-me-done-mailbox =
    <b>Can somebody else read your mailbox?</b> Then they may have read the message already, with
    the code. In that case change your mailbox’s password, and tell the sender of the message.
