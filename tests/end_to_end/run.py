#!/usr/bin/env python3
"""Run the program as its users do, where a case folder will not do: run.py PROGRAM PROJECT_ROOT

Prints TAP. What needs root (a full disk), another user (an unreadable file) or a tool that is not installed is skipped
with a word.
"""

import contextlib
import hashlib
import json
import os
import pty
import pwd
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROGRAM = os.path.abspath(sys.argv[1])
ROOT = Path(sys.argv[2]).resolve()

ARTICLE = """# Rivers of the plain

The Danube enters the plain from the north. It is joined by the Tisa near the old fortress.
Boats carry grain, sand and passengers between the towns.

Every spring the meadows are under water for three weeks. Storks arrive on the first warm days.

The museum keeps maps that are older than the dams. Visitors may copy them by hand.
"""


class Skip(Exception):
    pass


def run(*arguments, cwd, check=None, env=None, **options):
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC", "HOME": str(cwd)}
    # Sanitizers must speak up in every mode.
    environment.update({name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")})
    environment.update(env or {})
    done = subprocess.run([PROGRAM, *(argument if isinstance(argument, bytes) else str(argument) for argument in arguments)],
                          cwd=cwd, env=environment, capture_output=True, text=True, **options)
    if check is not None:
        assert done.returncode == check, f"status {done.returncode}, not {check}: {done.stdout}{done.stderr}"
    return done


@contextlib.contextmanager
def project(articles=None):
    with tempfile.TemporaryDirectory(prefix="localize-") as folder:
        folder = Path(folder).resolve()
        for name, text in (articles or {"rivers.md": ARTICLE}).items():
            path = folder / "input" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        yield folder


def tree(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".localize" not in path.parts
    }


def polib():
    # A distribution's package belongs to the distribution's Python, which need not be the one that runs this.
    sys.path.append("/usr/lib/python3/dist-packages")
    try:
        import polib as module
    except ImportError:
        raise Skip("python3-polib is not installed") from None
    return module


def pseudo(text):
    return "".join({"a": "á", "e": "é", "o": "ó"}.get(letter, letter) for letter in text)


def fill(path):
    """Translate every entry of a catalog, as an editor would save it."""
    catalog = polib().pofile(str(path), wrapwidth=79)
    for entry in catalog:
        if not entry.obsolete:
            entry.msgstr = pseudo(entry.msgid)
    catalog.save()


def tool(name):
    if not shutil.which(name):
        raise Skip(f"{name} is not installed")
    return name


def test_untranslated_output_is_the_input():
    with project({"a.md": ARTICLE, "b.txt": "\ufeffTitle\r\n\r\nOne. Two.  \r\n", "c.html": "<p>One.\n<p>Two &amp; three"}) as folder:
        run("--lang", "sr,az", cwd=folder, check=0)
        for language in ("sr", "az"):
            for name in ("a.md", "b.txt", "c.html"):
                assert (folder / "output" / language / name).read_bytes() == (folder / "input" / name).read_bytes()


def test_translated_output_has_every_sentence_in_place():
    with project() as folder:
        run("--lang", "sr", cwd=folder, check=0)
        fill(folder / "po/sr/rivers.md.po")
        run("--lang", "sr", cwd=folder, check=0)
        output = (folder / "output/sr/rivers.md").read_text()
        assert output.split() == pseudo(ARTICLE).split(), output
        assert output.count("\n\n") == ARTICLE.count("\n\n")


def test_edited_moved_deleted_added():
    with project() as folder:
        run("update", "--lang", "sr", cwd=folder, check=0)
        catalog = folder / "po/sr/rivers.md.po"
        fill(catalog)
        run("update", "--lang", "sr", cwd=folder, check=0)
        paragraphs = ARTICLE.strip().split("\n\n")
        paragraphs[1] = paragraphs[1].replace("three weeks", "four weeks").replace("from the north", "from the west")
        paragraphs[3] = paragraphs[3].replace(" Visitors may copy them by hand.", "")
        moved = [paragraphs[0], paragraphs[3], paragraphs[1], paragraphs[2] + " A bell rings at noon over the empty market."]
        (folder / "input/rivers.md").write_text("\n\n".join(moved) + "\n")
        run("update", "--lang", "sr", cwd=folder, check=0)
        entries = polib().pofile(str(catalog))
        fuzzy = [entry for entry in entries if entry.fuzzy and not entry.obsolete]
        new = [entry for entry in entries if not entry.msgstr]
        obsolete = list(entries.obsolete_entries())
        assert [entry.msgid for entry in fuzzy] == ["The Danube enters the plain from the west."], fuzzy
        assert fuzzy[0].previous_msgid == "The Danube enters the plain from the north."
        assert [entry.msgid for entry in new] == ["A bell rings at noon over the empty market."]
        assert [entry.msgid for entry in obsolete] == ["Visitors may copy them by hand."]
        before = tree(folder)
        run("update", "--lang", "sr", cwd=folder, check=0)
        assert tree(folder) == before


def test_second_run_changes_nothing():
    with project({"a.md": ARTICLE, "deep/er/b.txt": "One. Two.\n", "c.html": "<h1>Title</h1><p>Text.</p>"}) as folder:
        run("--lang", "sr,az", cwd=folder, check=0)
        before = tree(folder), {path: path.stat().st_mtime_ns for path in folder.rglob("*.po*")}
        time.sleep(0.01)
        run("--lang", "sr,az", cwd=folder, check=0)
        assert (tree(folder), {path: path.stat().st_mtime_ns for path in folder.rglob("*.po*")}) == before


def test_same_bytes_for_any_jobs_locale_and_clock():
    articles = {f"{number:02}.md": ARTICLE.replace("three", str(number)) for number in range(20)}
    trees = []
    variants = [("1", "C"), ("2", "sr_RS.UTF-8"), ("8", "az_AZ.UTF-8"), ("8", "tr_TR.UTF-8")]
    for jobs, locale in variants:
        with project(articles) as folder:
            run("--lang", "sr,az", "-j", jobs, cwd=folder, check=0, env={"LC_ALL": locale, "TZ": "Asia/Baku"})
            trees.append(tree(folder))
    assert all(one == trees[0] for one in trees)


def test_gettext_tools_and_polib_read_every_catalog():
    catalogs = sorted(ROOT.glob("po/*/*.po")) + sorted(ROOT.glob("po/templates/*.pot"))
    assert len(catalogs) >= 9, catalogs
    for catalog in catalogs:
        printed = subprocess.run([tool("msgcat"), str(catalog)], capture_output=True, check=True).stdout
        assert printed == catalog.read_bytes(), f"msgcat changes {catalog}"
        if catalog.suffix == ".po":
            done = subprocess.run([tool("msgfmt"), "-c", "-o", os.devnull, str(catalog)], capture_output=True, text=True)
            assert done.returncode == 0 and not done.stderr, done.stderr
        assert len(polib().pofile(str(catalog))) > 5


def test_sample_project_is_complete():
    done = run("status", "--json", cwd=ROOT, check=0)
    for article in json.loads(done.stdout)["articles"]:
        for language in article["languages"]:
            assert language["units"] and language["translated"] == language["units"], (article["article"], language)
    run("check", cwd=ROOT, check=0)


def test_bad_input_leaves_the_rest_done():
    with project({"good.md": ARTICLE, "bad.txt": b"One.\nTw\xff o.\n", "broken.md": ARTICLE}) as folder:
        run("update", "--lang", "sr", cwd=folder, check=2)
        broken = folder / "po/sr/broken.md.po"
        broken.write_text(broken.read_text() + '\nmsgid "unfinished\nmsgstr ""\n')
        before = broken.read_bytes()
        (folder / "input/loop.md").symlink_to("loop.md")
        (folder / "input/gone.md").symlink_to("nowhere.md")
        (folder / "input/round").symlink_to(".")
        done = run("--lang", "sr", cwd=folder, check=2)
        assert "input/bad.txt:2:3: error:" in done.stderr, done.stderr
        assert "po/sr/broken.md.po:" in done.stderr, done.stderr
        assert "input/loop.md: error:" in done.stderr, done.stderr
        assert "input/gone.md: error:" in done.stderr, done.stderr
        assert "input/round: error:" in done.stderr, done.stderr
        assert broken.read_bytes() == before
        assert (folder / "output/sr/good.md").exists()
        assert not (folder / "output/sr/broken.md").exists()
        assert not (folder / "output/sr/bad.txt").exists()


def test_named_articles_that_are_none():
    with project() as folder:
        (folder / "input/folder.md").mkdir()
        (folder / "input/loop.md").symlink_to("loop.md")
        done = run("--lang", "sr", "input/folder.md", "input/missing.md", "input/loop.md", "input/rivers.md", cwd=folder,
                   check=2)
        for name in ("folder", "missing", "loop"):
            assert f"input/{name}.md: error: " in done.stderr, done.stderr
        assert (folder / "output/sr/rivers.md").exists()


def test_unknown_languages():
    with project() as folder:
        for language in ("klingon", "xx", "../../etc", "", "sr/../az", "-"):
            done = run("--lang", language, cwd=folder)
            assert done.returncode == 2 and "error:" in done.stderr, (language, done)
        assert not (folder / "po").exists() and not (folder / "output").exists()
        run("--lang", "sr,xx", cwd=folder, check=2)
        assert (folder / "output/sr/rivers.md").exists()


def test_odd_names():
    with project({"a.md": ARTICLE, "two\nlines.md": ARTICLE, "-dash.md": ARTICLE, "кафа \x1b[31m.md": ARTICLE}) as folder:
        bad = os.fsencode(folder / "input") + b"/caf\xe9.md"
        with open(bad, "w", encoding="utf-8") as file:
            file.write(ARTICLE)
        done = run("--lang", "sr", cwd=folder, check=2, errors="replace")
        assert "its name is not UTF-8" in done.stderr and "sr: 4 articles" in done.stdout, done.stderr + done.stdout
        header = (folder / "po/sr/two\nlines.md.po").read_text().split("\n\n")[0]
        assert '"Project-Id-Version: input/two lines.md\\n"' in header, header
        for arguments in (["status"], ["check"], []):
            json.loads(run(*arguments, "--json", "--lang", "sr", cwd=folder, errors="replace").stdout)
        assert "\x1b" not in run("status", "--lang", "sr", cwd=folder, errors="replace").stdout
        segment = run("segment", "--json", bad, cwd=folder, check=0).stdout.splitlines()[0]
        assert json.loads(segment)["file"].endswith("caf\ufffd.md"), segment


def test_link_to_what_is_not_there():
    with project() as folder:
        catalog = folder / "po/sr/rivers.md.po"
        catalog.parent.mkdir(parents=True)
        catalog.symlink_to("/nowhere/rivers.md.po")
        done = run("--lang", "sr", cwd=folder, check=2)
        assert "po/sr/rivers.md.po: error: is a symbolic link" in done.stderr, done.stderr
        assert catalog.is_symlink()


def test_output_goes_where_a_link_leads():
    """Also to what is not there yet, as with editors, but no folder is made there; and the link stays."""
    with project({"a.md": "One.\n", "b.md": "Two.\n"}) as folder:
        (folder / "site").mkdir()
        (folder / "output/sr").mkdir(parents=True)
        links = {name: folder / name for name in ("output/sr/a.md", "output/sr/b.md", "sr.xlf", "sr.tmx")}
        links["output/sr/a.md"].symlink_to("../../site/one")
        (folder / "site/one").symlink_to("a.sr.md")
        links["output/sr/b.md"].symlink_to(folder / "not_mounted/b.md")
        links["sr.xlf"].symlink_to("site/sr.xlf")
        done = run("--lang", "sr", cwd=folder, check=2)
        assert "output/sr/b.md: error: is a symbolic link to what is not there" in done.stderr, done.stderr
        assert (folder / "site/a.sr.md").read_text() == "One.\n"
        assert not (folder / "not_mounted").exists()
        for _ in range(2):
            run("export", "--lang", "sr", "--output", "sr.xlf", cwd=folder, check=0)
            assert "<xliff" in (folder / "site/sr.xlf").read_text()
        (folder / "input/a.md").write_text("Three.\n")
        run("--lang", "sr", cwd=folder, check=2)
        assert (folder / "site/a.sr.md").read_text() == "Three.\n"
        assert all(path.is_symlink() for name, path in links.items() if name != "sr.tmx")
        links["sr.tmx"].symlink_to("sr.tmx")
        done = run("memory", "export", "--lang", "sr", "sr.tmx", cwd=folder, check=2)
        assert "sr.tmx: error: " in done.stderr and links["sr.tmx"].is_symlink(), done.stderr


def test_reader_that_has_seen_enough():
    with project() as folder:
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run([PROGRAM, "--help"], cwd=folder, stdout=writer, stderr=subprocess.PIPE, text=True)
        os.close(writer)
        assert done.returncode == -signal.SIGPIPE and not done.stderr, done
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([PROGRAM, "--help"], cwd=folder, stdout=full, stderr=subprocess.PIPE, text=True)
        assert done.returncode == 2 and "can't write to standard output" in done.stderr, done


def test_closed_standard_streams():
    """What is printed stands in no file that would otherwise have got the number of a stream that is closed."""
    with project() as folder, project() as other:
        run("--lang", "sr", "--verbose", cwd=other, check=0)
        for streams, status in (((1,), 2), ((2,), 0), ((0, 1, 2), 2)):
            for name in ("po", "output", ".localize"):
                shutil.rmtree(folder / name, ignore_errors=True)
            run("--lang", "sr", "--verbose", cwd=folder, check=status,
                preexec_fn=lambda: [os.close(number) for number in streams])  # noqa: B023: it is called at once
            assert tree(folder) == tree(other), streams
            assert not (folder / ".localize/lock").read_bytes(), streams


def test_settings_of_another_user_above_are_not_obeyed():
    if os.geteuid() != 0:
        raise Skip("needs root to give a file away")
    with project() as folder:
        settings, own = folder / "localize.yaml", folder / "own"
        settings.write_text("languages: [sr]\n")
        shutil.move(folder / "input", own / "input")
        os.chown(settings, 12345, 12345)
        done = run("status", cwd=own, check=2)
        assert "../localize.yaml: error: belongs to another user" in done.stderr, done.stderr
        os.chown(own, 12345, 12345)  # as where a checkout is mounted into a container
        assert "belongs to" not in run("status", cwd=own).stderr
        os.chown(own, 0, 0)
        os.chown(settings, 0, 0)
        assert "belongs to" not in run("status", cwd=own).stderr


def test_unreadable_article():
    with project({"good.md": ARTICLE, "secret.md": ARTICLE}) as folder:
        (folder / "input/secret.md").chmod(0)
        options = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            for path in [folder, *folder.rglob("*")]:
                os.chown(path, nobody.pw_uid, nobody.pw_gid)
            options = {"user": nobody.pw_uid, "group": nobody.pw_gid}
            try:
                subprocess.run([PROGRAM, "--version"], capture_output=True, check=True, **options)
            except (OSError, subprocess.CalledProcessError):
                raise Skip("another user may not run the program here") from None
        done = run("--lang", "sr", cwd=folder, check=2, **options)
        assert "input/secret.md: error: " in done.stderr, done.stderr
        assert (folder / "output/sr/good.md").exists()


def test_full_disk():
    if os.geteuid() != 0:
        raise Skip("needs root to mount a small disk")
    with project({f"{number}.md": ARTICLE * 40 for number in range(8)}) as folder:
        disk = folder / "disk"
        disk.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], capture_output=True).returncode:
            raise Skip("a small disk can't be mounted here")
        try:
            (folder / "input/0.md").write_text("# Small\n\nOne sentence.\n")
            shutil.copytree(folder / "input", disk / "input", dirs_exist_ok=True)
            first = run("update", "--lang", "sr", "input/0.md", cwd=disk, check=0)
            catalog = disk / "po/sr/0.md.po"
            before = catalog.read_bytes()
            (disk / "input/0.md").write_text("# Small\n\nOne sentence, edited.\n" + ARTICLE * 10)
            with contextlib.suppress(OSError), open(disk / "filler", "wb", buffering=0) as filler:
                while True:
                    filler.write(b"x" * 4096)
            done = run("--lang", "sr", "-C", disk, cwd=folder, check=2)
            assert "no space left" in done.stderr, done.stderr
            assert catalog.read_bytes() == before, first.stderr
            assert not list(disk.rglob(".localize-*")), "a temporary file is left"
        finally:
            subprocess.run(["umount", str(disk)], check=True)


