package io.strapwork.menu.ipxe;

import io.strapwork.api.fetch.MenuRequest;
import io.strapwork.menu.ipxe.Call.Command;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Commands for network, screen and processor. The network is up when a script is read, so most have nothing to do. */
final class MachineCommands {
    private static final List<String> NOTHING_TO_DO = List.of("dhcp", "autoconf", "ifconf", "ifopen", "ifclose", "ifstat", "iflinkwait",
            "route",
            "nstat", "neighbour", "ipstat", "ping", "ntp", "sync", "console", "colour", "cpair", "params", "param", "profstat", "certstat",
            "certstore",
            "certfree", "vcreate", "vdestroy", "iwstat", "iwlist", "startpxe", "stoppxe", "sanunhook", "shim", "efimap", "lldpstat");
    private static final Map<String, String> NOT_HERE = Map.ofEntries(Map.entry("sanboot", "needs a SAN disk, which does not exist here"),
            Map.entry("sanhook", "needs a SAN disk, which does not exist here"),
            Map.entry("fcstat", "needs Fibre Channel, which does not exist here"),
            Map.entry("fcels", "needs Fibre Channel, which does not exist here"),
            Map.entry("ibstat", "needs InfiniBand, which does not exist here"),
            Map.entry("autoboot", "would ask DHCP for another boot file"), Map.entry("netboot", "would ask DHCP for another boot file"),
            Map.entry("pxebs", "needs a PXE boot server"), Map.entry("nslookup", "needs a resolver, which is not used here"),
            Map.entry("lotest", "needs two network cards"), Map.entry("gdbstub", "needs a debugger"),
            Map.entry("pciscan", "lists a PCI bus, which is not scanned here"),
            Map.entry("usbscan", "lists a USB bus, which is not scanned here"),
            Map.entry("imgmem", "reads memory of the machine, which is not possible here"));
    private static final List<String> DIGESTS = List.of("md4sum", "md5sum", "sha1sum", "sha224sum", "sha256sum", "sha384sum", "sha512sum",
            "sha512_224sum", "sha512_256sum");
    private static final Options.Grammar DIGEST = Options.Grammar.of("s|set=", 0, Integer.MAX_VALUE);
    private static final Options.Grammar CPUID = Options.Grammar.of("e|ext c|ecx", 1, 1);
    /** Of the extended features: AMD64 APM 3, CPUID Fn8000_0001_EDX. */
    private static final long LONG_MODE = 29;

    private MachineCommands() {}

    static Map<String, Command> all() {
        var all = new HashMap<String, Command>();
        NOTHING_TO_DO.forEach(name -> all.put(name, MachineCommands::nothingToDo));
        NOT_HERE.forEach((name, why) -> all.put(name, call -> call.impossible(why, "")));
        DIGESTS.forEach(name -> all.put(name, MachineCommands::digest));
        all.put("cpuid", MachineCommands::cpuid);
        return all;
    }

    /** There is one card, {@code net0}. */
    private static Result nothingToDo(Call call) {
        for (String word : call.words()) {
            if (word.matches("net[0-9]+") && !word.equals(Settings.CARD)) {
                return call.failed("there is no network card " + word);
            }
        }
        return Result.OK;
    }

    private static Result digest(Call call) throws Options.UsageException {
        return call.options(DIGEST).has("set") ? call.impossible("would read the images, which are not fetched yet", "") : Result.OK;
    }

    private static Result cpuid(Call call) throws Options.UsageException {
        Options options = call.options(CPUID);
        boolean x86 = call.desk().request().fact(MenuRequest.ARCHITECTURE).orElse("x86_64").equals("x86_64");
        long bit = CNumber.parse(options.rest().getFirst()).orElse(-1L);
        boolean longMode = options.has("ext") && !options.has("ecx") && bit == LONG_MODE;
        if (!longMode && x86) {
            call.desk().remark(call.source(), "of the processor's features only long mode is known here: bit " + bit + " counts as absent",
                    "");
        }
        return longMode && x86 ? Result.OK : Result.failed("the processor does not have this feature");
    }
}
