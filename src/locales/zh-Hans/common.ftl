### What pages and mails share.

language-name = 简体中文

## Sizes, dates, files

size-bytes = { $number } 字节
size-kilobytes = { $number } KB
size-megabytes = { $number } MB
size-gigabytes = { $number } GB
time-utc = { $time } UTC

kind-mail = 邮件
kind-pdf = PDF
kind-archive = ZIP 压缩包
kind-text = 文本
kind-web = 网页
kind-calendar = 日程
kind-table = 表格
kind-document = Word 文档
kind-workbook = Excel 工作簿
kind-presentation = 演示文稿
kind-image = 图片
kind-sound = 音频
kind-video = 视频
kind-other = 文件
