// exceljs, SheetJS, PDFKit, pdf-lib, docx: reads lines of JSON with writer, format, place, path and
// value; the packages lie in the folder that is the first argument.
const { createRequire } = require('module');
const fs = require('fs');
const load = createRequire(process.argv[2] + '/x.js');

const half = (value) => [value.slice(0, 4), value.slice(4)];

function exceljs(change) {
  return async (path, value) => {
    const ExcelJS = load('exceljs');
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('Items');
    sheet.addRows([
      ['Item', 'Pieces'],
      ['Pencils', 12],
      ['Paper', 3],
    ]);
    (await change(sheet, value, book)) ?? 0;
    await book.xlsx.writeFile(path);
  };
}

function sheetjs(type, change) {
  return async (path, value) => {
    const XLSX = load('xlsx');
    const sheet = XLSX.utils.aoa_to_sheet([
      ['Item', 'Pieces'],
      ['Pencils', 12],
      ['Paper', 3],
    ]);
    const book = XLSX.utils.book_new();
    const name = change(sheet, value, book, XLSX) ?? 'Items';
    XLSX.utils.book_append_sheet(book, sheet, name);
    XLSX.writeFile(book, path, { bookType: type });
  };
}

function pdfkit(change, options = {}) {
  return (path, value) =>
    new Promise((done) => {
      const PDFDocument = load('pdfkit');
      const pdf = new PDFDocument(options);
      pdf.pipe(fs.createWriteStream(path)).on('finish', done);
      pdf.text('Delivery of today');
      change(pdf, value);
      pdf.end();
    });
}

function pdflib(change, options = {}) {
  return async (path, value) => {
    const lib = load('pdf-lib');
    const pdf = await lib.PDFDocument.create();
    const page = pdf.addPage();
    page.drawText('Delivery of today', { x: 72, y: 760, size: 12 });
    await change(pdf, page, value, lib);
    fs.writeFileSync(path, await pdf.save(options));
  };
}

const set = (at, make) => (sheet, value) => {
  sheet.getCell(at).value = make(value);
};
const cell = (make) => (sheet, value, book, XLSX) => {
  XLSX.utils.sheet_add_aoa(sheet, [[make(value)]], { origin: 'A5' });
};

