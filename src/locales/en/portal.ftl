### The pages of the portal. Marks: <b> stands out; <a> leads elsewhere.
### "message.html" is the name of a file and stays as it is.

## Around every page

skip = Skip to the content
# Where the browser must be. $host is a host name.
host = This page belongs at { $host }
footer =
    We never ask for a password, and nobody who works here will ever ask for your code. Does your
    browser’s address bar show another address than the one above? Then leave this page. Not sure
    about a message? Ask its sender, on a number that you already know: from a letter, or from the
    organisation’s own website, whose address you typed yourself.
# The portal's name where the administrator gave none.
portal-name = Secure mail
switch = Language
steps = Where you are
step-file = The file
step-proof = Is it you?
step-message = The message
choose-file = Choose a file
go-back = Go back
open-another = Open another message
leave-hint = You can also just close this page. We forget the file by ourselves.
address-label = Your mail address

## Who has verified the sender

verified-login =
    Sender verified by <b>{ $domain }</b>: the sender had signed in there.
verified-network =
    Sender verified by <b>{ $domain }</b>: the message came from its own network.
verified-signature =
    Sender verified by <b>{ $domain }</b>: its mail server signed the message.
verified-nobody =
    <b>Nobody has verified this sender.</b> Not sure about the message? Ask the sender in another
    way.

## The first page

landing-title = Open a protected message
landing-stranded =
    Your mail program did not send the message along. Save the attachment <b>message.html</b> from
    the mail as a file, and choose that file here.
landing-what =
    Somebody has sent you a mail with a file named <b>message.html</b>. The message is inside it,
    encrypted. Choose that file here to read it.
landing-file = The file <b>message.html</b> from your mail
landing-whole-mail =
    You can also choose the whole mail, saved as a file that ends in <b>.eml</b>.
landing-open = Open
landing-opening = Opening…
landing-next = How it works
landing-next-file =
    <b>You choose the file.</b> It stays encrypted, and we forget it after half an hour at most.
landing-next-code = <b>We send a code to your mailbox,</b> to be sure that it is you.
landing-next-read = <b>You type the code here</b> and read the message.
landing-find = How to find the file
landing-find-computer =
    <b>On a computer:</b> save the attachment message.html from your mail, then choose it here or
    drop it on this page.
landing-find-phone =
    <b>On a phone:</b> touch the attachment, choose “Save” or “Save to Files”, come back to this
    page and choose it.

## Before a code was sent

ask-title = Is it you?
ask-heading = A message from { $sender }
ask-heading-of = A message from { $sender } of { $organisation }
ask-call = Help with reading a message: call <b>{ $telephone }</b>.
ask-write = Help with reading a message: write to { $contact }.
ask-call-or-write =
    Help with reading a message: call <b>{ $telephone }</b> or write to { $contact }.
ask-code-over =
    <b>That code is no longer valid.</b> A code is good for a while only. Ask for a new one.
ask-known =
    To be sure that it is you, we send a code to the mailbox that the message was sent to.
ask-send-to = Send a code to { $address }
ask-unknown =
    To be sure that it is you, we send a code to your mailbox. Type the address that the message was
    sent to.
# $example is an address as an example.
ask-no-address = This is not a complete mail address. One looks like { $example }.
ask-send = Send a code
ask-hint =
    The code comes by mail within a minute or so. Keep this page open. If it closes, press the
    button in the mail with the message, or open its file <b>message.html</b>, in the same browser
    to come back to it.

## After a code was sent

code-title = Type your code
code-spent-title = Too many tries
code-spent =
    Five wrong codes were typed on this page, so it takes no more. Nobody has read the message.
code-spent-next =
    To start anew, press the button in the mail with the message, or in its file
    <b>message.html</b>, once more. You can then have a new code.
code-forget = Forget the file on this page
code-sent-typed =
    If the message was sent to { $address }, a code is on its way there.
code-sent = A code is on its way to { $address }.
code-reference =
    The mail with your code shows the reference { $reference }. If it shows another, don’t
    use its code.
code-until = The code is good until { $time }.
code-label = { $digits ->
    [ten] The ten digits from the mail
    [eight-or-ten] The eight or ten digits from the mail
   *[eight] The eight digits from the mail
}
code-wrong =
    <b>That is not the code.</b> { $left ->
        [one] You have one try left.
       *[other] You have { $left } tries left.
    } If you asked for several codes, the last three are good.
code-malformed = { $digits ->
    [ten] <b>The code has ten digits.</b>
    [eight-or-ten] <b>The code has eight or ten digits.</b>
   *[eight] <b>The code has eight digits.</b>
} Type them as they stand in the mail. This did not count as a try.
code-read = Read the message
code-again-title = No mail yet?
code-too-soon =
    <b>A code was sent a moment ago.</b> Mail takes a while. You can ask for another in
    { $seconds ->
        [one] a second
       *[other] { $seconds } seconds
    }.
code-again =
    It can take a minute. Look into your junk folder too. If many codes were requested for this
    address, no more are sent for a while.
code-again-typed =
    If nothing comes, the message may have been sent to another address of yours.
code-again-when =
    Half a minute after a code you can ask for another one. The codes that you have stay good.
code-send-again = Send a new code
code-stuck =
    No code helps, or you pressed “This wasn’t me” by mistake? Open the message in another browser,
    or in a private window, to start anew.

## The message

message-title = Your message
message-opened-for = Opened for { $address }
message-sign-out = Sign out
message-no-subject = (no subject)
message-from = From
message-to = To
message-cc = Cc
message-date = Date
message-damaged =
    Some of this text could not be decoded, so it may be wrong or not all there. The list below
    offers it as it came.
message-frame = The message
message-own-page = Show the message on a page of its own
message-too-large =
    This message is too large or too unusual to be shown here. Download it and open it in your mail
    program: all of it is there.
message-download = Download the message
message-attachments = { $count ->
    [one] One attachment
   *[other] { $count } attachments
}
# What a file is and how large: "PDF, 1.2 MB".
message-attachment = { $kind }, { $size }
message-attachment-damaged =
    Some of it could not be decoded, so this file may not be what was attached. <a>Download it as it
    came</a>, or ask the sender to send it again.
message-attachments-hint = Open attachments only if you expected them from this sender.
message-original = Download the original message (.eml)
message-answer =
    An answer that you write in your mail program is not encrypted. Don’t put into it what only its
    reader should see.
message-when-done =
    When you are done, sign out: we then forget the message at once. Otherwise we forget it half an
    hour after you brought it.
frame-remote =
    Pictures that this message would load from other places are left out, so that nobody learns when
    you read it.
frame-left-out =
    Some pictures are left out because they would make this message too large to show. Download the
    original message to see them.
frame-unusual =
    This message is too unusual to be shown here. Download the original message and open it in your
    mail program: all of it is there.

## Signed out

goodbye-title = Signed out
goodbye-heading = You are signed out
goodbye-forgotten =
    We have forgotten the message. It is still in your mailbox, encrypted, and you can open it again
    at any time.
goodbye-close = You can close this page now.
