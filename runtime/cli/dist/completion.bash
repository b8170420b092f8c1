# bash completion of strapwork
_strapwork() {
    local word=${COMP_WORDS[COMP_CWORD]} options=
    if [ "$COMP_CWORD" -eq 1 ]; then
        mapfile -t COMPREPLY < <(compgen -W "boot explain plugins menu pack probe fleet --help --version" -- "$word")
        return
    fi
    case ${COMP_WORDS[1]} in
        boot) options="-P --entry --plugins --verbose --initrd --on --architecture --cmdline --json --pcap --report --until --timeout --keys --menu --seed --dry-run --quiet -h --help -V --version" ;;
        explain) options="-P --entry --plugins --verbose --initrd --on --architecture --cmdline --menu --json -h --help -V --version" ;;
        plugins) options="--plugins --markdown --verbose -h --help -V --version" ;;
        menu) options="--as --root --set --json --plugins --verbose -h --help -V --version" ;;
        pack) options="-P --entry --plugins --verbose --initrd --on --architecture --cmdline --into --quiet -h --help -V --version" ;;
        probe) options="--as --light --expect --json --junit --timeout -P --entry --plugins --verbose -h --help -V --version" ;;
        fleet) options="-P --into --at-once --seeds --shard --resume --gather --timeout --reports --junit --plugins --verbose -h --help -V --version" ;;
    esac
    if [[ $word == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
    else
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
    fi
}
complete -F _strapwork strapwork
