#!/usr/bin/env python3
"""Watching, and sharing the work with other programs: scale.py PROGRAM

Prints TAP.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import incremental
from incremental import PROGRAM, Skip, article, project, run, translate, tree

WAIT_SECONDS = 20  # for what takes milliseconds on a machine that has time


def until(condition, what):
    end = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < end, f"not within {WAIT_SECONDS} s: {what}"
        time.sleep(0.005)


class Watch:
    def __init__(self, folder, *arguments, **options):
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC", "HOME": str(folder)}
        environment.update({name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")})
        self.process = subprocess.Popen([PROGRAM, "watch", *arguments], cwd=folder, text=True, env=environment,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
        self.lines = []
        self.reader = threading.Thread(target=lambda: self.lines.extend(iter(self.process.stdout.readline, "")), daemon=True)
        self.reader.start()
        until(lambda: self.says("Watching") or self.process.poll() is not None, "it watches")

    def says(self, text):
        return any(text in line for line in list(self.lines))

    def end(self, number):
        self.process.send_signal(number)
        status = self.process.wait(WAIT_SECONDS)
        self.reader.join(WAIT_SECONDS)
        return status


@contextlib.contextmanager
def watching(folder, *arguments, **options):
    watch = Watch(folder, *arguments, **options)
    try:
        assert watch.process.poll() is None, watch.lines
        yield watch
    finally:
        if watch.process.poll() is None:
            watch.process.kill()
            watch.process.wait()


def read(path):
    try:
        return path.read_text()
    except FileNotFoundError:
        return ""


def test_watch_an_article_and_a_catalog():
    with project() as folder, watching(folder) as watch:
        watch.lines.clear()
        (folder / "input/part1/chapter3.md").write_text(article(3, " Ice covers it."))
        until(lambda: "Ice covers" in read(folder / "output/az/part1/chapter3.md"), "the article is built")
        until(lambda: watch.says("output/az/part1/chapter3.md: built"), "it says so")
        translate(folder / "po/sr/part1/chapter3.md.po", "Ice covers it.", "Лед је покрива.")
        until(lambda: "Лед" in read(folder / "output/sr/part1/chapter3.md"), "the translation is built")
        until(lambda: "Led" in read(folder / "output/sr-Latn/part1/chapter3.md"), "and what is derived from it")
        assert not any("chapter" in line and "chapter3" not in line for line in watch.lines), watch.lines
        assert watch.end(signal.SIGINT) == 0


def test_watch_an_editor_that_replaces_files():
    with project() as folder, watching(folder) as watch:
        for round in range(3):
            path = folder / "input/part0/chapter0.md"
            saved = path.with_name("chapter0.md~new")
            saved.write_text(article(0, f" Snow {round} falls."))
            os.rename(saved, path)
            until(lambda: f"Snow {round}" in read(folder / "output/sr/part0/chapter0.md"), f"save {round} is built")
        assert watch.end(signal.SIGTERM) == 0


def test_watch_goes_on_when_the_terminal_is_gone():
    """As nohup starts it."""
    with project() as folder, watching(folder, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)) as watch:
        watch.process.send_signal(signal.SIGHUP)
        (folder / "input/part0/chapter0.md").write_text(article(0, " Snow falls."))
        until(lambda: "Snow falls" in read(folder / "output/sr/part0/chapter0.md"), "it goes on")
        assert watch.end(signal.SIGINT) == 0


def test_watch_new_and_moved_folders():
    with project() as folder, watching(folder) as watch:
        new = folder / "input/new/deep"
        new.mkdir(parents=True)
        (new / "one.md").write_text(article(90))
        until(lambda: "number 90" in read(folder / "output/sr/new/deep/one.md"), "an article in a new folder")
        (new / "one.md").write_text(article(91))
        until(lambda: "number 91" in read(folder / "output/sr/new/deep/one.md"), "and what is written there later")
        os.rename(folder / "input/new", folder / "input/moved")
        until(lambda: "number 91" in read(folder / "output/sr/moved/deep/one.md"), "an article in a folder that was moved")
        (folder / "input/moved/deep/one.md").unlink()
        (folder / "input/part0/chapter0.md").write_text(article(0, " Snow falls."))
        until(lambda: "Snow falls" in read(folder / "output/sr/part0/chapter0.md"), "it goes on after one was removed")
        assert watch.end(signal.SIGINT) == 0


def test_watch_errors_and_settings():
    with project() as folder, watching(folder) as watch:
        path, settings = folder / "input/part0/chapter0.md", folder / "localize.yaml"
        path.write_bytes(b"# Half\n\nA letter that is none: \xff\xfe\xfd\n")
        until(lambda: watch.says("chapter0.md:3:"), "a fault in an article is told")
        path.write_text(article(0, " Snow falls."))
        until(lambda: "Snow falls" in read(folder / "output/sr/part0/chapter0.md"), "and what follows is built")
        before = settings.read_text()
        settings.write_text(before + "mistake: 1\n")
        until(lambda: watch.says("localize.yaml:2:"), "a fault in the settings is told")
        path.write_text(article(0, " Hail falls."))
        until(lambda: "Hail falls" in read(folder / "output/sr/part0/chapter0.md"), "it goes on with the old ones")
        settings.write_text("languages: [sr, de]\n")
        until(lambda: "Hail falls" in read(folder / "output/de/part0/chapter0.md"), "the new ones are taken")
        assert watch.end(signal.SIGINT) == 0


def test_a_list_of_articles():
    with project() as folder:
        for number in (1, 2):
            (folder / f"input/part{number % 2}/chapter{number}.md").write_text(article(number, " It is new."))
        (folder / "input/part0/with\nnewline.md").write_text(article(50))
        (folder / "list").write_text("input/part1/chapter1.md\r\n\npart0/chapter2.md\n")
        report = json.loads(run("--json", "--files-from", "list", cwd=folder).stdout)
        assert [item["article"] for item in report["articles"]] == ["input/part1/chapter1.md", "input/part0/chapter2.md"]
        done = run("status", "--json", "-0", "--files-from", "-", cwd=folder, input="input/part0/with\nnewline.md\0")
        assert [item["article"] for item in json.loads(done.stdout)["articles"]] == ["input/part0/with\nnewline.md"]
        none = run("--json", "--files-from", "-", cwd=folder, input="", check=0)
        assert json.loads(none.stdout)["articles"] == []
        assert "no such file" in run("--files-from", "missing", cwd=folder, check=2).stderr
        assert b"chapter5" in (folder / ".localize/state").read_bytes(), "articles that are not on the list are forgotten"


def example(heading):
    """The first block of code below HEADING in docs/scale.md."""
    text = (Path(__file__).resolve().parents[2] / "docs/scale.md").read_text()
    return text.split(f"\n## {heading}\n")[1].split("\n```")[1].partition("\n")[2] + "\n"


def share(command, language=""):
    """Let COMMAND, run by a shell, do the work that one run does in a copy, in LANGUAGE or in all of them."""
    with project(24) as folder:
        for number in range(24):
            (folder / f"input/part{number % 2}/chapter{number}.md").write_text(article(number, " It is new."))
        with tempfile.TemporaryDirectory(prefix="localize-") as other:
            copy, programs = Path(other) / "copy", Path(other) / "bin"
            shutil.copytree(folder, copy)
            run(cwd=copy)
            programs.mkdir()
            (programs / "localize").symlink_to(PROGRAM)
            environment = {**os.environ, "LC_ALL": "C", "PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(folder)}
            done = subprocess.run(["sh", "-ec", command], cwd=folder, env=environment, capture_output=True, text=True,
                                  timeout=120)
            assert done.returncode in (0, 1), done.stderr
            made, wanted = ({path: content for path, content in tree(place).items()
                             if path.split("/")[0] in ("po", "output") and language in ("", path.split("/")[1])}
                            for place in (folder, copy))
            assert made == wanted and made
        return done.stdout


def test_gnu_parallel():
    if not shutil.which("parallel") or "GNU" not in subprocess.run(
            ["parallel", "--version"], capture_output=True, text=True, input="").stdout:
        raise Skip("GNU parallel is not installed")
    command = example("GNU parallel")
    assert "-N500" in command
    # It answers with the number of processes that had findings.
    out = share("mkdir -p .parallel; touch .parallel/will-cite\n" + command.rstrip("\n").replace("-N500", "-N5") + " || true\n"
                "cat reports.json")
    reports, decoder = [], json.JSONDecoder()
    while out.strip():
        report, end = decoder.raw_decode(out.lstrip())
        out = out.lstrip()[end:]
        reports.append(report)
    assert len(reports) > 1 and sum(len(report["articles"]) for report in reports) == 25


def test_make():
    if not shutil.which("make"):
        raise Skip("make is not installed")
    share(f"cat > Makefile <<'END'\n{example('make')}END\nmake -s -k -j4 all\n", "sr")


if __name__ == "__main__":
    sys.exit(incremental.main(globals()))
