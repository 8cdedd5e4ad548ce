#!/usr/bin/python3
"""Score sentence segmentation, ours and other programs', on texts with known sentences, and time it.

    measure.py [--ours PROGRAM] [--icu PROGRAM] [--pysbd FOLDER] [--mediacloud FOLDER] [--languagetool FOLDER]
               [--news news.tsv] [--join paragraph|document|treebank] [--part dev|test|train] [--errors N] [--only NAME]
               TREEBANK…

A TREEBANK is a folder of Universal Dependencies files (*-ud-PART.conllu). The sentences of a paragraph (of a document,
where the treebank knows no paragraphs) are joined with a space, and each program's boundaries are compared with the
true ones (precision, recall, F1; the end of a paragraph is not counted). News rows are joined into whole documents;
the end of a row that has no closing punctuation (a headline) is counted neither for nor against. PROGRAMs are made of
../segment_bench.c and ../segment_icu.c; FOLDERs are checkouts of pySBD, which has the English golden rules, too, of
mediacloud's sentence-splitter, and of choppa, an engine for LanguageTool's rules. See README.md.
"""

import ast
import argparse
import glob
import os
import re
import subprocess
import sys

PYSBD_LANGUAGES = {"en", "de", "fr", "es", "ru"}
SENTENCE_END = re.compile(r"""[.!?…]["'”’“»«)\]]*$""")
LANGUAGETOOL_LANGUAGES = {"en", "de", "fr", "es", "ru", "sr"}
MEDIACLOUD_LANGUAGES = {"en", "de", "fr", "es", "ru", "tr"}


def treebank_paragraphs(folder, part, join):
    marks = {"paragraph": ("# newdoc", "# newpar"), "document": ("# newdoc",), "treebank": ()}[join]
    documents, sentences = [], []
    for path in sorted(glob.glob(os.path.join(folder, f"*-ud-{part}.conllu"))):
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                if line.startswith(marks):
                    documents.append(sentences)
                    sentences = []
                elif line.startswith("# text ="):
                    sentences.append(" ".join(line[8:].split()))
    documents.append(sentences)
    return [document for document in documents if document]


def news_documents(path, column):
    documents, last = [], None
    with open(path, encoding="utf-8") as lines:
        wanted = next(lines).rstrip("\n").split("\t").index(column)
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            if cells[0] != last:
                documents.append([])
                last = cells[0]
            documents[-1].append(" ".join(cells[wanted].split()))
    return documents


def boundaries(sentences):
    """The offsets, white space not counted, at which all sentences but the last end."""
    result, at = set(), 0
    for sentence in sentences[:-1]:
        at += len("".join(sentence.split()))
        result.add(at)
    return result


def by_program(program, language):
    def run(documents):
        text = "\n".join(" ".join(document) for document in documents)
        output = subprocess.run([program, language], input=text.encode(), capture_output=True, check=True).stdout
        return [block.split("\n") for block in output.decode().rstrip("\n").split("\n\n")]
    return run


def by_pysbd(folder, language):
    sys.path.insert(0, folder)
    import pysbd
    segmenter = pysbd.Segmenter(language=language, clean=False)
    return lambda documents: [segmenter.segment(" ".join(document)) for document in documents]


def by_languagetool(folder, language):
    sys.path.insert(0, folder)
    from choppa import SrxDocument, SrxTextIterator
    rules = SrxDocument(ruleset=os.path.join(folder, "choppa/data/srx/languagetool_segment.srx"))
    return lambda documents: [[segment for segment in SrxTextIterator(rules, language + "_two", " ".join(document))
                               if segment.strip()] for document in documents]


def by_mediacloud(folder, language):
    sys.path.insert(0, folder)
    from sentence_splitter import SentenceSplitter
    splitter = SentenceSplitter(language=language)
    return lambda documents: [splitter.split(" ".join(document)) for document in documents]


def compare(document, answer, news):
    truth, given = boundaries(document), boundaries(answer)
    if news:
        at = 0
        for sentence in document:
            at += len("".join(sentence.split()))
            if not SENTENCE_END.search(sentence):
                truth.discard(at)
                given.discard(at)
    return truth, given


def score(documents, answers, news):
    right = found = known = 0
    for document, answer in zip(documents, answers, strict=True):
        truth, given = compare(document, answer, news)
        right += len(truth & given)
        found += len(given)
        known += len(truth)
    return 2 * right / (found + known) if found + known else 1.0, right / found if found else 1.0, right / known if known else 1.0


def show_errors(documents, answers, news, limit):
    for document, answer in zip(documents, answers, strict=True):
        truth, given = compare(document, answer, news)
        text = " ".join(document)
        at = 0
        for i, character in enumerate(text):
            if not character.isspace():
                at += 1
                if at in truth ^ given and limit > 0 and not text[i + 1:i + 2].strip():
                    limit -= 1
                    kind = "MISSED" if at in truth else "WRONG "
                    print(f"  {kind} …{text[max(0, i - 50):i + 1]} ¦ {text[i + 1:i + 50].strip()}…")


def golden_rules(folder):
    """The cases of pySBD's tests: a text, and its sentences."""
    with open(os.path.join(folder, "tests/lang/test_english.py"), encoding="utf-8") as file:
        tree = ast.parse(file.read())
    for node in tree.body:
        if isinstance(node, ast.Assign) and node.targets[0].id.startswith("GOLDEN"):
            for case in node.value.elts:
                yield tuple(ast.literal_eval(part) for part in (case.args if isinstance(case, ast.Call) else case.elts)[:2])


