package org.example.firmware;

import io.strapwork.runtime.assembly.Assembler;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.assembly.Swaps;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Discovery;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.profile.Profile;
import io.strapwork.runtime.walk.BootWalk;
import io.strapwork.runtime.walk.BootWalk.BootSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A firmware in the making: keys of a profile, and objects in the place of plugins. */
final class Firmware {
    private final List<String> keys = new ArrayList<>();
    private final String name;
    private Swaps objects = Swaps.NONE;

    private Firmware(String name) {
        this.name = name;
    }

    static Firmware named(String name) {
        return new Firmware(name);
    }

    /** As in a profile, {@code "machine.memory"}. */
    Firmware set(String key, Object value) {
        keys.add(key + "=" + value);
        return this;
    }

    /** An object of any code instead of a plugin. */
    Firmware put(Kind kind, Object plugin) {
        objects = objects.with(kind, "", plugin);
        return this;
    }

    /** @throws io.strapwork.api.plugin.StrapworkException with all that is wrong */
    Assembly assemble() {
        return Assembler.assemble(catalogue(), Profile.parse(name, "name = \"" + name + "\"\n", keys), objects);
    }

    /** The same by a file. */
    static Assembly assemble(Path profile, List<String> overrides) {
        return Assembler.assemble(catalogue(), Profile.read(profile, overrides));
    }

    /** What is in this jar: its index tells, nothing is searched. */
    private static Catalogue catalogue() {
        return Discovery.discover(Firmware.class.getClassLoader(), List.of());
    }

    static BootOutcome boot(Assembly assembly) {
        return new BootWalk(assembly, BootSettings.standard()).run();
    }
}
