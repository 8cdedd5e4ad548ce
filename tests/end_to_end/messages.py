#!/usr/bin/env python3
"""The program's own messages in the reader's language: messages.py PROGRAM MESSAGES_TOOL XGETTEXT_ARGUMENT…

Prints TAP. GNU gettext translates in any locale but “C”, into what LANGUAGE names; where the system has none, what needs
one is skipped with a word.
"""

import contextlib
import json
import locale
import os
import pty
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM = os.path.abspath(sys.argv[1])
TOOL = sys.argv[2:]
LOCALE = Path(TOOL[0]).resolve().parent.parent / "locale"

ARTICLE = "The town has {number} bridges, and old towers stand beside them.\n"


class Skip(Exception):
    pass


def usable_locale():
    for name in ("C.UTF-8", "C.utf8", "en_US.UTF-8", "en_GB.UTF-8", "sr_RS.UTF-8", "az_AZ.UTF-8", "de_DE.UTF-8"):
        with contextlib.suppress(locale.Error):
            locale.setlocale(locale.LC_MESSAGES, name)
            locale.setlocale(locale.LC_MESSAGES, "C")
            return name
    raise Skip("no locale but C is installed")


def run(*arguments, cwd, language=None, check=None, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE):
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC", "HOME": str(cwd)}
    environment.update({name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")})
    if language:
        environment.update({"LC_ALL": usable_locale(), "LANGUAGE": language})
    done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=cwd, env=environment, stdin=stdin, stdout=stdout,
                          stderr=subprocess.PIPE, text=True, encoding="utf-8", timeout=120)
    if check is not None:
        assert done.returncode == check, f"status {done.returncode}, not {check}: {done.stdout}{done.stderr}"
    return done


@contextlib.contextmanager
def project(count=1):
    """A project with COUNT articles, of which each has a translation in which a number is wrong."""
    with tempfile.TemporaryDirectory(prefix="localize-") as folder:
        folder = Path(folder).resolve()
        (folder / "input").mkdir()
        for number in range(1, count + 1):
            (folder / f"input/{number}.txt").write_text(ARTICLE.format(number=1900 + number))
        run("update", "--lang", "sr", cwd=folder, check=0)
        for path in (folder / "po/sr").iterdir():
            text = path.read_text(encoding="utf-8")
            path.write_text(re.sub(r'msgstr ""\n\Z', 'msgstr "Град има 512 мостова, а поред њих стоје старе куле."\n', text),
                            encoding="utf-8")
        yield folder


def tree(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and ".localize" not in path.parts}


def test_template_and_catalogs_are_up_to_date():
    done = subprocess.run([sys.executable, TOOL[0], "--check", PROGRAM, *TOOL[1:]], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_catalogs_are_well_formed():
    catalogs = sorted(LOCALE.glob("*.po"))
    assert [path.stem for path in catalogs] == (LOCALE / "LINGUAS").read_text().split()
    for path in catalogs:
        done = subprocess.run(["msgfmt", "--check", "--check-accelerators=_", "-o", os.devnull, path], capture_output=True,
                              text=True, env={**os.environ, "LC_ALL": "C"})
        assert done.returncode == 0 and not done.stderr, done.stderr


def test_counts_take_their_forms():
    wanted = {
        "sr": {1: "sr: 1 чланак,", 2: "sr: 2 чланка,", 5: "sr: 5 чланака,"},
        "sr@latin": {1: "sr: 1 članak,", 2: "sr: 2 članka,", 5: "sr: 5 članaka,"},
        "az": {1: "sr: 1 məqalə,", 2: "sr: 2 məqalə,", 5: "sr: 5 məqalə,"},
        None: {1: "sr: 1 article,", 2: "sr: 2 articles,", 5: "sr: 5 articles,"},
    }
    for language, forms in wanted.items():
        for count, form in forms.items():
            with project(count) as folder:
                done = run("update", "--lang", "sr", cwd=folder, language=language, check=0)
                assert done.stdout.startswith(form), done.stdout


def test_help_is_translated():
    with project() as folder:
        english = run("--help", cwd=folder, check=0).stdout
        for language in ("sr", "sr@latin", "az"):
            text = run("--help", cwd=folder, language=language, check=0).stdout
            assert not set(english.splitlines()[1:]) & set(text.splitlines()) - {""}, text


def test_findings_are_in_the_readers_language_each_time():
    with project() as folder:
        english = run("check", "--lang", "sr", cwd=folder, check=1).stdout
        serbian = run("check", "--lang", "sr", cwd=folder, language="sr", check=1).stdout
        assert ": warning: " in english and "[numbers]" in english, english
        assert ": упозорење: " in serbian and "[numbers]" in serbian, serbian
        assert english == run("check", "--lang", "sr", cwd=folder, check=1).stdout


def test_errors_name_their_place_in_every_language():
    with project() as folder:
        (folder / "po/sr/1.txt.po").write_text('msgid "a\n')
        for language in ("sr", "az"):
            done = run("check", "--lang", "sr", cwd=folder, language=language, check=2)
            assert re.search(r"^po/sr/1\.txt\.po:1: (грешка|xəta): ", done.stderr, re.M), done.stderr
            assert "�" not in done.stderr and "?" not in done.stderr, done.stderr


def test_answer_in_the_readers_language():
    for language, answer, mended in (("sr", "да", True), ("sr", "не", False), ("az", "bəli", True), ("az", "yox", False),
                                     (None, "yes", True), (None, "", False)):
        with project() as folder:
            catalog = folder / "po/sr/1.txt.po"
            catalog.write_text(catalog.read_text(encoding="utf-8").replace("512 мостова", "1901  мостова"), encoding="utf-8")
            before = catalog.read_bytes()
            ours, theirs = pty.openpty()
            os.write(ours, f"{answer}\n".encode())
            run("check", "--fix", "--lang", "sr", cwd=folder, language=language, stdin=theirs, stdout=theirs)
            os.close(theirs)
            os.close(ours)
            assert (catalog.read_bytes() != before) == mended, (language, answer)


def test_results_for_programs_are_english():
    with project(2) as folder:
        run("--lang", "sr", cwd=folder)
        for arguments in (["check", "--json"], ["check", "--format", "sarif"], ["status", "--json"], ["diff", "--json"],
                          ["--json"]):
            english = run(*arguments, "--lang", "sr", cwd=folder).stdout
            json.loads(english)
            assert english == run(*arguments, "--lang", "sr", cwd=folder, language="sr").stdout, arguments


def test_no_file_depends_on_the_readers_language():
    trees = []
    for language in (None, "sr", "az"):
        with project(3) as folder:
            (folder / "input/2.txt").write_text("The town has 1902 bridges, and very old towers stand beside them. New.\n")
            run("--lang", "sr", "--accept", "fuzzy", cwd=folder, language=language)
            run("adopt", "--lang", "sr", "--replace", "input/1.txt", "output/sr/1.txt", cwd=folder, language=language, check=0)
            run("export", "--lang", "sr", "--output", "all.xlf", cwd=folder, language=language, check=0)
            run("memory", "export", "--lang", "sr", "all.tmx", cwd=folder, language=language, check=0)
            trees.append(tree(folder))
    assert all(other == trees[0] for other in trees[1:])


def main(names):
    tests = [(name[5:].replace("_", " "), test) for name, test in names.items() if name.startswith("test_")]
    failed = 0
    print(f"1..{len(tests)}")
    for number, (name, test) in enumerate(tests, 1):
        try:
            test()
            print(f"ok {number} - {name}")
        except Skip as reason:
            print(f"ok {number} - {name} # SKIP {reason}")
        except AssertionError as fault:
            failed += 1
            print(f"{fault}", file=sys.stderr)
            print(f"not ok {number} - {name}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(dict(globals())))
