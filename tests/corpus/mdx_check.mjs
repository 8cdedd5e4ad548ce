// mdx_check.mjs FOLDER: what structure_check is for Markdown and HTML, for MDX, by its own parser: the packages unified,
// remark-parse, remark-gfm, remark-frontmatter, remark-mdx and @slorber/remark-comment in FOLDER/node_modules (npm install them
// there). Lines of three paths in; "same", "differ" or "refused" lines out. A source that is no valid MDX is "invalid PATH: WHY".

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const folder = process.argv[2] + "/";
const load = (name) => import(pathToFileURL(createRequire(folder).resolve(name)));
const { unified } = await load("unified");
const [parse, frontmatter, gfm, mdx] =
	(await Promise.all(["parse", "frontmatter", "gfm", "mdx"].map((name) => load("remark-" + name)))).map((module) => module.default);
const comment = (await load("@slorber/remark-comment")).default; /* as many sites still have them */
const parser = unified().use(parse).use(frontmatter, ["yaml", "toml"]).use(gfm).use(mdx).use(comment, { ast: true });

const PROSE = new Set(["alt", "title", "aria-label", "aria-description", "aria-roledescription", "placeholder", "label", "abbr",
	"description", "caption", "summary", "lang", "dir"]);
const KEPT = new Set(["code", "inlineCode", "mdxjsEsm", "mdxFlowExpression", "mdxTextExpression", "html", "comment"]);
const folded = (text) => text.replace(/\s+/g, " ").trim();

function attributes(node) {
	return (node.attributes ?? []).map((attribute) => {
		const value = attribute.value?.value ?? attribute.value ?? "";
		const prose = PROSE.has(attribute.name) && typeof attribute.value === "string";
		return `${attribute.name ?? "..."}=${prose ? "" : folded(String(value))}`;
	}).join(" ");
}

function write(node, out) {
	if (node.type === "text" || node.type === "yaml" || node.type === "toml")
		return;
	const parts = [node.type, node.name, node.depth, node.ordered, node.start, node.checked, node.url, node.lang, node.meta,
		node.identifier, node.align?.join(), KEPT.has(node.type) ? folded(node.value ?? "") : "", attributes(node)];
	out.push("<" + parts.map((part) => part ?? "").join("|"));
	for (const child of node.children ?? [])
		write(child, out);
	out.push("/");
}

function tree(path) {
	const out = [];
	write(parser.parse(readFileSync(path, "utf8").replace(/^\ufeff/, "")), out);
	return out;
}

function check(source, outputs) {
	let expected;
	try {
		expected = tree(source);
	} catch (error) {
		return `invalid ${source}: ${error.message}`;
	}
	for (const output of outputs) {
		let actual;
		try {
			actual = tree(output);
		} catch (error) {
			return `differ ${source}: ${output}: ${error.message}`;
		}
		const at = expected.findIndex((line, i) => line !== actual[i]);
		if (at >= 0 || expected.length !== actual.length)
			return `differ ${source}: ${output}: ${expected.slice(at, at + 3).join(" ")} <> ${actual.slice(at, at + 3).join(" ")}`;
	}
	return `same ${source}`;
}

for await (const line of createInterface({ input: process.stdin })) {
	const [source, ...outputs] = line.split("\t");
	console.log(check(source, outputs));
}
