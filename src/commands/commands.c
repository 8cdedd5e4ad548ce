/* commands.c: the list of commands, with their help. */

#include "base/message.h"
#include "commands/run.h"

#define PROJECT_OPTIONS 'l', OPTION_FILES_FROM, '0', OPTION_ENCODING, OPTION_JSON

static const int run_options[] = { PROJECT_OPTIONS, OPTION_OUTPUT_ENCODING, OPTION_ACCEPT, OPTION_ENGINE, 0 };
static const int build_options[] = { PROJECT_OPTIONS, OPTION_OUTPUT_ENCODING, OPTION_ACCEPT, 0 };
static const int project_options[] = { PROJECT_OPTIONS, 0 };
static const int watch_options[] = {
	'l', OPTION_FILES_FROM, '0', OPTION_ENCODING, OPTION_OUTPUT_ENCODING, OPTION_ACCEPT, 0
};
static const int check_options[] = { PROJECT_OPTIONS, OPTION_FORMAT, OPTION_ONLY, OPTION_OFF, OPTION_LIST, OPTION_FIX,
	                             OPTION_YES, 0 };
static const int translate_options[] = { PROJECT_OPTIONS, OPTION_ENGINE, 0 };
static const int engines_options[] = { 'l', OPTION_ENGINE, OPTION_JSON, 0 };
static const int segment_options[] = { 'l', OPTION_FORMAT, OPTION_SRX, OPTION_ENCODING, OPTION_JSON, 0 };
static const int script_options[] = { OPTION_TO, OPTION_FORMAT, OPTION_ENCODING, 0 };
static const int memory_options[] = { 'l', OPTION_FORMAT, OPTION_JSON, 0 };
static const int adopt_options[] = { 'l', OPTION_ENCODING, OPTION_REPLACE, OPTION_TO, OPTION_JSON, 0 };
static const int export_options[] = { 'l', OPTION_ENCODING, OPTION_FORMAT, OPTION_OUTPUT, 0 };
static const int import_options[] = { 'l', OPTION_ENCODING, 0 };
static const int init_options[] = { 'l', 0 };

const struct command commands[] = {
	{
		"", "[--lang LANG[,LANG…]] [ARTICLE…]",
		N_("Update the catalogs, translate (if an engine is configured), check, and build the localized articles."),
		N_("  localize --lang sr,az               all of input/ into output/sr and output/az\n"
		   "  localize --lang sr input/news.md    one article\n"),
		run_options, command_run,
	},
	{
		"init", "init [--lang LANG[,LANG…]]", N_("start a project here: localize.yaml and the folders"),
		N_("  mkdir site && cd site && localize init --lang sr,az\n"),
		init_options, command_init,
	},
	{
		"update", "update [--lang LANG] [ARTICLE…]", N_("articles to templates and catalogs, translations carried over"),
		N_("  localize update --lang sr           then edit po/sr/….po\n"),
		project_options, command_update,
	},
	{
		"translate", "translate [--engine NAME] [--lang LANG] [ARTICLE…]",
		N_("fill what is missing from the memory, then by machine translation, marked fuzzy"),
		N_("  localize translate --lang sr        from the memory, and the engines of localize.yaml if there are any\n"
		   "  localize translate --engine libretranslate --lang sr\n"
		   "  localize translate --dry-run        how many characters would be sent, by language and engine\n"),
		translate_options, command_translate,
	},
	{
		"engines", "engines [--lang LANG] [--engine NAME]",
		N_("the machine-translation engines: configured, reachable, quota; exit status 1 if one can't be asked"),
		N_("  localize engines                    those of localize.yaml, and which others there are\n"
		   "  localize engines --lang sr --json   those that are asked for Serbian, for programs\n"),
		engines_options, command_engines,
	},
	{
		"check", "check [--fix] [--lang LANG] [--only NAME | --off NAME] [ARTICLE…]",
		N_("check the catalogs; exit status 1 if anything is wrong"),
		N_("  localize check --lang sr,az\n"
		   "  localize check --list               what is checked\n"
		   "  localize check --off length,capitals\n"
		   "  localize check --fix                mend spaces, quotation marks and the like; shows what, and asks\n"
		   "  localize check --format github      annotations for a run of GitHub Actions; or sarif\n"),
		check_options, command_check,
	},
	{
		"build", "build [--lang LANG] [ARTICLE…]", N_("catalogs and articles to localized articles"),
		N_("  localize build --lang sr --accept fuzzy\n"),
		build_options, command_build,
	},
	{
		"status", "status [--lang LANG] [ARTICLE…]", N_("how far each language and article is"),
		N_("  localize status\n"
		   "  localize status --json\n"),
		project_options, command_status,
	},
	{
		"diff", "diff [--lang LANG] [ARTICLE…]", N_("what changed in the articles since the translation, word by word"),
		N_("  localize diff --lang sr input/news.md\n"
		   "  localize diff --json                for programs\n"),
		project_options, command_diff,
	},
	{
		"watch", "watch [--lang LANG] [ARTICLE…]", N_("rebuild what changes as it is saved"),
		N_("  localize watch --lang sr            until Ctrl+C\n"),
		watch_options, command_watch,
	},
	{
		"segment", "segment [--lang LANG] [--format NAME] [FILE…]", N_("print the sentences of files or of standard input"),
		N_("  echo 'Dr. Smith came. He sat down.' | localize segment --lang en\n"
		   "  localize segment article.md\n"),
		segment_options, command_segment,
	},
	{
		"memory", "memory import FILE… | export [FILE] | lookup TEXT | share",
		N_("the translation memory: TMX, PO, CSV and TSV files in and out, a sentence looked up"),
		N_("  localize memory import old.tmx              kept as memory/old.tmx, read by “translate”\n"
		   "  localize memory import --lang sr terms.csv  for a file that does not say its language\n"
		   "  localize memory export --lang sr sr.tmx     or .po, .csv, .tsv; to - with --format tmx\n"
		   "  localize memory lookup --lang sr 'The cat sat.'\n"
		   "  localize memory share                       to the memories outside the project that take translations\n"),
		memory_options, command_memory,
	},
	{
		"adopt", "adopt --lang LANG [--to SCRIPT] ARTICLE TRANSLATED", N_("fill a catalog from an article that is translated already"),
		N_("  localize adopt --lang sr input/news.md old-site/sr/news.md\n"
		   "  localize adopt --lang sr input old-site/sr    every article that has the same name there\n"
		   "  localize adopt --lang sr --to sr-Cyrl input old-site/sr    which is in Latin script\n"),
		adopt_options, command_adopt,
	},
	{
		"export", "export --lang LANG [--format xliff|xliff2] [--output FILE] [ARTICLE…]",
		N_("catalogs as an XLIFF file, for OmegaT, Trados, memoQ and their kin"),
		N_("  localize export --lang sr --output sr.xlf               XLIFF 1.2\n"
		   "  localize export --lang sr --format xliff2 --output sr.xlf input/news.md\n"),
		export_options, command_export,
	},
	{
		"import", "import [--lang LANG] FILE…", N_("what was translated in XLIFF or PO files into the catalogs"),
		N_("  localize import sr.xlf              what “export” wrote, when it comes back\n"
		   "  localize import --lang sr old.po    of any name: from a translator, from msgcat, from another tool\n"),
		import_options, command_import,
	},
	{
		"script", "script --to sr-Latn|sr-Cyrl|az-Latn [FILE…]", N_("convert the script of text, catalogs or articles"),
		N_("  localize script --to sr-Latn output/sr/news.md > news.latin.md\n"),
		script_options, command_script,
	},
	{ 0 },
};
