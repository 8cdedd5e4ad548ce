#!/usr/bin/env python3
"""Runs after runs over the same project: incremental.py PROGRAM

What comes out must be what a run without any memory of earlier ones makes; what did not change must not be done again.
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
import time
from pathlib import Path

PROGRAM = os.path.abspath(sys.argv[1])


class Skip(Exception):
    pass


def run(*arguments, cwd, check=None, env=None, **options):
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC", "HOME": str(cwd)}
    environment.update({name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")})
    environment.update(env or {})
    done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=cwd, env=environment, capture_output=True, text=True,
                          timeout=120, **options)
    if check is not None:
        assert done.returncode == check, f"status {done.returncode}, not {check}: {done.stdout}{done.stderr}"
    return done


def article(number, extra=""):
    return (f"# Chapter {number}\n\nThe river number {number} is wide. Boats cross it in summer.{extra}\n\n"
            f"* Take {number} loaves of bread.\n* Come back before night.\n")


@contextlib.contextmanager
def project(count=6, settled=True):
    with tempfile.TemporaryDirectory(prefix="localize-") as folder:
        folder = Path(folder).resolve()
        for number in range(count):
            path = folder / f"input/part{number % 2}/chapter{number}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(article(number))
        (folder / "localize.yaml").write_text("languages: [sr, az, {sr-Latn: {from: sr}}]\n")
        (folder / "input/picture.html").write_text("<img src=x>\n")  # has no sentences
        run(cwd=folder, check=0)
        for number in range(0, count, 2):
            translate(folder / f"po/sr/part0/chapter{number}.md.po", f"The river number {number} is wide.",
                      f"Река {number} је широка.")
            # This one is found to be wrong.
            translate(folder / f"po/sr/part0/chapter{number}.md.po", f"Take {number} loaves of bread.",
                      f"Узми {number + 1} хлебова.")
        run(cwd=folder)
        if settled:
            settle(folder)
        yield folder


def translate(path, sentence, translation):
    text = path.read_text()
    old = f'msgid "{sentence}"\nmsgstr ""\n'
    assert old in text, f"{path} has no {sentence}"
    path.write_text(text.replace(old, f'msgid "{sentence}"\nmsgstr "{translation}"\n'))


def settle(folder):
    """Wait until no file was changed within the present tick of the clock, and let the program see that."""
    time.sleep(0.05)
    run(cwd=folder)
    assert not works(folder), "nothing was changed, and something was done"


def works(folder, *arguments, **options):
    """Whether a run has to do with any article: it then takes its lock."""
    (folder / ".localize/lock").unlink(missing_ok=True)
    run(*arguments, cwd=folder, **options)
    return (folder / ".localize/lock").exists()


def tree(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".localize" not in path.parts
    }


def same_as_anew(folder, *arguments, env=None):
    """What a run says and makes must be what one says and makes that knows of no earlier one."""
    with tempfile.TemporaryDirectory(prefix="localize-") as other:
        copy = Path(other) / "copy"
        shutil.copytree(folder, copy, symlinks=True)
        shutil.rmtree(copy / ".localize", ignore_errors=True)
        anew = run(*arguments, cwd=copy, env=env)
        known = run(*arguments, cwd=folder, env=env)
        assert known.stdout == anew.stdout, f"{known.stdout}\nis not\n{anew.stdout}"
        assert known.stderr == anew.stderr, f"{known.stderr}\nis not\n{anew.stderr}"
        assert known.returncode == anew.returncode
        assert tree(folder) == tree(copy)


def test_nothing_changed():
    with project() as folder:
        before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if ".localize" not in path.parts}
        for arguments in ([], ["--json"], ["status"], ["status", "--json"], ["check"], ["check", "--format", "sarif"],
                          ["update"], ["build"], ["-v"], ["--lang", "az"]):
            same_as_anew(folder, *arguments)
            assert not works(folder, *arguments) or arguments in (["status"],), arguments
        assert before == {path: path.stat().st_mtime_ns for path in folder.rglob("*") if ".localize" not in path.parts}


def test_one_article_is_edited():
    with project() as folder:
        path = folder / "input/part1/chapter3.md"
        path.write_text(article(3, " Ice covers it in winter."))
        same_as_anew(folder, "--json")
        assert "Ice covers" in (folder / "po/az/part1/chapter3.md.po").read_text()
        report = json.loads(run("--json", cwd=folder).stdout)
        assert len(report["articles"]) == 7


def test_the_same_size_at_the_same_time():
    """The times and the size of a file say nothing when it is changed twice within a tick of the clock."""
    with project(settled=False) as folder:
        path = folder / "input/part0/chapter2.md"
        for word in ("broad", "large", "muddy", "quick", "small"):
            before = path.stat()
            path.write_text(article(2).replace("wide", word))
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
            run(cwd=folder)
            assert word in (folder / "po/az/part0/chapter2.md.po").read_text(), word


def test_touched_copied_and_of_another_time():
    with project() as folder:
        for path in folder.rglob("*.md"):
            os.utime(path, (86400 * 365, 86400 * 365))
        same_as_anew(folder, "--json")
        for path in folder.rglob("*.po"):
            os.utime(path, (time.time() + 86400 * 365, time.time() + 86400 * 365))
        same_as_anew(folder, "--json")
        settle(folder)
        copy = folder.parent / (folder.name + "-copy")
        shutil.copytree(folder, copy)
        try:
            same_as_anew(copy, "--json")
        finally:
            shutil.rmtree(copy)


def test_files_that_are_gone_or_written_over():
    with project() as folder:
        (folder / "output/sr/part0/chapter0.md").unlink()
        (folder / "output/az/part0/chapter2.md").write_text("spoilt\n")
        (folder / "po/templates/part0/chapter4.md.pot").write_text("")
        shutil.rmtree(folder / "output/sr-Latn")
        (folder / "po/az/part1/chapter1.md.po").unlink()
        (folder / "output/az/part1/chapter1.md").unlink()  # alone, it would be all that is left of the translations
        whole = tree(folder)
        run(cwd=folder)
        assert "Река 0" in (folder / "output/sr/part0/chapter0.md").read_text()
        assert (folder / "output/az/part0/chapter2.md").read_text() == article(2)
        assert "Chapter 4" in (folder / "po/templates/part0/chapter4.md.pot").read_text()
        assert "Reka 2" in (folder / "output/sr-Latn/part0/chapter2.md").read_text()
        assert (folder / "po/az/part1/chapter1.md.po").exists()
        assert (folder / "output/az/part1/chapter1.md").exists()
        assert set(whole) < set(tree(folder))
        same_as_anew(folder, "--json")


def test_the_translator_saves():
    with project() as folder:
        path = folder / "po/sr/part1/chapter1.md.po"
        translate(path, "Boats cross it in summer.", "Бродови је прелазе лети.")
        same_as_anew(folder, "--json")
        assert "Бродови" in (folder / "output/sr/part1/chapter1.md").read_text()
        assert "Brodovi" in (folder / "output/sr-Latn/part1/chapter1.md").read_text()


def test_settings():
    with project() as folder:
        settings = folder / "localize.yaml"
        languages = settings.read_text()
        for added in ("checks: {off: [numbers]}\n", "minimum: 30\n", "unit: paragraph\n", "encoding: {output: UTF-16}\n",
                      "accept: [fuzzy]\n", "glossaries: [terms.csv]\n", "names: {output: \"{output}/{lang}-{path}\"}\n", ""):
            (folder / "terms.csv").write_text("en,sr\nboat,чамац\n")
            settings.write_text(languages + added)
            same_as_anew(folder, "--json")
            same_as_anew(folder)
        settings.write_text("languages: [sr, az, de]\n")
        same_as_anew(folder, "--json")
        settle(folder)
        (folder / "terms.csv").write_text("en,sr\nboat,брод\n")
        assert not works(folder)
        settings.write_text("languages: [sr, az, de]\nglossaries: [terms.csv]\n")
        run(cwd=folder)
        settle(folder)
        (folder / "terms.csv").write_text("en,sr\nboats,бродови\n")
        same_as_anew(folder, "--json")


def test_steps_alone_come_to_the_same():
    with project() as folder:
        (folder / "input/part0/chapter0.md").write_text(article(0, " It is cold."))
        with tempfile.TemporaryDirectory(prefix="localize-") as other:
            copy = Path(other) / "copy"
            shutil.copytree(folder, copy)
            for step in ("status", "check", "update", "build", "check", "build"):
                run(step, cwd=folder)
            run(cwd=copy)
            assert tree(folder) == tree(copy)
        same_as_anew(folder, "--json")


def test_damaged_state():
    with project() as folder:
        state = folder / ".localize/state"
        good = state.read_bytes()
        before = tree(folder)
        for bad in (b"", good[:7], good[:100], good[:-8], good + b"12345678", b"\0" * len(good),
                    good[:5000] + b"\xff" * 8 + good[5008:], good.replace(b"chapter", b"chepter")):
            state.write_bytes(bad)
            run(cwd=folder)
            assert tree(folder) == before
        state.unlink()
        state.mkdir()
        run(cwd=folder)
        assert tree(folder) == before
        state.rmdir()
        shutil.rmtree(folder / ".localize")
        (folder / ".localize").write_text("in the way")
        run(cwd=folder)
        assert tree(folder).pop(".localize", None) in (None, b"in the way")


def test_another_program_does_all_again():
    with project() as folder:
        state = folder / ".localize/state"
        text = state.read_bytes()
        assert text.startswith(b"localize\1\0\0\0")
        state.write_bytes(text[:8] + b"\2" + text[9:])
        assert works(folder)
        assert state.read_bytes()[8] == 1


def test_articles_that_are_gone_are_forgotten():
    with project() as folder:
        assert b"chapter5" in (folder / ".localize/state").read_bytes()
        (folder / "input/part1/chapter5.md").unlink()
        (folder / "input/part0/chapter0.md").write_text(article(0, " It is cold."))
        run(cwd=folder)
        assert b"chapter5" not in (folder / ".localize/state").read_bytes()
        same_as_anew(folder, "--json")


def test_killed_at_any_time():
    with project(40) as folder:
        for number in range(0, 40):
            path = folder / f"input/part{number % 2}/chapter{number}.md"
            path.write_text(article(number, " The rest of it is new. So is this."))
        with tempfile.TemporaryDirectory(prefix="localize-") as other:
            copy = Path(other) / "copy"
            shutil.copytree(folder, copy)
            run(cwd=copy)
            for pause in (0.005, 0.01, 0.02, 0.03, 0.05, 0.08):
                process = subprocess.Popen([PROGRAM], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                time.sleep(pause)
                process.send_signal(signal.SIGKILL)
                process.wait()
            run(cwd=folder)
            left = [path for path in tree(folder) if ".localize-" in path]
            for path in left:
                (folder / path).unlink()
            assert tree(folder) == tree(copy)


def test_many_runs_at_once():
    with project(30) as folder:
        for number in range(30):
            path = folder / f"input/part{number % 2}/chapter{number}.md"
            path.write_text(article(number, " The rest of it is new."))
        with tempfile.TemporaryDirectory(prefix="localize-") as other:
            copy = Path(other) / "copy"
            shutil.copytree(folder, copy)
            run(cwd=copy)
            runs = [subprocess.Popen([PROGRAM, *extra], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
                    for extra in ([], ["--lang", "az"], [], ["--lang", "sr"], ["-j1"])]
            for process in runs:
                _, errors = process.communicate(timeout=120)
                assert b"error" not in errors, errors
            run(cwd=folder)
            assert tree(folder) == tree(copy)
        settle(folder)


def test_a_second_run_waits():
    with project() as folder:
        (folder / "input/part0/chapter0.md").write_text(article(0, " It is cold."))
        # A lock on all of the file, as of a run that is busy with every article.
        holder = subprocess.Popen([sys.executable, "-c", (
            "import fcntl, sys\n"
            "file = open('.localize/lock', 'w')\n"
            "fcntl.lockf(file, fcntl.LOCK_EX)\n"
            "print('held', flush=True)\n"
            "sys.stdin.read()\n")], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert holder.stdout.readline() == "held\n"
        process = subprocess.Popen([PROGRAM], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                   env={"PATH": os.environ["PATH"], "LC_ALL": "C"})
        line = process.stderr.readline()
        while "waiting for it" not in line:
            assert line, "it did not say that it waits"
            line = process.stderr.readline()
        assert "It is cold" not in (folder / "po/sr/part0/chapter0.md.po").read_text()
        holder.stdin.close()
        holder.wait()
        process.communicate(timeout=60)
        assert "It is cold" in (folder / "po/sr/part0/chapter0.md.po").read_text()


def make_locales(folder, names):
    """The environment in which the locales NAMES are there, made in FOLDER; None where that can't be done."""
    for name in names:
        language, _, codeset = name.partition(".")
        if not shutil.which("localedef") or subprocess.run(
                ["localedef", "-i", language, "-f", codeset, folder / name], capture_output=True).returncode > 1:
            return None
        charmap = subprocess.run(["locale", "charmap"], capture_output=True, text=True,
                                 env={**os.environ, "LOCPATH": str(folder), "LC_ALL": name}).stdout
        if charmap != f"{codeset}\n":
            return None
    return {"LOCPATH": str(folder)}