def by_program_whole(program, language):
    def run(documents):
        return [subprocess.run([program, "-w", language], input=" ".join(document).encode(), capture_output=True,
                               check=True).stdout.decode().splitlines() for document in documents]
    return run


def throughput(program, language, text, runs=8):
    best = 0.0
    for _ in range(5):
        output = subprocess.run([program, "-t", str(runs), language], input=text, capture_output=True, check=True).stdout
        seconds, size, _ = output.split()
        best = max(best, int(size) / float(seconds) / 1e6)
    return best


def linearity(program, unit, sizes):
    speeds = []
    for size in sizes:
        text = (unit * (size // len(unit) + 1))[:size]
        output = subprocess.run([program, "-t", "1", "en"], input=text, capture_output=True, check=True).stdout
        seconds, size, _ = output.split()
        speeds.append(int(size) / float(seconds) / 1e6)
    return speeds


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ours")
    parser.add_argument("--icu")
    parser.add_argument("--pysbd")
    parser.add_argument("--mediacloud")
    parser.add_argument("--languagetool")
    parser.add_argument("--join", default="paragraph", choices=["paragraph", "document", "treebank"])
    parser.add_argument("--news")
    parser.add_argument("--part", default="dev")
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--only", default="")
    parser.add_argument("treebanks", nargs="*")
    options = parser.parse_args()

    texts = []
    for folder in options.treebanks:
        for part in options.part.split(","):
            documents = treebank_paragraphs(folder, part, options.join)
            if documents:
                path = glob.glob(os.path.join(folder, f"*-ud-{part}.conllu"))[0]
                texts.append((f"{os.path.basename(os.path.normpath(folder))} {part}", os.path.basename(path)[:2], documents))
    if options.news:
        for column in ["en", "sr", "sr-Latn", "az"]:
            texts.append((f"news {column}", column, news_documents(options.news, column)))

    peers = [("ours", lambda language: options.ours and by_program(options.ours, language)),
             ("ICU", lambda language: options.icu and by_program(options.icu, language)),
             ("ICU, suppressions", lambda language: options.icu and by_program(options.icu, language + "@ss=standard")),
             ("pySBD", lambda language: options.pysbd and language in PYSBD_LANGUAGES and
              by_pysbd(options.pysbd, language)),
             ("LanguageTool", lambda language: options.languagetool and language[:2] in LANGUAGETOOL_LANGUAGES and
              by_languagetool(options.languagetool, language[:2])),
             ("mediacloud", lambda language: options.mediacloud and by_mediacloud(
                 options.mediacloud, language if language in MEDIACLOUD_LANGUAGES else "en"))]
    if options.pysbd and not options.only:
        cases = list(golden_rules(options.pysbd))
        print(f"Of {len(cases)} English golden rules are right: ", end="")
        right = []
        for peer, make in peers:
            program = {"ours": options.ours, "ICU": options.icu, "ICU, suppressions": options.icu}.get(peer)
            language = "en@ss=standard" if peer == "ICU, suppressions" else "en"
            run = by_program_whole(program, language) if program else make("en")
            if run:
                answers = run([[text] for text, _ in cases])
                right.append(f"{peer} " + str(sum(boundaries(known) == boundaries([one for one in answer if one.strip()])
                                                  for (_, known), answer in zip(cases, answers, strict=True))))
        print(", ".join(right) + ".\n", flush=True)
    print("| text | boundaries |" + "".join(f" {name} |" for name, _ in peers))
    print("| --- | ---: |" + " ---: |" * len(peers))
    for name, language, documents in texts:
        if options.only not in name:
            continue
        row, shown = [], None
        for peer, make in peers:
            run = make(language)
            if not run:
                row.append("–")
                continue
            answers = run(documents)
            if peer == "ours":
                shown = answers
            f1, precision, recall = score(documents, answers, name.startswith("news"))
            row.append(f"**{f1:.4f}** ({precision:.3f}/{recall:.3f})" if peer == "ours" else f"{f1:.4f}")
        print(f"| {name} | {sum(len(document) - 1 for document in documents)} | " + " | ".join(row) + " |", flush=True)
        if options.errors and shown:
            show_errors(documents, shown, name.startswith("news"), options.errors)
    if options.news and options.ours and options.icu and not options.only:
        print("\n| text | ours MB/s | ICU MB/s | times |\n| --- | ---: | ---: | ---: |")
        for column in ["en", "sr", "sr-Latn", "az"]:
            text = (" ".join(" ".join(document) for document in news_documents(options.news, column)) + " ").encode() * 20
            ours, icu = throughput(options.ours, column, text), throughput(options.icu, column, text)
            print(f"| news {column} | {ours:.0f} | {icu:.0f} | {ours / icu:.1f} |", flush=True)
        print("\n| one line of | 1 MB, MB/s | 100 MB, MB/s |\n| --- | ---: | ---: |")
        text = " ".join(" ".join(document) for document in news_documents(options.news, "en")).encode() + b" "
        for name, unit in [("English news", text), ("full stops", b"."), ("full stops and spaces", b". "),
                           ("opening quotation marks", "“".encode()), ("“. ", "“. ".encode()), ("A. ", b"A. ")]:
            print(f"| {name} | " + " | ".join(f"{speed:.0f}" for speed in linearity(options.ours, unit, [10**6, 10**8])) +
                  " |", flush=True)


if __name__ == "__main__":
    main()
