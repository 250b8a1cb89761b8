### What pages and mails share.

# The language's name in itself, for the switch.
language-name = Svenska

## Sizes, dates, files

size-bytes = { $number } byte
size-kilobytes = { $number } kB
size-megabytes = { $number } MB
size-gigabytes = { $number } GB
# A time that was not turned into the reader's own zone.
time-utc = { $time } UTC

kind-mail = Mejl
kind-pdf = PDF
kind-archive = ZIP-fil
kind-text = Text
kind-web = Webbsida
kind-calendar = Kalenderhändelse
kind-table = Tabell
kind-document = Word-dokument
kind-workbook = Excel-fil
kind-presentation = Presentation
kind-image = Bild
kind-sound = Ljudfil
kind-video = Video
kind-other = Fil
