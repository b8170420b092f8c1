package io.strapwork.menu.pxelinux;

import io.strapwork.api.fetch.BootUri;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A configuration that is read.
 *
 * @param ui    whether a menu program shows it
 * @param outer the configuration whose DEFAULT or UI line named the menu program, when that reads other files
 */
record Loaded(Configuration config, Commands commands, boolean ui, Optional<Configuration> outer) {
    /** What tells one submenu from another. */
    record Key(List<BootUri> files, String prefix) {
        Key {
            files = List.copyOf(files);
        }
    }

    OptionalLong timeout() {
        return config.timeout.isPresent() ? config.timeout : outer.map(it -> it.timeout).orElse(OptionalLong.empty());
    }

    OptionalLong totalTimeout() {
        return config.totalTimeout.isPresent() ? config.totalTimeout : outer.map(it -> it.totalTimeout).orElse(OptionalLong.empty());
    }

    Optional<Command> preset() {
        return config.preset().or(() -> outer.flatMap(Configuration::preset));
    }

    Optional<Command> onTimeout() {
        return config.onTimeout().or(() -> outer.flatMap(Configuration::onTimeout));
    }

    /** Whether it will not wait forever. */
    boolean runsOut() {
        return timeout().orElse(0) > 0 || totalTimeout().orElse(0) > 0;
    }

    /** Identity: two readings of one file are two. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(config);
    }
}
