package io.strapwork.runtime.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.assembly.Recipe.Argument;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.catalogue.PluginDescriptor;
import io.strapwork.runtime.catalogue.PluginDescriptor.Parameter;
import io.strapwork.runtime.catalogue.PluginSource;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PluginConstructorTests {
    /** Two ways to make it. */
    static final class Two {
        @Inject
        Two(@Named("marked") BootClock clock) {}

        Two(BootClock clock, RandomGenerator random) {}
    }

    private static List<String> of(Optional<List<Parameter>> asks) {
        var plugin = new PluginDescriptor(Kind.STACK, "two", Two.class.getName(), "Marks",
                new PluginSource("two.jar", Two.class.getClassLoader()),
                Map.of(), asks, Optional.empty());
        return PluginConstructor.of(Two.class, plugin).stream()
                .map(its -> its.constructor().getParameterCount()
                        + its.asked().stream().map(PluginConstructor.Asked::name).toList().toString())
                .toList();
    }

    @Test
    void whatTheIndexTellsOfNeedsNoAnnotation() {
        String clock = BootClock.class.getName();
        assertEquals(List.of("2[a, ]"),
                of(Optional.of(List.of(new Parameter(clock, "a"), new Parameter(RandomGenerator.class.getName(), "")))));
        assertEquals(List.of("1[told]"), of(Optional.of(List.of(new Parameter(clock, "told")))));
    }

    @Test
    void annotationsTellWhereTheIndexDoesNot() {
        assertEquals(List.of("1[marked]"), of(Optional.empty()));
        assertEquals(List.of("1[marked]"), of(Optional.of(List.of())), "no such constructor");
        assertEquals(List.of("1[marked]"), of(Optional.of(List.of(new Parameter("demo.Gone", "")))), "nor this one");
    }

    private static Wired wired(Argument... arguments) throws NoSuchMethodException {
        var choice = new Choice(Kind.STACK, "", "two", "", Optional.empty(), List.of(), List.of());
        return new Wired(choice, new Recipe.Made(Two.class.getDeclaredConstructor(BootClock.class), List.of(arguments)));
    }

    /** Whoever isn't begins an injector. */
    @Test
    void aloneIsWhoAsksForNothingOfTheNetwork() throws NoSuchMethodException {
        Wired alone = wired(new Argument.OptionsRecord("options"), new Argument.OfBoot(BootClock.class),
                new Argument.OfBoot(RandomGenerator.class), new Argument.Facts());
        assertTrue(alone.isAlone());
        assertTrue(new Wired(alone.choice(), new Recipe.Given("plugin")).isAlone());
        assertTrue(wired(new Argument.Delegate(alone), new Argument.Delegates(List.of(alone, alone))).isAlone());
        Wired networked = wired(new Argument.OfBoot(IpNetwork.class));
        assertFalse(networked.isAlone());
        assertFalse(wired(new Argument.TransportOf("tcp")).isAlone());
        assertFalse(wired(new Argument.Delegate(alone), new Argument.Delegate(networked)).isAlone());
    }
}
