#!/usr/bin/env python3
"""Machine translation as users have it, against servers on loopback: commands.py PROGRAM [NAME…]

Prints TAP. NAMEs choose the tests whose names have one of them in it.
"""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "servers"))
import apertium as apertium_server
from mt_server import KEY, WORD, Server

PROGRAM = os.path.abspath(sys.argv[1])
OUTPUTS = []  # all that was ever printed: no key may be in it

ARTICLE = """---
title: Rivers
---
# Rivers of the plain

The **Danube** enters the plain from the [north](http://x.org/?a=1&b=2). It is joined by the `Tisa` & others.

> Every spring the meadows are *under* water for 21 days.

| a town | a bridge |
| --- | --- |
| small | <em>new</em> |
"""
# As mt_server translates it, into a language in Latin script.
TRANSLATED = """---
title: Riverso
---
# Riverso ofo theo plaino

Theo **Danubeo** enterso theo plaino fromo theo [northo](http://x.org/?a=1&b=2). Ito iso joinedo byo theo `Tisa` & otherso.

> Everyo springo theo meadowso areo *undero* watero foro 21 dayso.

| ao towno | ao bridgeo |
| --- | --- |
| smallo | <em>newo</em> |
"""
SENTENCES = 9


class Skip(Exception):
    pass


