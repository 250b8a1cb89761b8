### The mail that carries a sealed message, and its file message.html.
### $sender is a name and address, or an address; $organisation a name; $portal a URL.

carrier-title = A protected message
carrier-what = <b>{ $sender }</b> has sent you a protected message.
# The organisation by whose rules the message was encrypted.
carrier-what-of = <b>{ $sender }</b> has sent you a protected message from <b>{ $organisation }</b>.
# Where the organisation gives no reason of its own.
carrier-why = It is encrypted, so that nobody else reads it on its way.
carrier-read = Read the message
# What happens when the button is pressed.
carrier-click =
    The button opens { $portal } in your browser. There you ask for a code, which is sent to this
    mailbox, type it, and read the message. You are never asked for a password.
carrier-button-fails =
    If the button does not work, open the attached file <b>message.html</b> and press “Read the
    message” there.
carrier-open-file =
    To read it, open the attached file <b>message.html</b> and press “Read the message”.
carrier-file-click =
    The file leads to { $portal } in your browser. There you ask for a code, which is sent to this
    mailbox, type it, and read the message. You are never asked for a password.
carrier-phone =
    On a phone, or if the file does not open: save the attachment, go to <a>{ $portal }</a> and
    choose the saved file there.
# Before a long link on a line of its own, in mails without HTML.
carrier-link = Or open this link, which has the message in it:
carrier-not-sure = Not sure? Your browser must show the address <b>{ $portal }</b>
carrier-check =
    On <a>{ $portal }</a> anyone can check whether this mail is real, without a code.
carrier-call = Help with reading it: call <b>{ $telephone }</b>.
carrier-write = Help with reading it: write to { $contact }.
carrier-call-or-write = Help with reading it: call <b>{ $telephone }</b> or write to { $contact }.
carrier-not-expected =
    Did you not expect this? Call the sender on a number you already know, from a letter or from a
    website whose address you typed yourself.
carrier-answer =
    An answer that you write in your mail program is not encrypted.
carrier-privacy = <a>Privacy</a>

## message.html

file-what =
    <b>{ $sender }</b> has sent you a message that was encrypted on its way to you.
file-what-of =
    <b>{ $sender }</b> has sent you a message from <b>{ $organisation }</b> that was encrypted on
    its way to you.
file-button =
    Press the button to go on to <b>{ $portal }</b>, which will send a code to your mailbox to make
    sure that it is you.
file-no-button =
    Nothing happens, or there is no button? Save this file, go to <a>{ $portal }</a> and choose it
    there.
file-link = Or <a>follow this link</a>, which has the message in it.
file-quiet =
    You will never be asked for a password. If anything looks odd, ask the sender before you go on.
