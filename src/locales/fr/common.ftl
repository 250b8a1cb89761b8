### What pages and mails share.

# The language's name in itself, for the switch.
language-name = Français

## Sizes, dates, files

size-bytes = { $number } octets
size-kilobytes = { $number } Ko
size-megabytes = { $number } Mo
size-gigabytes = { $number } Go
# A time that was not turned into the reader's own zone.
time-utc = { $time } UTC

kind-mail = E-mail
kind-pdf = PDF
kind-archive = Fichier ZIP
kind-text = Texte
kind-web = Page web
kind-calendar = Événement d’agenda
kind-table = Tableau
kind-document = Document Word
kind-workbook = Classeur Excel
kind-presentation = Présentation
kind-image = Image
kind-sound = Fichier audio
kind-video = Vidéo
kind-other = Fichier
