package io.strapwork.menu.pxelinux;

import io.strapwork.api.fetch.PartSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says what a label, or what could be typed at the prompt, leads to. Of one configuration. */
final class Commands {
    /** ifcpu64.c32 may lead to a label that leads to ifcpu64.c32. */
    private static final int LONGEST_CHAIN = 8;

    private final Configuration config;
    private final PartNames parts;
    private final Remarks remarks;
    private final NetworkWords network;
    private final Budget budget;

    Commands(Configuration config, Remarks remarks, NetworkWords network, Budget budget) {
        this.config = config;
        this.parts = new PartNames(config.names(), remarks, budget);
        this.remarks = remarks;
        this.network = network;
        this.budget = budget;
    }

    Target of(Label label) {
        return of(label, "", 0);
    }

    /** @param extra arguments that follow those of the label */
    Target of(Label label, String extra) {
        return of(label, extra, 0);
    }

    private Target of(Label label, String extra, int chain) {
        if (label.localBootOnly()) {
            return nothing(label.localBoot == null ? label.place() : label.localBoot,
                    "LOCALBOOT boots what a PC's firmware finds next, which is not possible here");
        }
        Command kernel = label.kernelCommand();
        if (!label.namesKernel() && label.name().chars().noneMatch(Character::isLetterOrDigit)) {
            return nothing(label.place(), "the label names no kernel");
        }
        if (!label.namesKernel()) {
            remarks.add(label.place(), "the label names no kernel; its own name is used", "");
        }
        String words = network.words(label.sysappend, label.place());
        String append = label.type == KernelType.CONFIG ? label.ownAppend() : label.effectiveAppend();
        if (!budget.characters((long) kernel.text().length() + append.length() + extra.length() + words.length())) {
            return new Target.Nothing();
        }
        String arguments = Command.join(Command.join(kernel.arguments(), append), extra);
        return start(new Request(label.type, kernel, arguments, words, Optional.of(label), chain));
    }

    /** An image's name and arguments, where no label is called so. */
    Target ofImage(Command command) {
        return start(new Request(KernelType.KERNEL, command, Command.join(Command.join("", globalAppend()), command.arguments()),
                network.words(config.sysappend, command.place()), Optional.empty(), 0));
    }

    private String globalAppend() {
        return config.append.equals("-") ? "" : config.append;
    }

    /**
     * @param command   its first word is the program
     * @param arguments all of them
     * @param words     what SYSAPPEND adds behind these
     */
    private record Request(KernelType type, Command command, String arguments, String words, Optional<Label> label, int chain) {
        String program() {
            return command.program();
        }

        Place place() {
            return command.place();
        }
    }

    private Target start(Request request) {
        KernelType type = request.type() == KernelType.KERNEL ? KernelType.ofName(request.program()) : request.type();
        return switch (type) {
            case CONFIG -> config(request);
            case COM32 -> program(request);
            case FOREIGN, LOCALBOOT, KERNEL ->
                nothing(request.place(),
                        Remarks.quote(request.program()) + " is code for a PC's firmware or for Syslinux itself, which can't run here");
            case IMAGE -> linux(request, request.program(), request.arguments(), false);
        };
    }

    private Target config(Request request) {
        List<String> folder = Command.words(request.arguments());
        try {
            FileNames names = folder.isEmpty() ? config.names() : config.names().in(folder.getFirst());
            return new Target.Submenu(request.place(), List.of(request.program()), names, false);
        } catch (IllegalArgumentException e) {
            return nothing(request.place(), Remarks.quote(folder.getFirst()) + " can't be a folder name");
        }
    }

    /** A module's name without folder and {@code .c32}. */
    static String module(String program) {
        String file = program.substring(Math.max(program.lastIndexOf('/'), program.lastIndexOf(':')) + 1).toLowerCase(Locale.ROOT);
        return file.endsWith(".c32") ? file.substring(0, file.length() - 4) : file;
    }

    static boolean isMenu(String program) {
        return List.of("menu", "vesamenu").contains(module(program));
    }

    private Target program(Request request) {
        List<String> words = Command.words(request.arguments());
        return switch (module(request.program())) {
            case "menu", "vesamenu" ->
                words.isEmpty() ? new Target.OwnMenu() : new Target.Submenu(request.place(), words, config.names(), true);
            case "linux" -> linuxModule(request, words);
            case "mboot" -> multiboot(request, words);
            case "ifcpu64" -> run(request, branch(words, 0));
            case "ifcpu" -> ifcpu(request, words);
            case "whichsys" -> whichsys(request, words);
            case "cmd" -> run(request, request.arguments());
            default ->
                nothing(request.place(), Remarks.quote(request.program()) + " is a program for Syslinux itself, which can't run here");
        };
    }

