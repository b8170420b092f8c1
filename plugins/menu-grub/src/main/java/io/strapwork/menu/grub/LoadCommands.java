package io.strapwork.menu.grub;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.PartSource;
import io.strapwork.menu.grub.Devices.Here;
import io.strapwork.menu.grub.Devices.Place;
import io.strapwork.menu.grub.ScriptRunner.Stop;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Commands that load what is booted. */
final class LoadCommands {
    /** EFI programs that need a firmware: other boot loaders, and tools. Other EFI files may be a kernel, alone or with its initrd. */
    private static final Pattern PROGRAM = Pattern.compile(
            "(.*/)?(grub|shim|boot(x64|ia32|aa64|arm|riscv64|loongarch64|mgfw|net|mgr)|mm|fb|memtest|shell|ipxe|snp|undionly|refind"
                    + "|systemd-boot|fwupd|elilo|core)[^/]*\\.efi");
    private static final Pattern BLOCKS = Pattern.compile("(\\(.*\\))?[0-9]*\\+[0-9]+(,.*)?");
    private static final List<String> OTHER_SYSTEMS = List.of("ntldr", "freedos", "plan9", "truecrypt", "pxechainloader", "pxechain",
            "appleloader", "kfreebsd", "kfreebsd_loadenv",
            "knetbsd", "kopenbsd", "kopenbsd_ramdisk", "xnu_kernel", "xnu_kernel64", "xnu_kext", "xnu_mkext", "xnu_ramdisk", "xnu_resume",
            "mac68k", "wimboot", "uki",
            "linux_image", "map");

    private LoadCommands() {}

    static void into(Map<String, CommandCode> commands) {
        for (String name : List.of("linux", "linux16", "linuxefi", "xen_hypervisor", "xen_linux16")) {
            commands.put(name, LoadCommands::kernel);
        }
        commands.put("kernel", (runner, call) -> {
            runner.remark("GRUB 2 has no command \"kernel\"; it is read as \"linux\"", "");
            return kernel(runner, call);
        });
        commands.put("multiboot", LoadCommands::multiboot);
        commands.put("multiboot2", LoadCommands::multiboot);
        for (String name : List.of("initrd", "initrd16", "initrdefi")) {
            commands.put(name, LoadCommands::initrd);
        }
        for (String name : List.of("module", "module2", "xen_module", "xen_linux", "xen_initrd")) {
            commands.put(name, LoadCommands::module);
        }
        commands.put("devicetree", LoadCommands::deviceTree);
        commands.put("fdtdump", (runner, call) -> CommandCode.OK);
        commands.put("acpi", (runner, call) -> {
            runner.remark("\"acpi\" would replace firmware tables, which is not possible here", "");
            return CommandCode.OK;
        });
        commands.put("chainloader", LoadCommands::chainloader);
        commands.put("boot", LoadCommands::boot);
        for (String name : OTHER_SYSTEMS) {
            commands.put(name, (runner, call) -> {
                runner.load().leave("\"" + call.name() + "\" starts what can't be started here");
                return CommandCode.OK;
            });
        }
    }

    private static int boot(ScriptRunner runner, CommandCode.Call call) {
        if (!runner.load().hasKernel() && runner.load().refusal().isEmpty()) {
            runner.remark("\"boot\" comes before anything is loaded", "");
            return CommandCode.NO_KERNEL;
        }
        runner.stop(Stop.BOOT);
        return CommandCode.OK;
    }

    /** Empty when it can't be had, which is then the entry's refusal. */
    private static Optional<PartSource> part(ScriptRunner runner, String part, String name) throws FetchException {
        Place place = runner.locate(name);
        if (place instanceof Here here && (!here.guessed() || runner.reading().files().exists(here.uri()))) {
            if (!here.name().isEmpty()) {
                runner.remark("there is no device (" + here.name() + "); the only one here is used", "");
            }
            return Optional.of(new PartSource(part, here.uri(), here.otherwise().stream().toList(), Optional.empty()));
        }
        runner.load().refuse("its file " + name + " can't be read: "
                + (place instanceof Here here ? "there is no device (" + here.name() + ")" : ScriptRunner.why(place)));
        return Optional.empty();
    }

