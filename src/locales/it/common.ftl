### What pages and mails share.

language-name = Italiano

## Sizes, dates, files

size-bytes = { $number } byte
size-kilobytes = { $number } kB
size-megabytes = { $number } MB
size-gigabytes = { $number } GB
time-utc = { $time } UTC

kind-mail = E-mail
kind-pdf = PDF
kind-archive = Archivio ZIP
kind-text = Testo
kind-web = Pagina web
kind-calendar = Evento di calendario
kind-table = Tabella
kind-document = Documento Word
kind-workbook = Foglio Excel
kind-presentation = Presentazione
kind-image = Immagine
kind-sound = Audio
kind-video = Video
kind-other = File
