package io.strapwork.runtime.assembly;

import java.lang.reflect.Constructor;
import java.util.List;

/** How a plugin object comes to be. */
sealed interface Recipe {
    /** It is there already. */
    record Given(Object instance) implements Recipe {}

    /** It is constructed, once for each boot. */
    record Made(Constructor<?> constructor, List<Argument> arguments) implements Recipe {
        public Made {
            arguments = List.copyOf(arguments);
        }

        /** Not of the arguments: a record's own is made at run time, a millisecond or more for each options record of a profile. */
        @Override
        public int hashCode() {
            return constructor.hashCode();
        }
    }

    /** What a constructor's parameter gets. */
    sealed interface Argument {
        /** The plugins that it is, none where it is something else. */
        default List<Wired> delegates() {
            return List.of();
        }

        /** Its options, the same for all boots. */
        record OptionsRecord(Object options) implements Argument {}

        /** Of the boot, by type: clock, randomness, network. */
        record OfBoot(Class<?> type) implements Argument {}

        /** Where it tells its own facts. */
        record Facts() implements Argument {}

        /** Another plugin of the same kind. */
        record Delegate(Wired wired) implements Argument {
            @Override
            public List<Wired> delegates() {
                return List.of(wired);
            }
        }

        /** Other plugins of the same kind, as an option names them. */
        record Delegates(List<Wired> wired) implements Argument {
            public Delegates {
                wired = List.copyOf(wired);
            }

            @Override
            public List<Wired> delegates() {
                return wired;
            }
        }

        /** The transport of a section. */
        record TransportOf(String section) implements Argument {}
    }
}
