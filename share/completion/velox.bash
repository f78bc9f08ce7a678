# bash completion for velox                                                -*- shell-script -*-

# begin: words
_velox_options="--command -c --batch -b --keep-going -k --dry-run -n --clock --headless --once --read-only --seed --rate --topology --format --data --record --summary --max-time --rc --yes -y --color --ascii --help -h --version -V"
_velox_tools="journal replay compare diverge"
_velox_verbs="alert alias at bell bind burst buy cancel diff echo expect export feed flow format freeze goto halt hash help history let pause play quit rate record redraw replace resume rewind run seed sell set show slow snapshot source stall start step until view wait watch why"
# end: words

_velox() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
    # --option=value arrives as three words.
    if [[ $prev == "=" ]]; then
        prev=${COMP_WORDS[COMP_CWORD - 2]}
    elif [[ $cur == "=" ]]; then
        cur=
    fi
    COMPREPLY=()
    case $prev in
    -c | --command) mapfile -t COMPREPLY < <(compgen -W "$_velox_verbs" -- "$cur") ;;
    --clock) mapfile -t COMPREPLY < <(compgen -W "virtual real" -- "$cur") ;;
    --format) mapfile -t COMPREPLY < <(compgen -W "text json csv" -- "$cur") ;;
    --color) mapfile -t COMPREPLY < <(compgen -W "auto always never" -- "$cur") ;;
    --topology) mapfile -t COMPREPLY < <(compgen -W "auto dedicated paired shared" -- "$cur") ;;
    --seed | --rate | --max-time) ;;
    --record | --rc | --summary | --data) mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
    *)
        if [[ $cur == -* ]]; then
            mapfile -t COMPREPLY < <(compgen -W "$_velox_options" -- "$cur")
        else
            mapfile -t COMPREPLY < <(
                if [[ $COMP_CWORD -eq 1 ]]; then compgen -W "$_velox_tools" -- "$cur"; fi
                compgen -d -- "$cur"
                compgen -f -X '!*.vx' -- "$cur"
            )
        fi
        ;;
    esac
}
complete -o filenames -F _velox velox
