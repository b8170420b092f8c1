package io.strapwork.machine.qemu;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.plugin.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Memory in several NUMA nodes, as a profile's own arguments ask QEMU for it: {@code -object memory-backend-ram,id=m0,size=512M -numa node,memdev=m0}. QEMU wants either that or one backend; so the nodes'
 * backends become files that Strapwork maps, too.
 *
 * @param nodes     those with memory, in the order in which the guest sees it (QEMU: hw/core/numa.c, numa_init_memdev_container); none: the memory is in one piece
 * @param arguments for QEMU
 */
record NumaNodes(List<Node> nodes, List<Argument> arguments) {
    private static final String CODE = "SW-M224";
    private static final String WHERE = "machine.arguments";
    private static final String EXAMPLE = "set -object memory-backend-ram,id=m0,size=512M -numa node,memdev=m0 for each node";
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})([kKmMgGtT]?)[bB]?");

    /** @param backend its id */
    record Node(int id, String backend, long bytes) {}

    /** An option with its value, or what is none. Commas within a value are written twice. */
    record Argument(String option, String value) {
        boolean is(String name) {
            return option.equals("-" + name) || option.equals("--" + name);
        }

        /** The value's parts; a part without a name has the name "". */
        Map<String, String> parts() {
            var parts = new LinkedHashMap<String, String>();
            for (String part : value.replace(",,", "\0").split(",")) {
                int equals = part.indexOf('=');
                parts.putIfAbsent(equals < 0 ? "" : part.substring(0, equals), part.substring(equals + 1).replace('\0', ','));
            }
            return parts;
        }
    }

    /** @param problems gets all that can't be */
    static NumaNodes of(PowerOn request, List<String> given, List<Problem> problems) {
        List<Argument> arguments = arguments(given);
        for (Argument argument : arguments) {
            other(argument)
                    .ifPresent(hint -> problems.add(wrong("Strapwork and QEMU share the machine's memory, but " + argument.option() + " "
                            + argument.value() + " replaces it", hint)));
        }
        List<Argument> numa = arguments.stream().filter(argument -> argument.is("numa") && argument.value().startsWith("node")).toList();
        if (numa.isEmpty() || !problems.isEmpty()) {
            return new NumaNodes(List.of(), arguments);
        }
        if (request.architecture() == Architecture.S390X) {
            problems.add(wrong("a machine of s390x has no NUMA nodes", "remove -numa"));
            return new NumaNodes(List.of(), arguments);
        }
        return new NumaNodes(nodes(request, numa, arguments, problems), arguments);
    }

    private static List<Argument> arguments(List<String> given) {
        var arguments = new ArrayList<Argument>();
        for (int i = 0; i < given.size(); i++) {
            boolean hasValue = given.get(i).startsWith("-") && i + 1 < given.size() && !given.get(i + 1).startsWith("-");
            arguments.add(new Argument(given.get(i), hasValue ? given.get(++i) : ""));
        }
        return arguments;
    }

    private static Optional<String> other(Argument argument) {
        if (argument.is("m")) {
            return Optional.of("set machine.memory instead");
        }
        if (argument.is("mem-path") || (argument.is("machine") || argument.is("M")) && argument.parts().containsKey("memory-backend")) {
            return Optional.of("remove it; for NUMA nodes, " + EXAMPLE);
        }
        return Optional.empty();
    }

    private static List<Node> nodes(PowerOn request, List<Argument> numa, List<Argument> arguments, List<Problem> problems) {
        var nodes = new ArrayList<Node>();
        for (int i = 0; i < numa.size(); i++) {
            Map<String, String> parts = numa.get(i).parts();
            if (parts.containsKey("mem")) {
                problems.add(wrong("QEMU doesn't support NUMA node memory set with mem=" + parts.get("mem"), EXAMPLE));
            }
            String backend = parts.get("memdev");
            if (backend != null) {
                int id = number(parts.getOrDefault("nodeid", Integer.toString(i)));
                backend(backend, arguments, problems).ifPresent(bytes -> nodes.add(new Node(id, backend, bytes)));
            }
        }
        if (!problems.isEmpty()) {
            return List.of();
        }
        long bytes = nodes.stream().mapToLong(Node::bytes).sum();
        if (bytes != request.memory().bytes()) {
            problems.add(wrong("the NUMA nodes have " + new ByteSize(bytes) + " of memory, but the machine has " + request.memory(),
                    bytes == 0 ? EXAMPLE : "set machine.memory to the sum of the nodes' sizes"));
        }
        return nodes.stream().sorted(Comparator.comparingInt(Node::id)).toList();
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            return 0; // QEMU tells
        }
    }

    private static Optional<Long> backend(String id, List<Argument> arguments, List<Problem> problems) {
        Optional<Map<String, String>> backend = arguments.stream().filter(one -> isBackend(one, id)).map(Argument::parts).findFirst();
        if (backend.isEmpty()) {
            problems.add(wrong("a NUMA node needs the memory \"" + id + "\", which no -object creates", EXAMPLE));
            return Optional.empty();
        }
        if (backend.get().containsKey("mem-path")) {
            problems.add(wrong("the memory \"" + id + "\" of a NUMA node has a file of its own, mem-path=" + backend.get().get("mem-path"),
                    "remove mem-path: Strapwork creates a file that it shares with QEMU"));
            return Optional.empty();
        }
        Matcher size = SIZE.matcher(backend.get().getOrDefault("size", ""));
        if (!size.matches()) {
            problems.add(wrong("the memory \"" + id + "\" of a NUMA node has the size \"" + backend.get().getOrDefault("size", "") + "\"",
                    "use a whole number with K, M or G, such as size=512M"));
            return Optional.empty();
        }
        int shift = 10 * (size.group(2).isEmpty() ? 0 : "kmgt".indexOf(Character.toLowerCase(size.group(2).charAt(0))) + 1);
        return Optional.of(Math.min(Long.parseLong(size.group(1)), Long.MAX_VALUE >> shift + 8) << shift);
    }

    private static boolean isBackend(Argument argument, String id) {
        return argument.is("object") && argument.value().startsWith("memory-backend-") && id.equals(argument.parts().get("id"));
    }

    private static Problem wrong(String what, String hint) {
        return new Problem(CODE, Blame.USER, WHERE, what, hint);
    }

    boolean isEmpty() {
        return nodes.isEmpty();
    }

    /** What QEMU gets: the nodes' backends in files. */
    List<String> arguments(Function<Node, Path> files) {
        var all = new ArrayList<String>();
        for (Argument argument : arguments) {
            Optional<Node> node = nodes.stream().filter(one -> isBackend(argument, one.backend())).findFirst();
            all.add(argument.option());
            if (node.isPresent()) {
                all.add(shared(argument, files.apply(node.get())));
            } else if (!argument.value().isEmpty()) {
                all.add(argument.value());
            }
        }
        return all;
    }

    private static String shared(Argument backend, Path file) {
        var value = new StringBuilder("memory-backend-file");
        backend.parts().forEach((name, text) -> {
            if (!List.of("", "share", "hugetlb", "hugetlbsize", "seal", "readonly").contains(name)) {
                value.append(',').append(name).append('=').append(text.replace(",", ",,"));
            }
        });
        return value + ",share=on,mem-path=" + file;
    }
}