def test_the_same_bytes_however_it_is_run():
    """-j1, -j2 and -j8, other locales, other clocks, other orders of directory entries, with and without a state."""
    with project(24) as folder, tempfile.TemporaryDirectory(prefix="localize-") as locales:
        for number in range(0, 24, 3):
            path = folder / f"input/part{number % 2}/chapter{number}.md"
            path.write_text(article(number, f" The rest of chapter {number} is new. Boats come in summer. INSTALL IT IN TITLE."))
        located = make_locales(Path(locales), ["sr_RS.UTF-8", "az_AZ.UTF-8"])
        if located is None:
            print("# there is no localedef: all runs are in the locale C")
        faketime = None if os.environ.get("ASAN_OPTIONS") else shutil.which("faketime")
        trees, reports = [], []
        for number, (jobs, locale, anew, clock) in enumerate((
                ("-j1", "C", False, None), ("-j2", "sr_RS.UTF-8", True, "2001-02-03 04:05:06"),
                ("-j8", "az_AZ.UTF-8", False, "2035-01-01 00:00:00"), ("-j8", "C", True, None),
                ("-j1", "az_AZ.UTF-8", True, None))):
            with tempfile.TemporaryDirectory(prefix="localize-") as other:
                copy = Path(other) / "copy"
                names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))
                for name in names if number % 2 else reversed(names):
                    source, target = folder / name, copy / name
                    if source.is_dir():
                        target.mkdir(parents=True, exist_ok=True)
                    elif not (anew and ".localize" in source.parts):
                        target.parent.mkdir(parents=True, exist_ok=True)
                        shutil.copyfile(source, target)
                environment = {"LC_ALL": locale, "LANGUAGE": "en", "TZ": f"Etc/GMT+{number}", **(located or {})}
                if faketime and clock:
                    done = subprocess.run([faketime, clock, PROGRAM, jobs, "--json"], cwd=copy, text=True,
                                          env={**os.environ, **environment}, capture_output=True, timeout=120)
                else:
                    done = run(jobs, "--json", cwd=copy, env=environment)
                reports.append(done.stdout)
                trees.append(tree(copy))
        for other in trees[1:]:
            assert other == trees[0]
        for other in reports[1:]:
            assert other == reports[0]


