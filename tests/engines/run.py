#!/usr/bin/env python3
"""The engines against servers that speak each provider's protocol, with every fault: run.py ENGINE_TOOL [NAME…]

Prints TAP. NAMEs choose the tests whose names have one of them in it.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "servers"))
import apertium
import mt_server
from mt_server import KEY, SECRET, Server

TOOL = sys.argv[1]
TESTS = []
WORK = tempfile.mkdtemp(prefix="engines-")
OUTPUTS = []  # all that was ever printed: no key may be in it


class Skip(Exception):
    pass


def test(function):
    TESTS.append(function)
    return function


class Result:
    def __init__(self, lines, status, errors, seconds):
        *texts, last = [json.loads(line) for line in lines] or [{"report": {}}]
        self.report = last.get("report", last)
        self.texts = [text["translation"] for text in texts]
        self.reasons = [text["reason"] for text in texts]
        self.status, self.errors, self.seconds = status, errors, seconds


def environment(**more):
    env = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    env.update({"LC_ALL": "C.UTF-8", "LIBRETRANSLATE_API_KEY": ""})
    env.update(more)
    return env


def arguments(server, options):
    given = {"name": "libretranslate", "source": "en", "target": "az", "retry-delay": 20, "timeout": 5}
    if server is not None:
        given["url"] = server if isinstance(server, str) else server.url
    given.update(options)
    flags = [name for name in ("dry-run", "probe") if given.pop(name, False)]
    then = given.pop("then", {})
    return [TOOL] + [f"--{name}={value}" for name, value in given.items()] + ["--" + flag for flag in flags] + \
        (["--then"] + [f"--{name}={value}" for name, value in then.items()] if then else [])


def run(server, texts, env=None, wait=60, **options):
    options = {name.replace("_", "-"): value for name, value in options.items()}
    lines = "".join(json.dumps(text if isinstance(text, dict) else {"text": text}) + "\n" for text in texts)
    begin = time.monotonic()
    done = subprocess.run(arguments(server, options), input=lines.encode(), capture_output=True, timeout=wait,
                          env=environment(**(env or {})))
    OUTPUTS.extend((done.stdout, done.stderr))
    errors = done.stderr.decode()
    assert "Sanitizer" not in errors and "runtime error" not in errors, errors
    assert done.returncode in (0, 1, 2), (done.returncode, errors)
    return Result(done.stdout.decode().splitlines(), done.returncode, errors, time.monotonic() - begin)


def equal(a, b):
    assert a == b, f"{a!r} is not {b!r}"


def has(text, *parts):
    for part in parts:
        assert part in text, f"no {part!r} in {text!r}"


PLAIN = ["The house is big.", "It is white.", "We like it."]
PLAIN_DONE = ["Theo houseo iso bigo.", "Ito iso whiteo.", "Weo likeo ito."]
MARKUP = ["See **this page** and `code & more`.", "Use <em>two</em> & <b>three **words**</b>.", "A [link](http://x.org/?a=1&b=2) here."]
MARKUP_DONE = ["Seeo **thiso pageo** ando `code & more`.", "Useo <em>twoo</em> & <b>threeo **wordso**</b>.",
               "Ao [linko](http://x.org/?a=1&b=2) hereo."]


# Every provider

PROVIDERS = {
    "libretranslate": {},
    "deepl": {"env": {"DEEPL_AUTH_KEY": KEY}},
    "google": {"env": {"GOOGLE_API_KEY": KEY}},
    "google-v3": {"env": {"GOOGLE_ACCESS_TOKEN": KEY}, "project": "p-1"},
    "azure": {"env": {"AZURE_TRANSLATOR_KEY": KEY}, "region": "westeurope"},
    "amazon": {"env": {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}, "region": "eu-central-1"},
    "modernmt": {"env": {"MODERNMT_API_KEY": KEY}},
    "openai": {"env": {"OPENAI_API_KEY": KEY}, "model": "m"},
}


def each(function):
    for name, options in PROVIDERS.items():
        def one(name=name, options=options):
            function(name, dict(options))
        one.__name__ = f"{name.replace('-', '_')}_{function.__name__}"
        TESTS.append(one)
    return function


@each
def translates_text_and_markup(name, options):
    with Server(name) as server:
        result = run(server, PLAIN + MARKUP, name=name, **options)
        equal(server.violations, [])
        equal(result.texts, PLAIN_DONE + MARKUP_DONE)
        equal(result.status, 0)
        equal(result.report["answered"], 6)


@each
def writes_serbian_in_the_script_asked_for(name, options):
    with Server(name) as server:
        equal(run(server, ["Kuca Pet."], name=name, target="sr-Latn", **options).texts, ["Kucao Peto."])
        equal(run(server, ["Kuca Pet."], name=name, target="sr", **options).texts, ["Куцао Пето."])
        equal(server.violations, [])


@each
def sends_batches_within_the_limits(name, options):
    texts = [f"Sentence number {n} of this article is of some length." for n in range(1000, 1400)]
    with Server(name) as server:
        result = run(server, texts, name=name, **options)
        equal(server.violations, [])
        equal(result.report["answered"], 400)
        equal(sorted(server.translated), sorted(texts))
        assert name == "amazon" or server.requests <= 30, server.requests


@each
def says_that_a_key_is_wrong(name, options):
    options["env"] = {variable: "wr0ng-" + value for variable, value in options.get("env", {}).items()}
    server_options = {}
    if name == "libretranslate":
        options["env"] = {"LIBRETRANSLATE_API_KEY": "wr0ng-key"}
        server_options = {"keyed": True}
    with Server(name, **server_options) as server:
        result = run(server, PLAIN, name=name, **options)
        equal(result.status, 1)
        equal(result.texts, [None] * 3)
        has(result.errors, "key")
        assert "wr0ng" not in result.errors, result.errors
        assert server.requests <= 3, server.requests


@each
def says_that_there_is_no_key(name, options):
    options.pop("env", None)
    if name in ("libretranslate", "openai"):
        return
    result = run("http://127.0.0.1:1", PLAIN, name=name, **options)
    equal(result.status, 1)
    has(result.errors, "no key", "environment variable")


@each
def mends_what_fails_once(name, options):
    for fault in ("status-500", "status-503-1", "status-429-1", "truncated", "few", "reset", "close", "invalid-utf-8"):
        if name == "openai" and fault == "few":
            continue
        with Server(name, [(fault, 1)]) as server:
            result = run(server, PLAIN, name=name, **options)
            assert name == "amazon" and fault == "few" or result.texts == PLAIN_DONE, (fault, result.texts, result.errors)


# Faults, in LibreTranslate's protocol

@test
def refused_connection():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        result = run(f"http://127.0.0.1:{unused.getsockname()[1]}", PLAIN, attempts=3)
    equal(result.status, 1)
    has(result.errors, "can't be reached", "start it")
    equal(result.reasons[0] is not None, True)


@test
def unknown_host():
    result = run("http://no-such-host.invalid", PLAIN, attempts=2)
    equal(result.status, 1)
    has(result.errors, "can't be reached")


def broken_for_ever(fault, *words, timeout=2, attempts=2, seconds=25, texts=PLAIN):
    with Server("libretranslate", [(fault, None)]) as server:
        result = run(server, texts, timeout=timeout, attempts=attempts)
        equal(result.texts, [None] * len(texts))
        has(result.errors, *words)
        assert result.seconds < seconds, result.seconds
        return result, server


@test
def reset_in_the_middle():
    broken_for_ever("reset", "left untranslated")


@test
def slow_drip():
    broken_for_ever("drip", "left untranslated")


@test
def never_answers():
    broken_for_ever("hang", "left untranslated")


@test
def never_ending_body():
    broken_for_ever("endless", "too long", timeout=20)


@test
def two_gigabytes():
    broken_for_ever("huge", "too long", timeout=20)
    broken_for_ever("huge-chunked", "too long", timeout=20)


@test
def a_bomb_of_gzip():
    broken_for_ever("bomb", "too long", timeout=20)


@test
def server_error_for_ever():
    _, server = broken_for_ever("status-500", "500", "A fault as wished")
    equal(server.requests, 2)


@test
def truncated_for_ever():
    result, server = broken_for_ever("truncated", "can't be understood")
    assert server.requests <= 12, server.requests


@test
def wrong_count_for_ever():
    broken_for_ever("few", "can't be understood")
    broken_for_ever("many", "can't be understood")


@test
def invalid_utf_8_for_ever():
    broken_for_ever("invalid-utf-8", "can't be understood")


@test
def a_web_page_for_an_answer():
    broken_for_ever("not-json", "can't be understood")


@test
def many_failures_stop_the_run():
    texts = [f"Sentence {n} here." for n in range(100, 500)]
    for fault in ("status-500", "truncated", "status-400"):
        with Server("libretranslate", [(fault, None)]) as server:
            result = run(server, texts, attempts=2)
            equal(result.status, 1)
            assert server.requests <= 40, (fault, server.requests)


@test
def retry_after_is_honoured():
    for fault, least in (("status-429-1", 1), ("status-429-date", 1), ("status-503-1", 1)):
        with Server("libretranslate", [(fault, 1)]) as server:
            result = run(server, PLAIN)
            equal(result.texts, PLAIN_DONE)
            assert least * 0.9 <= result.seconds < 5, (fault, result.seconds)
    with Server("libretranslate", [("status-429", 3)]) as server:
        equal(run(server, PLAIN).texts, PLAIN_DONE)


@test
def retry_after_too_long_is_said():
    result, server = broken_for_ever("status-429-86400", "86400 seconds", "run again later")
    equal(result.status, 1)
    equal(server.requests, 1)


@test
def rate_limit_reset_header():
    with Server("openai", [("reset-header", 1)]) as server:
        result = run(server, PLAIN, name="openai", model="m", env={"OPENAI_API_KEY": KEY})
        equal(result.texts, PLAIN_DONE)
        assert result.seconds >= 0.9, result.seconds


@test
def one_bad_sentence_costs_only_itself():
    texts = [f"Sentence {n} here." for n in range(100, 140)]

    class Picky(mt_server.LibreTranslate):
        def texts(self, request):
            found = super().texts(request)
            mt_server.need("Sentence 117 here." not in found, mt_server.Refusal(400, {"error": "I don't like 117"}))
            return found
    mt_server.PROTOCOLS["picky"] = Picky
    with Server("picky") as server:
        result = run(server, texts)
        equal([i for i, text in enumerate(result.texts) if text is None], [17])
        has(result.errors, "Sentence 117 here.", "I don't like 117")


@test
def a_batch_too_big_for_the_server_is_split():
    texts = [f"Sentence {n} here." for n in range(100, 140)]
    with Server("libretranslate", batch=3) as server:
        equal(run(server, texts).report["answered"], 40)


@test
def a_sentence_too_long_for_the_engine_is_said():
    long = "Word after word goes on. " * 500
    with Server("amazon") as server:
        result = run(server, [long, PLAIN[0]], name="amazon", **PROVIDERS["amazon"])
        equal((result.texts, server.violations), ([None, PLAIN_DONE[0]], []))
        has(result.errors, "too long for this engine")
    with Server("google") as server:
        equal(run(server, [long], name="google", **PROVIDERS["google"]).report["answered"], 1)


@test
def unknown_language():
    with Server("libretranslate") as server:
        result = run(server, PLAIN, target="xx")
        has(result.errors, "xx is not available")
        result = run(server, PLAIN, target="../x")
        equal(result.status, 1)
        has(result.errors, "is no language")


@test
def redirect_is_not_followed():
    with Server("libretranslate") as other, \
            Server("libretranslate", [("redirect", None)], elsewhere=other.url + "/translate", keyed=True) as server:
        result = run(server, PLAIN, env={"LIBRETRANSLATE_API_KEY": KEY})
        equal(result.status, 1)
        has(result.errors, "redirects")
        equal(other.requests, 0)


@test
def urls_that_are_none():
    for url, words in (("ftp://x.org", "http"), ("file:///etc/passwd", "http"), ("http://u:p@x.org", "password"),
                       ("http://x.org/?k=1", "question mark"), ("", "http")):
        result = run(url, PLAIN)
        equal(result.status, 1)
        has(result.errors, words)
        assert "u:p" not in result.errors


def openssl(*words):
    done = subprocess.run(["openssl", *words], capture_output=True, cwd=WORK)
    if done.returncode:
        raise Skip("openssl: " + done.stderr.decode().strip().replace("\n", "; "))


def certificates():
    """A certificate for 127.0.0.1 that is good, and one that was: both signed by their own keys."""
    if not shutil.which("openssl"):
        raise Skip("openssl is not installed")
    with open(os.path.join(WORK, "ca.conf"), "w") as file:
        file.write("[ca]\ndefault_ca=own\n[own]\ndatabase=index\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\n"
                   "policy=any\nx509_extensions=names\n[any]\ncommonName=supplied\n"
                   "[names]\nsubjectAltName=IP:127.0.0.1\nbasicConstraints=CA:TRUE\n"
                   "[req]\ndistinguished_name=subject\n[subject]\n")
    made = {}
    for name, begin, end in (("good", "20200101000000Z", "21000101000000Z"), ("expired", "20200101000000Z", "20200201000000Z")):
        open(os.path.join(WORK, "index"), "w").close()
        with open(os.path.join(WORK, "serial"), "w") as file:
            file.write("01\n")
        openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", name + ".key", "-out", name + ".csr",
                "-subj", "/CN=127.0.0.1", "-config", "ca.conf")
        openssl("ca", "-batch", "-selfsign", "-config", "ca.conf", "-keyfile", name + ".key", "-in", name + ".csr",
                "-out", name + ".pem", "-startdate", begin, "-enddate", end, "-notext")
        made[name] = tuple(os.path.join(WORK, name + end) for end in (".pem", ".key"))
    return made


@test
def tls_is_verified():
    made = certificates()
    with Server("libretranslate", tls=made["good"]) as server:
        equal(run(server, PLAIN, certificates=made["good"][0]).texts, PLAIN_DONE)
        result = run(server, PLAIN)
        equal((result.status, server.translated), (1, PLAIN))
        has(result.errors, "can't be trusted", "certificate")
    with Server("libretranslate", tls=made["expired"]) as server:
        result = run(server, PLAIN, certificates=made["expired"][0])
        equal((result.status, server.requests), (1, 0))
        has(result.errors, "can't be trusted", "expired")


# Markup

def spoiled(fault, texts=MARKUP, times=None, **options):
    with Server("libretranslate", [(fault, times)]) as server:
        return run(server, texts, **options)


@test
def broken_markup_never_comes_through():
    for fault in ("drop-tag", "double-tag", "invent-tag", "invent-script", "invent-link", "invent-markdown-link",
                  "invent-template", "invent-control", "invent-bidi", "invent-entity"):
        result = spoiled(fault)
        assert result.texts == [None] * 3, (fault, result.texts)
        equal(result.report["refused"], 3)
        has(result.errors, "is left untranslated")
        equal(result.status, 0)


@test
def swapped_tags_never_come_through_broken():
    result = spoiled("swap-tags")
    equal(result.texts[0], None)
    equal(result.texts[1], None)


@test
def another_form_of_protection_is_tried():
    with Server("libretranslate", [("drop-tag", 1)]) as server:
        result = run(server, MARKUP)
        equal(result.texts, MARKUP_DONE)
        equal(server.requests, 2)


@test
def injections_into_plain_text():
    for fault in ("invent-tag", "invent-link", "invent-template", "invent-control", "invent-bidi", "invent-script",
                  "invent-markdown-link"):
        equal(spoiled(fault, PLAIN).texts, [None] * 3)


@test
def spaces_are_mended():
    result = spoiled("spaces", [" See **this page**, please. ", "Use <em>two</em> words."])
    equal(result.texts, [" Seeo **thiso pageo**, pleaseo. ", "Useo <em>twoo</em> wordso."])


@test
def litter_is_left_out():
    equal(spoiled("latin-litter", PLAIN).texts, PLAIN_DONE)


@test
def answers_in_the_wrong_order_are_seen_by_their_markup():
    equal(spoiled("order").texts[0], None)


@test
def what_needs_no_translation_is_not_sent():
    with Server("libretranslate") as server:
        result = run(server, ["`code`", "42", "https://example.org/x", "**1**", "One two."])
        equal(result.texts, ["`code`", "42", "https://example.org/x", "**1**", "Oneo twoo."])
        equal(server.translated, ["One two."])
        equal(result.report["copied"], 4)


# Quality

@test
def bad_translations_are_refused():
    text = ["There were 1,500 people in 30 houses near the river."]
    for fault, words in (("lose-number", "numbers"), ("repeat", "repeats"), ("long", "too long"), ("empty", "empty"),
                         ("untouched", "untouched"), ("script", "wrong script")):
        result = spoiled(fault, text)
        assert result.texts == [None], (fault, result.texts)
        has(result.errors, words)


@test
def apertium_marks_are_refused():
    with Server("apertium") as server:
        result = run(server, ["Kuca je bela.", "Vidi **ovu stranu** i `kod`."], name="apertium", source="sr", target="en")
        equal(result.texts, ["Kucao jeo belao.", "Vidio **ovuo stranuo** io `kod`."])
        equal(server.violations, [])
        equal(run(server, ["Кућа је бела."], name="apertium", source="sr", target="en").status, 0)
        equal(server.translated[-1], "Kuća je bela.")
    with Server("apertium", [("marks", None)]) as server:
        result = run(server, ["Kuca je bela."], name="apertium", source="sr", target="en")
        equal(result.texts, [None])
        has(result.errors, "could not translate")


@test
def apertium_pair_that_is_not_installed():
    with Server("apertium") as server:
        result = run(server, PLAIN, name="apertium", target="az")
        equal((result.status, server.requests), (1, 1))
        has(result.errors, "That pair is not installed")


CHAT = {"name": "openai", "model": "m", "env": {"OPENAI_API_KEY": KEY}}


@test
def chat_answers_go_by_their_ids():
    for option in ("reversed", "fenced"):
        with Server("openai", **{option: True}) as server:
            equal(run(server, PLAIN + MARKUP, **CHAT).texts, PLAIN_DONE + MARKUP_DONE)


@test
def chat_answers_given_twice_count_as_none():
    with Server("openai", doubled=True) as server:
        result = run(server, PLAIN, **CHAT)
        equal(result.texts[0], None)
        equal(result.texts[1:], PLAIN_DONE[1:])


@test
def chat_answer_cut_off_is_asked_for_in_parts():
    texts = [f"Sentence {n} here." for n in range(100, 120)]
    with Server("openai", cut_above=3) as server:
        equal(run(server, texts, **CHAT).report["answered"], 20)


@test
def chat_that_refuses_or_chatters():
    for said in ("I'm sorry, but I can't help with that.", '{"translations": "no"}', "[]", '{"translations": [1, {}, {"id": 1}]}'):
        with Server("openai", said=said) as server:
            equal(run(server, PLAIN, **CHAT).texts, [None] * 3)
    said = '{"translations": [{"id": 1, "text": "Sure, here is the translation of the house"}]}'
    with Server("openai", said=said) as server:
        result = run(server, PLAIN[:1], **CHAT)
        equal(result.texts, [None])
        has(result.errors, "talks instead")


@test
def chat_is_told_title_and_context():
    with Server("openai") as server:
        run(server, [{"text": PLAIN[0], "context": "Houses"}], title="On living", style="plain words", **CHAT)
        task = server.protocols[0].task
        equal((task["title"], task["segments"][0]["context"]), ("On living", "Houses"))
        has(server.protocols[0].prompt, "English", "Azerbaijani", "plain words")


@test
def deepl_options():
    with Server("deepl") as server:
        result = run(server, [{"text": PLAIN[0], "context": "Houses"}, {"text": PLAIN[1], "context": "Doors"}], name="deepl",
                     title="On living", formality="more", glossary="g-1", env={"DEEPL_AUTH_KEY": KEY})
        equal(result.report["answered"], 2)
        equal(sorted(protocol.contexts[0] for protocol in server.protocols), ["On living\nDoors", "On living\nHouses"])


@test
def google_glossary():
    with Server("google-v3") as server:
        result = run(server, PLAIN, glossary="words", name="google-v3", **PROVIDERS["google-v3"])
        equal((result.texts, server.violations), (PLAIN_DONE, []))


@test
def quotas_and_throttling():
    for name, body, words in (
            ("deepl", 'body-456-{"message": "Quota Exceeded"}', "quota"),
            ("google", 'body-403-{"error": {"message": "Daily Limit", "errors": [{"reason": "dailyLimitExceeded"}]}}', "quota"),
            ("azure", 'body-403-{"error": {"code": 403001, "message": "Out of call volume quota."}}', "quota"),
            ("openai", 'body-429-{"error": {"message": "You exceeded", "type": "insufficient_quota"}}', "quota"),
            ("amazon", 'body-400-{"__type": "LimitExceededException", "message": "x"}', "quota"),
            ("amazon", 'body-400-{"__type": "com.amazon#UnsupportedLanguagePairException", "message": "pair"}', "pair")):
        with Server(name, [(body, None)]) as server:
            result = run(server, PLAIN, name=name, **PROVIDERS[name])
            equal(result.status, 1)
            has(result.errors, words)
            assert server.requests <= 4
    for name, body in (("google", 'body-403-{"error": {"message": "Rate", "errors": [{"reason": "userRateLimitExceeded"}]}}'),
                       ("amazon", 'body-400-{"__type": "ThrottlingException", "message": "Rate exceeded"}'),
                       ("deepl", "body-529-{}")):
        with Server(name, [(body, 2)]) as server:
            equal(run(server, PLAIN, name=name, **PROVIDERS[name]).texts, PLAIN_DONE)


# Money

@test
def the_same_sentence_is_sent_once():
    with Server("libretranslate") as server:
        result = run(server, ["One two."] * 5 + ["Three four."])
        equal(sorted(server.translated), ["One two.", "Three four."])
        equal(result.texts, ["Oneo twoo."] * 5 + ["Threeo fouro."])
        equal(result.report["repeated"], 4)


@test
def characters_are_counted_and_limited():
    texts = ["Žuta kuća stoji.", "And **bold** too."]
    with Server("libretranslate") as server:
        dry = run(server, texts, dry_run=True, target="sr-Latn", source="en")
        equal(server.requests, 0)
        real = run(server, texts)
        equal(dry.report["characters"], sum(map(len, server.translated)))
        equal(real.report["characters"], dry.report["characters"])
        server.translated.clear()
        result = run(server, texts, limit=20)
        equal((result.texts[1], server.translated), (None, texts[:1]))
        has(result.errors, "limit of characters")


@test
def a_month_has_a_limit():
    cache = os.path.join(WORK, "month")
    with Server("libretranslate") as server:
        equal(run(server, PLAIN, cache=cache, month_limit=40).report["answered"], 3)
        result = run(server, ["This is one more sentence."], cache=cache, month_limit=40)
        equal(result.texts, [None])
        has(result.errors, "limit of characters")


@test
def nothing_is_sent_twice():
    cache = os.path.join(WORK, "cache")
    with Server("libretranslate") as server:
        run(server, PLAIN + MARKUP, cache=cache)
        before = server.requests
        result = run(server, PLAIN + MARKUP, cache=cache)
        equal((server.requests, result.texts), (before, PLAIN_DONE + MARKUP_DONE))
        equal(result.report["cached"], 6)
        run(server, PLAIN, cache=cache, target="de")
        assert server.requests > before


@test
def a_refused_answer_is_not_paid_for_again():
    cache = os.path.join(WORK, "refused")
    with Server("libretranslate", [("untouched", None)]) as server:
        text = ["There were many people here."]
        run(server, text, cache=cache)
        before = server.requests
        result = run(server, text, cache=cache)
        equal((server.requests, result.texts), (before, [None]))
        has(result.errors, "untouched")


@test
def a_broken_cache_is_set_aside():
    cache = os.path.join(WORK, "broken")
    os.mkdir(cache)
    with open(os.path.join(cache, "engines.sqlite"), "wb") as file:
        file.write(b"not a database " * 1000)
    with Server("libretranslate") as server:
        result = run(server, PLAIN, cache=cache)
        equal(result.texts, PLAIN_DONE)
        has(result.errors, "broken")
        equal(run(server, PLAIN, cache=cache).report["cached"], 3)


@test
def a_cache_that_cannot_be_used_is_no_obstacle():
    with Server("libretranslate") as server:
        result = run(server, PLAIN, cache="/dev/null/x")
        equal(result.texts, PLAIN_DONE)


@test
def a_killed_run_goes_on_where_it_was():
    cache = os.path.join(WORK, "killed")
    texts = [f"Sentence number {n} stands here." for n in range(1000, 1200)]
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts).encode()
    with Server("libretranslate", delay=0.1) as server:
        command = arguments(server, {"cache": cache, "batch": 5})
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=environment())
        process.stdin.write(lines)
        process.stdin.close()
        while len(server.answered) < 80:
            time.sleep(0.01)
        time.sleep(0.05)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        time.sleep(0.3)
        first = list(server.translated)
        server.translated.clear()
        result = run(server, texts, cache=cache, batch=5)
        equal(result.report["answered"] + result.report["cached"], 200)
        assert result.report["cached"] >= 80, result.report
        again = set(first) & set(server.translated)
        assert len(again) <= 20, len(again)  # what was under way: four requests of five
        equal(result.report["cached"] + len(server.translated), 200)


@test
def requests_are_full_and_as_many_at_a_time_as_may_be():
    texts = [f"Sentence number {n} is here." for n in range(10000, 12000)]
    with Server("libretranslate", together=4) as server:
        result = run(server, texts, timeout=30, attempts=1)
        equal(result.report["answered"], 2000)
        equal((server.requests, server.most_inside), (2000 / 20, 4))


@test
def a_rate_limit_loses_nothing():
    texts = [f"Sentence number {n} is here." for n in range(10000, 11000)]
    with Server("libretranslate", rate=10) as server:
        result = run(server, texts, batch=20, concurrency=8)
        equal(result.report["answered"], 1000)
        print(f"# 50 requests at 10 a second in {result.report['seconds']:.2f} s, {server.requests} requests in all")


@test
def a_deadline_ends_the_run():
    texts = [f"Sentence number {n} is here." for n in range(10000, 11000)]
    with Server("libretranslate", delay=0.5) as server:
        result = run(server, texts, deadline=2, concurrency=1)
        equal(result.status, 1)
        assert 1.9 <= result.seconds < 4 and result.report["answered"] > 0
        has(result.errors, "deadline")


@test
def a_run_that_is_stopped_keeps_what_it_has():
    texts = [f"Sentence number {n} is here." for n in range(10000, 10200)]
    with Server("libretranslate", delay=0.2) as server:
        result = run(server, texts, stop_after=40, concurrency=1)
        equal(result.status, 1)
        has(result.errors, "stopped")
        equal(len([text for text in result.texts if text]), result.report["answered"])
        assert 40 <= result.report["answered"] <= 80


@test
def the_next_engine_gets_what_the_first_leaves():
    with Server("libretranslate", [("drop-tag", None)]) as first, Server("libretranslate") as second:
        result = run(first, PLAIN + MARKUP, then={"name": "libretranslate", "url": second.url})
        equal((result.texts, result.errors), (PLAIN_DONE + MARKUP_DONE, ""))
        equal(result.report["texts"], 3)
    with Server("libretranslate") as second:
        result = run("http://127.0.0.1:1", PLAIN, attempts=1, then={"name": "libretranslate", "url": second.url})
        equal((result.status, result.texts), (0, PLAIN_DONE))
        has(result.errors, "warning: libretranslate can't be reached")


@test
def amazon_session_token_is_signed():
    with Server("amazon") as server:
        options = dict(PROVIDERS["amazon"])
        options["env"] = dict(options["env"], AWS_SESSION_TOKEN="t0ken-of-this-session")
        equal(run(server, PLAIN, name="amazon", **options).texts, PLAIN_DONE)
        headers = server.seen_headers[0]
        equal(headers["X-Amz-Security-Token"], "t0ken-of-this-session")
        print("# " + headers["Authorization"].split("Signature=")[0].split("Credential")[0] +
              headers["Authorization"].split("SignedHeaders=")[1].split(",")[0])


# A command

COMMAND = """import json, sys
for line in sys.stdin:
    line = json.loads(line)
    sys.path.insert(0, %r)
    from mt_server import translate
    print(json.dumps({"id": line["id"], "translation": translate(line["text"])}), flush=True)
