### What a mail program shows when a message is not taken. One line each, without marks.

# By a rule of the administrator's, who has given no text.
refusal-rule = This message may not be sent by mail
# $tags: tags as they must be written, with quotation marks.
refusal-near-miss =
    The subject nearly has a tag that asks for encryption: write { $tags } at its very start, or
    reword the subject if the message may travel unencrypted
refusal-near-miss-unnamed =
    The subject nearly has a tag that asks for encryption: write the tag as your administrator gave
    it at its very start, or reword the subject if the message may travel unencrypted
# Such as user%other.example@example.org.
refusal-detour = A recipient’s address takes a detour; write it as user@domain
# $size and $limit: sizes such as "25 MB".
refusal-encrypted-too-large =
    The message is too large: it takes { $size } when it is encrypted, and mail servers on its way
    accept { $limit } at most; make it smaller, or send it in parts
refusal-encrypted-too-large-by-far =
    The message is too large: it takes more than { $limit } when it is encrypted, and mail servers
    on its way accept no more; make it smaller, or send it in parts
refusal-too-large = The message is larger than the { $size } that this server takes
refusal-header-too-large = The header is larger than the { $size } that this server takes
refusal-field-too-large = A header field is larger than the { $size } that this server takes
refusal-fields = The message has too many header fields to be sent encrypted
refusal-recipients = The message has more than { $most } recipients; send it in portions
refusal-copy = A copy of the message for some of its recipients was refused
refusal-sender = The sender’s address is not one that a mailbox can have
refusal-recipient = A recipient’s address is not one that a mailbox can have

## These are met by servers that try again, and by people only when that never helps.

refusal-connections =
    Too many connections to this server’s mail encryption, try again later
refusal-examined = Too many messages are being examined, try again later
refusal-encrypted = Too many messages are being encrypted, try again later
refusal-setup = This server’s mail encryption is not set up correctly, try again later
refusal-rules-changed = The rules have changed, connect again
refusal-later = The message cannot be processed at the moment, try again later