def test_modes_of_files():
    """New files have what the user's mask leaves, whatever many threads do at once; a file that is replaced keeps its mode."""
    with project(24) as folder:
        shutil.rmtree(folder / "output")
        shutil.rmtree(folder / ".localize")
        kept = folder / "po/sr/part0/chapter0.md.po"
        kept.chmod(0o600)
        (folder / "input/part0/chapter0.md").write_text(article(0, " It is cold."))
        old = os.umask(0o027)
        try:
            run("-j8", cwd=folder)
        finally:
            os.umask(old)
        assert "It is cold" in kept.read_text() and kept.stat().st_mode & 0o777 == 0o600
        for path in [*(folder / "output").rglob("*"), *(folder / ".localize").rglob("*")]:
            if path.is_file() and path.name != "memory.sqlite":  # SQLite's own way
                assert path.stat().st_mode & 0o777 == 0o640, f"{path}: {path.stat().st_mode:o}"


def main(names):
    tests = [(name[5:].replace("_", " "), test) for name, test in names.items() if name.startswith("test_")]
    wanted = sys.argv[2:]
    failed = 0
    print(f"1..{len(tests)}")
    for number, (name, test) in enumerate(tests, 1):
        if wanted and not any(word in name for word in wanted):
            print(f"ok {number} - {name} # SKIP not asked for")
            continue
        try:
            test()
            print(f"ok {number} - {name}", flush=True)
        except Skip as reason:
            print(f"ok {number} - {name} # SKIP {reason}", flush=True)
        except Exception as fault:  # whatever it is, the other tests go on
            failed += 1
            print(f"not ok {number} - {name}")
            for line in f"{type(fault).__name__}: {fault}".splitlines():
                print(f"# {line}")
            sys.stdout.flush()
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(globals()))