""" % os.path.dirname(os.path.abspath(mt_server.__file__))


def command(body):
    path = os.path.join(WORK, "command.py")
    with open(path, "w") as file:
        file.write(body)
    return f"/usr/bin/env python3 {path}"


@test
def command_translates():
    result = run(None, PLAIN + MARKUP, name="command", command=command(COMMAND))
    equal((result.texts, result.errors), (PLAIN_DONE + MARKUP_DONE, ""))


@test
def command_failures():
    for line, words in (("exit 3", "status 3"), ("cat", None), ("true", None), ("kill -9 $$", "signal 9"), ("sleep 60", "in time"),
                        ("yes", None), ("head -c 3000000 /dev/zero", "too long"), ("exec <&-; sleep 1; echo", None),
                        ("no-such-command-here 2>/dev/null", "status 127")):
        result = run(None, [text * 500 for text in PLAIN], name="command", command=line, timeout=2, wait=20)
        equal(result.texts, [None] * 3)
        if words:
            has(result.errors, words)


@test
def command_answers_are_kept_as_they_come():
    cache = os.path.join(WORK, "command")
    half = COMMAND.replace("flush=True)", "flush=True)\n    if line['id'] == 2: sys.exit(1)")
    equal(run(None, PLAIN, name="command", command=command(half), cache=cache).texts, PLAIN_DONE[:2] + [None])
    result = run(None, PLAIN, name="command", command=command(COMMAND), cache=cache)
    equal((result.texts, result.report["cached"]), (PLAIN_DONE, 2))


# Probes

@test
def probes():
    for name in mt_server.PROTOCOLS:
        if name in ("amazon", "picky"):
            continue
        with Server(name) as server:
            found = run(server, [], name=name, probe=True, **PROVIDERS.get(name, {})).report
            assert found["configured"] and found["reachable"], (name, found)
            equal((found["used"], found["quota"]), (1234, 500000) if name == "deepl" else (0, 0))
    found = run("http://127.0.0.1:1", [], probe=True).report
    equal((found["configured"], found["reachable"]), (True, False))
    found = run(None, [], name="deepl", probe=True).report
    equal(found["configured"], False)
    has(found["note"], "DEEPL_AUTH_KEY")


# A real server

@test
def apertium_itself():
    if not apertium.is_installed():
        raise Skip("apertium-apy and apertium-hbs-eng are not installed")
    with apertium.serve() as url:
        texts = ["Kuća je **velika** i lepa.", "Vidi [ovu stranicu](http://x.org/?a=1&b=2) za `kod & više`.", "Ja sam ovde.",
                 "Кућа је велика.", "On ima 3 kuće & <em>jednu školu</em>."]
        result = run(url, texts, name="apertium", source="sr", target="en", timeout=30)
        print("# " + json.dumps(result.texts, ensure_ascii=False))
        for text, *parts in zip(result.texts, ("**",), ("[", "](http://x.org/?a=1&b=2)", "`kod & više`"), ()):
            has(text, *parts[0])
        equal(result.texts[3], "House is large.")
        has(result.texts[0], "**")
        has(result.texts[1], "](http://x.org/?a=1&b=2)", "`kod & više`")
        equal([text for text in result.texts if text is None], [])
        result = run(url, ["The house is big.", "See **this page** now."], name="apertium", target="sr", timeout=30)
        print("# " + json.dumps([result.texts, result.reasons], ensure_ascii=False))
        for text in result.texts:
            assert text is None or not any(mark in text for mark in "@#"), text
        result = run(url, PLAIN, name="apertium", target="az", timeout=30)
        equal(result.status, 1)
        has(result.errors, "not installed")


# At the end, for it looks at all that the others left behind

@test
def no_key_is_left_anywhere():
    keys = [KEY.encode(), SECRET.encode()]
    for output in OUTPUTS:
        assert not any(key in output for key in keys), output
    for folder, _, files in os.walk(WORK):
        for name in files:
            with open(os.path.join(folder, name), "rb") as file:
                content = file.read()
            assert not any(key in content for key in keys), name


@test
def no_key_is_in_the_command_line():
    path = os.path.join(WORK, "key")
    with open(path, "w") as file:
        file.write(KEY + "\nsecond line\n")
    with Server("deepl", delay=1) as server:
        process = subprocess.Popen(arguments(server, {"name": "deepl", "key-file": path}), stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, env=environment())
        process.stdin.write(b'{"text": "One two."}\n')
        process.stdin.close()
        time.sleep(0.5)
        with open(f"/proc/{process.pid}/cmdline", "rb") as file:
            assert KEY.encode() not in file.read()
        has(process.stdout.read().decode(), "Oneo twoo.")
        process.wait()


def main():
    chosen = [test for test in TESTS if not sys.argv[2:] or any(part in test.__name__ for part in sys.argv[2:])]
    failed = 0
    print(f"1..{len(chosen)}")
    for number, function in enumerate(chosen, 1):
        begin = time.monotonic()
        try:
            function()
            print(f"ok {number} - {function.__name__}")
        except Skip as reason:
            print(f"ok {number} - {function.__name__} # SKIP {reason}")
        except Exception as fault:
            failed += 1
            print(f"not ok {number} - {function.__name__}")
            for line in f"{type(fault).__name__}: {fault}".splitlines()[:20]:
                print(f"# {line[:2000]}")
        took = time.monotonic() - begin
        if took > 5:
            print(f"# {function.__name__} took {took:.1f} s")
        sys.stdout.flush()
    shutil.rmtree(WORK, ignore_errors=True)
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
