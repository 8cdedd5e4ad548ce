#!/usr/bin/env python3
"""Machine-translation servers for tests: each speaks one provider's protocol strictly, with any fault asked for.

    mt_server.py PROTOCOL [FAULT[:TIMES]…] [--port N] [--delay SECONDS] [--rate REQUESTS_A_SECOND]

A request that the provider would refuse is refused as the provider does, and noted in `violations`. A translation is
the text with an "o" behind each word, in Cyrillic where the provider has only that script for the target; markup,
character references and marks stay. Tests import this module and read what a server has seen; keys are KEY.
"""

import argparse
import gzip
import hashlib
import hmac
import html
import json
import re
import socket
import ssl
import struct
import threading
import time
import urllib.parse
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = "s3cr3t-kEy-0123456789abcdef"
SECRET = "aws+s3cr3t/kEy0123456789abcdef"

TOGETHER_SECONDS = 20
KEPT = re.compile(r'(<span [^>]*translate="no"[^>]*>.*?</span>|<[^>]*>|&#?\w+;|[\[{⟦]/?x\d+[\]}⟧])', re.S)
WORD = re.compile(r"[^\W\d_]+")
LATIN = "abcčćdđefghijklmnoprsštuvzžqwxy"
CYRILLIC = "абцчћдђефгхијклмнопрсштувзжквху"
TO_CYRILLIC = str.maketrans(LATIN + LATIN.upper(), CYRILLIC + CYRILLIC.upper())


def translate(text, cyrillic=False):
    def piece(number, part):
        if number % 2:
            return part
        part = WORD.sub(lambda word: word.group() + "o", part)
        return part.translate(TO_CYRILLIC) if cyrillic else part
    return "".join(piece(i, part) for i, part in enumerate(KEPT.split(text)))


class Refusal(Exception):
    """An answer that is no translation: a status, a JSON body, headers."""

    def __init__(self, status, body, **headers):
        super().__init__(status, body)
        self.status, self.body, self.headers = status, body, headers


def need(condition, refusal):
    if not condition:
        raise refusal


def only(body, required, optional=()):
    """Whether the JSON object has just these members."""
    return isinstance(body, dict) and set(required) <= set(body) <= set(required) | set(optional)


def strings(value, most=10 ** 6):
    return isinstance(value, list) and 0 < len(value) <= most and all(isinstance(item, str) for item in value)


def balanced(text):
    """Whether text is well-formed XML content."""
    import xml.etree.ElementTree
    try:
        xml.etree.ElementTree.fromstring(f"<r>{text}</r>")
        return True
    except xml.etree.ElementTree.ParseError:
        return False


# Each protocol: texts(request) -> list of texts, or Refusal; answer(request, translations) -> JSON.

class Request:
    def __init__(self, handler, body):
        self.method, self.headers, self.raw = handler.command, handler.headers, body
        split = urllib.parse.urlsplit(handler.path)
        self.path, self.query = split.path, urllib.parse.parse_qs(split.query)
        self.content_type = (self.headers.get("Content-Type") or "").split(";")[0]

    def json(self, refusal, content_type="application/json"):
        need(self.content_type == content_type, refusal)
        try:
            return json.loads(self.raw.decode("utf-8"))
        except ValueError:
            raise refusal from None


