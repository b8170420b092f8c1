package io.strapwork.rules;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Methods that nobody may call, nor refer to: those of the named types and all that extend or implement them. */
record Calls(Map<String, Predicate<JavaCodeUnitAccess<?>>> ofTypes) {
    /** All overloads of these names. */
    static Predicate<JavaCodeUnitAccess<?>> named(String... names) {
        List<String> all = List.of(names);
        return call -> all.contains(call.getName());
    }

    static Predicate<JavaCodeUnitAccess<?>> withPrefix(String prefix) {
        return call -> call.getName().startsWith(prefix);
    }

    /** The overloads that take a limit. */
    static Predicate<JavaCodeUnitAccess<?>> withLimit(String... names) {
        return named(names).and(call -> call.getTarget().getRawParameterTypes().stream()
                .anyMatch(type -> type.getName().equals("java.util.concurrent.TimeUnit")));
    }

    /** What a class does of this, one sentence for each call. */
    Stream<String> madeBy(JavaClass type) {
        return Stream.<JavaCodeUnitAccess<?>>concat(type.getCodeUnitCallsFromSelf().stream(), type.getCodeUnitReferencesFromSelf().stream())
                .filter(this::holds)
                .map(call -> call.getOriginOwner().getSimpleName() + "." + call.getOrigin().getName() + " calls "
                        + call.getTargetOwner().getSimpleName() + "." + call.getName() + " in "
                        + call.getSourceCodeLocation())
                .sorted();
    }

    private boolean holds(JavaCodeUnitAccess<?> call) {
        return ofTypes.entrySet().stream()
                .anyMatch(entry -> entry.getValue().test(call) && call.getTargetOwner().isAssignableTo(entry.getKey()));
    }
}