def test_killed_at_any_instant():
    generator = random.Random(1)
    articles = {f"{number:02}.md": ARTICLE.replace("three", str(number)) for number in range(30)}
    with project(articles) as folder:
        run("--lang", "sr", cwd=folder, check=0)
        old = tree(folder / "po")
        for path in (folder / "input").glob("*.md"):
            path.write_text(path.read_text().replace("meadows", "low meadows"))
        reference = Path(tempfile.mkdtemp(prefix="localize-"))
        shutil.copytree(folder, reference / "project")
        started = time.monotonic()
        run("--lang", "sr", cwd=reference / "project", check=0)
        duration = time.monotonic() - started
        new = tree(reference / "project/po")
        shutil.rmtree(reference)
        assert new != old
        saved = folder / "saved"
        shutil.copytree(folder / "po", saved)
        for _ in range(40):
            shutil.rmtree(folder / "po")
            shutil.copytree(saved, folder / "po")
            process = subprocess.Popen([PROGRAM, "--lang", "sr", "-q"], cwd=folder, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            time.sleep(generator.uniform(0, duration))
            process.send_signal(signal.SIGKILL)
            process.wait()
            for name, digest in tree(folder / "po").items():
                if not Path(name).name.startswith(".localize-"):
                    assert digest in (old[name], new[name]), name
        run("--lang", "sr", cwd=folder, check=0)
        assert {name: digest for name, digest in tree(folder / "po").items() if ".localize-" not in name} == new


def test_charsets_in_and_out():
    text = "Žetva počinje u junu. Đaci čekaju šljive.\n"
    with project({"old.txt": text.encode("windows-1250")}) as folder:
        run("--lang", "en", "--encoding", "windows-1250", cwd=folder, check=0)
        assert (folder / "output/en/old.txt").read_bytes() == text.encode("windows-1250")
        assert "Đaci čekaju šljive." in (folder / "po/en/old.txt.po").read_text()
        run("build", "--lang", "en", "--encoding", "windows-1250", "--output-encoding", "UTF-16LE", cwd=folder, check=0)
        assert (folder / "output/en/old.txt").read_bytes() == text.encode("utf-16-le")
        done = run("build", "--lang", "en", "--encoding", "windows-1250", "--output-encoding", "ISO-8859-1", cwd=folder,
                   check=2)
        assert "error:" in done.stderr and "old.txt:1:1" in done.stderr, done.stderr


def test_dry_run_writes_nothing():
    with project() as folder:
        before = tree(folder)
        run("--lang", "sr", "--dry-run", cwd=folder, check=0)
        assert tree(folder) == before


def test_init_starts_a_project():
    with tempfile.TemporaryDirectory(prefix="localize-") as folder:
        folder = Path(folder)
        run("init", cwd=folder, check=0)
        written = (folder / "localize.yaml").read_text()
        assert written == (ROOT / "data/localize.yaml").read_text() and "languages:" in written
        (folder / "input/a.txt").write_text("One sentence.\n")
        run("--lang", "sr", cwd=folder, check=0)
        assert (folder / "output/sr/a.txt").read_text() == "One sentence.\n"


def test_segment_answers_as_paragraphs_come():
    with tempfile.TemporaryDirectory(prefix="localize-") as folder:
        with subprocess.Popen([PROGRAM, "segment", "--lang", "en"], cwd=folder, stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE) as process:
            for paragraph in (b"One. Two.\n\n", b"Three,\nDr. No. Four.\n\n"):
                process.stdin.write(paragraph)
                process.stdin.flush()
                if paragraph.startswith(b"One"):
                    assert [process.stdout.readline() for _ in range(2)] == [b"One.\n", b"Two.\n"]
            process.stdin.write(b"The last")
            process.stdin.close()
            assert process.stdout.read() == b"\nThree, Dr. No.\nFour.\n\nThe last\n"
        assert process.returncode == 0


def test_segment_ends_when_nobody_reads_it():
    with subprocess.Popen([PROGRAM, "segment", "--lang", "en"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdout.close()
        written = 0
        with contextlib.suppress(BrokenPipeError):
            while written < 20000:
                process.stdin.write(b"One. Two.\n\n" * 1000)
                written += 1
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        assert process.wait() == -signal.SIGPIPE and written < 20000, (process.returncode, written)


def test_long_paragraphs_stream():
    """A paragraph that is printed before it is whole has the segments that the same text has in a file."""
    sentence = "Dr. Smith came at 5 p.m. on Monday.  “Is it late?” she asked; nobody knew…\n"
    with tempfile.TemporaryDirectory(prefix="localize-") as folder:
        path = Path(folder) / "text.txt"
        for text in (sentence * 20000, "no end " * 200000 + sentence, sentence + " \u3000" * 350000 + sentence * 2,
                     sentence * 9 + "\n" + "Да. " * 200000 + "\n\n" + sentence):
            path.write_text(text)
            for option in ("--quiet", "--json"):
                known = run("segment", option, "-l", "en", path, cwd=folder, check=0).stdout.replace(str(path), "-")
                with open(path, "rb") as stream:
                    given = subprocess.run([PROGRAM, "segment", option, "-l", "en"], stdin=stream, capture_output=True,
                                           check=True).stdout.decode()
                assert given == known, (text[:40], len(given), len(known))


def test_segments_and_white_space_are_the_input():
    pieces = ["A", "b", ". ", "? ", "“", "”", "\n", "\n\n", "\r", "\r\n", "\0", "\ufeff", "\u2028", "\u00a0", "\u0085", "\u3000", "Dr.",
              "č", "əl", "Ж", "。", "🙂", "\t", "1", "<b>", "http://a.b/", "…", "\x0b", "-----------"]
    numbers = random.Random(4)
    with tempfile.TemporaryDirectory(prefix="localize-") as folder:
        for language in ("en", "sr", "az", "ja"):
            text = "".join(numbers.choice(pieces) for _ in range(30000))
            path = Path(folder) / "text.txt"
            path.write_bytes(text.encode())
            with open(path, "rb") as stream:
                plain = subprocess.run([PROGRAM, "segment", "-l", language], stdin=stream, capture_output=True, check=True).stdout
            assert "".join(plain.decode().split()) == "".join(text.split()), language
            at = 0
            for line in run("segment", "-l", language, "--json", path, cwd=folder, check=0).stdout.split("\n")[:-1]:
                segment = json.loads(line)
                source = text.encode()[segment["begin"]:segment["end"]].decode()
                assert segment["text"] == source == source.strip() and segment["begin"] >= at, segment
                assert not text.encode()[at:segment["begin"]].decode().strip(), segment
                at = segment["end"]
            assert not text.encode()[at:].decode().strip("\ufeff").strip(), language


def test_help_of_every_command():
    with project() as folder:
        for command in ("", "init", "update", "translate", "engines", "check", "build", "status", "segment", "memory", "script",
                        "engines"):
            done = run(*([command] if command else []), "--help", cwd=folder, check=0)
            assert "Example:" in done.stdout and "Usage: localize" in done.stdout, command
        assert run("--version", cwd=folder, check=0).stdout.startswith("localize ")
        assert run("--nonsense", cwd=folder).returncode == 2


def test_modules_are_found_or_missed_by_name():
    settings = "languages: [sr]\nengines:\n  libretranslate:\n    url: http://127.0.0.1:1\n"
    with project() as folder:
        (folder / "localize.yaml").write_text(settings)
        assert "not reachable" in run("engines", cwd=folder, check=1).stdout
        run("translate", "--engine", "libretranslate", "--dry-run", cwd=folder, check=0)
        alone = folder / "localize"
        shutil.copy(PROGRAM, alone)
        done = subprocess.run([alone, "engines"], cwd=folder, capture_output=True, text=True)
        if "not reachable" in done.stdout:
            raise Skip("the modules are installed where it was built to look for them")
        assert "http.so" in done.stdout and "install it again" in done.stdout, done.stdout + done.stderr


def test_installation_can_be_moved_as_a_whole():
    build = Path(PROGRAM).parent.parent
    if not shutil.which("meson") or not (build / "build.ninja").exists():
        raise Skip("it was not built here by meson")
    with project() as folder:
        (folder / "localize.yaml").write_text("engines:\n  libretranslate:\n    url: http://127.0.0.1:1\n")
        subprocess.run(["meson", "install", "-C", build, "--no-rebuild", "--destdir", folder / "moved"], check=True,
                       capture_output=True)
        program, = (path for path in folder.glob("moved/**/localize") if path.parent.name == "bin")
        module, = folder.glob("moved/**/http.so")

        def look():
            return subprocess.run([program, "engines"], cwd=folder, capture_output=True, text=True).stdout

        assert "not reachable" in look(), look()
        configured = Path("/") / module.relative_to(folder / "moved")
        if configured.exists():
            raise Skip("it is installed where it was configured to be")
        for part in (module, module.parent, module.parent.parent):
            mode = part.stat().st_mode
            part.chmod(mode | 0o002)
            assert "install it again" in look(), part
            part.chmod(mode)
        assert "not reachable" in look()
        kept = module.rename(folder / "elsewhere.so")
        module.symlink_to(kept)
        assert "install it again" in look()


def test_what_is_changed_while_the_user_is_asked_is_not_mended_over():
    with project() as folder:
        run("update", "--lang", "sr", cwd=folder, check=0)
        catalog = folder / "po/sr/rivers.md.po"
        text = catalog.read_text().replace('msgid "Rivers of the plain"\nmsgstr ""', 'msgid "Rivers of the plain"\nmsgstr "Reke ravnice "')
        catalog.write_text(text)
        master, slave = pty.openpty()
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
        environment.update({name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")})
        process = subprocess.Popen([PROGRAM, "check", "--fix", "--lang", "sr"], cwd=folder, stdin=slave, stdout=slave,
                                   stderr=subprocess.PIPE, env=environment)
        asked = b""
        while b"[y/N]" not in asked:
            asked += os.read(master, 4096)
        catalog.write_text(text + "\n#~ msgid \"Gone.\"\n#~ msgstr \"Nema.\"\n")
        os.write(master, b"y\n")
        said = process.communicate(timeout=60)[1].decode()
        os.close(master)
        os.close(slave)
        assert "was changed while it was being mended" in said, said
        assert "Nema." in catalog.read_text() and '"Reke ravnice "' in catalog.read_text()
        run("check", "--fix", "--yes", "--lang", "sr", cwd=folder)
        assert "Nema." in catalog.read_text() and '"Reke ravnice"' in catalog.read_text()


def main():
    tests = [(name[5:].replace("_", " "), function) for name, function in globals().items() if name.startswith("test_")]
    print(f"1..{len(tests)}")
    failed = 0
    for number, (name, function) in enumerate(tests, 1):
        try:
            function()
            print(f"ok {number} - {name}", flush=True)
        except Skip as reason:
            print(f"ok {number} - {name} # SKIP {reason}", flush=True)
        except Exception as fault:  # noqa: BLE001: whatever it is, the test has failed
            failed += 1
            print(f"not ok {number} - {name}")
            for line in f"{type(fault).__name__}: {fault}".splitlines()[:30]:
                print(f"# {line}", flush=True)
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