class LibreTranslate:
    languages = {"en", "sr", "az", "de", "pt-BR", "zh-Hans"}
    cyrillic = ("sr",)
    quota_path = "/languages"

    def quota(self):
        return [{"code": code, "name": code, "targets": sorted(self.languages)} for code in sorted(self.languages)]

    def texts(self, request):
        bad = lambda words: Refusal(400, {"error": words})
        need(request.path == "/translate", Refusal(404, {"error": "Not Found"}))
        need(request.method == "POST", Refusal(405, {"error": "Method not allowed"}))
        body = request.json(bad("Invalid JSON"))
        need(only(body, ("q", "source", "target", "format"), ("api_key", "alternatives")), bad("Invalid request"))
        need(body.get("api_key") in (KEY,) if self.keyed else "api_key" not in body,
             Refusal(403, {"error": f"Invalid API key {body.get('api_key')}"}))
        need(body["source"] in self.languages, bad(f"{body['source']} is not supported"))
        need(body["target"] in self.languages, bad(f"{body['target']} is not available as a target language"))
        need(body["format"] in ("text", "html"), bad(f"{body['format']} format is not supported"))
        need(strings(body["q"]), bad("Invalid request: q"))
        need(len(body["q"]) <= self.batch, bad(f"Invalid request: request ({len(body['q'])}) exceeds text limit"))
        self.cyrillic_now = body["target"] in self.cyrillic
        return body["q"]

    def answer(self, translations):
        return {"translatedText": translations}

    keyed, batch = False, 1000


class DeepL:
    quota_path = "/v2/usage"

    def quota(self):
        return {"character_count": 1234, "character_limit": 500000}

    def texts(self, request):
        bad = lambda words: Refusal(400, {"message": words})
        need(request.path == "/v2/translate", Refusal(404, {"message": "Not Found"}))
        need(request.headers.get("Authorization") == f"DeepL-Auth-Key {KEY}", Refusal(403, {"message": "Forbidden"}))
        need(len(request.raw) <= 128 * 1024, Refusal(413, {"message": "Request Entity Too Large"}))
        body = request.json(bad("Invalid request"))
        need(only(body, ("text", "target_lang"), ("source_lang", "tag_handling", "outline_detection", "ignore_tags",
             "context", "formality", "glossary_id", "preserve_formatting", "split_sentences")), bad("Bad request"))
        need(strings(body["text"], 50), bad("Too many texts"))
        need(body["target_lang"] in ("SR", "AZ", "EN-US", "EN-GB", "DE", "PT-BR", "PT-PT"),
             bad("Value for 'target_lang' not supported."))
        need(body.get("source_lang") in (None, "EN", "SR", "AZ", "DE"), bad("Value for 'source_lang' not supported."))
        need(body.get("formality") in (None, "default", "more", "less", "prefer_more", "prefer_less"), bad("formality"))
        need(body.get("tag_handling") in (None, "xml", "html"), bad("tag_handling"))
        if body.get("tag_handling") == "xml":
            need(all(map(balanced, body["text"])), bad("Tag handling parsing failed, please check input."))
        self.cyrillic_now = body["target_lang"] == "SR"
        self.contexts = getattr(self, "contexts", []) + [body.get("context")]
        return body["text"]

    def answer(self, translations):
        return {"translations": [{"detected_source_language": "EN", "text": text} for text in translations]}


class Google:
    quota_path = "/language/translate/v2/languages"

    def quota(self):
        return {"data": {"languages": [{"language": "en"}, {"language": "sr"}]}}

    @staticmethod
    def refusal(status, words, reason="invalid"):
        return Refusal(status, {"error": {"code": status, "message": words, "errors": [
            {"message": words, "domain": "global", "reason": reason}]}})

    def texts(self, request):
        need(request.path == "/language/translate/v2", self.refusal(404, "Not Found"))
        need(request.headers.get("X-goog-api-key") == KEY,
             self.refusal(403, "The request is missing a valid API key.", "forbidden"))
        body = request.json(self.refusal(400, "Invalid JSON payload received."))
        need(only(body, ("q", "target"), ("source", "format", "model")), self.refusal(400, "Unknown name"))
        need(strings(body["q"], 128), self.refusal(400, "Too many text segments"))
        need(sum(map(len, body["q"])) <= 30720, self.refusal(413, "Request payload size exceeds the limit."))
        need(body["target"] in ("sr", "en", "az", "zh-TW", "no"), self.refusal(400, "Invalid Value"))
        need(body.get("format") in ("html", "text", None), self.refusal(400, "Invalid Value"))
        self.cyrillic_now = body["target"] == "sr"
        self.escapes = body.get("format") != "text"
        return body["q"]

    def answer(self, translations):
        if self.escapes:
            translations = [text.replace("'", "&#39;").replace('" ', '&quot; ') for text in translations]
        return {"data": {"translations": [{"translatedText": text} for text in translations]}}


