package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.cli.Option;
import org.junit.jupiter.api.Test;

/** What is installed beside the launcher, the man page and completions, has all commands and options. The test writes what the files must be: copy them from {@code target/installed}. */
class InstalledFilesTests {
    private static final Path FILES = Path.of("../cli/dist");

    private static void check(String name, String expected) throws IOException {
        Path written = Files.createDirectories(Path.of("target/installed")).resolve(name);
        Files.writeString(written, expected);
        Path file = FILES.resolve(name);
        assertEquals(expected, Files.exists(file) ? Files.readString(file) : "", () -> "copy " + written + " to " + file);
    }

    private static List<Command> commands() {
        return Main.COMMANDS;
    }

    private static List<String> words(Command command) {
        var words = new ArrayList<String>();
        for (Option option : command.options()) {
            if (option.getOpt() != null) {
                words.add("-" + option.getOpt());
            }
            if (option.hasLongOpt()) {
                words.add("--" + option.getLongOpt());
            }
        }
        return words;
    }

    private static String names() {
        return commands().stream().map(Command::name).collect(Collectors.joining(" "));
    }

    @Test
    void completionOfBash() throws IOException {
        var text = new StringBuilder("""
                # bash completion of strapwork
                _strapwork() {
                    local word=${COMP_WORDS[COMP_CWORD]} options=
                    if [ "$COMP_CWORD" -eq 1 ]; then
                        mapfile -t COMPREPLY < <(compgen -W "%s --help --version" -- "$word")
                        return
                    fi
                    case ${COMP_WORDS[1]} in
                """.formatted(names()));
        for (Command command : commands()) {
            text.append("        ").append(command.name()).append(") options=\"").append(String.join(" ", words(command)))
                    .append("\" ;;\n");
        }
        text.append("""
                    esac
                    if [[ $word == -* ]]; then
                        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
                    else
                        compopt -o filenames
                        mapfile -t COMPREPLY < <(compgen -f -- "$word")
                    fi
                }
                complete -F _strapwork strapwork
                """);
        check("completion.bash", text.toString());
    }

    @Test
    void completionOfZsh() throws IOException {
        var text = new StringBuilder(
                "#compdef strapwork\n# zsh completion of strapwork\n_strapwork() {\n    if (( CURRENT == 2 )); then\n        local -a commands=(\n");
        for (Command command : commands()) {
            text.append("            ").append(quoted(command.name() + ":" + command.summary())).append('\n');
        }
        text.append(
                "        )\n        _describe command commands\n        return\n    fi\n    local -a options\n    case ${words[2]} in\n");
        for (Command command : commands()) {
            text.append("        ").append(command.name()).append(")\n            options=(\n");
            for (Option option : command.options()) {
                for (String name : option.getOpt() == null || !option.hasLongOpt()
                        ? List.of(option.getOpt() == null ? "--" + option.getLongOpt() : "-" + option.getOpt())
                        : List.of("-" + option.getOpt(), "--" + option.getLongOpt())) {
                    String what = option.getDescription().replace("[", "\\[").replace("]", "\\]");
                    text.append("                ")
                            .append(quoted("*" + name + "[" + what + "]" + (option.hasArg() ? ":" + option.getArgName() + ":_files" : "")))
                            .append('\n');
                }
            }
            text.append("            )\n            ;;\n");
        }
        text.append("    esac\n    shift words\n    (( CURRENT-- ))\n    _arguments $options '*:file:_files'\n}\n_strapwork \"$@\"\n");
        check("completion.zsh", text.toString());
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    @Test
    void manPage() throws IOException {
        var text = new StringBuilder("""
                .TH STRAPWORK 1 "" "Strapwork" "User Commands"
                .SH NAME
                strapwork \\- boot firmware assembled from annotated Java classes
                .SH SYNOPSIS
                .B strapwork
                .I COMMAND
                [\\fIOPTION\\fR]... [\\fIPROFILE\\fR]
                .SH DESCRIPTION
                Walks a machine through its boot from outside: network, configuration, kernel, jump. A firmware is one TOML file, a profile.
                .SH COMMANDS
                """);
        for (Command command : commands()) {
            text.append(".SS ").append(command.name())
                    .append(command.operand().isEmpty() ? "" : " [" + command.operand().replace("…", "...") + "]")
                    .append('\n').append(roff(command.summary())).append('\n');
            for (Option option : command.options()) {
                String names = words(option).stream().map(name -> "\\fB" + roff(name) + "\\fR").collect(Collectors.joining(", "));
                text.append(".TP\n").append(names).append(option.hasArg() ? " \\fI" + roff(option.getArgName()) + "\\fR" : "").append('\n')
                        .append(roff(option.getDescription())).append('\n');
            }
        }
        text.append("""
                .SH EXIT STATUS
                .TP
                0
                the machine handed off; all boots did; there are no findings
                .TP
                1
                the boot or one of many failed; there are findings
                .TP
                2
                a profile can't be assembled, or the command line is wrong
                .TP
                3
                a time limit expired, or the fleet was stopped
                .SH FILES
                .TP
                ~/.cache/strapwork
                caches of the launcher, the demo's files, the built-in server's certificate
                .SH ENVIRONMENT
                .TP
                STRAPWORK_JAVA_FLAGS
                further options of the Java runtime
                .TP
                STRAPWORK_NO_AOT
                set, no cache is trained or used
                .TP
                JAVA_HOME
                a JDK 25 or newer, where none came with Strapwork
                """);
        check("strapwork.1", text.toString());
    }

    private static List<String> words(Option option) {
        var words = new ArrayList<String>();
        if (option.getOpt() != null) {
            words.add("-" + option.getOpt());
        }
        if (option.hasLongOpt()) {
            words.add("--" + option.getLongOpt());
        }
        return words;
    }

    private static String roff(String text) {
        String escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("…", "...");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
