package io.strapwork.cli.lab;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What Linux for x86 said about the computer that it found, without times and without what KASLR changes.
 *
 * @param early each line up to its first console: memory, tables, processors, command line
 * @param later memory in all, processors brought up, the initrd's memory, and what an init told
 */
public record KernelLog(List<String> early, List<String> later) {
    /** A boot console that all goes to: what comes before the serial port has its driver, and after it. */
    public static final String COMMAND_LINE = "earlyprintk=ttyS0,keep";
    private static final Pattern TIME = Pattern.compile("^\\[ *[0-9]+\\.[0-9]+] ");
    /** Where its data is depends on where KASLR has put the kernel; the clock is this computer's. */
    private static final Pattern VARIES = Pattern.compile("KASLR|^Memory: |^NODE_DATA|^tsc: |bootconsole");
    private static final Pattern LATER = Pattern
            .compile(
                    "/\\d+K available \\([^,]*(, [^,]*(rwdata|rodata|init|bss))*|smp: Brought up .*|Freeing initrd memory: .*|guest: told .*");

    /** @param console all that the console said */
    public static KernelLog of(String console) {
        List<String> lines = console.lines().map(line -> TIME.matcher(line.strip()).replaceFirst(""))
                .dropWhile(line -> !line.startsWith("Linux version ")).toList();
        return new KernelLog(
                lines.stream().takeWhile(line -> !line.startsWith("Console: ")).filter(line -> !VARIES.matcher(line).find()).toList(),
                lines.stream().flatMap(line -> LATER.matcher(line).results()).map(found -> found.group()).toList());
    }

    /** How many of the early lines begin so. */
    public long count(String start) {
        return early.stream().filter(line -> line.startsWith(start)).count();
    }
}
