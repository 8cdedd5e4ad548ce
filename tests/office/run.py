#!/usr/bin/env python3
"""Office documents made here, through the program and back: run.py PROGRAM

Prints TAP. Archives are made and read with Python's own zipfile, so that no binary file is kept.
"""

import io
import os
import re
import struct
import subprocess
import sys
import tempfile
import traceback
import zipfile
from pathlib import Path
from xml.etree import ElementTree

PROGRAM = os.path.abspath(sys.argv[1])
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

CONTENT_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" \
ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" \
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override \
PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>\
<Override PartName="/word/footnotes.xml" \
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/><Override \
PartName="/word/drawings/drawing1.xml" ContentType="application/vnd.openxmlformats-officedocument.drawingml.chartshapes+xml"/>\
<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"""

STYLES = f"""<w:styles xmlns:w="{WORD}"><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-US" w:eastAsia="ja-JP"/>\
</w:rPr></w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/>\
</w:style></w:styles>"""

CORE = """<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" \
xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Rivers &amp; lakes</dc:title></cp:coreProperties>"""


def archive(parts, method=zipfile.ZIP_DEFLATED):
    """A ZIP archive of (name, content) pairs; names that end in ! are stored."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as written:
        for name, content in parts:
            info = zipfile.ZipInfo(name.rstrip("!"), (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name.endswith("!") else method
            written.writestr(info, content)
    return out.getvalue()


def docx(body, more=(), method=zipfile.ZIP_DEFLATED):
    document = f'<?xml version="1.0"?>\n<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    return archive([("[Content_Types].xml", CONTENT_TYPES), ("word/media/image.png!", b"\x89PNG\0\1\2"),
                    ("word/document.xml", document), ("word/styles.xml", STYLES), ("docProps/core.xml", CORE), *more],
                   method)


def paragraph(*runs, style=None):
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return "<w:p>" + properties + "".join(runs) + "</w:p>"


def words(text, properties="", rsid=""):
    rsid = f' w:rsidR="{rsid}"' if rsid else ""
    properties = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r{rsid}>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def odt(body, automatic="", more=()):
    names = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{uri}:1.0"' for name, uri in
                     (("office", "office"), ("text", "text"), ("style", "style"), ("table", "table"), ("draw", "drawing"),
                      ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible")))
    names += ' xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0" xmlns:o="http://o.org/"'
    styles = (f'<office:document-styles {names}><office:styles><style:default-style style:family="paragraph">'
              '<style:text-properties fo:language="en" fo:country="US"/></style:default-style></office:styles>'
              '</office:document-styles>')
    content = (f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {names}><office:automatic-styles>{automatic}'
               f'</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>'
               '</office:document-content>')
    return archive([("mimetype!", "application/vnd.oasis.opendocument.text"), ("content.xml", content),
                    ("styles.xml", styles), *more])


CONTAINER = ('<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile '
             'full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>')
NCX = """<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" xml:lang="en"><docTitle><text>Rivers</text></docTitle><docAuthor>\
<text>Ana Anić</text></docAuthor><navMap><navPoint><navLabel><text>The Tisa</text></navLabel></navPoint></navMap></ncx>"""


def xhtml(body, language="en", prolog='<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'):
    return (f'{prolog}<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="{language}" lang="{language}"><head><title>Rivers'
            f'</title></head><body>{body}</body></html>')


def epub(documents, more=(), spine_attributes='toc="n" page-progression-direction="ltr"'):
    """A publication of (name, XHTML or SVG) pairs, read in the reverse order of the manifest."""
    items = "".join(f'<item id="i{i}" href="{name}" media-type="{"image/svg" if name.endswith(".svg") else "application/xhtml"}'
                    '+xml"/>' for i, (name, _) in enumerate(documents))
    spine = "".join(f'<itemref idref="i{i}"/>' for i in reversed(range(len(documents))))
    package = ('<?xml version="1.0"?>\n<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
               'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title id="t">Rivers</dc:title><dc:creator>Ana Anić</dc:creator>'
               '<dc:language>en</dc:language><dc:description>All &amp; more.</dc:description></metadata><manifest>'
               f'{items}<item id="n" href="toc.ncx" media-type="application/x-dtbncx+xml"/><item id="c" href="a.css" '
               f'media-type="text/css"/></manifest><spine {spine_attributes}>{spine}</spine></package>')
    return archive([("mimetype!", "application/epub+zip"), ("META-INF/container.xml", CONTAINER),
                    ("EPUB/package.opf", package), ("EPUB/toc.ncx", NCX), ("EPUB/a.css", "p { color: red }"),
                    *(("EPUB/" + name.replace("%20", " "), content) for name, content in documents), *more])


