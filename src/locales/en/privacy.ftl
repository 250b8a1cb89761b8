### The privacy statement: /privacy. Every sentence must be true of the running portal; those that
### depend on its settings are shown only where they hold.

privacy-title = Privacy statement
privacy-link = Privacy
# $date is the day of the last change of the words.
privacy-updated = Last updated: { $date }

privacy-scope-title = What this statement is about
privacy-scope =
    It is about this portal, { $portal }, which <b>{ $organisation }</b> runs so that you can read
    encrypted messages that were sent to you. It is not about other sites and services, even where a
    message leads to them. The account of your mailbox, your mail service and your device may have
    privacy statements of their own.
privacy-scope-sender =
    What the sender’s organisation does with its messages and with your answers is for it to say.

privacy-how-title = How you get and read a message
privacy-how-mail =
    An encrypted message comes as an ordinary mail with an HTML attachment, <b>message.html</b>. You
    can read it on a desktop computer and on a phone or tablet: you open the attachment, or the link
    that some mails have, and the encrypted message goes to this portal.
privacy-how-code =
    Then you show that the mail was sent to you: you ask for a one-time passcode, which is sent to
    the address that the mail was sent to, and type it here.
privacy-how-decrypted = After that the message is decrypted and shown to you.

privacy-credentials-title = What you prove your address with
privacy-credentials-code =
    One-time passcodes serve to show that an address is yours, and for nothing else. They are not
    stored, and not used in any other way.
privacy-cookies =
    Your browser keeps a cookie for each message that you open, for { $minutes ->
        [one] a minute
       *[other] { $minutes } minutes
    } at most, and one with the language that you chose, if you chose one. They serve for nothing
    else.

privacy-message-title = What happens to the message
privacy-message =
    The message is not stored here, neither while it is decrypted nor after. Its encrypted form is
    kept in memory for the length of your visit, { $minutes ->
        [one] a minute
       *[other] { $minutes } minutes
    } at most, or until you sign out. Each page decrypts what it shows and forgets it.
privacy-message-leaves =
    The decrypted message is not sent anywhere outside this portal, except to your browser.
privacy-message-where =
    During your visit the encrypted message is on the computer that runs this portal, and nowhere
    else that we have to do with.
privacy-message-answer =
    When you answer in your mail program, your answer is an ordinary mail: it is not encrypted by
    this portal, and what it quotes of the message is not either.

privacy-figures-title = What is counted
privacy-figures =
    We count in total numbers, for the quality, the security and the integrity of this service:
privacy-figures-none = No figures are collected.
privacy-figures-not =
    These numbers say nothing about a single person, address or message. They are not used to
    identify you, to contact you, or to advertise to you.
privacy-logs =
    Records for finding faults name messages by numbers, never your address, a code, or anything
    that a message says. To keep strangers from flooding the service, network addresses are counted
    in memory and forgotten within a day.
privacy-logs-mail =
    Like every mail server, the one that sends the codes notes to which address a mail went, and
    when.

privacy-contact-title = Whom to ask
privacy-contact =
    Questions about this statement and about privacy here go to { $contact }.
privacy-contact-post = By post: { $address }

privacy-changes-title = Changes
privacy-changes =
    When this statement changes, the day at its top changes too. About changes, and about what they
    mean for messages that you have, please ask the organisation that sent them to you.

## Figures, one line each. What is listed is what is collected.

figure-views = messages that were shown
figure-browsers = kinds of browsers and devices
figure-proofs = ways of showing an address, tried and succeeded
figure-errors = errors, by their kind
figure-codes = codes that were asked for and used
figure-denied = codes that somebody said they had not asked for
figure-reading-time = the time from opening a message to reading it
figure-typing-time = the time that it took until a code was typed
