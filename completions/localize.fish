# fish completion for localize

set -l commands init update translate engines check build diff status watch segment memory export import adopt script
set -l none "not __fish_seen_subcommand_from $commands"
set -l project "$none; or __fish_seen_subcommand_from update translate engines check build diff status watch"

function __localize_languages
    for folder in po/*/
        string match --invert templates (path basename $folder)
    end
end

complete -c localize -n "$none" -a init -d 'Start a project here'
complete -c localize -n "$none" -a update -d 'Articles to templates and catalogs'
complete -c localize -n "$none" -a translate -d 'Fill what is missing by machine translation'
complete -c localize -n "$none" -a adopt -d 'Fill a catalog from an article that is translated already'
complete -c localize -n '__fish_seen_subcommand_from adopt' -l replace -d 'Put in place of what the catalog has'
complete -c localize -n "$none" -a export -d 'Catalogs as an XLIFF file'
complete -c localize -n '__fish_seen_subcommand_from export' -l format -x -a 'xliff xliff2' -d 'The version'
complete -c localize -n '__fish_seen_subcommand_from export' -l output -r -d 'The file to write'
complete -c localize -n "$none" -a import -d 'What was translated in XLIFF or PO files into the catalogs'
complete -c localize -n "$none" -a memory -d 'The translation memory: import, export, lookup'
complete -c localize -n '__fish_seen_subcommand_from memory' -a 'import export lookup share'
complete -c localize -n "$none" -a engines -d 'The machine-translation engines'
complete -c localize -n "$none" -a check -d 'Check the catalogs'
complete -c localize -n "$none" -a build -d 'Catalogs and articles to localized articles'
complete -c localize -n "$none" -a diff -d 'What changed in the articles since the translation'
complete -c localize -n "$none" -a status -d 'How far each language and article is'
complete -c localize -n "$none" -a watch -d 'Rebuild what changes as it is saved'
complete -c localize -n "$none" -a segment -d 'Print the sentences of a text'
complete -c localize -n "$none" -a script -d 'Convert the script of a text'

complete -c localize -s C -l directory -x -a '(__fish_complete_directories)' -d 'Work in a folder'
complete -c localize -l config -r -d 'The configuration'
complete -c localize -s j -l jobs -x -d 'Articles to work on at once'
complete -c localize -s n -l dry-run -d 'Write nothing, send nothing'
complete -c localize -s q -l quiet -d 'Errors and results only'
complete -c localize -s v -l verbose -d 'Say what is done to each file'
complete -c localize -l color -x -a 'auto always never' -d Colours
complete -c localize -l progress -x -a 'auto always never' -d Progress
complete -c localize -s h -l help -d Help
complete -c localize -l version -d 'The version'

complete -c localize -n "$project; or __fish_seen_subcommand_from init segment" -s l -l lang -x -a '(__localize_languages)' -d 'The languages'
complete -c localize -n "$project; or __fish_seen_subcommand_from segment" -l json -d 'Machine-readable results'
complete -c localize -n "$project" -l files-from -r -d 'A list of articles'
complete -c localize -n "$project" -s 0 -l null -d 'Its names end with a NUL'
complete -c localize -n "not __fish_seen_subcommand_from init" -l encoding -x -d 'Character set of the articles'
complete -c localize -n "$none; or __fish_seen_subcommand_from build" -l output-encoding -x -d 'Character set of what is built'
complete -c localize -n "$none; or __fish_seen_subcommand_from build" -l accept -x -a 'fuzzy machine fuzzy,machine outdated none' -d 'Build with unconfirmed translations too'
complete -c localize -n "$none; or __fish_seen_subcommand_from translate engines" -l engine -x -a 'libretranslate deepl google google-v3 azure amazon apertium modernmt openai command' -d 'The engine to ask'
complete -c localize -n "__fish_seen_subcommand_from segment script" -l format -x -a 'plain markdown html subrip webvtt xml' -d 'The format of the text'
complete -c localize -n "__fish_seen_subcommand_from segment" -l srx -r -d 'Segmentation rules'
complete -c localize -n "__fish_seen_subcommand_from script adopt" -l to -x -a 'sr-Latn sr-Cyrl az-Latn' -d 'The script to convert to'
complete -c localize -n "__fish_seen_subcommand_from check" -l only -x -d 'These checks alone'
complete -c localize -n "__fish_seen_subcommand_from check" -l off -x -d 'All but these checks'
complete -c localize -n "__fish_seen_subcommand_from check" -l list -d 'Print the checks'
complete -c localize -n "__fish_seen_subcommand_from check" -l fix -d 'Mend what is sure'
complete -c localize -n "__fish_seen_subcommand_from check" -l yes -d "Don't ask"
complete -c localize -n "__fish_seen_subcommand_from check" -l format -x -a 'text github sarif' -d 'Form of the findings'
