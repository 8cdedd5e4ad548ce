#!/usr/bin/env python3
"""Files for other tools are read by them, and theirs by us: run.py PROGRAM PROJECT

The catalogs of the folder PROJECT (of this repository) go through translate-toolkit's converters. What is not installed
is skipped. Prints TAP.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


def run(*command, folder):
    done = subprocess.run([str(word) for word in command], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=120)
    if done.returncode:
        raise AssertionError(f"{' '.join(map(str, command))}: status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def messages(path, folder):
    """The pairs of a PO file that are translated, as msgcat writes them."""
    text = run("msgattrib", "--translated", "--no-fuzzy", "--no-obsolete", "--no-location", "--no-wrap", path, folder=folder)
    pairs = re.findall(r'^msgid (".*"(?:\n".*")*)\nmsgstr (".*"(?:\n".*")*)', text, re.M)
    return {msgid: msgstr for msgid, msgstr in pairs if msgid != '""' or not msgstr.startswith('""')}


def sentences(folder, language="sr"):
    found = {}
    for path in sorted((folder / "po" / language).glob("*.po")):
        found.update(messages(path, folder))
    return {msgid: msgstr for msgid, msgstr in found.items() if not msgid.startswith('""\n"Project')}


def xliff_to_po(program, folder):
    run(program, "export", "--lang", "sr", "--output", "sr.xlf", folder=folder)
    run("xliff2po", "--progress=none", "sr.xlf", "theirs.po", folder=folder)
    theirs, ours = messages("theirs.po", folder), sentences(folder)
    missing = [msgid for msgid in ours if theirs.get(msgid) != ours[msgid]]
    assert not missing, f"xliff2po lacks {missing[:3]}"


def po_to_xliff(program, folder):
    before = sentences(folder)
    for path in sorted((folder / "po" / "sr").glob("*.po")):
        relative = path.relative_to(folder)
        run("po2xliff", "--progress=none", "-i", relative, "-o", path.stem + ".xlf", folder=folder)
        path.unlink()
    run(program, "update", "-q", "--lang", "sr", folder=folder)
    assert not sentences(folder)
    for path in sorted((folder / "po" / "sr").glob("*.po")):
        run(program, "import", "--lang", "sr", path.stem + ".xlf", folder=folder)
    after = sentences(folder)
    lost = [msgid for msgid in before if after.get(msgid) != before[msgid]]
    assert not lost, f"lost on the way: {lost[:3]}"


def po_to_tmx(program, folder):
    catalog = sorted((folder / "po" / "sr").glob("*.po"))[0]
    run("po2tmx", "--progress=none", "-l", "sr", catalog, "theirs.tmx", folder=folder)
    printed = run(program, "memory", "import", "theirs.tmx", folder=folder)
    count = int(re.search(r"(\d+) translations", printed).group(1))
    assert count == len(messages(catalog, folder)) or count + 1 == len(messages(catalog, folder)), printed


def po_by_msgcat(program, folder):
    before = sentences(folder)
    catalogs = sorted(path.relative_to(folder) for path in (folder / "po" / "sr").glob("*.po"))
    run("msgcat", "--use-first", "--output-file", "joined.po", *catalogs, folder=folder)
    for path in catalogs:
        (folder / path).unlink()
    run(program, "import", "joined.po", folder=folder)
    after = sentences(folder)
    assert before, "nothing is translated"
    lost = [msgid for msgid in before if after.get(msgid) != before[msgid]]
    assert not lost, f"lost on the way: {lost[:3]}"


BOOK = """# The house

Nobody has lived in the **old** house
for years. The garden is [overgrown](garden.md).

- A gate of iron
- Two wells. One of them is dry.

