### What a mail program shows when a message is not taken. One line each, without marks.

refusal-rule = Diese Nachricht darf nicht per E-Mail gesendet werden
refusal-near-miss =
    Der Betreff enthält fast ein Kennzeichen für Verschlüsselung: Schreiben Sie { $tags } ganz an
    den Anfang, oder formulieren Sie den Betreff um, wenn die Nachricht unverschlüsselt
    gesendet werden darf
refusal-near-miss-unnamed =
    Der Betreff enthält fast ein Kennzeichen für Verschlüsselung: Schreiben Sie es genau so, wie Ihr
    Administrator es angegeben hat, ganz an den Anfang, oder formulieren Sie den Betreff um, wenn
    die Nachricht unverschlüsselt gesendet werden darf
refusal-detour =
    Die Adresse eines Empfängers nimmt einen Umweg; schreiben Sie sie in der Form name@domain
refusal-encrypted-too-large =
    Die Nachricht ist zu groß: Verschlüsselt hat sie { $size }, und Mailserver auf ihrem Weg nehmen
    höchstens { $limit } an; verkleinern Sie sie, oder senden Sie sie in Teilen
refusal-encrypted-too-large-by-far =
    Die Nachricht ist zu groß: Verschlüsselt hat sie mehr als { $limit }, und mehr nehmen Mailserver
    auf ihrem Weg nicht an; verkleinern Sie sie, oder senden Sie sie in Teilen
refusal-too-large = Die Nachricht ist größer als { $size }, mehr nimmt dieser Server nicht an
refusal-header-too-large =
    Der Kopf der Nachricht ist größer als { $size }, mehr nimmt dieser Server nicht an
refusal-field-too-large =
    Eine Kopfzeile der Nachricht ist größer als { $size }, mehr nimmt dieser Server nicht an
refusal-fields = Die Nachricht hat zu viele Kopfzeilen, um sie verschlüsselt zu senden
refusal-recipients =
    Die Nachricht hat mehr als { $most } Empfänger; senden Sie sie in mehreren Portionen
refusal-copy = Eine Kopie der Nachricht für einen Teil der Empfänger wurde abgelehnt
refusal-sender = Die Adresse des Absenders kann zu keinem Postfach gehören
refusal-recipient = Die Adresse eines Empfängers kann zu keinem Postfach gehören

## These are met by servers that try again, and by people only when that never helps.

refusal-connections =
    Zu viele Verbindungen zur Mailverschlüsselung dieses Servers, bitte später noch einmal senden
refusal-examined =
    Es werden gerade zu viele Nachrichten geprüft, bitte später noch einmal senden
refusal-encrypted =
    Es werden gerade zu viele Nachrichten verschlüsselt, bitte später noch einmal senden
refusal-setup =
    Die Mailverschlüsselung dieses Servers ist nicht richtig eingerichtet, bitte später noch einmal
    senden
refusal-rules-changed = Die Regeln haben sich geändert, bitte noch einmal verbinden
refusal-later = Die Nachricht kann gerade nicht verarbeitet werden, bitte später noch einmal senden
