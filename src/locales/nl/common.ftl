### What pages and mails share.

# The language's name in itself, for the switch.
language-name = Nederlands

## Sizes, dates, files

size-bytes = { $number } bytes
size-kilobytes = { $number } kB
size-megabytes = { $number } MB
size-gigabytes = { $number } GB
# A time that was not turned into the reader's own zone.
time-utc = { $time } UTC

kind-mail = E-mail
kind-pdf = PDF
kind-archive = Zipbestand
kind-text = Tekst
kind-web = Webpagina
kind-calendar = Agenda-afspraak
kind-table = Tabel
kind-document = Word-document
kind-workbook = Excel-bestand
kind-presentation = Presentatie
kind-image = Afbeelding
kind-sound = Geluidsbestand
kind-video = Video
kind-other = Bestand