const WAYS = {
  'exceljs xlsx': {
    cell: exceljs(set('A5', (v) => `the ${v} of today`)),
    number: exceljs(set('A5', (v) => v)),
    'number as its format shows it': exceljs((sheet, v) => {
      sheet.getCell('A5').value = v;
      sheet.getCell('A5').numFmt = '"PRJ-"0000';
    }),
    'rich text in a cell': exceljs(
      set('A5', (v) => ({
        richText: [{ text: half(v)[0], font: { bold: true } }, { text: half(v)[1] }],
      })),
    ),
    "formula's result": exceljs(set('A5', (v) => ({ formula: 'A1', result: v }))),
    "formula's result, as a number": exceljs(set('A5', (v) => ({ formula: 'B1', result: v }))),
    'shared formula': exceljs(
      set('A5', (v) => ({ formula: `IF(B2>9,"${v}","no")`, shareType: 'shared', ref: 'A5:A6' })),
    ),
    note: exceljs((sheet, v) => {
      sheet.getCell('A2').note = `ask for the ${v} first`;
    }),
    "hyperlink's text": exceljs(set('A5', (v) => ({ text: v, hyperlink: 'https://example.net/' }))),
    "hyperlink's target": exceljs(
      set('A5', (v) => ({ text: 'here', hyperlink: `https://example.net/${v}/` })),
    ),
    "hyperlink's tooltip": exceljs(
      set('A5', (v) => ({ text: 'here', hyperlink: 'https://example.net/', tooltip: v })),
    ),
    'page header': exceljs((sheet, v) => {
      sheet.headerFooter.oddHeader = `&L${v}&RPage &P`;
    }),
    'sheet name': exceljs((sheet, v, book) => {
      book.addWorksheet(v);
    }),
    'hidden sheet': exceljs((sheet, v, book) => {
      book.addWorksheet('Notes', { state: 'veryHidden' }).getCell('A1').value = v;
    }),
    'defined name': exceljs((sheet, v) => {
      sheet.getCell('A2').name = v;
    }),
    'choice of a drop-down': exceljs((sheet, v) => {
      sheet.getCell('B2').dataValidation = { type: 'list', formulae: [`"open,${v}"`] };
    }),
    "validation's message": exceljs((sheet, v) => {
      sheet.getCell('B2').dataValidation = {
        type: 'whole',
        operator: 'greaterThan',
        formulae: [1],
        showInputMessage: true,
        prompt: v,
      };
    }),
    'heading of a table': exceljs((sheet, v) => {
      sheet.addTable({
        name: 'T',
        ref: 'D1',
        columns: [{ name: v }, { name: 'b' }],
        rows: [[1, 2]],
      });
    }),
    'property title': exceljs((sheet, v, book) => {
      book.title = v;
    }),
    'property keywords': exceljs((sheet, v, book) => {
      book.keywords = v;
    }),
    'property company': exceljs((sheet, v, book) => {
      book.company = v;
    }),
    'property manager': exceljs((sheet, v, book) => {
      book.manager = v;
    }),
  },
  'pdfkit pdf': {
    page: pdfkit((pdf, v) => pdf.text(`the ${v} of today`)),
    number: pdfkit((pdf, v) => pdf.text(String(v))),
    'page, not compressed': pdfkit((pdf, v) => pdf.text(v), { compress: false }),
    'page, tagged': pdfkit((pdf, v) => pdf.text(v), { tagged: true, lang: 'en' }),
    'page, encrypted without a password': pdfkit((pdf, v) => pdf.text(v), {
      ownerPassword: 'owner',
      pdfVersion: '1.7',
    }),
    'page, encrypted with a password': pdfkit((pdf, v) => pdf.text(v), {
      userPassword: 'open',
      ownerPassword: 'owner',
    }),
    'justified columns': pdfkit((pdf, v) =>
      pdf.text(`Please look at the ${v} of today. `.repeat(20), { columns: 3, align: 'justify' }),
    ),
    'word in two fonts': pdfkit((pdf, v) =>
      pdf
        .font('Helvetica-Bold')
        .text(half(v)[0], { continued: true })
        .font('Helvetica')
        .text(half(v)[1]),
    ),
    'spaced letters': pdfkit((pdf, v) => pdf.text(v, { characterSpacing: 3 })),
    turned: pdfkit((pdf, v) => pdf.rotate(30).text(v)),
    "hyperlink's target": pdfkit((pdf, v) =>
      pdf.text('here', { link: `https://example.net/${v}/` }),
    ),
    note: pdfkit((pdf, v) => pdf.note(72, 100, 20, 20, v)),
    bookmark: pdfkit((pdf, v) => pdf.outline.addItem(v)),
    'file in it': pdfkit((pdf, v) =>
      pdf.file(Buffer.from(`the ${v} of today`), { name: 'note.txt' }),
    ),
    'text field': pdfkit((pdf, v) => {
      pdf.font('Helvetica').initForm();
      pdf.formText('a', 72, 200, 90, 20, { value: v });
    }),
    'choice, not chosen': pdfkit((pdf, v) => {
      pdf.font('Helvetica').initForm();
      pdf.formCombo('a', 72, 200, 90, 20, { select: ['one', v], value: 'one' });
    }),
    'alternative text': pdfkit(
      (pdf, v) => {
        const figure = pdf.struct('Figure', { alt: v }, () => pdf.rect(9, 9, 9, 9).stroke());
        pdf.addStructure(figure);
      },
      { tagged: true },
    ),
    'property title': pdfkit((pdf, v) => {
      pdf.info.Title = v;
    }),
    'property keywords': pdfkit((pdf, v) => {
      pdf.info.Keywords = v;
    }),
  },
  'pdf-lib pdf': {
    page: pdflib((pdf, page, v) => page.drawText(`the ${v} of today`, { x: 72, y: 700 })),
    number: pdflib((pdf, page, v) => page.drawText(String(v), { x: 72, y: 700 })),
    'page, no object streams': pdflib((pdf, page, v) => page.drawText(v, { x: 72, y: 700 }), {
      useObjectStreams: false,
    }),
    'text field': pdflib((pdf, page, v) => {
      const field = pdf.getForm().createTextField('a');
      field.setText(v);
      field.addToPage(page, { x: 72, y: 600 });
    }),
    'option of a drop-down, not chosen': pdflib((pdf, page, v) => {
      const field = pdf.getForm().createDropdown('a');
      field.setOptions(['one', v]);
      field.select('one');
      field.addToPage(page, { x: 72, y: 600 });
    }),
    'option of a list, not chosen': pdflib((pdf, page, v) => {
      const field = pdf.getForm().createOptionList('a');
      field.addOptions(['one', v]);
      field.addToPage(page, { x: 72, y: 600 });
    }),
    'caption of a button': pdflib((pdf, page, v) =>
      pdf.getForm().createButton('a').addToPage(v, page, { x: 72, y: 600 }),
    ),
    'name of a field': pdflib((pdf, page, v) =>
      pdf.getForm().createTextField(`form.${v}`).addToPage(page, { x: 72, y: 600 }),
    ),
    'file in it': pdflib((pdf, page, v) =>
      pdf.attach(Buffer.from(`the ${v} of today`), 'note.txt', { mimeType: 'text/plain' }),
    ),
    script: pdflib((pdf, page, v) => pdf.addJavaScript('main', `app.alert("${v}")`)),
    'property title': pdflib((pdf, page, v) => pdf.setTitle(v)),
    'property keywords': pdflib((pdf, page, v) => pdf.setKeywords(['one', v])),
    'property producer': pdflib((pdf, page, v) => pdf.setProducer(v)),
  },
  'docx docx': require('./by_node_docx.js')(load, half),
};
for (const type of ['xlsx', 'xlsb', 'xls', 'ods', 'fods', 'csv', 'html', 'rtf']) {
  WAYS[`xlsx ${type}`] = {
    cell: sheetjs(
      type,
      cell((v) => `the ${v} of today`),
    ),
    number: sheetjs(
      type,
      cell((v) => v),
    ),
    'cell in Russian': sheetjs(
      type,
      cell((v) => v),
    ),
    'sheet name': sheetjs(type, (sheet, v) => v),
    comment: sheetjs(type, (sheet, v) => {
      sheet.A2.c = [{ a: 'Kim', t: v }];
      sheet.A2.c.hidden = true;
    }),
    "hyperlink's target": sheetjs(type, (sheet, v) => {
      sheet.A2.l = { Target: `https://example.net/${v}/` };
    }),
    'property title': sheetjs(type, (sheet, v, book) => {
      book.Props = { Title: v };
    }),
    'defined name': sheetjs(type, (sheet, v, book) => {
      book.Workbook = { Names: [{ Name: v, Ref: 'Items!$A$1' }] };
    }),
  };
}

if (process.argv[3] === 'list') {
  const places = Object.entries(WAYS).map(([key, ways]) => [...key.split(' '), Object.keys(ways)]);
  console.log(JSON.stringify(places));
} else {
  const lines = fs
    .readFileSync(0, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  (async () => {
    for (const { writer, format, place, path, value } of lines) {
      try {
        await WAYS[`${writer} ${format}`][place](path, value);
      } catch (error) {
        console.error(place, error.message);
      }
    }
  })();
}
