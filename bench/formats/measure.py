#!/usr/bin/env python3
"""Measure formats beside po4a, itstool and translate-toolkit on the same files in one run, and print tables of it.

usage: bench/formats/measure.py [--build BUILD] [--largest MB] [--limit SECONDS] [FILE…]

The articles are generated, always the same: Markdown, HTML, plain text, DocBook, ODT and DOCX; FILEs are measured after
them. First the library alone: megabytes a second into units and back, and the peak of memory. Then the whole programs, each
as its users run it: a template from the article, and the article from a catalog. All times are of the processor, user and
system; where root may do it, each program has a core alone (chrt -f 20). What takes less than a second is measured three
times, and the best counts. What takes longer than --limit is ended. An archive counts with the size of what is packed in
it. Needs Python 3.9, gettext, util-linux and GNU time, and of the other programs what there is.
"""

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REPEATS = 3
LIBRARY_MEGABYTES = (1, 4, 16, 64)
PROGRAM_KILOBYTES = (100, 1000)
ALONE_KILOBYTES = 16000  # of a file for localize alone, to see how its memory grows
WORDS = ("river bridge town market morning council reader house garden winter paper train station window answer "
         "music letter story museum kitchen school teacher doctor forest island summer street corner voice").split()


def sentence(dice):
    return " ".join(dice.choices(WORDS, k=dice.randint(5, 18))).capitalize() + "."


def sentences(dice):
    return [sentence(dice) for _ in range(dice.randint(2, 6))]


def article(size, dice, begin, part, end=""):
    parts, total = [begin], 0
    while total < size:
        parts.append(part(len(parts), dice))
        total += len(parts[-1])
    return "".join(parts) + end


def markdown_part(number, dice):
    text, kind = sentences(dice), dice.randrange(8)
    if kind == 0:
        return f"## {sentence(dice)[:-1]} {number}\n\n"
    if kind == 1:
        return "".join(f"- {line}\n" for line in text) + "\n"
    if kind == 2:
        return "| A | B |\n| --- | --- |\n" + "".join(f"| {line} | `x{number}` |\n" for line in text) + "\n"
    if kind == 3:
        return f"```c\nint f{number}(void);\n```\n\n> {text[0]}\n> {text[1]}\n\n"
    text[0] = f"**{text[0]}** See [the {number}th page](https://example.org/{number} \"A title\") and `code`."
    return "\n".join(text) + "\n\n"


def html_part(number, dice):
    text, kind = sentences(dice), dice.randrange(6)
    if kind == 0:
        return f"<h2 id=\"h{number}\">{sentence(dice)[:-1]} {number}</h2>\n"
    if kind == 1:
        return "<ul>\n" + "".join(f"  <li>{line}</li>\n" for line in text) + "</ul>\n"
    if kind == 2:
        return f"<table><tr><td>{text[0]}</td><td><code>x{number}</code></td></tr></table>\n"
    text[0] = f"<b>{text[0]}</b> See <a href=\"p{number}.html\">the page</a> &amp; <img src=\"a.png\" alt=\"a cat\">."
    return "<p>" + "\n".join(text) + "</p>\n"


def plain_part(_, dice):
    line, lines = "", []
    for word in " ".join(sentences(dice)).split():
        if len(line) + len(word) > 76:
            lines.append(line)
            line = ""
        line = line + " " + word if line else word
    return "\n".join(lines + [line]) + "\n\n"


def docbook_part(number, dice):
    text, kind = sentences(dice), dice.randrange(6)
    if kind == 0:
        return (f"</section>\n<section xml:id=\"s{number}\">\n<title>{sentence(dice)[:-1]} {number}</title>\n"
                f"<para>{text[0]}</para>\n")
    if kind == 1:
        items = "".join(f"  <listitem><para>{line}</para></listitem>\n" for line in text)
        return f"<itemizedlist>\n{items}</itemizedlist>\n"
    if kind == 2:
        return f"<note><para>{text[0]}</para></note>\n<programlisting>int f{number}(void);</programlisting>\n"
    text[0] = f"<emphasis>{text[0]}</emphasis> See <xref linkend=\"s{number}\"/> &amp; <literal>x{number}</literal>."
    return "<para>" + "\n".join(text) + "</para>\n"


