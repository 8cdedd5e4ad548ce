# bash completion for localize

_localize_languages() {
	local folder
	for folder in po/*/; do
		folder=${folder#po/}
		folder=${folder%/}
		[[ $folder == templates || $folder == '*' ]] || printf '%s\n' "$folder"
	done
}

# The lines of standard input as the answer; the bash of macOS has no mapfile.
_localize_reply() {
	local line
	COMPREPLY=()
	while IFS= read -r line; do
		COMPREPLY+=("$line")
	done
}

_localize() {
	local commands='init update translate engines check build status diff watch segment memory export import adopt script'
	local common='--directory --config --jobs --dry-run --quiet --verbose --color --progress --help --version'
	local engines='libretranslate deepl google google-v3 azure amazon apertium modernmt openai command'
	local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command='' i candidates
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		-l | --lang | -C | --directory | --config | --files-from | -j | --jobs | --accept | --encoding | --output-encoding | --engine | \
			--format | --srx | --output | --to | --only | --off | --color | --progress)
			((i++))
			;;
		-*) ;;
		*)
			[[ " $commands " != *" ${COMP_WORDS[i]} "* ]] || command=${COMP_WORDS[i]}
			break
			;;
		esac
	done
	case $previous in
	-l | --lang) candidates=$(_localize_languages) ;;
	--color | --progress) candidates='auto always never' ;;
	--accept) candidates='fuzzy machine fuzzy,machine outdated none' ;;
	--format) candidates='plain markdown html subrip webvtt xml text github sarif xliff xliff2' ;;
	--only | --off) candidates=$(localize check --list 2>/dev/null | cut -d ' ' -f 1) ;;
	--to) candidates='sr-Latn sr-Cyrl az-Latn' ;;
	--engine) candidates=$engines ;;
	--encoding | --output-encoding) candidates=$(iconv -l 2>/dev/null | tr -d '/,') ;;
	-j | --jobs) candidates='1 2 4 8' ;;
	-C | --directory)
		_localize_reply < <(compgen -d -- "$word")
		return
		;;
	--config | --files-from | --srx | --output)
		_localize_reply < <(compgen -f -- "$word")
		return
		;;
	*)
		if [[ $word == -* ]]; then
			case $command in
			'') candidates="$common --lang --files-from --null --encoding --output-encoding --accept --engine --json" ;;
			init) candidates="$common --lang" ;;
			update | status | diff) candidates="$common --lang --files-from --null --encoding --json" ;;
			check) candidates="$common --lang --files-from --null --encoding --json --format --only --off --list --fix --yes" ;;
			translate) candidates="$common --lang --files-from --null --encoding --json --engine" ;;
			memory) candidates="import export lookup share $common --lang --json --format" ;;
			adopt) candidates="$common --lang --encoding --replace --to --json" ;;
			export) candidates="$common --lang --encoding --format --output" ;;
			import) candidates="$common --lang --encoding" ;;
			engines) candidates="$common --lang --json --engine" ;;
			watch) candidates="$common --lang --files-from --null --encoding --output-encoding --accept" ;;
			build) candidates="$common --lang --files-from --null --encoding --output-encoding --accept --json" ;;
			segment) candidates="$common --lang --encoding --format --srx --json" ;;
			script) candidates="$common --to --format --encoding" ;;
			*) candidates=$common ;;
			esac
		else
			_localize_reply < <(
				compgen -f -- "$word"
				[[ $command ]] || compgen -W "$commands" -- "$word"
			)
			return
		fi
		;;
	esac
	_localize_reply < <(compgen -W "$candidates" -- "$word")
}

complete -o filenames -F _localize localize
