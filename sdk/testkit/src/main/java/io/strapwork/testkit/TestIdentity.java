package io.strapwork.testkit;

import io.strapwork.api.plugin.Room;
import io.strapwork.network.gateway.tls.TlsIdentity;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.assembly.Choice;
import io.strapwork.runtime.assembly.Setting;
import io.strapwork.runtime.catalogue.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The certificate of the machine's own HTTPS server in boot tests: never the user's, and one for all tests of a module, for making keys takes about a second in a young JVM.
 *
 * @param folder as the option {@code machine.tls} names it
 */
record TestIdentity(Path folder) {
    private static final String TLS = "tls";
    private static final String CA = "ca";

    /** @param test folder of one test, whose name has a dot in it */
    static TestIdentity beside(Path test) {
        return new TestIdentity(test.resolveSibling(TLS));
    }

    /** The root's file, which is there from now on. */
    Path authority() {
        TlsIdentity.prepare(folder);
        return folder.resolve(TlsIdentity.CA_FILE);
    }

    /** What a firmware that serves files must be told besides, as behind {@code -P}, so that the server has a certificate and is trusted: of that, what the profile leaves open. */
    List<String> overrides(Assembly firmware) {
        var overrides = new ArrayList<String>();
        Optional<Choice> machine = firmware.choice(Kind.MACHINE).filter(its -> takes(its, TLS) && setting(its, "serve").isPresent());
        if (machine.isEmpty()) {
            return overrides;
        }
        Optional<String> named = setting(machine.get(), TLS);
        if (named.isEmpty()) {
            overrides.add("machine.tls=" + folder);
        }
        if (asksForRoots(firmware, machine.get())) {
            overrides.add("transport.tls.ca=" + named.map(Path::of).orElse(folder).resolve(TlsIdentity.CA_FILE));
        }
        return overrides;
    }

    /** Whether there is a TLS transport, or will be once DHCP has told of the boot file, to which the profile names no roots. */
    private static boolean asksForRoots(Assembly firmware, Choice machine) {
        for (Choice choice : firmware.choices()) {
            if (choice.room() == Room.TRANSPORT && choice.section().equals(TLS)) {
                return takes(choice, CA) && setting(choice, CA).isEmpty();
            }
        }
        return setting(machine, "boot-file").filter(file -> file.startsWith("https:")).isPresent();
    }

    private static boolean takes(Choice choice, String option) {
        return choice.descriptor().flatMap(plugin -> plugin.options()).flatMap(options -> options.option(option)).isPresent();
    }

    private static Optional<String> setting(Choice choice, String key) {
        return choice.settings().stream().filter(setting -> setting.key().equals(key)).map(Setting::value).findFirst();
    }
}
