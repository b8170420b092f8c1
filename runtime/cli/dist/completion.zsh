#compdef strapwork
# zsh completion of strapwork
_strapwork() {
    if (( CURRENT == 2 )); then
        local -a commands=(
            'boot:Boots a profile.'
            'explain:Prints the assembled rooms and where each choice came from; starts nothing.'
            'plugins:Lists the plugins found, their jars and their options.'
            'menu:Reads a boot configuration and prints its entries; starts nothing.'
            'pack:Loads a profile'\''s boot and writes it as a shim and a bundle, which any loader of Linux kernels can start.'
            'probe:Asks a network as each of several firmwares, and prints offers, trail, menu, parts and findings; boots nothing.'
            'fleet:Boots many profiles, folders of profiles or fleet.toml files, several at once.'
        )
        _describe command commands
        return
    fi
    local -a options
    case ${words[2]} in
        boot)
            options=(
                '*-P[Sets or replaces a key of the profile, such as -P transport.tls.ca=lab-ca.pem. Can be repeated.]:key=value:_files'
                '*--entry[Menu entry to boot: an id, a title or a number, starting at 1; same as -P fetch.menu.entry=ENTRY.]:ENTRY:_files'
                '*--plugins[A folder with more plugin jars. Can be repeated.]:DIR:_files'
                '*--verbose[Writes a detailed log to standard error.]'
                '*--initrd[With a URI in place of a profile: the initrd. Can be repeated; the pieces are joined.]:URI:_files'
                '*--on[With a URI in place of a profile: the machine, such as qemu.]:MACHINE:_files'
                '*--architecture[With a URI in place of a profile: s390x, ppc64 or x86_64.]:ARCH:_files'
                '*--cmdline[With a URI in place of a profile: the kernel'\''s command line.]:TEXT:_files'
                '*--json[Writes the outcome as JSON.]:FILE:_files'
                '*--pcap[Writes all frames of the machine'\''s network to a capture file, with comments that name the rooms.]:FILE:_files'
                '*--report[Writes a page about the boot to look at in a browser: times, what the network said, memory, console, problems.]:FILE:_files'
                '*--until[On a machine with a console: exits with status 0 when a console line matches.]:REGEX:_files'
                '*--timeout[Gives up after this time (90s, 5m), with exit status 3.]:TIME:_files'
                '*--keys[Types standard input at the guest'\''s console.]'
                '*--menu[Shows the menu on the terminal, and waits for a choice or the end of its countdown.]'
                '*--seed[Makes the boot'\''s own randomness repeatable.]:NUMBER:_files'
                '*--dry-run[On the machine "linux": loads nothing and stays; sets machine.dry-run.]'
                '*--quiet[Prints nothing but problems.]'
                '*-h[Shows this help and exits.]'
                '*--help[Shows this help and exits.]'
                '*-V[Shows the version and exits.]'
                '*--version[Shows the version and exits.]'
            )
            ;;
        explain)
            options=(
                '*-P[Sets or replaces a key of the profile, such as -P transport.tls.ca=lab-ca.pem. Can be repeated.]:key=value:_files'
                '*--entry[Menu entry to boot: an id, a title or a number, starting at 1; same as -P fetch.menu.entry=ENTRY.]:ENTRY:_files'
                '*--plugins[A folder with more plugin jars. Can be repeated.]:DIR:_files'
                '*--verbose[Writes a detailed log to standard error.]'
                '*--initrd[With a URI in place of a profile: the initrd. Can be repeated; the pieces are joined.]:URI:_files'
                '*--on[With a URI in place of a profile: the machine, such as qemu.]:MACHINE:_files'
                '*--architecture[With a URI in place of a profile: s390x, ppc64 or x86_64.]:ARCH:_files'
                '*--cmdline[With a URI in place of a profile: the kernel'\''s command line.]:TEXT:_files'
                '*--menu[Starts the machine and its network, and prints the menu, its unsupported parts and every file tried; boots nothing.]'
                '*--json[Writes the same as JSON, with menus as the menu command writes them; - is standard output.]:FILE:_files'
                '*-h[Shows this help and exits.]'
                '*--help[Shows this help and exits.]'
                '*-V[Shows the version and exits.]'
                '*--version[Shows the version and exits.]'
            )
            ;;
        plugins)
            options=(
                '*--plugins[A folder with more plugin jars. Can be repeated.]:DIR:_files'
                '*--markdown[Prints Markdown, with all sections and options of a profile: the second part of docs/profiles.md.]'
                '*--verbose[Writes a detailed log to standard error.]'
                '*-h[Shows this help and exits.]'
                '*--help[Shows this help and exits.]'
                '*-V[Shows the version and exits.]'
                '*--version[Shows the version and exits.]'
            )
            ;;
        menu)
            options=(
                '*--as[Menu reader to use; default: chosen by the file'\''s content and name.]:READER:_files'
                '*--root[Folder to look for files in: the path /a/b is DIR/a/b, and tftp://host/a/b is DIR/host/a/b.]:DIR:_files'
                '*--set[What the machine and the network report: bootfile, next-server, option-209, option-210, mac, ip, uuid, architecture, or a setting of iPXE. Can be repeated.]:KEY=VALUE:_files'
                '*--json[Writes config, trail, entries and remarks as JSON; - is standard output.]:FILE:_files'
                '*--plugins[A folder with more plugin jars. Can be repeated.]:DIR:_files'
                '*--verbose[Writes a detailed log to standard error.]'
                '*-h[Shows this help and exits.]'
                '*--help[Shows this help and exits.]'
                '*-V[Shows the version and exits.]'
                '*--version[Shows the version and exits.]'
            )
            ;;
        pack)
            options=(
                '*-P[Sets or replaces a key of the profile, such as -P transport.tls.ca=lab-ca.pem. Can be repeated.]:key=value:_files'
                '*--entry[Menu entry to boot: an id, a title or a number, starting at 1; same as -P fetch.menu.entry=ENTRY.]:ENTRY:_files'
                '*--plugins[A folder with more plugin jars. Can be repeated.]:DIR:_files'
                '*--verbose[Writes a detailed log to standard error.]'
                '*--initrd[With a URI in place of a profile: the initrd. Can be repeated; the pieces are joined.]:URI:_files'
                '*--on[With a URI in place of a profile: the machine, such as qemu.]:MACHINE:_files'
                '*--architecture[With a URI in place of a profile: s390x, ppc64 or x86_64.]:ARCH:_files'
                '*--cmdline[With a URI in place of a profile: the kernel'\''s command line.]:TEXT:_files'
                '*--into[Folder for the files; it is created if needed.]:DIR:_files'
                '*--quiet[Prints nothing but problems.]'
                '*-h[Shows this help and exits.]'
                '*--help[Shows this help and exits.]'
                '*-V[Shows the version and exits.]'
                '*--version[Shows the version and exits.]'
            )
            ;;
        probe)
            options=(
                '*--as[Firmwares to ask as, such as pxe-bios,uefi-x64; default: the machine'\''s own.]:IDENTITY,…:_files'
                '*--light[Goes as far as the menu: parts are not fetched; HTTP servers are asked for them by HEAD.]'
                '*--expect[boot (the default), or nothing: a network that boots anything is then at fault.]:WHAT:_files'
                '*--json[Writes all of it as JSON; - is standard output.]:FILE:_files'
                '*--junit[Writes findings as JUnit does: a test for each identity.]:FILE:_files'
                '*--timeout[Gives up on an identity after this time; default: 2m.]:TIME:_files'
                '*-P[Sets or replaces a key of the profile, such as -P transport.tls.ca=lab-ca.pem. Can be repeated.]:key=value:_files'
                '*--entry[Menu entry to boot: an id, a title or a number, starting at 1; same as -P fetch.menu.entry=ENTRY.]:ENTRY:_files'
                '*--plugins[A folder with more plugin jars. Can be repeated.]:DIR:_files'
                '*--verbose[Writes a detailed log to standard error.]'
                '*-h[Shows this help and exits.]'
                '*--help[Shows this help and exits.]'
                '*-V[Shows the version and exits.]'
                '*--version[Shows the version and exits.]'
            )
            ;;
        fleet)
            options=(
                '*-P[Sets or replaces a key of the profile, such as -P transport.tls.ca=lab-ca.pem. Can be repeated.]:key=value:_files'
                '*--into[Folder for results, reports and the summary; default: fleet.]:DIR:_files'
                '*--at-once[How many boots run at once; default: the number of processors.]:N:_files'
                '*--seeds[Boots each with these seeds, instead of those of a fleet.toml.]:A-B:_files'
                '*--shard[Boots every Nth only, from the Ith on; --gather joins the results.]:I/N:_files'
                '*--resume[Boots only what has no result in the folder yet.]'
                '*--gather[Boots nothing: writes the summary of all results in the folder.]'
                '*--timeout[Gives up on a boot after this time (90s, 5m); default: 10m.]:TIME:_files'
                '*--reports[Pages about boots, as boot --report writes: all, failed (the default) or none.]:WHICH:_files'
                '*--junit[Writes the results as JUnit does.]:FILE:_files'
                '*--plugins[A folder with more plugin jars. Can be repeated.]:DIR:_files'
                '*--verbose[Writes a detailed log to standard error.]'
                '*-h[Shows this help and exits.]'
                '*--help[Shows this help and exits.]'
                '*-V[Shows the version and exits.]'
                '*--version[Shows the version and exits.]'
            )
            ;;
    esac
    shift words
    (( CURRENT-- ))
    _arguments $options '*:file:_files'
}
_strapwork "$@"