class Project:
    def __init__(self, folder, name, content, language="sr"):
        self.folder, self.name, self.language = Path(folder), name, language
        (self.folder / "input").mkdir()
        (self.folder / "input" / name).write_bytes(content)
        self.content = content

    def run(self, *arguments, status=0):
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC", "HOME": str(self.folder)}
        environment.update({name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")})
        done = subprocess.run([PROGRAM, "--lang", self.language, *arguments], cwd=self.folder, env=environment,
                              capture_output=True, text=True, timeout=120)
        assert done.returncode == status, f"status {done.returncode}, not {status}: {done.stdout}{done.stderr}"
        return done

    def sentences(self):
        """msgid → its comments, of the template."""
        text = (self.folder / "po/templates" / (self.name + ".pot")).read_text()
        found = {}
        for entry in text.split("\n\n")[1:]:
            msgid = re.search(r'^msgid ((?:".*"\n?)+)', entry, re.M).group(1)
            joined = "".join(re.findall(r'"(.*)"', msgid)).replace('\\"', '"').replace("\\\\", "\\")
            found[joined] = re.findall(r"^#[.:] (.*)$", entry, re.M)
        return found

    def translate(self, translations):
        path = self.folder / "po" / self.language / (self.name + ".po")
        text = path.read_text()
        for source, translation in translations.items():
            source, translation = (value.replace("\\", "\\\\").replace('"', '\\"') for value in (source, translation))
            entry = f'msgid "{source}"\nmsgstr ""\n'
            assert text.count(entry) == 1, f"{entry} is not in {text}"
            text = text.replace(entry, f'msgid "{source}"\nmsgstr "{translation}"\n')
        path.write_text(text)

    def output(self):
        return (self.folder / "output" / self.language / self.name).read_bytes()

    def part(self, name):
        with zipfile.ZipFile(io.BytesIO(self.output())) as written:
            assert written.testzip() is None
            return written.read(name).decode()


TESTS = []


def case(name, content, language="sr"):
    def keep(function):
        TESTS.append((function.__doc__.splitlines()[0], name, content, language, function))
        return function
    return keep


@case("a.docx", docx(paragraph(words("One."), words(" Tw", rsid="1"), '<w:proofErr w:type="spellStart"/>', words("o.", rsid="2"))
                     + paragraph(words("Nothing"))))
def untranslated(project):
    """a document of which nothing is translated keeps its bytes"""
    project.run()
    assert project.output() == project.content
    assert "Two." in project.sentences(), project.sentences()


@case("a.docx", docx(paragraph(words("Rivers"), style="berschrift1")
                     + paragraph(words("The "), words("Danube", "<w:b/>"), words(" &amp; the "),
                                 words("Tisa", '<w:color w:val="FF0000"/>'), words(" meet."),
                                 '<w:r><w:footnoteReference w:id="2"/></w:r>', words(" Boats pass.")),
                     [("word/footnotes.xml", f'<w:footnotes xmlns:w="{WORD}"><w:footnote w:id="2">'
                       + paragraph('<w:r><w:footnoteRef/></w:r>', words(" A note.")) + "</w:footnote></w:footnotes>")]))
def translated(project):
    """formatting, notes and properties are tags, and what was not translated stays"""
    project.run("update")
    sentences = project.sentences()
    assert list(sentences) == ["Rivers & lakes", "Rivers", "The <b>Danube</b> & the <1>Tisa</1> meet.<note/>", "Boats pass.",
                               "A note."], sentences
    assert sentences["Rivers"] == ["heading 1", "input/a.docx:2"], sentences
    assert sentences["A note."] == ["footnote", "section: Rivers", "input/a.docx:4"], sentences
    project.translate({"The <b>Danube</b> & the <1>Tisa</1> meet.<note/>": "Sastaju se <1>Tisa</1> i <b>Dunav</b>.<note/>",
                       "Rivers & lakes": "Reke & jezera"})
    project.run("build")
    with zipfile.ZipFile(io.BytesIO(project.content)) as old, zipfile.ZipFile(io.BytesIO(project.output())) as new:
        assert new.namelist() == old.namelist()
        for before, after in zip(old.infolist(), new.infolist()):
            assert (before.date_time, before.compress_type) == (after.date_time, after.compress_type)
        for name in ("[Content_Types].xml", "word/media/image.png", "word/footnotes.xml"):
            assert new.read(name) == old.read(name), name
    document = project.part("word/document.xml")
    assert ('<w:p><w:r><w:t xml:space="preserve">Sastaju se </w:t></w:r><w:r><w:rPr><w:color w:val="FF0000"/></w:rPr>'
            '<w:t xml:space="preserve">Tisa</w:t></w:r><w:r><w:t xml:space="preserve"> i </w:t></w:r>'
            '<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">Dunav</w:t></w:r><w:r>'
            '<w:t xml:space="preserve">.</w:t><w:footnoteReference w:id="2"/><w:t xml:space="preserve"> Boats pass.</w:t>'
            '</w:r></w:p>') in document, document
    assert "<dc:title>Reke &amp; jezera</dc:title>" in project.part("docProps/core.xml")
    assert '<w:lang w:val="sr-Cyrl-RS" w:eastAsia="ja-JP"/>' in project.part("word/styles.xml")


SHAPES = ('<c:userShapes xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
          'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><txBody><a:p><a:r><a:rPr lang="en-US"/>'
          '<a:t>The source: hydrologists</a:t></a:r></a:p></txBody></c:userShapes>')


@case("a.docx", docx(paragraph(words("One.")), [("word/drawings/drawing1.xml", SHAPES)]))
def drawn_over_chart(project):
    """what is drawn over a chart is prose"""
    project.run("update")
    assert project.sentences()["The source: hydrologists"][0] == "chart text", project.sentences()
    project.translate({"The source: hydrologists": "Izvor: hidrolozi"})
    project.run("build")
    expected = SHAPES.replace("The source: hydrologists", "Izvor: hidrolozi").replace('lang="en-US"', 'lang="sr-Cyrl-RS"')
    assert project.part("word/drawings/drawing1.xml") == expected, project.part("word/drawings/drawing1.xml")


@case("a.docx", docx(paragraph(words("See "), '<w:hyperlink w:anchor="x"><w:bookmarkStart w:id="1" w:name="y"/>',
                               words("the map"), '<w:bookmarkEnd w:id="1"/></w:hyperlink>', words(", page "),
                               '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>'
                               '<w:r><w:fldChar w:fldCharType="separate"/></w:r>', words("7"),
                               '<w:r><w:fldChar w:fldCharType="end"/></w:r>', words(", not "),
                               '<w:del w:id="3"><w:r><w:delText>gone</w:delText></w:r></w:del>',
                               '<w:ins w:id="4">' + words("new") + "</w:ins>", words(" ones."))
                     + paragraph(words("Name"), "<w:r><w:tab/></w:r>", words("Date"), "<w:r><w:br/></w:r>",
                                 words("3 &lt; 4 &amp;amp; 4 &lt;b>"))))
def structure(project):
    """links, fields and tracked changes stay whole; deleted text is no prose"""
    project.run("update")
    sentences = list(project.sentences())
    assert sentences[1:] == ["See <a>the map</a>, page <field/>, not <ins>new</ins> ones.", "Name", "Date",
                             "3 < 4 &amp;amp; 4 &lt;b>"], sentences
    project.translate({sentences[1]: "Strana <field/>: <a>karta</a>, ne <ins>nove</ins>.",
                       sentences[4]: "4 > 3 &amp;amp; &lt;b> i <"})
    project.run("build")
    document = project.part("word/document.xml")
    text = "".join(ElementTree.fromstring(document).itertext())
    assert text.startswith("\nStrana  PAGE 7: karta, ne ") or text.startswith("Strana  PAGE 7: karta, ne "), text
    assert text.endswith("4 > 3 &amp; <b> i <"), text
    for piece in ('<w:hyperlink w:anchor="x">', '<w:bookmarkStart w:id="1" w:name="y"/>', '<w:bookmarkEnd w:id="1"/>',
                  '<w:del w:id="3"><w:r><w:delText>gone</w:delText></w:r></w:del>', '<w:ins w:id="4">', "<w:tab/>"):
        assert document.count(piece) == 1, (piece, document)
    assert document.index("bookmarkStart") < document.index("bookmarkEnd")


SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
SLIDE = "http://schemas.openxmlformats.org/presentationml/2006/main"


def office(prefix, parts):
    """An archive of (name, end of the content type, content); what has no type is told none."""
    types = "".join(f'<Override PartName="/{name}" ContentType="application/vnd.{prefix}.{kind}+xml"/>'
                    for name, kind, _ in parts if kind)
    return archive([("[Content_Types].xml", f"<Types>{types}</Types>"), *((name, content) for name, _, content in parts)])


def xlsx(strings, sheet="", more=()):
    return office("openxmlformats-officedocument.spreadsheetml", [
        ("xl/workbook.xml", "sheet.main", f'<workbook xmlns="{SHEET}"><sheets><sheet name="One sheet"/></sheets></workbook>'),
        ("xl/sharedStrings.xml", "sharedStrings", f'<sst xmlns="{SHEET}">{strings}</sst>'),
        ("xl/worksheets/sheet1.xml", "worksheet", f'<worksheet xmlns="{SHEET}"><sheetViews><sheetView workbookViewId="0"/>'
         f'</sheetViews><sheetData><row>{sheet}</row></sheetData></worksheet>'), *more])


WORKBOOK = xlsx('<si><t>Rivers</t></si><si><t>First line&#10;second\nthird</t></si><si><r><t xml:space="preserve">The </t></r><r>'
                '<rPr><b/><sz val="11"/></rPr><t>Tisa</t></r><r><t xml:space="preserve"> meets_x000D_\nit.</t></r><rPh sb="0" '
                'eb="1"><t>ti</t></rPh></si><si><t>Length of it</t></si><si><t>12</t></si>',
                '<c t="s"><v>0</v></c><c t="inlineStr"><is><t>In the cell.</t></is></c><c t="str"><f>"A sum"</f><v>A sum</v></c>',
                [("xl/comments1.xml", "comments", f'<comments xmlns="{SHEET}"><authors><author>Ana Anić</author></authors>'
                  '<commentList><comment ref="A1"><text><r><rPr><b/></rPr><t>Ana:</t></r><r><t xml:space="preserve"> Look here.'
                  '</t></r></text></comment></commentList></comments>'),
                 ("xl/tables/table1.xml", "table", f'<table xmlns="{SHEET}"><tableColumns><tableColumn name="Length of it"/>'
                  '</tableColumns></table>')])


@case("a.xlsx", WORKBOOK, "ar")
def workbook(project):
    """XLSX: texts of cells and comments are units, but not formulas, numbers, and what names a table's column"""
    project.run()
    assert project.output() == project.content
    sentences = project.sentences()
    assert list(sentences) == ["Rivers", "First line", "second", "third", "The <b>Tisa</b> meets", "it.", "In the cell.",
                               "<b>Ana:</b> Look here."], sentences
    assert sentences["Rivers"] == ["table cell", "input/a.xlsx:1"] and sentences["<b>Ana:</b> Look here."][0] == "comment"
    project.translate({"First line": "Red", "third": "treći", "The <b>Tisa</b> meets": "<b>Susreće</b> se", "In the cell.": "U < i &",
                       "<b>Ana:</b> Look here.": "Gle."})
    project.run("build")
    with zipfile.ZipFile(io.BytesIO(project.content)) as old, zipfile.ZipFile(io.BytesIO(project.output())) as new:
        for name in ("[Content_Types].xml", "xl/workbook.xml", "xl/tables/table1.xml"):
            assert new.read(name) == old.read(name), name
    strings = project.part("xl/sharedStrings.xml")
    assert strings == (f'<sst xmlns="{SHEET}"><si><t>Rivers</t></si><si><t xml:space="preserve">Red&#10;second\ntreći</t></si><si>'
                       '<r><rPr><b/><sz val="11"/></rPr><t xml:space="preserve">Susreće</t></r><r><t xml:space="preserve"> se'
                       '_x000D_\nit.</t></r></si><si><t>Length of it</t></si><si><t>12</t></si></sst>'), strings
    sheet = project.part("xl/worksheets/sheet1.xml")
    assert ('<sheetView rightToLeft="1" workbookViewId="0"/>' in sheet and '<is><t xml:space="preserve">U &lt; i &amp;</t></is>'
            in sheet and '<f>"A sum"</f><v>A sum</v>' in sheet), sheet
    assert '<text><r><t xml:space="preserve">Gle.</t></r></text>' in project.part("xl/comments1.xml")


RIGHT_TO_LEFT = docx('<w:p><w:r><w:t>Rivers</w:t></w:r></w:p><w:p><w:pPr><w:spacing/></w:pPr>'
                     + words("Boats", "<w:b/><w:lang w:val=\"en-US\"/>") + words(" pass by.") + "</w:p><w:tbl><w:tblPr><w:tblStyle/>"
                     "<w:tblW/></w:tblPr><w:tr><w:tc><w:p><w:pPr><w:bidi w:val=\"0\"/></w:pPr>" + words("12") + "</w:p></w:tc></w:tr>"
                     "</w:tbl><w:p/><w:sectPr><w:pgSz/><w:docGrid/></w:sectPr>")


@case("a.docx", RIGHT_TO_LEFT, "he")
def right_to_left(project):
    """DOCX: paragraphs, tables, sections and runs run from right to left for a language that does"""
    project.run("update")
    project.translate({"<b>Boats</b> pass by.": "<b>סירות</b> של ABC 12 עוברות."})
    project.run("build")
    document = project.part("word/document.xml")
    assert document.endswith(
        '<w:body><w:p><w:pPr><w:bidi/></w:pPr><w:r><w:t>Rivers</w:t></w:r></w:p><w:p><w:pPr><w:bidi/><w:spacing/></w:pPr><w:r><w:rPr>'
        '<w:b/><w:bCs/><w:rtl/><w:lang w:val="en-US" w:bidi="he-IL"/></w:rPr><w:t xml:space="preserve">סירות</w:t></w:r><w:r><w:rPr>'
        '<w:rtl/></w:rPr><w:t xml:space="preserve"> של </w:t></w:r><w:r><w:t xml:space="preserve">ABC 12</w:t></w:r><w:r><w:rPr>'
        '<w:rtl/></w:rPr><w:t xml:space="preserve"> עוברות.</w:t></w:r></w:p><w:tbl><w:tblPr><w:tblStyle/><w:bidiVisual/><w:tblW/>'
        '</w:tblPr><w:tr><w:tc><w:p><w:pPr><w:bidi/></w:pPr><w:r><w:t xml:space="preserve">12</w:t></w:r></w:p></w:tc></w:tr></w:tbl>'
        '<w:p/><w:sectPr><w:pgSz/><w:bidi/><w:docGrid/></w:sectPr></w:body></w:document>'), document
    assert '<w:lang w:val="en-US" w:bidi="he-IL" w:eastAsia="ja-JP"/>' in project.part("word/styles.xml")


@case("a.docx", docx("<w:p><w:pPr><w:bidi/></w:pPr>" + words("One.", "<w:b/><w:bCs/><w:rtl/>") + "</w:p>"), "fr")
def left_to_right(project):
    """DOCX: a document from right to left is turned for a language that runs from left to right"""
    project.run("update")
    project.translate({"One.": "Un."})
    project.run("build")
    assert ('<w:p><w:pPr><w:bidi w:val="0"/></w:pPr><w:r><w:rPr><w:b/><w:bCs/></w:rPr><w:t xml:space="preserve">Un.</w:t></w:r></w:p>'
            in project.part("word/document.xml")), project.part("word/document.xml")


PRESENTATION = office("openxmlformats-officedocument.presentationml", [
    ("ppt/presentation.xml", "presentation.main", f'<p:presentation xmlns:p="{SLIDE}" xmlns:a="{DRAWING}"><p:defaultTextStyle>'
     '<a:lvl1pPr algn="l" rtl="0"><a:defRPr lang="en-US"/></a:lvl1pPr></p:defaultTextStyle></p:presentation>'),
    ("ppt/slides/slide1.xml", "slide", f'<p:sld xmlns:p="{SLIDE}" xmlns:a="{DRAWING}"><p:sp><p:nvSpPr><p:cNvPr id="1" name="x" '
     'descr="A big map"/></p:nvSpPr><p:txBody><a:bodyPr rtlCol="0"/><a:p><a:r><a:rPr lang="en-US"/><a:t>Boats.</a:t></a:r></a:p>'
     '<a:p><a:pPr algn="r"/></a:p></p:txBody></p:sp></p:sld>')])


@case("a.pptx", PRESENTATION, "ar")
def presentation(project):
    """PPTX: paragraphs and the levels of styles are turned, with their alignment; pictures have descriptions"""
    project.run("update")
    assert list(project.sentences()) == ["A big map", "Boats."], project.sentences()
    project.translate({"Boats.": "قوارب."})
    project.run("build")
    assert '<a:lvl1pPr algn="r" rtl="1"><a:defRPr lang="ar-EG"/>' in project.part("ppt/presentation.xml")
    slide = project.part("ppt/slides/slide1.xml")
    assert ('<a:bodyPr rtlCol="1"/><a:p><a:pPr rtl="1"/><a:r><a:rPr lang="ar-EG"/><a:t>قوارب.</a:t></a:r></a:p>'
            '<a:p><a:pPr rtl="1" algn="l"/></a:p>') in slide, slide


@case("a.odt", odt("<text:p>One.</text:p>", '<style:style><style:paragraph-properties style:writing-mode="lr-tb"/></style:style>'
                   '<style:page-layout><style:page-layout-properties fo:margin="0"/></style:page-layout>'), "fa")
def open_document_right_to_left(project):
    """OpenDocument: pages and what says its direction run from right to left, in the language of complex scripts"""
    project.run("update")
    project.translate({"One.": "یک."})
    project.run("build")
    content = project.part("content.xml")
    assert ('<style:paragraph-properties style:writing-mode="rl-tb"/>' in content and '<style:page-layout-properties '
            'style:writing-mode="rl-tb" fo:margin="0"/>' in content), content
    styles = project.part("styles.xml")
    assert 'fo:language="en" style:language-complex="fa" style:country-complex="IR" fo:country="US"' in styles, styles


@case("a.docx", docx(paragraph(words("Tell "), words("her", "<w:i/>"), '<w:r><w:sym w:char="F0"/></w:r>', words(" all."))
                     + paragraph(words("More."))))
def bad_tags(project):
    """a translation whose tags don't fit is an error with its place, and the source stays there"""
    project.run("update")
    source = "Tell <i>her</i><sym/> all."
    catalog = project.folder / "po/sr/a.docx.po"
    empty = catalog.read_text()
    for translation, why in (("Reci <i>joj<sym/> sve.", "not closed"), ("Reci <i>joj</i> sve.", "<sym/> is missing"),
                             ("Reci <b>joj</b><sym/> sve.", "has no tag <b>"), ("Reci</i> joj<sym/> sve.", "not open"),
                             ("Reci<sym/> joj<sym/> sve.", "more often")):
        catalog.write_text(empty)
        project.translate({source: translation, "More.": "Još."})
        done = project.run("check", "--only", "unwritable", status=1)
        assert re.search(r"po/sr/a\.docx\.po:\d+:\d+: error: .* \[unwritable\]", done.stdout) and why in done.stdout, done.stdout
        assert "error" in project.run("check", status=1).stdout
        done = project.run("build", status=2)
        assert re.match(r"input/a\.docx:2: error: ", done.stderr) and why in done.stderr, done.stderr
        document = project.part("word/document.xml")
        assert "Tell " in document and "Još." in document, document
    catalog.write_text(empty)
    project.translate({source: "Reci joj<sym/> sve."})
    project.run("build")
    assert "Reci joj" in project.part("word/document.xml")


@case("a.docx", b"PK")
def hostile(project):
    """what is no archive, or is damaged, protected or a bomb, is an error, and nothing is written"""
    good = docx(paragraph(words("One.")))
    encrypted = bytearray(good)
    for match in list(re.finditer(b"PK\1\2", good)):
        encrypted[match.start() + 8] |= 1
    lying = bytearray(good)
    for match in list(re.finditer(b"PK\1\2", good)):
        lying[match.start() + 24:match.start() + 28] = struct.pack("<I", 0x7fffffff)
    corrupt = bytearray(good)
    at = good.index(b"word/document.xml") + 60
    corrupt[at] ^= 0x55
    bomb = docx(paragraph(words("A" * 100_000_000)))
    for content, why in ((b"", "not a ZIP archive"), (b"Hello", "not a ZIP archive"), (good[:-30], "cut short"),
                         (good[:200], "cut short"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "password"),
                         (bytes(encrypted), "encrypted"), (bytes(lying), "unpacks to more"), (bytes(corrupt), "damaged"),
                         (bomb, "unpacks to more"), (archive([("a", "b")]), "Content_Types"),
                         (archive([("[Content_Types].xml", "<Types/>")]), "not a Word document"),
                         (docx("<w:p>"), "word/document.xml")):
        (project.folder / "input/a.docx").write_bytes(content)
        done = project.run(status=2)
        assert re.match(r"input/a\.docx:", done.stderr) and why in done.stderr, (why, done.stderr)
        assert not (project.folder / "output").exists() and not (project.folder / "po/sr").exists()


@case("a.docx", docx(paragraph(words("One "), '<w:r><w:pict><w:txbxContent>' + paragraph(words("In a box."))
                               + '</w:txbxContent></w:pict></w:r>', words("river.")), method=zipfile.ZIP_STORED))
def nested(project):
    """a text box in a sentence is a paragraph of its own"""
    project.run("update")
    assert list(project.sentences())[1:] == ["One <image/>river.", "In a box."], project.sentences()
    project.translate({"One <image/>river.": "Jedna <image/>reka.", "In a box.": "U okviru."})
    project.run("build")
    document = project.part("word/document.xml")
    assert [text for text in ElementTree.fromstring(document).itertext() if text.strip()] == ["Jedna ", "U okviru.", "reka."]


AUTOMATIC = ('<style:style style:name="T1" style:family="text"><style:text-properties o:rsid="0012"/></style:style>'
             '<style:style style:name="T2" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>')


@case("a.odt", odt('<text:h text:outline-level="2">Rivers</text:h><text:p>The <text:span text:style-name="T1">Dan</text:span>'
                   'ube<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>'
                   '<text:p>A  big\none.</text:p></text:note-body></text:note> and <text:span text:style-name="T2">the'
                   '<text:s text:c="2"/>Tisa</text:span> <text:bookmark text:name="x"/>meet.</text:p><table:table>'
                   '<table:table-cell office:value-type="float"><text:p>1,234</text:p></table:table-cell><table:table-cell>'
                   '<text:p>Cell</text:p></table:table-cell></table:table><draw:frame><svg:desc>A map</svg:desc></draw:frame>',
                   AUTOMATIC), "sr-Latn")
def open_document(project):
    """OpenDocument: spans that show nothing are none, notes are paragraphs, numbers in cells no prose"""
    project.run()
    assert project.output() == project.content
    sentences = project.sentences()
    assert list(sentences) == ["Rivers", "The Danube<note/> and <b>the  Tisa</b> meet.", "A big one.", "Cell", "A map"], sentences
    assert sentences["Rivers"] == ["heading 2", "input/a.odt:1"] and sentences["A big one."][0] == "footnote", sentences
    project.translate({"The Danube<note/> and <b>the  Tisa</b> meet.": "Tu su <b>Tisa  i</b>  Dunav<note/>.",
                       "A big one.": "Velik."})
    project.run("build")
    content = project.part("content.xml")
    assert ('<text:p>Tu su <text:span text:style-name="T2">Tisa <text:s/>i</text:span> <text:s/>Dunav<text:note '
            'text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>Velik.</text:p>'
            '</text:note-body></text:note><text:bookmark text:name="x"/>.</text:p>') in content, content
    assert content.count('<text:bookmark text:name="x"/>') == 1
    assert 'fo:language="sr" fo:script="Latn" fo:country="RS"' in project.part("styles.xml")


@case("a.odt", odt("<text:p>One.</text:p>", more=[("META-INF/manifest.xml", "<m><encryption-data/></m>")]))
def protected(project):
    """an OpenDocument file with a password is an error"""
    done = project.run(status=2)
    assert done.stderr.startswith("input/a.odt:1:1: error: ") and "password" in done.stderr, done.stderr


PUBLICATION = epub([("text/two%20.xhtml", xhtml('<p>By <a id="x"/>boat, <i xml:lang="fr">encore</i> &amp; on.</p>')),
                    ("one.xhtml", "\ufeff" + xhtml('<h1>The Tisa</h1><p>It <b>meets</b> the Danube.</p><img src="a" '
                                                   'alt="A map"/>', prolog=""))],
                   [("EPUB/unlisted.xhtml", xhtml("<p>Not this.</p>"))])


@case("a.epub", PUBLICATION, "ar")
def publication(project):
    """EPUB: parts in the order of reading, then the tables of contents and the metadata; the language in each of them"""
    project.run()
    assert project.output() == project.content
    sentences = project.sentences()
    assert list(sentences) == ["Rivers", "The Tisa", "It <b>meets</b> the Danube.", "A map",
                               'By <a id="x"/>boat, <i xml:lang="fr">encore</i> &amp; on.',
                               "All &amp; more."], sentences
    assert sentences["A map"][:3] == ["attribute: alt", "section: The Tisa", "part: EPUB/one.xhtml"], sentences
    project.translate({"It <b>meets</b> the Danube.": "<b>Y</b> &nbsp;& <i>Z", "The Tisa": "T", "A map": 'a "b" <',
                       "All &amp; more.": "M"})
    project.run("build")
    with zipfile.ZipFile(io.BytesIO(project.content)) as old, zipfile.ZipFile(io.BytesIO(project.output())) as new:
        assert new.namelist() == old.namelist() and new.infolist()[0].compress_type == zipfile.ZIP_STORED
        for name in ("mimetype", "META-INF/container.xml", "EPUB/a.css", "EPUB/unlisted.xhtml"):
            assert new.read(name) == old.read(name), name
    one = project.part("EPUB/one.xhtml")
    assert one == ('\ufeff<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="ar" dir="rtl" lang="ar"><head><title>Rivers</title>'
                   '</head><body><h1>T</h1><p><b>Y</b> \u00a0&amp; &lt;i&gt;Z</p><img src="a" alt="a &quot;b&quot; &lt;"/>'
                   '</body></html>'), one
    two = project.part("EPUB/text/two .xhtml")
    assert 'xml:lang="ar" dir="rtl" lang="ar"' in two and '<i xml:lang="fr">' in two, two
    package = project.part("EPUB/package.opf")
    for piece in ("<dc:language>ar</dc:language>", "<dc:description>M</dc:description>", 'direction="rtl"', ">Ana Anić<"):
        assert piece in package, package
    ncx = project.part("EPUB/toc.ncx")
    assert 'xml:lang="ar"' in ncx and "<text>T</text>" in ncx and "<text>Ana Anić</text>" in ncx, ncx


@case("a.epub", epub([("a.xhtml", xhtml("<p>Ana’s <b>day.</b></p>").encode("utf-16")),
                      ("b.xhtml", xhtml("<p>Drvo.</p>", prolog='<?xml version="1.0" encoding="windows-1252"?>')),
                      ("c.xhtml", b"\xff\xff\0broken")]), "en-XA")
def publication_encodings(project):
    """parts of EPUB keep their character sets, and have references for letters that these lack; what is none is left alone"""
    project.run()
    with zipfile.ZipFile(io.BytesIO(project.content)) as old, zipfile.ZipFile(io.BytesIO(project.output())) as new:
        assert new.read("EPUB/c.xhtml") == old.read("EPUB/c.xhtml")
        wide, narrow = new.read("EPUB/a.xhtml"), new.read("EPUB/b.xhtml")
    assert wide.startswith(b"\xff\xfe") and "<p>⟦" in wide.decode("utf-16")
    root = ElementTree.fromstring(narrow)
    assert narrow.startswith(b'<?xml version="1.0" encoding="windows-1252"?>') and b"&#" in narrow, narrow
    assert root[1][0].text.startswith("⟦"), root[1][0].text


@case("a.epub", epub([("a.xhtml", xhtml("<div>Before <i>it <p>Inside.</p> and after</i> all.</div>"))]))
def publication_open_tags(project):
    """a translation in EPUB has the tags that its source leaves open, or is an error, and the source stays"""
    project.run("update")
    sentences = list(project.sentences())
    assert sentences[1:4] == ["Before <i>it", "Inside.", "and after</i> all."], sentences
    project.translate({"Before <i>it": "Pre <b>njega", "Inside.": "Unutra.", "and after</i> all.": "i posle</i> &copy; svega."})
    assert "[unwritable]" in project.run("check", "--only", "unwritable", status=1).stdout
    done = project.run("build", status=2)
    assert re.match(r"input/a\.epub:4: error: ", done.stderr) and "tags" in done.stderr, done.stderr
    document = project.part("EPUB/a.xhtml")
    assert "<div>Before <i>it <p>Unutra.</p> i posle</i> &amp;copy; svega.</div>" in document, document
    ElementTree.fromstring(document)


DRAWING_PAGE = ('<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" xml:lang="en"><title>A map</title><style>text{}'
                '</style><text x="1">The <tspan>Danube</tspan> &amp; it.</text><path d="M0 0"/></svg>')


@case("a.epub", epub([("map.svg", DRAWING_PAGE), ("a.xhtml", xhtml("<p>One.</p>")), ("odd.svg", "<svg><text>Odd</svg>")],
                     spine_attributes='toc="n"'), "ar")
def publication_drawings(project):
    """drawings in EPUB are units by our rules for SVG, and pages are turned the other way though nothing said how"""
    project.run()
    assert project.output() == project.content
    sentences = project.sentences()
    assert list(sentences) == ["Rivers", "One.", "A map", "The <tspan>Danube</tspan> &amp; it.", "The Tisa",
                               "All &amp; more."], sentences
    assert sentences["A map"][:2] == ["title", "part: EPUB/map.svg"], sentences
    project.translate({"The <tspan>Danube</tspan> &amp; it.": "<tspan>D</tspan> & <b>x"})
    project.run("build")
    drawing = project.part("EPUB/map.svg")
    assert 'xml:lang="ar"' in drawing and '<text x="1"><tspan>D</tspan> &amp; &lt;b&gt;x</text>' in drawing, drawing
    package = project.part("EPUB/package.opf")
    assert '<spine page-progression-direction="rtl" toc="n">' in package, package


@case("a.epub", epub([("a.xhtml", xhtml("<p>One.</p>"))]))
def publication_errors(project):
    """what is no EPUB publication, or an encrypted one, is an error, and encrypted fonts are none"""
    lock = '<encryption><CipherData><CipherReference URI="EPUB/{}"/></CipherData></encryption>'
    good = [("a.xhtml", xhtml("<p>One.</p>"))]
    for content, why in ((archive([("mimetype!", "application/epub+zip")]), "no META-INF/container.xml"),
                         (archive([("META-INF/container.xml", CONTAINER)]), "names no package document"),
                         (archive([("META-INF/container.xml", CONTAINER), ("EPUB/package.opf", "<package>")]), "package.opf"),
                         (epub(good, [("META-INF/encryption.xml", lock.format("a.xhtml"))]), "encrypted")):
        (project.folder / "input/a.epub").write_bytes(content)
        done = project.run(status=2)
        assert re.match(r"input/a\.epub:.* error: ", done.stderr) and why in done.stderr, (why, done.stderr)
        assert not (project.folder / "output").exists()
    (project.folder / "input/a.epub").write_bytes(epub(good, [("META-INF/encryption.xml", lock.format("a.css"))]))
    project.run()
    assert "One." in project.sentences()


# Parts that are unpacked as they are read: what was said at their beginning counts at their end.
NUMBERS = "".join(f"<{{tag}}>{'<!-- 7 -->' if i % 9 else ''}{i * 7919}</{{tag}}>" for i in range(50000))
LONG_NUMBER = "8 " * 300000


@case("a.docx", docx(paragraph(words("The "), words("Drava", "<w:b/><w:color w:val='123456'/>"), words(" ends."))
                     + f"<w:tbl><w:tr><w:tc>{NUMBERS.format(tag='w:p')}</w:tc></w:tr></w:tbl>" + paragraph(words(LONG_NUMBER))
                     + paragraph(words("The "), words("Sava", "<w:b/><w:color w:val='123456'/>"), words(" ends."))))
def long_word_document(project):
    """of a long part, only what is translated is another, however far behind"""
    project.run("update")
    project.translate({"The <b>Sava</b> ends.": "Kraj <b>Save</b>."})
    project.run("build")
    old = zipfile.ZipFile(io.BytesIO(project.content)).read("word/document.xml").decode()
    before = words("The ") + words("Sava", "<w:b/><w:color w:val='123456'/>") + words(" ends.")
    after = words("Kraj ") + words("Save", "<w:b/><w:color w:val='123456'/>") + words(".")
    assert old.count(before) == 1
    assert project.part("word/document.xml") == old.replace(before, after)


@case("a.odt", odt('<text:p>The <text:span text:style-name="T1">Drava</text:span> ends.</text:p><text:section><text:section>'
                   + NUMBERS.format(tag="text:p") + f"<text:p>{LONG_NUMBER}</text:p></text:section></text:section>"
                   '<text:p>The <text:span text:style-name="T1">Sava</text:span> ends.</text:p>',
                   '<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/>'
                   '</style:style>'))
def long_open_document(project):
    """the same in OpenDocument"""
    project.run("update")
    project.translate({"The <b>Drava</b> ends.": "Kraj <b>Drave</b>.", "The <b>Sava</b> ends.": "Kraj <b>Save</b>."})
    project.run("build")
    new = old = zipfile.ZipFile(io.BytesIO(project.content)).read("content.xml").decode()
    for name, other in (("Drava", "Drave"), ("Sava", "Save")):
        new = new.replace(f'The <text:span text:style-name="T1">{name}</text:span> ends.',
                          f'Kraj <text:span text:style-name="T1">{other}</text:span>.')
    assert new != old and project.part("content.xml") == new


@case("a.docx", docx(paragraph(words("1")) + paragraph(words(LONG_NUMBER)) * 60 + paragraph(words("The Sava ends."))))
def half_of_all(project):
    """of a part that is more than half of what may be unpacked, nothing is lost"""
    project.run("update")
    project.translate({"The Sava ends.": "Kraj Save."})
    project.run("build")
    old = zipfile.ZipFile(io.BytesIO(project.content)).read("word/document.xml").decode()
    assert len(old) > 32 << 20 > 100 * len(project.content) / 2
    assert project.part("word/document.xml") == old.replace("The Sava ends.", "Kraj Save.")


def main():
    print(f"1..{len(TESTS)}")
    failed = 0
    for number, (title, name, content, language, function) in enumerate(TESTS, 1):
        with tempfile.TemporaryDirectory(prefix="localize-") as folder:
            try:
                function(Project(folder, name, content, language))
                print(f"ok {number} - {title}", flush=True)
            except Exception:
                failed += 1
                print(f"not ok {number} - {title}")
                print("".join(f"# {line}\n" for line in traceback.format_exc().splitlines()), end="", flush=True)
    return failed > 0


sys.exit(main())
