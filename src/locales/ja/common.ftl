### What pages and mails share.

language-name = 日本語

## Sizes, dates, files

size-bytes = { $number } バイト
size-kilobytes = { $number } KB
size-megabytes = { $number } MB
size-gigabytes = { $number } GB
time-utc = { $time } UTC

kind-mail = メール
kind-pdf = PDF
kind-archive = ZIPファイル
kind-text = テキスト
kind-web = ウェブページ
kind-calendar = カレンダーの予定
kind-table = 表
kind-document = Word文書
kind-workbook = Excelブック
kind-presentation = プレゼンテーション
kind-image = 画像
kind-sound = 音声
kind-video = 動画
kind-other = ファイル
