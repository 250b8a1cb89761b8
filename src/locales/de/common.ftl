### What pages and mails share.

language-name = Deutsch

## Sizes, dates, files

size-bytes = { $number } Byte
size-kilobytes = { $number } kB
size-megabytes = { $number } MB
size-gigabytes = { $number } GB
time-utc = { $time } UTC

kind-mail = E-Mail
kind-pdf = PDF
kind-archive = ZIP-Archiv
kind-text = Text
kind-web = Webseite
kind-calendar = Kalendereintrag
kind-table = Tabelle
kind-document = Word-Dokument
kind-workbook = Excel-Datei
kind-presentation = Präsentation
kind-image = Bild
kind-sound = Audio
kind-video = Video
kind-other = Datei
