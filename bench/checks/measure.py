#!/usr/bin/env python3
"""How often the checks are wrong, and how often they are right: measure.py PROGRAM ROWS.tsv [--show CHECK]

ROWS is a table of good translations: a header row of language tags, the source in a column named en, tabs between.
A column named document is passed over. For each other column two things are printed:

  false alarms   findings on the translations as they are, by check, with the share of rows that have any
  found          for each of the kinds of fault below, set into as many rows as can take it, the share that is found at
                 its place: a finding of one of the checks meant for it, on the characters of the fault or next to
                 them, or on the whole translation where something is missing

Needs nothing but Python and a folder to write to.
"""

import argparse
import collections
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile

ROWS_MOST = 300  # with each kind of fault
BATCH = 30       # of them in one catalog


def quote(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def write_catalog(path, language, entries):
    """ENTRIES are (source, translation, flags)."""
    with open(path, "w", encoding="utf-8") as out:
        out.write('msgid ""\nmsgstr ""\n')
        for field in ("Project-Id-Version: measure", "PO-Revision-Date: 2026-01-01 00:00+0000", "Last-Translator: a",
                      "Language-Team: a", f"Language: {language}", "MIME-Version: 1.0",
                      "Content-Type: text/plain; charset=UTF-8", "Content-Transfer-Encoding: 8bit"):
            out.write(quote(field + "\n") + "\n")
        for number, (source, translation, flags) in enumerate(entries):
            out.write("\n" + (f"#, {flags}\n" if flags else ""))
            out.write(f"msgctxt {quote(str(number))}\nmsgid {quote(source)}\nmsgstr {quote(translation)}\n")


def processor_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def check(program, language, entries, extension, options=()):
    """The findings for each entry, and the seconds of a processor that the program took."""
    with tempfile.TemporaryDirectory() as folder:
        os.makedirs(f"{folder}/input")
        os.makedirs(f"{folder}/po/{language}")
        with open(f"{folder}/input/a.{extension}", "w") as out:
            out.write("A sentence.\n")
        write_catalog(f"{folder}/po/{language}/a.{extension}.po", language, entries)
        begin = processor_seconds()
        run = subprocess.run([program, "-C", folder, "check", "--lang", language, "--json", "--quiet", *options],
                             capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
        seconds = processor_seconds() - begin
        if run.returncode > 1:
            sys.exit(run.stderr)
        with open(f"{folder}/po/{language}/a.{extension}.po", encoding="utf-8") as file:
            lines = file.read().split("\n")
    numbers = {}
    for at, line in enumerate(lines, 1):
        if line.startswith("msgctxt"):
            numbers[at + 2] = int(line.split('"')[1])
    findings = [[] for _ in entries]
    for finding in json.loads(run.stdout)["articles"][0]["languages"][0]["findings"]:
        if finding["line"] in numbers:
            findings[numbers[finding["line"]]].append(finding)
    return findings, seconds


# --- faults: each takes (random, language, source, translation) and gives None, or (source, translation, begin, end):
# the characters of the translation that are wrong, an empty range where something is missing.

LETTER = r"[^\W\d_]"


def replace(text, begin, end, new, place=None):
    return text[:begin] + new + text[end:], begin, begin + (len(new) if place is None else place)


def number_changed(chance, language, source, translation):
    numbers = [m for m in re.finditer(r"\d+", translation) if m.group() in re.findall(r"\d+", source)]
    if not numbers:
        return None
    found = chance.choice(numbers)
    digits = found.group()
    at = chance.randrange(len(digits))
    digit = str((int(digits[at]) + chance.randrange(1, 9)) % 10)
    changed = digits[:at] + digit + digits[at + 1:]
    if changed.lstrip("0") == digits.lstrip("0") or changed[0] == "0":
        return None
    return (source, *replace(translation, found.start(), found.end(), changed))


def number_lost(chance, language, source, translation):
    numbers = [m for m in re.finditer(r"(?<![\d.,:\w])\d\d+(?![\d.,:\w-])", translation)
               if int(m.group()) > 12 and re.search(rf"(?<!\d){m.group()}(?![\ds])", source)
               and re.findall(r"\d+", translation).count(m.group()) == 1]
    if not numbers:
        return None
    found = chance.choice(numbers)
    return source, translation[:found.start()] + translation[found.end():].lstrip(), found.start(), found.start()


def wrap(chance, source, translation, before, after):
    """A word of each side in BEFORE and AFTER."""
    sides = []
    for text in (source, translation):
        words = list(re.finditer(LETTER + "{4,}", text))
        words = [w for w in words if not text[w.start() - 1:w.start()].strip("( ")
                 and not text[w.end():w.end() + 1].strip(" ,.")]
        if not words:
            return None
        word = chance.choice(words)
        sides.append((text, word.start(), word.end()))
    (a, a0, a1), (b, b0, b1) = sides
    return (a[:a0] + before + a[a0:a1] + after + a[a1:], b, b0, b1)


def tag_dropped(chance, language, source, translation):
    wrapped = wrap(chance, source, translation, "<em>", "</em>")
    if not wrapped:
        return None
    source, text, begin, end = wrapped
    return source, text, begin, end


def tag_unclosed(chance, language, source, translation):
    wrapped = wrap(chance, source, translation, "<em>", "</em>")
    if not wrapped:
        return None
    source, text, begin, end = wrapped
    return source, text[:begin] + "<em>" + text[begin:], begin, end + 4


def emphasis_dropped(chance, language, source, translation):
    wrapped = wrap(chance, source, translation, "**", "**")
    if not wrapped:
        return None
    source, text, begin, end = wrapped
    return source, text, begin, end


def link_changed(chance, language, source, translation):
    wrapped = wrap(chance, source, translation, "[", "](https://example.org/news/2018/a)")
    if not wrapped:
        return None
    source, text, begin, end = wrapped
    link = "](https://example.org/news/2018/b)"
    return source, text[:begin] + "[" + text[begin:end] + link + text[end:], end + 1, end + 1 + len(link)


def add_address(source, translation, right, wrong):
    at = len(translation) + 1
    return f"{source} {right}", f"{translation} {wrong}", at, at + len(wrong)


def url_changed(chance, language, source, translation):
    return add_address(source, translation, "https://example.org/en/a-1", "https://example.org/en/a-2")


def mail_changed(chance, language, source, translation):
    return add_address(source, translation, "news@example.org", "nevs@example.org")


def bracket_unclosed(chance, language, source, translation):
    brackets = [m.start() for m in re.finditer(r"\)", translation)]
    if source.count("(") != source.count(")") or translation.count("(") != translation.count(")"):
        return None
    if not brackets:
        wrapped = wrap(chance, source, translation, "(", ")")
        if not wrapped:
            return None
        source, text, begin, end = wrapped
        return source, text[:begin] + "(" + text[begin:], begin, begin + 1
    at = chance.choice(brackets)
    return source, translation[:at] + translation[at + 1:], translation.rfind("(", 0, at), at


def half_translated(chance, language, source, translation):
    words, foreign = translation.split(" "), source.split(" ")
    if len(words) < 8 or len(foreign) < 8:
        return None
    text = " ".join(words[:len(words) // 2])
    tail = " ".join(foreign[len(foreign) // 2:])
    if sum(w[:1].islower() and len(w) > 1 for w in tail.split()) < 3:
        return None
    return source, text + " " + tail, len(text) + 1, len(text) + 1 + len(tail)


CYRILLIC = dict(zip("аеорсхјуАЕОРСХЈВКМНТ", "aeopcxjyAEOPCXJBKMHT"))
LATIN = dict(zip("aeopcxjyAEOPCXJBKMHT", "аеорсхјуАЕОРСХЈВКМНТ"))


def alike_letter(chance, language, source, translation):
    table = CYRILLIC if language == "sr" else LATIN
    places = [i for i, c in enumerate(translation) if c in table and
              re.match(LETTER + LETTER, translation[max(i - 1, 0):i + 1] + "  ") and i > 0 and
              translation[i - 1] not in "'’"]
    if not places:
        return None
    at = chance.choice(places)
    return (source, *replace(translation, at, at + 1, table[translation[at]]))


def language_letter(chance, language, source, translation):
    table = {"az": {"ə": "ä", "Ə": "Ä"}, "sr-Latn": {"đ": "ð"}, "sr": {"ј": "j"}}[language]
    places = [i for i, c in enumerate(translation) if c in table and translation[i - 1:i].isalpha()]
    if not places or (language == "az" and "ä" in source):
        return None
    at = chance.choice(places)
    return (source, *replace(translation, at, at + 1, table[translation[at]]))


def wrong_quotation(chance, language, source, translation):
    opening = [m.start() for m in re.finditer("[„“](?=\\w)", translation)]
    if not opening:
        wrapped = wrap(chance, source, translation, "“", "”")
        if not wrapped:
            return None
        source, text, begin, end = wrapped
        wrong, close = ("„", "”") if language == "az" else ("“", "”")
        return source, text[:begin] + wrong + text[begin:end] + close + text[end:], begin, begin + 1
    at = chance.choice(opening)
    wrong = {"„": chance.choice(['"', "“", "”"]), "“": chance.choice(["„", "”"])}[translation[at]]
    return (source, *replace(translation, at, at + 1, wrong))


def quotation_unclosed(chance, language, source, translation):
    closing = [m.start() for m in re.finditer("(?<=\\w)[“”\"](?=[ .,]|$)", translation)]
    marks = len(re.findall("[„“”\"]", translation))
    if not closing or marks % 2 or source.count('"') % 2:
        return None
    at = chance.choice(closing)
    begins = []
    for mark in re.finditer("[„“”\"]", translation[:at]):
        if mark.start() == 0 or translation[mark.start() - 1] in " ([–-":
            begins.append(mark.start())
        elif begins:
            begins.pop()
    if not begins:
        return None
    return source, translation[:at] + translation[at + 1:], begins[-1], at


def doubled_word(chance, language, source, translation):
    words = [m for m in re.finditer(r"(?<![\w'’-])" + LETTER + r"{2,}(?![\w'’-])", translation)]
    if not words:
        return None
    word = chance.choice(words)
    text = translation[:word.end()] + " " + word.group() + translation[word.end():]
    return source, text, word.start(), word.end() + 1 + len(word.group())


def end_lost(chance, language, source, translation):
    if not re.search(r"\w\.$", source) or not re.search(r"\w\.$", translation):
        return None
    return source, translation[:-1], len(translation) - 1, len(translation) - 1


def end_changed(chance, language, source, translation):
    if not re.search(r"\w[.?]$", source) or translation[-1:] != source[-1:]:
        return None
    return (source, *replace(translation, len(translation) - 1, len(translation), "?" if source[-1] == "." else "."))


def space_at_end(chance, language, source, translation):
    if chance.random() < 0.5:
        return source, translation + " ", len(translation), len(translation) + 1
    return source, " " + translation, 0, 1


def inner_space(chance, translation):
    places = [m.start() for m in re.finditer("(?<=\\w) (?=\\w)", translation)]
    return chance.choice(places) if places else None


def doubled_space(chance, language, source, translation):
    at = inner_space(chance, translation)
    return None if at is None else (source, *replace(translation, at, at + 1, "  "))


def space_before_mark(chance, language, source, translation):
    places = [m.start() for m in re.finditer("(?<=\\w)[,.?!](?= |$)", translation)]
    if not places:
        return None
    at = chance.choice(places)
    return source, translation[:at] + " " + translation[at:], at, at + 2


def space_lost(chance, language, source, translation):
    places = [m.start() for m in re.finditer(f"(?<={LETTER}), (?={LETTER})", translation)]
    if not places:
        return None
    at = chance.choice(places)
    return source, translation[:at + 1] + translation[at + 2:], at, at + 1


def doubled_mark(chance, language, source, translation):
    places = [m.start() for m in re.finditer("(?<=\\w)[,.](?= |$)", translation)]
    if not places:
        return None
    at = chance.choice(places)
    return source, translation[:at] + translation[at] + translation[at:], at, at + 2


def not_translated(chance, language, source, translation):
    if sum(w[:1].islower() and len(w) > 1 for w in source.split()) < 3:
        return None
    return source, source, 0, len(source)


def cut_short(chance, language, source, translation):
    if len(source) < 60:
        return None
    text = translation[:len(translation) // 4].rsplit(" ", 1)[0]
    return source, text + source[-1:].replace('"', ""), 0, len(text)


def small_letter(chance, language, source, translation):
    if not source[:1].isupper() or not translation[:1].isupper() or len(source.split()) < 4 or not translation[1:2].islower():
        return None
    first = {"İ": "i", "I": "ı"}.get(translation[0], translation[0].lower()) if language == "az" else translation[0].lower()
    return source, first + translation[1:], 0, 1


def unseen_character(chance, language, source, translation):
    at = chance.randrange(1, len(translation))
    return source, translation[:at] + "\u200b" + translation[at:], at, at + 1


def placeholder_changed(chance, language, source, translation):
    if "%" in source or "%" in translation:
        return None
    at = len(translation) + 1
    return source + " %d", translation + " %s", at, at + 2


# name: (make, checks that are meant to find it, file name extension, flags)
FAULTS = {
    "a number changed": (number_changed, "numbers", "txt"),
    "a number lost": (number_lost, "numbers", "txt"),
    "a tag pair dropped": (tag_dropped, "markup", "html"),
    "a tag unclosed": (tag_unclosed, "markup", "html"),
    "emphasis dropped": (emphasis_dropped, "markup", "md"),
    "a link's address changed": (link_changed, "links", "md"),
    "a URL changed": (url_changed, "addresses", "txt"),
    "a mail address changed": (mail_changed, "addresses", "txt"),
    "a placeholder changed": (placeholder_changed, "placeholders", "txt"),
    "a bracket unclosed": (bracket_unclosed, "brackets", "txt"),
    "a quotation unclosed": (quotation_unclosed, "quotation-pairs", "txt"),
    "a wrong quotation mark": (wrong_quotation, "quotation-marks quotation-pairs", "txt"),
    "half of the sentence left": (half_translated, "half-translated", "txt"),
    "not translated": (not_translated, "untranslated", "txt"),
    "cut short": (cut_short, "length", "txt"),
    "a letter of another script": (alike_letter, "mixed-scripts", "txt"),
    "a letter of another language": (language_letter, "wrong-letters mixed-scripts", "txt"),
    "a character that is not seen": (unseen_character, "invisible", "txt"),
    "a word doubled": (doubled_word, "doubled-words", "txt"),
    "the full stop lost": (end_lost, "end-mark", "txt"),
    "another end mark": (end_changed, "end-mark", "txt"),
    "a space at an end": (space_at_end, "spaces", "txt"),
    "a space doubled": (doubled_space, "double-spaces", "txt"),
    "a space before a mark": (space_before_mark, "mark-spaces", "txt"),
    "a space lost behind a comma": (space_lost, "mark-spaces", "txt"),
    "a mark doubled": (doubled_mark, "repeated-marks", "txt"),
    "a small letter at the beginning": (small_letter, "capitals", "txt"),
}


def is_found(findings, checks, begin, end, size):
    for finding in findings:
        if finding["check"] not in checks:
            continue
        whole = finding["begin"] == 0 and finding["end"] >= size - 1
        if (finding["begin"] <= end + 1 and finding["end"] >= begin - 1) or whole:
            return True
    return False


def measure_faults(program, language, rows, half, show):
    print(f"\n{language}: faults found at their place")
    for name, (make, checks, extension) in FAULTS.items():
        chance = random.Random(name)
        made = []
        order = rows[half]
        chance.shuffle(order)
        for source, translation in order:
            fault = make(chance, language, source, translation)
            if fault and fault[1] != translation or fault and make in (tag_dropped, emphasis_dropped):
                made.append(fault)
            if len(made) == ROWS_MOST:
                break
        # Faults are rare, and stand among good translations, which show the catalog's habits.
        flags = "c-format" if make is placeholder_changed else ""
        findings = []
        for at in range(0, len(made), BATCH):
            batch = [(source, text, flags) for source, text, _, _ in made[at:at + BATCH]]
            spread = [(s, t, "") for s, t in rows]
            step = len(spread) // (len(batch) + 1)
            for number, entry in reversed(list(enumerate(batch))):
                spread.insert((number + 1) * step, entry)
            given, _ = check(program, language, spread, extension)
            findings += [given[(number + 1) * step + number] for number in range(len(batch))]
        found = 0
        for fault, given in zip(made, findings):
            if is_found(given, checks.split(), fault[2], fault[3], len(fault[1])):
                found += 1
            elif show == name:
                print(f"    {fault[1]}\n      {fault[0]}\n      {[(f['check'], f['begin'], f['end']) for f in given]}")
        share = 100 * found / len(made) if made else 0
        print(f"  {name:34} {found:4} of {len(made):4}  {share:5.1f} %" + ("" if share >= 95 else "  <"))


def mend(text):
    """TEXT with the Latin letters in Cyrillic words that look Cyrillic made so, and the number of words mended."""
    count = 0

    def mend_word(match):
        nonlocal count
        word = match.group()
        if not re.search("[A-Za-z]", word) or not (re.search("[\u0400-\u04ff]", word) or
                                                   re.fullmatch("[aocyejpx]{1,3}", word)):
            return word
        count += 1
        return "".join(LATIN.get(c, c) for c in word)

    if not re.search("[\u0400-\u04ff]", text):
        return text, 0
    return re.sub(f"{LETTER}(?:{LETTER}|['’](?=\\w))*", mend_word, text), count


def mend_rows(language, rows):
    mended = [(source, *mend(translation)) for source, translation in rows]
    faulty = sum(count > 0 for _, _, count in mended)
    if faulty:
        print(f"\n{language}: {faulty} rows have Latin letters in Cyrillic words; from here on they are mended")
    return [(source, translation) for source, translation, _ in mended]


def measure_alarms(program, language, rows, half, show):
    findings, seconds = check(program, language, [(s, t, "") for s, t in rows], "txt")
    rows, findings = rows[half], findings[half]
    kinds = collections.Counter()
    for row, given in zip(rows, findings):
        for kind in {f["check"] for f in given}:
            kinds[kind] += 1
        for finding in given:
            if show in (finding["check"], "all"):
                begin, end = finding["begin"], finding["end"]
                print(f"  {finding['check']}: {finding['text']}\n    {row[0]}\n    "
                      f"{row[1][:begin]}⟦{row[1][begin:end]}⟧{row[1][end:]}")
    rows_found = sum(bool(given) for given in findings)
    grave = sum(any(f["severity"] != "note" for f in given) for given in findings)
    print(f"\n{language}: {grave} of {len(rows)} rows have warnings or errors, {100 * grave / len(rows):.2f} %; "
          f"with notes {rows_found}, {100 * rows_found / len(rows):.2f} %")
    for kind, count in kinds.most_common():
        print(f"  {kind:34} {count:4}")


def measure_speed(program, language, rows, count):
    entries = [(f"{s} {i}", f"{t} {i}", "") for i in range(count // len(rows) + 1) for s, t in rows][:count]
    _, with_checks = check(program, language, entries, "txt")
    _, without = check(program, language, entries, "txt", ["--only", "header"])
    print(f"{language}: {count} entries: {with_checks:.2f} s, of which the checks {with_checks - without:.2f} s")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("rows")
    parser.add_argument("--language", action="append", help="a column (default: all)")
    parser.add_argument("--show", help="print the findings of a check, or the faults of a kind that were missed")
    parser.add_argument("--half", choices=["odd", "even"], help="these rows alone: tune on one half, measure on the other")
    parser.add_argument("--alarms", action="store_true", help="false alarms alone")
    parser.add_argument("--faults", action="store_true", help="faults alone")
    parser.add_argument("--speed", type=int, metavar="COUNT", help="the time for a catalog of COUNT entries, alone")
    options = parser.parse_args()
    with open(options.rows, encoding="utf-8") as file:
        header, *lines = [line.rstrip("\n").split("\t") for line in file]
    half = slice(options.half == "even", None, 2 if options.half else 1)
    for language in options.language or [name for name in header if name not in ("en", "document")]:
        rows = [(line[header.index("en")], line[header.index(language)]) for line in lines]
        if options.speed:
            measure_speed(options.program, language, mend_rows(language, rows), options.speed)
            continue
        if not options.faults:
            measure_alarms(options.program, language, rows, half, options.show)
        mended = mend_rows(language, rows)
        if mended != rows and not options.faults:
            measure_alarms(options.program, language, mended, half, options.show)
        rows = mended
        if not options.alarms:
            measure_faults(options.program, language, rows, half, options.show)


main()