def environment(cwd, **more):
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": str(cwd)}
    env.update({name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")})
    env.update(more)
    return env


def run(folder, *arguments, check=0, **env):
    done = subprocess.run([PROGRAM, *arguments], cwd=folder, env=environment(folder, **env), capture_output=True,
                          timeout=120)
    OUTPUTS.extend((done.stdout, done.stderr))
    assert done.returncode == check, f"status {done.returncode}, not {check}: {done.stdout.decode()}{done.stderr.decode()}"
    done.stdout, done.stderr = done.stdout.decode(), done.stderr.decode()
    return done


def report(folder, *arguments, **options):
    return json.loads(run(folder, *arguments, "--json", **options).stdout)


def engines_of(result):
    """The reports by language and engine."""
    return {(language["language"], engine["engine"]): engine
            for language in result["languages"] for engine in language["engines"]}


@contextlib.contextmanager
def project(engines, articles=None, languages="[az]", more=""):
    with tempfile.TemporaryDirectory(prefix="localize-") as folder:
        folder = Path(folder).resolve()
        for name, text in (articles or {"rivers.md": ARTICLE}).items():
            path = folder / "input" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        (folder / "localize.yaml").write_text(f"languages: {languages}\n{more}engines:\n{engines}")
        yield folder
        no_key_in(folder)


def no_key_in(folder):
    for path in folder.rglob("*"):
        if path.is_file() and path.name != "the-key":
            assert KEY.encode() not in path.read_bytes(), f"the key is in {path}"


def entries(path):
    """The entries of a catalog but for the header: (comments and flags, msgid, msgstr)."""
    found = []
    for block in path.read_text().split("\n\n")[1:]:
        head = [line for line in block.split("\n") if line.startswith("#")]
        body = "\n".join(line for line in block.split("\n") if not line.startswith("#"))
        texts = [json.loads('"' + "".join(re.findall(r'"(.*)"', part)) + '"')
                 for part in re.split(r"^msg(?:id|str) ", body, flags=re.M)[1:]]
        found.append((head, *texts))
    return found


def libretranslate(server, more=""):
    return f'  libretranslate: {{url: "{server.url}", retry_delay: 20{more}}}\n'


def equal(a, b):
    assert a == b, f"{a!r} is not {b!r}"


def has(text, *parts):
    for part in parts:
        assert part in text, f"no {part!r} in {text!r}"


def test_article_end_to_end():
    with Server("libretranslate") as server, project(libretranslate(server)) as folder:
        result = report(folder, "translate")
        equal(server.violations, [])
        equal((result["missing"], result["filled"], result["languages"][0]["language"]), (SENTENCES, SENTENCES, "az"))
        engine = engines_of(result)["az", "libretranslate"]
        equal((engine["sent"], engine["answered"], engine["cached"], engine["refused"]), (SENTENCES, SENTENCES, 0, 0))
        equal(engine["characters"], sum(map(len, server.translated)))
        for head, _, translation in entries(folder / "po/az/rivers.md.po"):
            assert "#. suggested: machine translation, libretranslate" in head and "#, fuzzy" in head, head
            assert translation
        run(folder, "build")
        equal((folder / "output/az/rivers.md").read_text(), ARTICLE)
        run(folder, "build", "--accept", "machine")
        equal((folder / "output/az/rivers.md").read_text(), TRANSLATED)
        equal(report(folder, "check")["articles"][0]["languages"][0]["findings"], [])


def test_every_format_in_one_run():
    articles = {
        "a.html": '<h1>The house</h1><p title="A sign">It is <b>old</b> &amp; <a href="x?a=1&amp;b=2">big</a>.<br>Fine.',
        "b.md": "One *two*.\n",
        "c.html": "<p>It is <b>old</b> &amp; new.<p>Don&rsquo;t caf&eacute;, it&#39;s &lt;b&gt; 10&nbsp;km &#x1F600; &unknown; x.",
        "d.txt": "Here & there, <b> is no tag.\n",
    }
    wanted = {
        "a.html": '<h1>Theo houseo</h1><p title="Ao signo">Ito iso <b>oldo</b> &amp; <a href="x?a=1&amp;b=2">bigo</a>.<br>Fineo.',
        "b.md": "Oneo *twoo*.\n",
        "c.html": "<p>Ito iso <b>oldo</b> &amp; newo.<p>Dono’to caféo, ito'so &lt;bo&gt; 10\u00a0kmo \U0001f600 &unknown; xo.",
        "d.txt": "Hereo & thereo, <b> iso noo tago.\n",
    }
    with Server("libretranslate") as server, project(libretranslate(server), articles) as folder:
        run(folder, "--accept", "machine")
        equal({name: (folder / "output/az" / name).read_text() for name in articles}, wanted)
        equal(server.violations, [])


def test_second_run_sends_nothing():
    with Server("libretranslate") as server, project(libretranslate(server)) as folder:
        run(folder, "translate")
        before = (folder / "po/az/rivers.md.po").read_bytes()
        sent = server.requests
        run(folder, "translate")
        run(folder)
        shutil.rmtree(folder / "po")
        result = report(folder, "translate")
        equal(server.requests, sent)
        equal((folder / "po/az/rivers.md.po").read_bytes(), before)
        engine = engines_of(result)["az", "libretranslate"]
        equal((engine["sent"], engine["cached"], engine["characters"]), (0, SENTENCES, 0))


def test_nothing_of_a_translator_is_touched():
    with Server("libretranslate") as server, project(libretranslate(server)) as folder:
        run(folder, "update")
        path = folder / "po/az/rivers.md.po"
        text = path.read_text()
        own = {
            'msgid "Rivers"\nmsgstr ""': '# of mine\nmsgid "Rivers"\nmsgstr "Çaylar"',
            'msgid "a town"\nmsgstr ""': '#, fuzzy\nmsgid "a town"\nmsgstr "şəhər?"',
        }
        for old, new in own.items():
            equal(text.count(old), 1)
            text = text.replace(old, new)
        path.write_text(text)
        run(folder, "translate")
        found = {source: (head, translation) for head, source, translation in entries(path)}
        equal(found["Rivers"][1], "Çaylar")
        assert "# of mine" in found["Rivers"][0] and "#, fuzzy" not in found["Rivers"][0]
        equal(found["a town"][1], "şəhər?")
        assert not any("suggested" in line for line in found["a town"][0])
        assert "Rivers" not in server.translated and "a town" not in server.translated


def test_whole_run_translates_between_update_and_build():
    with Server("libretranslate") as server, project(libretranslate(server), more="accept: machine\n") as folder:
        result = report(folder)
        equal(result["translation"]["filled"], SENTENCES)
        language = result["articles"][0]["languages"][0]
        equal((language["units"], language["machine"], language["merge"]["added"]), (SENTENCES, SENTENCES, SENTENCES))
        assert (folder / "po/templates/rivers.md.pot").exists()
        equal((folder / "output/az/rivers.md").read_text(), TRANSLATED)
        has(run(folder).stdout, "0 characters sent", f"{SENTENCES} by machine")


def test_an_error_is_told_once():
    with Server("libretranslate") as server, project(libretranslate(server)) as folder:
        (folder / "input/bad.txt").write_bytes(b"One \xff two.\n")
        for arguments in ((), ("--dry-run",)):
            equal(run(folder, *arguments, check=2).stderr.count("bad.txt:1:5"), 1)
        assert (folder / "po/az/rivers.md.po").exists()


def test_dry_run_sends_and_writes_nothing():
    with Server("libretranslate") as server, project(libretranslate(server), languages="[az, sr]") as folder:
        result = report(folder, "translate", "--dry-run")
        run(folder, "--dry-run")
        equal((server.requests, list(folder.rglob("*.po*"))), (0, []))
        estimates = engines_of(result)
        equal(estimates["az", "libretranslate"]["sent"], SENTENCES)
        has(run(folder, "translate", "--dry-run").stdout, "az, libretranslate: ", "sr, libretranslate: ")
        done = report(folder, "translate")
        equal(done["characters"], result["characters"])
        for pair, engine in engines_of(done).items():
            equal(engine["characters"], estimates[pair]["characters"])
        again = report(folder, "translate", "--dry-run")
        equal((again["missing"], again["characters"]), (0, 0))


def test_dry_run_gives_on_what_a_limit_leaves():
    with Server("libretranslate") as server:
        engines = libretranslate(server, ", limit: 60") + "  deepl:\n"
        with project(engines) as folder:
            estimates = engines_of(report(folder, "translate", "--dry-run"))
            first, second = estimates["az", "libretranslate"], estimates["az", "deepl"]
            assert 0 < first["characters"] <= 60, first
            equal(first["sent"] + second["sent"], SENTENCES)


def test_each_language_by_its_engines():
    with Server("libretranslate") as server, Server("deepl") as other:
        engines = libretranslate(server, ", languages: [sr]") + f'  deepl: {{url: "{other.url}"}}\n'
        with project(engines, languages="[az, sr@latin]") as folder:
            result = report(folder, "translate", DEEPL_AUTH_KEY=KEY)
            equal(sorted(engines_of(result)), [("az", "deepl"), ("sr@latin", "libretranslate")])
            equal((server.violations, other.violations), ([], []))
            has((folder / "po/sr@latin/rivers.md.po").read_text(), "Riverso", "translation, libretranslate")
            has((folder / "po/az/rivers.md.po").read_text(), "Riverso", "translation, deepl")
            # Title and section go along for the engines that take them.
            contexts = [context for protocol in other.protocols for context in getattr(protocol, "contexts", [])]
            assert "Rivers\nRivers of the plain" in contexts, contexts
            equal(sorted(engines_of(report(folder, "translate", "--engine", "deepl", "--lang", "sr", "--dry-run"))),
                  [("sr", "deepl")])


def test_second_engine_takes_what_the_first_refuses():
    with Server("libretranslate", spoil=["drop-tag"]) as server, Server("deepl") as other:
        engines = libretranslate(server) + f'  deepl: {{url: "{other.url}"}}\n'
        with project(engines) as folder:
            done = run(folder, "translate", "--json", DEEPL_AUTH_KEY=KEY)
            result = json.loads(done.stdout)
            equal((result["filled"], done.stderr), (SENTENCES, ""))
            first, second = (engines_of(result)["az", name] for name in ("libretranslate", "deepl"))
            equal(first["refused"], second["answered"])
            assert first["answered"] and second["answered"], result
            run(folder, "build", "--accept", "machine")
            equal((folder / "output/az/rivers.md").read_text(), TRANSLATED)
            text = (folder / "po/az/rivers.md.po").read_text()
            has(text, "machine translation, deepl", "machine translation, libretranslate")


def test_second_engine_takes_over_when_the_first_is_gone():
    with Server("libretranslate") as server:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            gone = f"http://127.0.0.1:{unused.getsockname()[1]}"
        engines = f'  deepl: {{url: "{gone}", attempts: 1}}\n' + libretranslate(server)
        with project(engines, languages="[az, sr]") as folder:
            done = run(folder, "translate", "--json", DEEPL_AUTH_KEY=KEY)
            equal(done.stderr.count("deepl can't be reached"), 1)
            equal(json.loads(done.stdout)["filled"], 2 * SENTENCES)


def test_wrong_key():
    with Server("libretranslate", keyed=True) as server, project(libretranslate(server), languages="[az, sr]") as folder:
        (folder / "input/new.txt").write_text("Something new.\n")
        done = run(folder, check=2, LIBRETRANSLATE_API_KEY="wr0ng-" + KEY)
        has(done.stderr, "libretranslate refuses the key", "LIBRETRANSLATE_API_KEY")
        assert "wr0ng" not in done.stdout + done.stderr, done.stderr
        equal((done.stderr.count("error:"), server.requests), (1, 1))
        for language in ("az", "sr"):
            equal(len(entries(folder / f"po/{language}/rivers.md.po")), SENTENCES)
            equal([text for *_, text in entries(folder / f"po/{language}/new.txt.po")], [""])
            assert (folder / f"output/{language}/rivers.md").exists()
        equal(len(entries(folder / "po/az/rivers.md.po")), SENTENCES)
        run(folder, "translate", LIBRETRANSLATE_API_KEY=KEY)
        assert all(text for *_, text in entries(folder / "po/az/rivers.md.po"))


def numbered(count, begin=100):
    return "".join(f"Sentence number {n} of this article is here.\n\n" for n in range(begin, begin + count))


def test_limit_is_one_ceiling_for_all_articles_and_languages():
    articles = {"a.md": numbered(20), "b.txt": numbered(20, 200)}
    limit = 1900  # of 80 sentences with 44 characters
    with Server("libretranslate", batch=7) as server, \
            project(libretranslate(server, f", limit: {limit}, batch: 7"), articles, "[az, sr]") as folder:
        done = run(folder, "translate", "--json")
        has(done.stderr, "the limit of characters for libretranslate is reached")
        result = json.loads(done.stdout)
        sent = sum(map(len, server.translated))
        equal(result["characters"], sent)
        assert limit - 44 < sent <= limit, sent
        filled = [text for path in (folder / "po").glob("*/*.po") for *_, text in entries(path) if text]
        equal((len(filled), result["filled"]), (len(server.translated), len(filled)))
        # Each run may send as much; what came is not sent again.
        run(folder, "translate")
        equal(len(server.translated), 80)
        equal(report(folder, "translate")["missing"], 0)


def test_killed_run_sends_only_the_rest_again():
    count, batch = 300, 10
    with Server("libretranslate", delay=0.1) as server, \
            project(libretranslate(server, f", batch: {batch}, concurrency: 2"), {"a.md": numbered(count)}) as folder:
        process = subprocess.Popen([PROGRAM, "translate"], cwd=folder, env=environment(folder), stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        while len(server.answered) < count // 2:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        time.sleep(0.3)
        before = list(server.translated)
        engine = engines_of(report(folder, "translate"))["az", "libretranslate"]
        again = server.translated[len(before):]
        print(f"# {len(before)} were translated before the kill, {engine['cached']} of them kept, {len(again)} sent after it")
        equal((engine["sent"], engine["cached"]), (len(again), count - len(again)))
        assert engine["cached"] >= len(before) - 2 * batch, engine
        assert len(set(before) & set(again)) <= 2 * batch
        equal(len(set(before) | set(again)), count)
        assert all(text for *_, text in entries(folder / "po/az/a.md.po"))


def test_key_is_nowhere():
    seen = set()
    with Server("libretranslate", delay=0.2, keyed=True) as server, \
            project(libretranslate(server, ", key_file: the-key, batch: 3, concurrency: 1")) as folder:
        (folder / "the-key").write_text(KEY + "\n")
        process = subprocess.Popen([PROGRAM, "--verbose", "--json", "--progress", "always"], cwd=folder,
                                   env=environment(folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        while process.poll() is None:
            for path in Path("/proc").glob("[0-9]*/cmdline"):
                with contextlib.suppress(OSError):
                    seen.add(path.read_bytes())
            no_key_in(folder)
            time.sleep(0.02)
        OUTPUTS.extend(process.communicate())
        equal(process.returncode, 0)
        assert not any(KEY.encode() in line for line in seen)
        run(folder, "engines", "--json")
        equal(server.violations, [])
        assert server.translated
    with Server("libretranslate", [("body-500-" + KEY, None)], keyed=True) as server, \
            project(libretranslate(server, ", attempts: 1")) as folder:
        has(run(folder, "translate", "--verbose", LIBRETRANSLATE_API_KEY=KEY).stderr, "libretranslate: 500")
        run(folder, "translate", "--json", LIBRETRANSLATE_API_KEY=KEY)


def test_refused_sentences_have_their_place():
    with Server("libretranslate", spoil=["drop-tag"]) as server, project(libretranslate(server)) as folder:
        done = run(folder, "translate")
        has(done.stderr, "input/rivers.md:6: warning", "input/rivers.md:8: warning", "left untranslated")


def test_checks_refuse():
    off = "checks: {off: [max-length]}\n"
    with Server("libretranslate") as server, project(libretranslate(server)) as folder:
        settings = (folder / "localize.yaml").read_text()
        run(folder, "update")
        path = folder / "po/az/rivers.md.po"
        path.write_text(path.read_text().replace('msgid "a town"', '#, max-length:6\nmsgid "a town"'))
        done = run(folder, "translate")
        (folder / "localize.yaml").write_text(off + settings)
        if "unknown check" in subprocess.run([PROGRAM, "status"], cwd=folder, capture_output=True, text=True).stderr:
            raise Skip("there is no check of the length here")
        has(done.stderr, "input/rivers.md:10: warning", "[max-length]")
        equal([text for _, source, text in entries(path) if source == "a town"], [""])
        sent = server.requests
        run(folder, "translate")
        equal([text for _, source, text in entries(path) if source == "a town"], ["ao towno"])
        equal(server.requests, sent)


def test_glossary_is_told():
    with Server("openai") as server:
        engines = f'  openai: {{url: "{server.url}", model: m}}\n'
        with project(engines, languages="[az, sr]", more="glossaries: [terms.csv]\n") as folder:
            (folder / "terms.csv").write_text("en,az,sr\nplain,düzənlik,равница\nocean,okean,океан\n")
            bodies = []
            serve = server.RequestHandlerClass.serve
            server.RequestHandlerClass = type("Handler", (server.RequestHandlerClass,), {
                "serve": lambda self, body: (bodies.append(body.decode()), serve(self, body))[1]})
            run(folder, "translate", OPENAI_API_KEY=KEY)
            tasks = [json.loads(message["content"]) for body in bodies if body
                     for message in json.loads(body)["messages"] if message["role"] == "user"]
            equal({task["title"] for task in tasks}, {"Rivers"})
            terms = {(term["source"], term["target"]) for task in tasks for term in task.get("glossary", [])}
            equal(terms, {("plain", "düzənlik"), ("plain", "равница")})
            equal(server.violations, [])
            (folder / "terms.csv").write_text('"never closed\n')
            (folder / "input/new.txt").write_text("Something new.\n")
            sent = server.requests
            has(run(folder, "translate", check=2, OPENAI_API_KEY=KEY).stderr, "terms.csv:1:1")
            equal(server.requests, sent)


def test_engines_are_listed():
    with Server("libretranslate") as server, Server("deepl") as other:
        engines = libretranslate(server, ", languages: [sr]") + \
            f'  deepl: {{url: "{other.url}", month_limit: 5000}}\n  azure:\n'
        with project(engines) as folder:
            listed = report(folder, "engines", check=1, DEEPL_AUTH_KEY=KEY)
            first, second, third = listed["engines"]
            equal([first["engine"], first["languages"], first["reachable"]], ["libretranslate", ["sr"], True])
            equal([second["engine"], second["reachable"], second["quota"]],
                  ["deepl", True, {"used": 1234, "limit": 500000}])
            equal([third["engine"], third["configured"], third["reachable"]], ["azure", False, False])
            has(third["note"], "AZURE_TRANSLATOR_KEY")
            assert "apertium" in listed["others"] and "deepl" not in listed["others"]
            equal(other.translated, [])
            text = run(folder, "engines", check=1, DEEPL_AUTH_KEY=KEY).stdout
            has(text, "libretranslate  reachable, sr\n", "1234 of 500000 characters used", "azure           not ready")
            chosen = report(folder, "engines", "--lang", "az", check=1, DEEPL_AUTH_KEY=KEY)["engines"]
            equal([engine["engine"] for engine in chosen], ["deepl", "azure"])
            run(folder, "engines", "--engine", "deepl", DEEPL_AUTH_KEY=KEY)
            run(folder, "engines", "--engine", "deepl", check=1)
            run(folder, "translate", "--lang", "az", DEEPL_AUTH_KEY=KEY)
            assert report(folder, "engines", check=1, DEEPL_AUTH_KEY=KEY)["engines"][1]["month_sent"] > 0
            has(run(folder, "engines", "--engine", "nonsense", check=2).stderr, "there is no engine “nonsense”")
    with tempfile.TemporaryDirectory() as folder:
        equal(report(Path(folder), "engines")["engines"], [])


def test_progress_is_told():
    with Server("libretranslate", delay=0.2) as server, \
            project(libretranslate(server), {"a.md": numbered(2000, 1000)}) as folder:
        run(folder, "update")
        done = run(folder, "translate", "--json", "--progress", "always")
        result = json.loads(done.stdout)
        has(done.stderr, "az █", "/2000, ", "/s")
        equal((engines_of(result)["az", "libretranslate"]["answered"], len(server.translated)), (2000, 2000))
        equal((server.requests, server.most_inside), (2000 / 20, 4))


def test_status_of_a_command_whatever_the_signals():
    """Who starts the program may have SIGCHLD ignored: then nobody is told how a command ended."""
    with project("  command: {command: 'cat >/dev/null; exit 3'}\n") as folder:
        done = subprocess.run([PROGRAM, "translate"], cwd=folder, env=environment(folder), capture_output=True,
                              preexec_fn=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN))
        equal(done.returncode, 2)
        has(done.stderr.decode(), "it ended with status 3")


def test_command_ends_with_the_run():
    command = "trap \"\" INT TERM HUP; sleep 300 & echo $$ $! > pids; cat >/dev/null; wait"
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        with project(f"  command: {{command: '{command}'}}\n") as folder:
            process = subprocess.Popen([PROGRAM, "translate"], cwd=folder, env=environment(folder), stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            pids = folder / "pids"
            wait_for(lambda: pids.exists() and len(pids.read_text().split()) == 2)
            process.send_signal(number)
            equal(process.wait(timeout=20), -number)
            wait_for(lambda: not any(is_running(pid) for pid in pids.read_text().split()))


def is_running(pid):
    """Whether it is there and no zombie that nobody has waited for."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def wait_for(condition):
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


# Apertium itself

SERBIAN = """# Velika kuća

Kuća je **velika** i lepa. Vidi [ovu stranicu](http://x.org/?a=1&b=2).

- On ima 3 kuće & `kod`.
- Кућа је *велика*.
"""
ENGLISH = """# The big house

The house is **big** and white. See [this page](http://x.org/?a=1&b=2).

- He has 3 houses & `code`.
- Quickly and **slowly**
"""
MARKUP = re.compile(r"^# |^- |\*\*|\*|\[|\]\(http://x\.org/\?a=1&b=2\)|`(?:kod|code)`|&|\n", re.M)


@contextlib.contextmanager
def apertium():
    if not apertium_server.is_installed():
        raise Skip("apertium-apy and apertium-hbs-eng are not installed")
    with apertium_server.serve() as url:
        yield f'  apertium: {{url: "{url}", timeout: 30}}\n'


def translate_by_apertium(engines, source, article, target):
    with project(engines, {"house.md": article}, f"[{target}]", f"source: {source}\n") as folder:
        equal(report(folder, "engines")["engines"][0]["reachable"], True)
        done = run(folder, "translate", "--json")
        run(folder, "build", "--accept", "machine")
        output = (folder / f"output/{target}/house.md").read_text()
        equal(MARKUP.findall(output), MARKUP.findall(article))
        equal(report(folder, "check")["articles"][0]["languages"][0]["findings"], [])
        catalog = entries(folder / f"po/{target}/house.md.po")
        for head, _, text in catalog:
            equal("#. suggested: machine translation, apertium" in head, text != "")
        for line in output.splitlines():
            print(f"# {line}")
        return json.loads(done.stdout), output, [text for *_, text in catalog], done.stderr


def test_apertium_serbian_to_english():
    with apertium() as engines:
        result, output, texts, _ = translate_by_apertium(engines, "sr", SERBIAN, "en")
        print(f"# {result['filled']} of {result['missing']} filled")
        equal((result["missing"], result["filled"]), (5, 5))
        has(output, "House is *large*.", "](http://x.org/?a=1&b=2)", "`kod`")
        assert not WORD.search("".join(re.findall("[А-я]", output))), output


def test_apertium_english_to_serbian():
    with apertium() as engines:
        # Of most sentences this direction makes words marked as not translated; it writes Latin script only.
        for target, done in (("sr", "- Хитро а **полако**\n"), ("sr-Latn", "- Hitro a **polako**\n")):
            result, output, texts, errors = translate_by_apertium(engines, "en", ENGLISH, target)
            engine = engines_of(result)[target, "apertium"]
            print(f"# {target}: {result['filled']} of {result['missing']} filled, {engine['refused']} refused")
            equal(engine["answered"] + engine["refused"] + engine["unanswered"], 5)
            equal(errors.count("is left untranslated: apertium: it has words that the engine could not"), engine["refused"])
            has(output, done)
            for text in filter(None, texts):
                bare = re.sub(r"\]\(.*?\)|`.*?`|\d", "", text)
                assert not re.search("[@#]", bare), text
                assert not re.search("[a-z]" if target == "sr" else "[а-я]", bare), text


def main():
    chosen = sys.argv[2:]
    tests = [(name[5:].replace("_", " "), function) for name, function in globals().items() if name.startswith("test_")]
    tests = [test for test in tests if not chosen or any(word in test[0] for word in chosen)]
    print(f"1..{len(tests) + 1}")
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
    leaked = any(KEY.encode() in output for output in OUTPUTS)
    print(f"{'not ok' if leaked else 'ok'} {len(tests) + 1} - no key was printed")
    return failed != 0 or leaked


if __name__ == "__main__":
    sys.exit(main())