> The owner wants to sell it.
"""


def po4a_to_po(program, folder):
    """What was translated with po4a, entries of paragraphs, is taken as it is where ours are paragraphs, too."""
    (folder / "book.md").write_text(BOOK)
    run("po4a-updatepo", "--format", "text", "--option", "markdown", "--option", "neverwrap", "--master", "book.md", "--po", "sr.po",
        folder=folder)
    run("msgen", "--output-file", "sr.po", "sr.po", folder=folder)
    shutil.rmtree(folder / "po")
    shutil.rmtree(folder / "input")
    (folder / "input").mkdir()
    (folder / "input/house.md").write_text(BOOK)
    (folder / "localize.yaml").write_text("languages: [sr]\nunit: paragraph\n")
    printed = run(program, "import", "--lang", "sr", "sr.po", folder=folder)
    assert printed.startswith("po/sr/house.md.po: 4 translations taken"), printed


OMEGAT_PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
<source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir><tm_dir>__DEFAULT__</tm_dir>
<glossary_dir>__DEFAULT__</glossary_dir><glossary_file>__DEFAULT__</glossary_file><dictionary_dir>__DEFAULT__</dictionary_dir>
<source_lang>EN</source_lang><target_lang>SR</target_lang>
<source_tok>org.omegat.tokenizer.LuceneEnglishTokenizer</source_tok>
<target_tok>org.omegat.tokenizer.DefaultTokenizer</target_tok>
<sentence_seg>false</sentence_seg><support_default_translations>true</support_default_translations>
<remove_tags>false</remove_tags>
</project></omegat>
"""
OMEGAT_PREFERENCES = """<?xml version="1.0" encoding="UTF-8"?>
<omegat><preference version="1.0"><ext_tmx_show_level2>true</ext_tmx_show_level2><ext_tmx_use_slash>true</ext_tmx_use_slash>
</preference></omegat>
"""
OMEGAT_FILTERS = """<?xml version="1.0" encoding="UTF-8"?>
<filters removeTags="false" removeSpacesNonseg="true" preserveSpaces="false" ignoreFileContext="false"></filters>
"""


def xliff_and_tmx_in_omegat(program, folder):
    """OmegaT translates an untranslated XLIFF file by a TMX file of the same sentences; its file comes back."""
    before = sentences(folder)
    theirs = folder / "omegat"
    for name in ("source", "target", "omegat", "tm/auto", "glossary", "dictionary", "settings"):
        (theirs / name).mkdir(parents=True)
    (theirs / "omegat.project").write_text(OMEGAT_PROJECT)
    (theirs / "omegat/filters.xml").write_text(OMEGAT_FILTERS)
    (theirs / "settings/omegat.prefs").write_text(OMEGAT_PREFERENCES)
    run(program, "memory", "export", "--lang", "sr", theirs / "tm/auto/sr.tmx", folder=folder)
    shutil.rmtree(folder / "po")
    run(program, "update", "-q", "--lang", "sr", folder=folder)
    run(program, "export", "--lang", "sr", "--output", theirs / "source/sr.xlf", folder=folder)
    run("omegat", theirs, f"--config-dir={theirs / 'settings'}", "--mode=console-translate", folder=folder)
    run(program, "import", "--lang", "sr", theirs / "target/sr.xlf", folder=folder)
    after = sentences(folder)
    lost = [msgid for msgid in before if after.get(msgid) != before[msgid]]
    assert not lost, f"lost on the way: {lost[:3]}"


TESTS = [
    (xliff_to_po, "xliff2po"), (po_to_xliff, "po2xliff"), (po_to_tmx, "po2tmx"), (po_by_msgcat, "msgcat"),
    (po4a_to_po, "po4a-updatepo"), (xliff_and_tmx_in_omegat, "omegat"),
]


def main(program, project):
    program, failed = Path(program).resolve(), False
    print(f"1..{len(TESTS)}")
    for number, (test, tool) in enumerate(TESTS, 1):
        name = test.__name__.replace("_", " ")
        if not shutil.which(tool) or not shutil.which("msgattrib"):
            print(f"ok {number} - {name} # SKIP {tool} is not installed")
            continue
        with tempfile.TemporaryDirectory(prefix="localize-exchange-") as folder:
            for part in ("input", "po", "localize.yaml"):
                source = Path(project) / part
                (shutil.copytree if source.is_dir() else shutil.copy)(source, Path(folder) / part)
            try:
                test(program, Path(folder))
                print(f"ok {number} - {name}")
            except AssertionError as fault:
                failed = True
                print(f"not ok {number} - {name}")
                print("#", fault, file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