def odt_part(number, dice):
    text, kind = sentences(dice), dice.randrange(6)
    if kind == 0:
        return f"<text:h text:style-name=\"H\" text:outline-level=\"2\">{sentence(dice)[:-1]} {number}</text:h>\n"
    if kind == 1:
        items = "".join(f"<text:list-item><text:p text:style-name=\"P\">{line}</text:p></text:list-item>" for line in text)
        return f"<text:list>{items}</text:list>\n"
    text[0] = (f"<text:span text:style-name=\"T\">{text[0]}</text:span> See <text:a xlink:type=\"simple\" "
               f"xlink:href=\"https://example.org/{number}\">the page</text:a> &amp; more.")
    return "<text:p text:style-name=\"P\">" + " ".join(text) + "</text:p>\n"


def docx_part(number, dice):
    text, kind = sentences(dice), dice.randrange(6)
    if kind == 0:
        return ("<w:p><w:pPr><w:pStyle w:val=\"Heading2\"/></w:pPr>"
                f"<w:r><w:t>{sentence(dice)[:-1]} {number}</w:t></w:r></w:p>")
    return (f"<w:p w:rsidR=\"00{number % 10000:04}AB\"><w:r><w:rPr><w:b/></w:rPr>"
            f"<w:t xml:space=\"preserve\">{text[0]} </w:t></w:r><w:r>"
            f"<w:t xml:space=\"preserve\">{' '.join(text[1:])}</w:t></w:r></w:p>")


def archive(file, stored, parts):
    """FILE with the STORED parts and the deflated PARTS, all of 1980, so that it is always the same."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name, text in stored + parts:
            method = zipfile.ZIP_STORED if (name, text) in stored else zipfile.ZIP_DEFLATED
            target.writestr(zipfile.ZipInfo(name), text, method)


def write_odt(file, size, dice):
    office, text, manifest = (f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "text", "manifest"))
    kind = "application/vnd.oasis.opendocument.text"
    content = article(size, dice, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-content "
                      f"xmlns:office=\"{office}\" xmlns:text=\"{text}\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
                      "office:version=\"1.3\"><office:body><office:text>\n", odt_part,
                      "</office:text></office:body></office:document-content>\n")
    listed = [("/", kind)] + [(f"{part}.xml", "text/xml") for part in ("content", "styles", "meta")]
    entries = "".join(f"<manifest:file-entry manifest:full-path=\"{name}\" manifest:media-type=\"{media}\"/>"
                      for name, media in listed)
    archive(file, [("mimetype", kind)], [
        ("content.xml", content),
        *((part + ".xml", f"<office:document-{part} xmlns:office=\"{office}\" office:version=\"1.3\"/>")
          for part in ("styles", "meta")),
        ("META-INF/manifest.xml",
         f"<manifest:manifest xmlns:manifest=\"{manifest}\" manifest:version=\"1.3\">{entries}</manifest:manifest>")])


def write_docx(file, size, dice):
    openxml, packages = "application/vnd.openxmlformats-", "http://schemas.openxmlformats.org/package/2006/"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    content = article(size, dice, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document "
                      "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>", docx_part,
                      "</w:body></w:document>")
    archive(file, [], [
        ("[Content_Types].xml", f"<Types xmlns=\"{packages}content-types\"><Default Extension=\"rels\" "
         f"ContentType=\"{openxml}package.relationships+xml\"/><Override PartName=\"/word/document.xml\" "
         f"ContentType=\"{openxml}officedocument.wordprocessingml.document.main+xml\"/></Types>"),
        ("_rels/.rels", f"<Relationships xmlns=\"{packages}relationships\"><Relationship Id=\"r1\" Type=\"{relation}\" "
         "Target=\"word/document.xml\"/></Relationships>"),
        ("word/document.xml", content)])


def write_text(begin, part, end=""):
    return lambda file, size, dice: file.write_text(article(size, dice, begin, part, end), encoding="utf-8")


FORMATS = {
    "md": write_text("---\ntitle: A long article\n---\n\n", markdown_part),
    "html": write_text("<!DOCTYPE html>\n<html lang=\"en\">\n<head><title>A long page</title></head>\n<body>\n", html_part,
                       "</body>\n</html>\n"),
    "txt": write_text("", plain_part),
    "xml": write_text("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<article xmlns=\"http://docbook.org/ns/docbook\" "
                      "version=\"5.0\" xml:lang=\"en\">\n<title>A long article</title>\n"
                      "<section xml:id=\"s0\">\n<title>The first</title>\n"
                      "<para>It begins.</para>\n", docbook_part, "</section>\n</article>\n"),
    "odt": write_odt,
    "docx": write_docx,
}


def generate(folder, suffix, kilobytes):
    name = f"{kilobytes // 1000} MB" if kilobytes >= 1000 else f"{kilobytes} kB"
    file = folder / f"{name.replace(' ', '-')}.{suffix}"
    FORMATS[suffix](file, kilobytes * 1000, random.Random(kilobytes))
    return file


def size_of(file):
    """The bytes of FILE; an archive's, unpacked."""
    if not zipfile.is_zipfile(file):
        return file.stat().st_size
    with zipfile.ZipFile(file) as packed:
        return sum(entry.file_size for entry in packed.infolist())