class GoogleV3:
    quota_path = "/v3/projects/p-1/locations/global/supportedLanguages"

    def quota(self):
        return {"languages": [{"languageCode": "en"}]}

    @staticmethod
    def refusal(status, words, name="INVALID_ARGUMENT"):
        return Refusal(status, {"error": {"code": status, "message": words, "status": name}})

    def texts(self, request):
        need(request.path == "/v3/projects/p-1/locations/global:translateText", self.refusal(404, "Not Found"))
        need(request.headers.get("Authorization") == f"Bearer {KEY}",
             self.refusal(401, "Request had invalid authentication credentials.", "UNAUTHENTICATED"))
        body = request.json(self.refusal(400, "Invalid JSON payload received."))
        need(only(body, ("contents", "targetLanguageCode"), ("mimeType", "sourceLanguageCode", "model",
             "glossaryConfig")), self.refusal(400, "Unknown name"))
        need(strings(body["contents"], 1024), self.refusal(400, "contents"))
        need(sum(map(len, body["contents"])) <= 30720, self.refusal(400, "Text is too long."))
        need(body.get("mimeType") in ("text/html", "text/plain", None), self.refusal(400, "mimeType"))
        glossary = body.get("glossaryConfig")
        need(glossary is None or re.fullmatch(r"projects/[\w-]+/locations/[\w-]+/glossaries/[\w-]+",
                                              glossary.get("glossary", "")), self.refusal(400, "glossary"))
        self.glossary = bool(glossary)
        self.cyrillic_now = body["targetLanguageCode"] == "sr"
        return body["contents"]

    def answer(self, translations):
        rows = [{"translatedText": text} for text in translations]
        return {"translations": rows, "glossaryTranslations": rows} if self.glossary else {"translations": rows}


