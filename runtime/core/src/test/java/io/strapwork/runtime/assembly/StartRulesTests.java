package io.strapwork.runtime.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.profile.Profile;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What each start passes through: nothing there may need a class that the JDK makes at run time, and that no AOT cache can hold ({@code docs/decisions/0012-start-up.md}). */
class StartRulesTests {
    /** Of a scan, which reads class files anyway. */
    private static final Set<String> SCANS = Set.of("ClassFacts", "ScannedTypes", "ClassScan");
    /** When something is wrong, and after a boot. */
    private static final Set<String> NOT_EACH_START = Set.of("LinkFault");

    private static Stream<ClassModel> classes(Class<?> one) throws IOException, URISyntaxException {
        Path folder = Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI())
                .resolve(one.getPackageName().replace('.', '/'));
        var classes = new ArrayList<ClassModel>();
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
                String name = file.getFileName().toString();
                String outermost = name.substring(0, name.indexOf(name.indexOf('$') < 0 ? '.' : '$'));
                if (!SCANS.contains(outermost) && !NOT_EACH_START.contains(outermost)) {
                    classes.add(ClassFile.of().parse(file));
                }
            }
        }
        return classes.stream();
    }

    private static boolean switchesOverTypes(ClassModel type) {
        return type.methods().stream().flatMap(method -> method.code().stream()).flatMap(code -> code.elementStream())
                .anyMatch(element -> element instanceof InvokeDynamicInstruction call
                        && call.bootstrapMethod().owner().displayName().equals("SwitchBootstraps"));
    }

    @Test
    void noSwitchOverTypes() throws Exception {
        List<ClassModel> all = Stream.of(Assembler.class, Profile.class, Catalogue.class).flatMap(one -> {
            try {
                return classes(one);
            } catch (IOException | URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }).toList();
        assertTrue(all.size() > 60, "only " + all.size() + " classes seen");
        assertEquals(List.of(),
                all.stream().filter(StartRulesTests::switchesOverTypes).map(type -> type.thisClass().asInternalName()).toList());
    }
}
