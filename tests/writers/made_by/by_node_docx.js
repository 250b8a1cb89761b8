// What docx writes: a letter for each place.
const fs = require('fs');

module.exports = (load, half) => {
  function letter(make) {
    return async (path, value) => {
      const docx = load('docx');
      const { children = [], section = {}, ...rest } = make(docx, value);
      const dear = new docx.Paragraph('Dear Kim,');
      const made = new docx.Document({
        ...rest,
        sections: [{ ...section, children: [dear, ...children] }],
      });
      fs.writeFileSync(path, await docx.Packer.toBuffer(made));
    };
  }

  return {
    paragraph: letter((d, v) => ({ children: [new d.Paragraph(`the ${v} of today`)] })),
    'word in two runs': letter((d, v) => ({
      children: [
        new d.Paragraph({
          children: half(v).map((text, bold) => new d.TextRun({ text, bold: !!bold })),
        }),
      ],
    })),
    'page header': letter((d, v) => ({
      section: { headers: { default: new d.Header({ children: [new d.Paragraph(v)] }) } },
    })),
    'page footer with its number': letter((d, v) => ({
      section: {
        footers: {
          default: new d.Footer({
            children: [
              new d.Paragraph({
                children: [
                  new d.TextRun(v),
                  new d.Tab()
                    ? new d.TextRun({ children: [new d.Tab(), d.PageNumber.CURRENT] })
                    : '',
                ],
              }),
            ],
          }),
        },
      },
    })),
    footnote: letter((d, v) => ({
      footnotes: { 1: { children: [new d.Paragraph(v)] } },
      children: [
        new d.Paragraph({ children: [new d.TextRun('See'), new d.FootnoteReferenceRun(1)] }),
      ],
    })),
    comment: letter((d, v) => ({
      comments: {
        children: [{ id: 0, author: 'Kim', date: new Date(0), children: [new d.Paragraph(v)] }],
      },
      children: [
        new d.Paragraph({
          children: [
            new d.CommentRangeStart(0),
            new d.TextRun('here'),
            new d.CommentRangeEnd(0),
            new d.TextRun({ children: [new d.CommentReference(0)] }),
          ],
        }),
      ],
    })),
    'inserted by somebody': letter((d, v) => ({
      children: [
        new d.Paragraph({
          children: [
            new d.InsertedTextRun({ text: v, id: 1, author: 'Kim', date: '2026-11-26T10:00:00Z' }),
          ],
        }),
      ],
    })),
    'deleted by somebody': letter((d, v) => ({
      children: [
        new d.Paragraph({
          children: [
            new d.DeletedTextRun({ text: v, id: 1, author: 'Kim', date: '2026-11-26T10:00:00Z' }),
          ],
        }),
      ],
    })),
    "hyperlink's target": letter((d, v) => ({
      children: [
        new d.Paragraph({
          children: [
            new d.ExternalHyperlink({
              link: `https://example.net/${v}/`,
              children: [new d.TextRun('here')],
            }),
          ],
        }),
      ],
    })),
    bookmark: letter((d, v) => ({
      children: [
        new d.Paragraph({
          children: [new d.Bookmark({ id: v, children: [new d.TextRun('here')] })],
        }),
      ],
    })),
    'cell of a table': letter((d, v) => ({
      children: [
        new d.Table({
          rows: [
            new d.TableRow({
              children: ['Item', v].map(
                (text) => new d.TableCell({ children: [new d.Paragraph(text)] }),
              ),
            }),
          ],
        }),
      ],
    })),
    'label of a numbering': letter((d, v) => ({
      numbering: {
        config: [{ reference: 'n', levels: [{ level: 0, format: 'decimal', text: `${v} %1` }] }],
      },
      children: [new d.Paragraph({ text: 'one', numbering: { reference: 'n', level: 0 } })],
    })),
    formula: letter((d, v) => ({
      children: [
        new d.Paragraph({
          children: [
            new d.Math({
              children: [
                new d.MathFraction({
                  numerator: [new d.MathRun(v)],
                  denominator: [new d.MathRun('2')],
                }),
              ],
            }),
          ],
        }),
      ],
    })),
    'property title': letter((d, v) => ({ title: v })),
    'property keywords': letter((d, v) => ({ keywords: v })),
    'custom property': letter((d, v) => ({ customProperties: [{ name: 'Client', value: v }] })),
  };
};
