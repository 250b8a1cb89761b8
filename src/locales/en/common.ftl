### What pages and mails share.

# The language's name in itself, for the switch.
language-name = English

## Sizes, dates, files

size-bytes = { $number } bytes
size-kilobytes = { $number } KB
size-megabytes = { $number } MB
size-gigabytes = { $number } GB
# A time that was not turned into the reader's own zone.
time-utc = { $time } UTC

kind-mail = Mail
kind-pdf = PDF
kind-archive = ZIP archive
kind-text = Text
kind-web = Web page
kind-calendar = Calendar entry
kind-table = Table
kind-document = Word document
kind-workbook = Excel workbook
kind-presentation = Presentation
kind-image = Image
kind-sound = Sound
kind-video = Video
kind-other = File
