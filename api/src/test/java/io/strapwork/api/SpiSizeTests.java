package io.strapwork.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a plugin implements, or is handed, has at most four methods to implement. An ability that extends what it is an ability of is counted by itself: what it
 * inherits is counted there.
 */
class SpiSizeTests {
    private static final int MOST = 4;

    private static Map<String, Long> sizes() throws Exception {
        var sizes = new TreeMap<String, Long>();
        for (Class<?> type : classes()) {
            if (type.isInterface() && !type.isAnnotation() && !type.isSealed() && Modifier.isPublic(type.getModifiers())) {
                sizes.put(type.getName(),
                        Arrays.stream(type.getDeclaredMethods()).filter(method -> Modifier.isAbstract(method.getModifiers())).count());
            }
        }
        return sizes;
    }

    private static List<Class<?>> classes() throws IOException, URISyntaxException, ClassNotFoundException {
        Path root = Path.of(io.strapwork.api.stack.IpNetwork.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<String> names;
        try (Stream<Path> files = Files.walk(root)) {
            names = files.map(file -> root.relativize(file).toString().replace('/', '.')).filter(name -> name.endsWith(".class"))
                    .map(name -> name.substring(0, name.length() - ".class".length())).filter(name -> !name.endsWith("package-info"))
                    .toList();
        }
        var all = new java.util.ArrayList<Class<?>>();
        for (String name : names) {
            all.add(Class.forName(name, false, SpiSizeTests.class.getClassLoader()));
        }
        return all;
    }

    @Test
    void atMostFourMethodsToImplement() throws Exception {
        Map<String, Long> sizes = sizes();
        assertTrue(sizes.size() > 20, () -> "few types were found: " + sizes.keySet());
        sizes.values().removeIf(size -> size <= MOST);
        assertEquals(Map.of(), sizes,
                "too large to be implemented with pleasure: data belongs in a record, an ability in an interface of its own");
    }
}
