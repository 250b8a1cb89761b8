### What pages and mails share.

language-name = Português

## Sizes, dates, files

size-bytes = { $number } bytes
size-kilobytes = { $number } KB
size-megabytes = { $number } MB
size-gigabytes = { $number } GB
time-utc = { $time } UTC

kind-mail = E-mail
kind-pdf = PDF
kind-archive = Arquivo ZIP
kind-text = Texto
kind-web = Página da internet
kind-calendar = Evento de calendário
kind-table = Tabela
kind-document = Documento do Word
kind-workbook = Documento do Excel
kind-presentation = Apresentação
kind-image = Imagem
kind-sound = Áudio
kind-video = Vídeo
kind-other = Arquivo