    private static int kernel(ScriptRunner runner, CommandCode.Call call) throws FetchException {
        return kernel(runner, call.arguments());
    }

    private static int kernel(ScriptRunner runner, List<String> arguments) throws FetchException {
        if (arguments.isEmpty()) {
            return CommandCode.BAD_ARGUMENT;
        }
        Optional<PartSource> part = part(runner, "kernel", arguments.getFirst());
        if (part.isEmpty()) {
            return CommandCode.FILE_NOT_FOUND;
        }
        runner.load().kernel(part.get(), List.copyOf(arguments.subList(1, arguments.size())));
        return CommandCode.OK;
    }

    private static int multiboot(ScriptRunner runner, CommandCode.Call call) throws FetchException {
        return kernel(runner, call.arguments().stream().dropWhile(argument -> argument.startsWith("--quirk-")).toList());
    }

    private static int initrd(ScriptRunner runner, CommandCode.Call call) throws FetchException {
        if (call.arguments().isEmpty()) {
            return CommandCode.BAD_ARGUMENT;
        }
        if (!runner.load().hasKernel()) {
            runner.remark("\"" + call.name() + "\" comes before any kernel is loaded", "");
            return CommandCode.BAD_ARGUMENT;
        }
        if (runner.load().hasInitrd()) {
            runner.remark("GRUB forgets the initrds of an earlier command", "name all of them in one command");
        }
        var parts = new ArrayList<PartSource>();
        for (String name : call.arguments()) {
            if (name.startsWith("newc:")) {
                runner.load().refuse("it packs a file into an archive (" + name + "), which is not possible here");
                return CommandCode.BAD_ARGUMENT;
            }
            Optional<PartSource> part = part(runner, "initrd", name);
            if (part.isEmpty()) {
                return CommandCode.FILE_NOT_FOUND;
            }
            parts.add(part.get());
        }
        runner.load().initrds(parts);
        return CommandCode.OK;
    }

    private static int module(ScriptRunner runner, CommandCode.Call call) throws FetchException {
        List<String> arguments = call.arguments().stream().dropWhile(argument -> argument.equals("--nounzip")).toList();
        if (arguments.isEmpty()) {
            return CommandCode.BAD_ARGUMENT;
        }
        if (!runner.load().hasKernel()) {
            runner.remark("\"" + call.name() + "\" comes before any kernel is loaded", "");
            return CommandCode.BAD_ARGUMENT;
        }
        if (!runner.load().hasModule()) {
            runner.remark("the entry's kernel needs modules (Multiboot, Xen), which are not supported here: it does not boot",
                    "choose another entry; most systems have one that loads their kernel with \"linux\"");
        }
        Optional<PartSource> part = part(runner, "module", arguments.getFirst());
        part.ifPresent(runner.load()::module);
        return part.isPresent() ? CommandCode.OK : CommandCode.FILE_NOT_FOUND;
    }

    private static int deviceTree(ScriptRunner runner, CommandCode.Call call) throws FetchException {
        if (call.arguments().isEmpty()) {
            return CommandCode.OK;
        }
        Optional<PartSource> part = part(runner, "dtb", call.argument(0));
        part.ifPresent(runner.load()::deviceTree);
        return part.isPresent() ? CommandCode.OK : CommandCode.FILE_NOT_FOUND;
    }

    private static int chainloader(ScriptRunner runner, CommandCode.Call call) throws FetchException {
        List<String> arguments = call.arguments().stream().dropWhile(argument -> argument.startsWith("--")).toList();
        if (arguments.isEmpty()) {
            return CommandCode.BAD_ARGUMENT;
        }
        String name = arguments.getFirst();
        String file = name.toLowerCase(Locale.ROOT);
        if (BLOCKS.matcher(name).matches() || name.endsWith(")")) {
            runner.load().leave("it starts a disk's boot sector");
        } else if (PROGRAM.matcher(file).matches() || !file.endsWith(".efi")) {
            runner.load().leave("it starts the program " + name + ", which needs firmware");
        } else {
            return kernel(runner, arguments);
        }
        return CommandCode.OK;
    }
}
