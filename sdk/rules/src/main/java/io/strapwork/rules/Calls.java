package io.strapwork.rules;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.lang.classfile.constantpool.InvokeDynamicEntry;
import java.lang.classfile.constantpool.LoadableConstantEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.MethodHandleEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Methods that nobody may call, nor refer to: those of the named types and all that extend or implement them. */
record Calls(Map<String, Predicate<MemberRefEntry>> ofTypes) {
    private static final Pattern LAMBDA = Pattern.compile("lambda\\$(.+)\\$\\d+");

    /** All overloads of these names. */
    static Predicate<MemberRefEntry> named(String... names) {
        Set<String> all = Set.of(names);
        return call -> all.contains(call.name().stringValue());
    }

    static Predicate<MemberRefEntry> withPrefix(String prefix) {
        return call -> call.name().stringValue().startsWith(prefix);
    }

    /** The overloads that take a limit. */
    static Predicate<MemberRefEntry> withLimit(String... names) {
        return named(names).and(call -> call.type().stringValue().contains("Ljava/util/concurrent/TimeUnit;"));
    }

    /** The overloads without objects. */
    static Predicate<MemberRefEntry> ofNumbers(String... names) {
        return named(names).and(call -> !call.type().stringValue().contains("L"));
    }

    /** What a class does of this, one sentence for each call; types that it calls are loaded by {@code loader}, and not initialized. */
    Stream<String> madeBy(ClassModel type, ClassLoader loader) {
        var forbidden = new HashSet<PoolEntry>();
        for (PoolEntry entry : type.constantPool()) {
            if (entry instanceof MemberRefEntry call && holds(call, loader)) {
                forbidden.add(call);
            }
        }
        if (forbidden.isEmpty()) {
            return Stream.empty();
        }
        String file = type.findAttribute(Attributes.sourceFile()).map(SourceFileAttribute::sourceFile).map(Object::toString).orElse("?");
        return type.methods().stream().flatMap(method -> madeBy(method, forbidden, simpleName(type.thisClass().asSymbol()), file).stream())
                .sorted();
    }

    private static List<String> madeBy(MethodModel method, Set<PoolEntry> forbidden, String type, String file) {
        var found = new ArrayList<String>();
        Matcher lambda = LAMBDA.matcher(method.methodName().stringValue());
        String origin = type + "." + (lambda.matches() ? lambda.group(1) : method.methodName());
        int line = 0;
        for (CodeElement element : method.code().<Iterable<CodeElement>>map(code -> code).orElse(List.of())) {
            switch (element) {
                case LineNumber number -> line = number.line();
                case InvokeInstruction call when forbidden.contains(call.method()) ->
                    found.add(sentence(origin, call.method(), file, line));
                case InvokeDynamicInstruction dynamic -> {
                    for (MemberRefEntry call : referredTo(dynamic.invokedynamic())) {
                        if (forbidden.contains(call)) {
                            found.add(sentence(origin, call, file, line));
                        }
                    }
                }
                default -> {
                }
            }
        }
        return found;
    }

    private static List<MemberRefEntry> referredTo(InvokeDynamicEntry dynamic) {
        var entries = new ArrayList<MemberRefEntry>();
        for (LoadableConstantEntry argument : dynamic.bootstrap().arguments()) {
            if (argument instanceof MethodHandleEntry handle) {
                entries.add(handle.reference());
            }
        }
        return entries;
    }

    private static String sentence(String origin, MemberRefEntry call, String file, int line) {
        return origin + " calls " + simpleName(call.owner().asSymbol()) + "." + call.name() + " in (" + file + ":" + line + ")";
    }

    private static String simpleName(ClassDesc type) {
        String name = type.displayName();
        return name.substring(name.lastIndexOf('$') + 1);
    }

    private boolean holds(MemberRefEntry call, ClassLoader loader) {
        Class<?> owner = null;
        for (Map.Entry<String, Predicate<MemberRefEntry>> type : ofTypes.entrySet()) {
            if (type.getValue().test(call)) {
                owner = owner == null ? load(call.owner().asSymbol(), loader) : owner;
                if (owner != null && isAssignable(type.getKey(), owner, loader)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isAssignable(String to, Class<?> type, ClassLoader loader) {
        Class<?> target = load(ClassDesc.of(to), loader);
        return target != null && target.isAssignableFrom(type);
    }

    private static @Nullable Class<?> load(ClassDesc type, ClassLoader loader) {
        try {
            return type.isArray() ? null : Class.forName(type.packageName() + "." + type.displayName(), false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            return null; // what is not there is nobody's to wait for
        }
    }
}
