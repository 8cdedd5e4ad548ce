#include "formats/code_comments.h"

static const struct {
	const char *marker;
	const char *const languages[48];
} kinds[] = {
	{ "#",
	  { "python", "py",    "python3", "sh",     "bash",       "shell", "zsh",    "fish",       "ruby",   "rb",  "yaml",
	    "yml",    "toml",  "perl",    "pl",     "r",          "make",  "makefile", "dockerfile", "docker", "elixir",
	    "julia",  "jl",    "nim",     "ini",    "conf",       "nginx", "powershell", "ps1",      "tcl",    "awk",
	    "sed",    "cmake", "hcl",     "terraform", "graphql", "gdscript", "coffee", "crystal",   "properties", NULL } },
	{ "//",
	  { "c",      "h",      "cpp",  "c++",  "cc",    "java",  "javascript", "js",   "mjs",    "jsx",   "ts",    "typescript",
	    "tsx",    "go",     "rust", "rs",   "swift", "kotlin", "kt",        "scala", "php",   "dart",  "cs",    "csharp",
	    "c#",     "groovy", "json5", "jsonc", "scss", "less",  "proto",     "zig",  "d",      "glsl",  "objc",  "objective-c",
	    "solidity", "vala", "v",    "fsharp", "f#",  "astro",  "vue",       "svelte", NULL } },
	{ "--", { "sql", "postgresql", "mysql", "plsql", "haskell", "hs", "lua", "ada", "elm", "vhdl", "applescript", NULL } },
	{ ";", { "lisp", "clojure", "clj", "scheme", "racket", "asm", "nasm", "elisp", NULL } },
	{ "%", { "tex", "latex", "erlang", "erl", "matlab", "prolog", NULL } },
};

size_t code_comment_begin(struct slice info, struct slice line)
{
	size_t name = 0, begin = 0;
	while (name < info.size && !is_ascii_space(info.data[name]) && !strchr("{,:", info.data[name]))
		name++;
	struct slice language = slice_range(info, 0, name);
	while (begin < line.size && is_ascii_space(line.data[begin]))
		begin++;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct slice marker = slice_from(kinds[i].marker);
		if (!slice_starts_with(slice_from_offset(line, begin), marker))
			continue;
		for (const char *const *known = kinds[i].languages; *known; known++) {
			if (!slice_equal_ignoring_case(language, slice_from(*known)))
				continue;
			size_t words = begin;
			while (words < line.size && (line.data[words] == marker.data[0] || line.data[words] == '!'))
				words++;
			bool shebang = words > begin + 1 && line.data[begin + 1] == '!' && marker.data[0] == '#';
			while (words < line.size && is_ascii_space(line.data[words]))
				words++;
			return shebang || words == line.size ? 0 : words;
		}
	}
	return 0;
}