    /** {@code then -- else}: the words up to the nth separator. All machines here have 64 bits. */
    private static String branch(List<String> words, int number) {
        int start = 0;
        for (int i = 0; i < number && start < words.size(); i++) {
            int end = words.subList(start, words.size()).indexOf("--");
            start = end < 0 ? words.size() : start + end + 1;
        }
        int end = words.subList(start, words.size()).indexOf("--");
        return String.join(" ", words.subList(start, end < 0 ? words.size() : start + end));
    }

    private Target ifcpu(Request request, List<String> words) {
        for (String asked : Command.words(branch(words, 0))) {
            if (!List.of("64", "pae", "debug", "dry-run", "clear").contains(asked)) {
                remarks.add(request.place(), "whether the processor has " + Remarks.quote(asked) + " is unknown; it is assumed to",
                        "");
            }
        }
        return run(request, branch(words, 1));
    }

    /** {@code whichsys.c32 -pxe- a -sys- b -iso- c}: by where Syslinux comes from. */
    private Target whichsys(Request request, List<String> words) {
        List<String> wanted = config.names().disk() ? List.of("-sys-", "-iso-") : List.of("-pxe-");
        for (String name : wanted) {
            int at = words.indexOf(name);
            if (at >= 0) {
                List<String> rest = words.subList(at + 1, words.size());
                int end = 0;
                while (end < rest.size() && !rest.get(end).matches("-[a-z0-9]+-")) {
                    end++;
                }
                return run(request, String.join(" ", rest.subList(0, end)));
            }
        }
        return nothing(request.place(), "whichsys.c32 has no choice for this way to boot");
    }

    /** What a program of Syslinux starts in its place. */
    private Target run(Request request, String text) {
        Command command = new Command(request.place(), text);
        if (text.isEmpty() || request.chain() >= LONGEST_CHAIN) {
            return nothing(request.place(), Remarks.quote(request.program()) + " boots nothing");
        }
        Optional<Label> label = config.labelOfName(command.program());
        if (label.isPresent()) {
            return of(label.orElseThrow(), command.arguments(), request.chain() + 1);
        }
        return start(new Request(KernelType.KERNEL, command, command.arguments(), request.words(), Optional.empty(), request.chain() + 1));
    }

    private Target linuxModule(Request request, List<String> words) {
        int kernel = 0;
        while (kernel < words.size() && words.get(kernel).startsWith("-")) {
            remarks.add(request.place(), "linux.c32 has no option " + Remarks.quote(words.get(kernel)) + " here", "");
            kernel++;
        }
        if (kernel == words.size()) {
            return nothing(request.place(), "linux.c32 needs a kernel's name");
        }
        return linux(request, words.get(kernel), String.join(" ", words.subList(kernel + 1, words.size())), true);
    }

    /** @param last whether the last {@code initrd=} counts, as with linux.c32; else the first, as with Syslinux 6 itself */
    private Target linux(Request request, String kernel, String arguments, boolean last) {
        var found = new ArrayList<PartSource>();
        if (!parts.add(found, "kernel", kernel, request.place())) {
            return new Target.Nothing();
        }
        parts.addInitrds(found, arguments, request.label(), request.place(), last);
        request.label().flatMap(Label::deviceTree).ifPresent(tree -> parts.add(found, "dtb", tree.text(), tree.place()));
        return boot(found, Command.join(arguments, request.words()));
    }

    /** {@code mboot.c32 kernel arguments --- module arguments --- …}. */
    private Target multiboot(Request request, List<String> words) {
        if (words.isEmpty() || words.getFirst().startsWith("-")) {
            return nothing(request.place(), "mboot.c32 needs a kernel's name; its options are not supported here");
        }
        var found = new ArrayList<PartSource>();
        String commandLine = "";
        int start = 0;
        while (start <= words.size()) {
            int next = words.subList(start, words.size()).indexOf("---");
            int end = next < 0 ? words.size() : start + next;
            List<String> part = words.subList(start, end);
            if (!part.isEmpty() && !parts.add(found, start == 0 ? "kernel" : "module", part.getFirst(), request.place())) {
                return new Target.Nothing();
            }
            if (start == 0) {
                commandLine = part.isEmpty() ? "" : String.join(" ", part.subList(1, part.size()));
            }
            start = end + 1;
        }
        if (found.stream().anyMatch(part -> part.name().equals("module"))) {
            remarks.add(request.place(),
                    "the label's kernel needs modules (Multiboot, Xen), which are not supported here: it does not boot",
                    "choose a label whose KERNEL is Linux");
        }
        return found.isEmpty() ? new Target.Nothing() : boot(found, Command.join(commandLine, request.words()));
    }

    private static Target boot(List<PartSource> parts, String commandLine) {
        return new Target.Boot(parts, Optional.of(commandLine).filter(text -> !text.isEmpty()));
    }

    private Target nothing(Place place, String why) {
        remarks.add(place, why, "");
        return new Target.Nothing();
    }
}