class Azure:
    quota_path = "/languages"

    def quota(self):
        return {"translation": {"en": {"name": "English"}}}

    @staticmethod
    def refusal(code, words):
        return Refusal(code // 1000, {"error": {"code": code, "message": words}})

    def texts(self, request):
        need(request.path == "/translate", self.refusal(404000, "The requested resource is not found."))
        need(request.query.get("api-version") == ["3.0"], self.refusal(400021, "The API version parameter is missing."))
        need(request.headers.get("Ocp-Apim-Subscription-Key") == KEY and
             request.headers.get("Ocp-Apim-Subscription-Region") == "westeurope",
             self.refusal(401000, "The request is not authorized because credentials are missing or invalid."))
        need(request.query.get("from") in (["en"], ["sr-Cyrl"], ["sr-Latn"], ["az"]),
             self.refusal(400035, "The source language is not valid."))
        need(request.query.get("to") in (["en"], ["sr-Cyrl"], ["sr-Latn"], ["az"]),
             self.refusal(400036, "The target language is not valid."))
        need(request.query.get("textType") in (["plain"], ["html"]), self.refusal(400000, "textType"))
        body = request.json(self.refusal(400074, "The body of the request is not valid JSON."))
        need(isinstance(body, list) and 0 < len(body) <= 1000 and all(only(item, ("Text",)) for item in body),
             self.refusal(400000, "One of the request inputs is not valid."))
        texts = [item["Text"] for item in body]
        need(sum(map(len, texts)) <= 50000, self.refusal(400077, "The maximum request size has been exceeded."))
        self.target = request.query["to"][0]
        self.cyrillic_now = self.target == "sr-Cyrl"
        return texts

    def answer(self, translations):
        return [{"translations": [{"text": text, "to": self.target}]} for text in translations]


class Amazon:
    quota_path = None

    @staticmethod
    def refusal(name, words, status=400):
        return Refusal(status, {"__type": name, "message": words})

    def verify(self, request):
        found = re.fullmatch(r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([\w-]+)/translate/aws4_request, ?"
                             r"SignedHeaders=([\w;-]+), ?Signature=([0-9a-f]{64})", request.headers.get("Authorization", ""))
        need(found, self.refusal("IncompleteSignatureException", "Authorization header is wrong"))
        access, day, region, names, signature = found.groups()
        need(access == KEY, self.refusal("UnrecognizedClientException",
                                         "The security token included in the request is invalid."))
        names = names.split(";")
        stamp = request.headers.get("X-Amz-Date", "")
        amazon = [name.lower() for name in request.headers if name.lower().startswith("x-amz-")]
        need("host" in names and set(amazon) <= set(names) and names == sorted(names) and stamp.startswith(day) and
             all(name in request.headers for name in names),
             self.refusal("IncompleteSignatureException", "Headers are not signed, or not there"))
        headers = "".join(f"{name}:{(request.headers.get(name) or '').strip()}\n" for name in names)
        canonical = "\n".join(("POST", "/", "", headers, ";".join(names), hashlib.sha256(request.raw).hexdigest()))
        scope = f"{day}/{region}/translate/aws4_request"
        to_sign = "\n".join(("AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()))
        key = ("AWS4" + SECRET).encode()
        for part in (day, region, "translate", "aws4_request"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        need(hmac.compare_digest(hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest(), signature),
             self.refusal("InvalidSignatureException", "The request signature we calculated does not match"))

    def texts(self, request):
        need(request.path == "/" and request.method == "POST", self.refusal("UnknownOperationException", ""))
        need(request.headers.get("X-Amz-Target") == "AWSShineFrontendService_20170701.TranslateText",
             self.refusal("UnknownOperationException", ""))
        self.verify(request)
        bad = self.refusal("InvalidRequestException", "Invalid request")
        body = request.json(bad, "application/x-amz-json-1.1")
        need(only(body, ("Text", "SourceLanguageCode", "TargetLanguageCode"), ("TerminologyNames", "Settings")), bad)
        need(len(body["Text"].encode()) <= 10000,
             self.refusal("TextSizeLimitExceededException", "Input text size exceeds limit."))
        need(body["TargetLanguageCode"] in ("sr", "en", "az"),
             self.refusal("UnsupportedLanguagePairException", "Unsupported language pair"))
        self.pair = (body["SourceLanguageCode"], body["TargetLanguageCode"])
        self.cyrillic_now = body["TargetLanguageCode"] == "sr"
        return [body["Text"]]

    def answer(self, translations):
        return {"TranslatedText": translations[0], "SourceLanguageCode": self.pair[0], "TargetLanguageCode": self.pair[1]}


class Apertium:
    quota_path = "/listPairs"
    cyrillic_now = False

    def quota(self):
        return {"responseData": [{"sourceLanguage": "hbs", "targetLanguage": "eng"}], "responseDetails": None,
                "responseStatus": 200}

    @staticmethod
    def refusal(code, words, explanation):
        return Refusal(code, {"status": "error", "code": code, "message": words, "explanation": explanation})

    def texts(self, request):
        need(request.path == "/translate", self.refusal(404, "Not Found", "Endpoint not found"))
        need(request.content_type == "application/x-www-form-urlencoded", self.refusal(400, "Bad Request", "Missing argument"))
        form = urllib.parse.parse_qs(request.raw.decode("ascii"), strict_parsing=True)
        need(set(form) <= {"langpair", "q", "markUnknown", "format"} and len(form.get("q", ())) == 1,
             self.refusal(400, "Bad Request", "Missing argument q"))
        need(form["langpair"] in (["hbs|eng"], ["eng|hbs_SR"]),
             self.refusal(400, "Bad Request", "That pair is not installed"))
        need(form.get("format", ["txt"]) in (["txt"], ["html"]), self.refusal(400, "Bad Request", "Invalid format"))
        return form["q"][0].split("\n")

    def answer(self, translations):
        return {"responseData": {"translatedText": "\n".join(translations)}, "responseDetails": None,
                "responseStatus": 200}


class ModernMT:
    quota_path = "/translate/languages"

    def quota(self):
        return {"status": 200, "data": ["en", "sr-Latn"]}

    @staticmethod
    def refusal(status, name, words):
        return Refusal(status, {"status": status, "error": {"type": name, "message": words}})

    def texts(self, request):
        bad = self.refusal(400, "HttpMalformedParameterException", "Bad parameter")
        need(request.path == "/translate", self.refusal(404, "NotFoundException", "Not found"))
        need(request.headers.get("MMT-ApiKey") == KEY, self.refusal(401, "AuthException", "Invalid API key"))
        need(request.headers.get("X-HTTP-Method-Override") == "GET", bad)
        body = request.json(bad)
        need(only(body, ("q", "source", "target"), ("format", "glossaries", "context_vector")), bad)
        need(strings(body["q"], 128), bad)
        need(body["target"] in ("sr-Latn", "sr-Cyrl", "en", "az") and body["source"] in ("sr-Latn", "sr-Cyrl", "en"), bad)
        need(body.get("format") in ("text/plain", "text/xml", "text/html"), bad)
        self.cyrillic_now = body["target"] == "sr-Cyrl"
        return body["q"]

    def answer(self, translations):
        return {"status": 200, "data": [{"translation": text, "billedCharacters": len(text)} for text in translations]}


class OpenAI:
    quota_path = "/v1/models"
    reversed = fenced = cut = doubled = False
    said = None
    cut_above = 10 ** 6

    def quota(self):
        return {"object": "list", "data": [{"id": "m", "object": "model"}]}

    def texts(self, request):
        bad = lambda words: Refusal(400, {"error": {"message": words, "type": "invalid_request_error", "code": None}})
        need(request.path == "/v1/chat/completions", Refusal(404, {"error": {"message": "Not found", "type": "x"}}))
        need(request.headers.get("Authorization") == f"Bearer {KEY}", Refusal(401, {"error": {
            "message": f"Incorrect API key provided: {request.headers.get('Authorization')}.",
            "type": "invalid_request_error", "code": "invalid_api_key"}}))
        body = request.json(bad("We could not parse the JSON body of your request."))
        need(only(body, ("model", "messages"), ("temperature", "response_format")), bad("Unknown parameter"))
        need([message.get("role") for message in body["messages"]] == ["system", "user"], bad("messages"))
        schema = body["response_format"]
        need(schema["type"] == "json_schema" and schema["json_schema"]["strict"] is True and
             schema["json_schema"]["schema"]["additionalProperties"] is False, bad("response_format"))
        self.prompt = body["messages"][0]["content"]
        self.task = json.loads(body["messages"][1]["content"])
        self.cyrillic_now = "Cyrillic" in self.prompt
        return [segment["text"] for segment in self.task["segments"]]

    def answer(self, translations):
        rows = [{"id": segment["id"], "text": text} for segment, text in zip(self.task["segments"], translations)]
        rows = rows[::-1] if self.reversed else rows
        rows = rows + [{"id": rows[0]["id"], "text": "Nešto drugo."}] if self.doubled else rows
        content = self.said or json.dumps({"translations": rows}, ensure_ascii=False)
        if self.fenced:
            content = "Here you are:\n```json\n" + content + "\n```"
        finish = "length" if len(rows) > self.cut_above else "stop"
        return {"id": "c", "object": "chat.completion", "choices": [
            {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": finish}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}}


PROTOCOLS = {"libretranslate": LibreTranslate, "deepl": DeepL, "google": Google, "google-v3": GoogleV3, "azure": Azure,
             "amazon": Amazon, "apertium": Apertium, "modernmt": ModernMT, "openai": OpenAI}

# What is done to translations before they are answered.

TAG = re.compile(r"<[^>]*>|[\[{⟦]/?x\d+[\]}⟧]")


def swap_tags(text):
    tags = TAG.findall(text)
    if len(tags) < 2:
        return text
    order = iter(tags[::-1])
    return TAG.sub(lambda _: next(order), text)


SPOILED = {
    "drop-tag": lambda text: TAG.sub("", text, count=1),
    "double-tag": lambda text: TAG.sub(lambda tag: tag.group() * 2, text, count=1),
    "swap-tags": swap_tags,
    "invent-tag": lambda text: text + "<b>x</b>",
    "invent-script": lambda text: text + "&lt;script&gt;alert(1)&lt;/script&gt;<script>alert(1)</script>",
    "invent-link": lambda text: text + " https://evil.example/x",
    "invent-markdown-link": lambda text: text + " [click](x)",
    "invent-template": lambda text: text + " {{ secrets }}",
    "invent-control": lambda text: text + "\x1b[31m",
    "invent-bidi": lambda text: text + "\u202e",
    "invent-entity": lambda text: text + " &amp;lt;",
    "lose-number": lambda text: re.sub(r"\d+", "7", text),
    "repeat": lambda text: text + " molim" * 30,
    "long": lambda text: text + " " + " ".join("rec" + chr(97 + i % 26) + chr(97 + i // 26) for i in range(300)),
    "empty": lambda text: "",
    "marks": lambda text: re.sub(r"\b([^\W\d_]+)", r"#\1", text, count=2),
    "latin-litter": lambda text: text.replace(" ", " \u200b"),
    "script": lambda text: WORD.sub("漢字漢字", text),
    "spaces": lambda text: "  " + re.sub(r"(<span id=\"x\d+\">|<x\d+>)", r"\1 ", text).replace("</", " </") + " \n",
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "mt"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.serve(b"")

    def do_POST(self):
        self.serve(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def send(self, status, body, headers=(), length=None):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in dict(headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def serve(self, body):
        try:
            self.answer(body)
        except (ConnectionError, BrokenPipeError, ssl.SSLError):
            self.close_connection = True

    def answer(self, body):
        server, request = self.server, Request(self, body)
        with server.lock:
            server.requests += 1
            server.seen_headers.append(dict(self.headers))
            fault = server.next_fault()
            protocol = server.make_protocol()
            server.inside += 1
            server.most_inside = max(server.inside, server.most_inside)
        try:
            if request.method == "GET" and protocol.quota_path == request.path:
                self.send(200, json.dumps(protocol.quota()).encode())
                return
            if not self.limited():
                self.translate(protocol, request, fault)
        finally:
            with server.lock:
                server.inside -= 1

    def limited(self):
        """Whether the rate of requests is too high, and was answered so."""
        server, now = self.server, time.monotonic()
        if not server.rate:
            return False
        with server.lock:
            server.times = [moment for moment in server.times if now - moment < 1]
            over = len(server.times) >= server.rate
            server.times += [] if over else [now]
        if over:
            self.send(429, b'{"error": "Slow down"}', {"Retry-After": "1"})
        return over

    def translate(self, protocol, request, fault):
        server = self.server
        try:
            texts = protocol.texts(request)
        except Refusal as refusal:
            with server.lock:
                server.violations.append(refusal.args)
            self.send(refusal.status, json.dumps(refusal.body).encode(), refusal.headers)
            return
        server.together.wait(TOGETHER_SECONDS)  # who sends fewer at a time gets no answer
        if server.delay:
            time.sleep(server.delay)
        if fault and self.misbehave(fault):
            return
        translations = [translate(text, getattr(protocol, "cyrillic_now", False)) for text in texts]
        for name in server.spoil if fault is None else (fault,):
            if name in SPOILED:
                translations = [SPOILED[name](text) for text in translations]
        if fault == "few":
            translations = translations[:-1]
        elif fault == "many":
            translations = translations + translations[:1]
        elif fault == "order":
            translations = translations[::-1]
        elif fault == "untouched":
            translations = texts
        answer = json.dumps(protocol.answer(translations), ensure_ascii=fault is None).encode()
        if fault == "truncated":
            answer = answer[:-3]
        elif fault == "invalid-utf-8":
            answer = answer.replace(b"o", b"\xc0\xff", 1)
        elif fault == "not-json":
            answer = b"<html>It works!</html>"
        with server.lock:
            server.translated += texts
        self.send(200, answer)
        with server.lock:
            server.answered += texts

    def misbehave(self, fault):
        """Whether FAULT takes the place of an answer."""
        if fault == "reset":
            self.send(200, b'{"translatedText": [', length=1000)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            raise ConnectionError
        if fault == "close":
            self.close_connection = True
            raise ConnectionError
        if fault in ("drip", "endless", "huge", "huge-chunked", "bomb", "hang"):
            self.pour(fault)
            return True
        if fault.startswith("status-"):
            _, status, *wait = fault.split("-", 2)
            headers = {}
            if wait:
                headers["Retry-After"] = formatdate(time.time() + 2, usegmt=True) if wait[0] == "date" else wait[0]
            self.send(int(status), json.dumps({"error": {"message": "A fault as wished", "code": int(status)}}).encode(), headers)
            return True
        if fault.startswith("body-"):
            _, status, body = fault.split("-", 2)
            self.send(int(status), body.encode())
            return True
        if fault == "reset-header":
            self.send(429, b'{"error": {"message": "Rate limit", "type": "requests"}}', {"x-ratelimit-reset-requests": "1s"})
            return True
        if fault == "redirect":
            self.send(307, b"{}", {"Location": self.server.elsewhere})
            return True
        return False

    def pour(self, fault):
        """Bodies that come slowly, or without end."""
        self.close_connection = True
        self.send_response(200)
        if fault == "hang":
            self.end_headers()
            time.sleep(30)
            return
        block = b" " * 65536
        if fault == "huge":
            self.send_header("Content-Length", str(2 << 30))
        elif fault == "huge-chunked":
            self.send_header("Transfer-Encoding", "chunked")
            block = b"10000\r\n" + block + b"\r\n"
        elif fault == "bomb":
            self.send_header("Content-Encoding", "gzip")
            block = gzip.compress(b" " * (64 << 20))
            self.send_header("Content-Length", str(len(block)))
            self.end_headers()
            self.wfile.write(block)
            return
        self.end_headers()
        while True:
            self.wfile.write(b" " if fault == "drip" else block)
            if fault == "drip":
                time.sleep(0.2)


class Server(ThreadingHTTPServer):
    """A server on loopback in a thread of its own; faults are used up in order, the last with TIMES None stays.

    Requests are answered when TOGETHER of them have come.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, protocol, faults=(), delay=0, rate=0, port=0, spoil=(), tls=None, elsewhere="", together=1,
                 **options):
        super().__init__(("127.0.0.1", port), Handler)
        self.protocol, self.options = PROTOCOLS[protocol], options
        self.faults = [[name, times] for name, times in faults]
        self.delay, self.rate, self.spoil, self.elsewhere = delay, rate, spoil, elsewhere
        self.together = threading.Barrier(together)
        self.lock = threading.Lock()
        self.requests = self.inside = self.most_inside = 0
        self.translated, self.answered, self.violations, self.seen_headers, self.times = [], [], [], [], []
        self.protocols = []
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        scheme = "https" if tls else "http"
        self.url = f"{scheme}://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def make_protocol(self):
        protocol = self.protocol()
        vars(protocol).update(self.options)
        self.protocols.append(protocol)
        return protocol

    def next_fault(self):
        if not self.faults:
            return None
        fault = self.faults[0]
        if fault[1] is not None:
            fault[1] -= 1
            if fault[1] == 0:
                self.faults.pop(0)
        return fault[0]

    def handle_error(self, *_):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("protocol", choices=sorted(PROTOCOLS))
    parser.add_argument("faults", nargs="*")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--delay", type=float, default=0)
    parser.add_argument("--rate", type=int, default=0)
    given = parser.parse_args()
    faults = [(name, int(times) if times else None) for name, _, times in (text.partition(":") for text in given.faults)]
    with Server(given.protocol, faults, given.delay, given.rate, given.port) as server:
        print(server.url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