class Runner:
    def __init__(self, limit):
        realtime = ["chrt", "-f", "20"]
        if subprocess.run(realtime + ["true"], stderr=subprocess.DEVNULL).returncode:
            realtime = []
        self.realtime, self.limited = realtime, ["prlimit", f"--cpu={limit}"] + realtime

    def once(self, command):
        """(seconds of the processor, bytes of memory at the peak), or None after a failure or the limit. GNU time starts the
        program because a child's peak begins with what its parent has."""
        with tempfile.NamedTemporaryFile("r") as note:
            process = subprocess.Popen(["/usr/bin/time", "-f", "%M", "-o", note.name, *self.limited, *map(str, command)],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                return None
            return usage.ru_utime + usage.ru_stime, int(note.read().split()[-1]) * 1024

    def best(self, commands, prepare):
        """The cost of COMMANDS, one after the other, after PREPARE (a function) each time."""
        best = None
        for _ in range(REPEATS):
            prepare()
            costs = [self.once(command) for command in commands]
            if None in costs:
                return None
            cost = sum(seconds for seconds, _ in costs), max(peak for _, peak in costs)
            best = min(best, cost) if best else cost
            if cost[0] > 1:
                break
        return best


def fill(template, catalog):
    """A translation for each entry: the source with another mark at its end, so that every tool has the same to do, and
    no part of an archive stays as it was."""
    if template.suffix == ".xlf":
        text = re.sub(r"<source[^>]*>(.*?)</source>", r"\g<0><target>\1</target>",
                      template.read_text(encoding="utf-8"), flags=re.S)
        text = text.replace(".</target>", "!</target>")
    else:
        subprocess.run(["msgen", "--no-wrap", "-o", catalog, template], check=True, stderr=subprocess.DEVNULL)
        text = re.sub(r"^(msgstr .*)\.\"$", r'\1!"', catalog.read_text(encoding="utf-8"), flags=re.M)
    catalog.write_text(text, encoding="utf-8")


def remove(path):
    shutil.rmtree(path, ignore_errors=True)
    path.unlink(missing_ok=True)


def ours(runner, program, file, folder):
    project = folder / "project"
    remove(project)
    (project / "input").mkdir(parents=True)
    shutil.copy(file, project / "input" / file.name)
    common = [program, "-C", project, "-q", "-j", "1"]
    out = runner.best([common + ["update", "--lang", "sr"]],
                      lambda: [remove(project / name) for name in ("po", ".localize")])
    catalog = project / "po" / "sr" / (file.name + ".po")
    fill(catalog, catalog)
    back = runner.best([common + ["build", "--lang", "sr"]],
                       lambda: [remove(project / name) for name in ("output", ".localize")])
    remove(project)
    return out, back


def peers_of(file, folder, result):
    """Of each peer (name, template, catalog, commands that make the template of FILE, commands that write RESULT)."""
    suffix = file.suffix
    template, catalog = folder / "peer.pot", folder / "peer.po"
    kind = {".md": ["text", "-o", "markdown"], ".html": ["xhtml"], ".txt": ["text"], ".xml": ["docbook"]}.get(suffix)
    if kind:
        common = ["-f", *kind, "-M", "UTF-8", "-m", file]
        yield ("po4a", template, catalog, [["po4a-updatepo", *common, "-p", template]],
               [["po4a-translate", *common, "-p", catalog, "-k", "0", "-l", result]])
    if suffix in (".html", ".txt"):
        out, back = ("html2po", "po2html") if suffix == ".html" else ("txt2po", "po2txt")
        yield ("translate-toolkit", template, catalog, [[out, "-P", "--progress=none", file, template]],
               [[back, "--progress=none", "-t", file, catalog, result]])
    if suffix == ".xml":
        compiled = folder / "peer.mo"
        yield ("itstool", template, catalog, [["itstool", "-o", template, file]],
               [["msgfmt", "-o", compiled, catalog], ["itstool", "-m", compiled, "-o", result, file]])
    if suffix == ".odt":
        template, catalog = folder / "peer.xlf", folder / "filled.xlf"
        yield ("translate-toolkit", template, catalog, [["odf2xliff", "--progress=none", file, template]],
               [["xliff2odf", "--progress=none", "-t", file, catalog, result]])


def peak(memory, size):
    return f"{memory / 1e6:.0f} MB" + (f", {memory / size:.1f} ×" if size >= 1e6 else "")


def library(runner, tool, file):
    # Without the limit, under which Linux counts a process's time in ticks of some milliseconds.
    output = subprocess.run(runner.realtime + [tool, file], check=True, stdout=subprocess.PIPE).stdout
    row, size = json.loads(output), size_of(file)
    print(f"| {file.name} | {size / 1e6:.1f} MB | {row['units']} | {size / row['out'] / 1e6:.0f} MB/s | "
          f"{size / row['back'] / 1e6:.0f} MB/s | {peak(row['peak'], size)} |", flush=True)


def columns(cost, own, size):
    if not cost:
        return "ended | | |"
    speed = f"{size / cost[0] / 1e6:.0f} MB/s" if cost is own else f"{cost[0] / own[0]:.1f} ×"
    return f"{cost[0]:.2f} s | {speed} | {peak(cost[1], size)} |"


def programs(runner, program, file, folder, peers=True):
    size, base = size_of(file), ours(runner, program, file, folder)
    if None in base:
        sys.exit(f"localize was ended over {file.name}")
    print(f"| {file.name} | localize | {' '.join(columns(cost, cost, size) for cost in base)}", flush=True)
    result = folder / ("result" + file.suffix)
    for name, template, catalog, out, back in peers_of(file, folder, result) if peers else ():
        if not shutil.which(out[0][0]):
            print(f"| | {name} | not installed | | | | | |")
            continue
        costs = [runner.best(out, lambda: remove(template)), None]
        if costs[0]:
            if not template.exists() or template.stat().st_size < size / 4:
                sys.exit(f"{out[0][0]} wrote no template of {file.name}")
            fill(template, catalog)
            costs[1] = runner.best(back, lambda: remove(result))
            if costs[1] and not result.exists():
                sys.exit(f"{back[-1][0]} wrote no article from {file.name}")
        print(f"| | {name} | {' '.join(columns(cost, own, size) for cost, own in zip(costs, base))}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=ROOT / "build", help="the build folder")
    parser.add_argument("--largest", type=int, default=64, help="megabytes of the largest file for the library")
    parser.add_argument("--limit", type=int, default=60, help="seconds of the processor that a program may take")
    parser.add_argument("files", type=Path, nargs="*")
    arguments = parser.parse_args()
    tool = arguments.build / "bench" / "formats" / "formats_measure"
    if not tool.exists():
        sys.exit(f"there is no {tool}; make it with: ninja -C {arguments.build} bench/formats/formats_measure")
    os.environ["LC_ALL"] = "C.UTF-8"
    runner = Runner(arguments.limit)
    print(f"load {os.getloadavg()[0]:.1f}, {'a core alone' if runner.realtime else 'cores shared with what else runs'}\n")
    with tempfile.TemporaryDirectory(prefix="localize-formats-") as name:
        folder = Path(name)
        print("| file | size | units | into units | back | peak |\n| --- | --- | --- | --- | --- | --- |")
        for suffix in FORMATS:
            for megabytes in LIBRARY_MEGABYTES:
                if megabytes <= arguments.largest:
                    file = generate(folder, suffix, megabytes * 1000)
                    library(runner, tool, file)
                    file.unlink()
        for file in arguments.files:
            library(runner, tool, file)
        print("\n| file | program | template | | peak | article | | peak |\n" + "| --- " * 8 + "|")
        for suffix in FORMATS:
            for kilobytes in PROGRAM_KILOBYTES + (ALONE_KILOBYTES,):
                file = generate(folder, suffix, kilobytes)
                programs(runner, arguments.build / "src" / "localize", file, folder, peers=kilobytes != ALONE_KILOBYTES)
                file.unlink()
        for file in arguments.files:
            programs(runner, arguments.build / "src" / "localize", file, folder)


if __name__ == "__main__":
    main()
