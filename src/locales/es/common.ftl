### What pages and mails share.

language-name = Español

## Sizes, dates, files

size-bytes = { $number } bytes
size-kilobytes = { $number } kB
size-megabytes = { $number } MB
size-gigabytes = { $number } GB
time-utc = { $time } UTC

kind-mail = Correo
kind-pdf = PDF
kind-archive = Archivo ZIP
kind-text = Texto
kind-web = Página web
kind-calendar = Evento de calendario
kind-table = Tabla
kind-document = Documento de Word
kind-workbook = Libro de Excel
kind-presentation = Presentación
kind-image = Imagen
kind-sound = Audio
kind-video = Vídeo
kind-other = Archivo
