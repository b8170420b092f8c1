package io.strapwork.runtime.catalogue;

import io.github.classgraph.ClassGraph;
import io.github.classgraph.ClassInfo;
import io.github.classgraph.Resource;
import io.github.classgraph.ScanResult;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.io.File;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Finds plugins in jars and folders that have no index, with ClassGraph restricted to exactly those elements. Annotations and options are read from class files; no class is
 * loaded.
 */
final class ClassScan {
    static final int MAX_CLASS_BYTES = 4 << 20;
    /** Magic number, minor and major version (JVMS §4.1). */
    static final int HEADER_BYTES = 8;
    private static final int MAGIC = 0xcafebabe;
    /** Java 1 had 45. */
    private static final int VERSIONS_BEFORE = 44;

    private final Map<String, PluginSource> sources = new LinkedHashMap<>();
    private final Faults faults = new Faults();
    private final List<PluginDescriptor> plugins = new ArrayList<>();

    private ClassScan(List<PluginSource> sources) {
        sources.forEach(source -> this.sources.put(normal(source.location()), source));
    }

    /** @throws StrapworkException with all that is wrong in them */
    static List<PluginDescriptor> of(List<PluginSource> sources) {
        return new ClassScan(sources).scan();
    }

    private List<PluginDescriptor> scan() {
        var classPath = new StringJoiner(File.pathSeparator);
        sources.values().forEach(source -> classPath.add(source.location()));
        try (ScanResult result = new ClassGraph().overrideClasspath(classPath.toString()).disableModuleScanning().disableNestedJarScanning()
                .enableClassInfo()
                .ignoreClassVisibility().enableAnnotationInfo().disableRuntimeInvisibleAnnotations().scan(1)) {
            for (Resource resource : result.getResourcesWithExtension("class")) {
                String name = resource.getPath().substring(0, resource.getPath().length() - 6).replace('/', '.');
                if (isClass(name)) {
                    look(result.getClassInfo(name), name, resource);
                }
            }
        }
        if (!faults.isEmpty()) {
            throw faults.asException();
        }
        return plugins;
    }

    private static boolean isClass(String name) {
        return !name.endsWith("module-info") && !name.endsWith("package-info") && !name.startsWith("META-INF.");
    }

    private void look(ClassInfo info, String name, Resource resource) {
        PluginSource source = sources.get(normal(resource.getClasspathElementFile().getPath()));
        if (source == null) {
            return;
        }
        if (info == null) {
            faults.add(broken(source, resource.getPath(), "it is not a class file"));
            return;
        }
        var facts = new ClassFacts(source);
        for (String annotation : info.getAnnotations().directOnly().getNames()) {
            if (facts.kind(annotation).isPresent()) {
                try {
                    byte[] bytes = bytes(resource);
                    checkHeader(bytes, resource.getPath(), source);
                    plugins.add(facts.describe(name, bytes));
                } catch (StrapworkException e) {
                    faults.add(e);
                } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
                    faults.add(broken(source, resource.getPath(), String.valueOf(e.getMessage())));
                } catch (StackOverflowError e) {
                    faults.add(broken(source, resource.getPath(), "its annotations or options are nested too deeply"));
                }
                return;
            }
        }
    }

    /** @throws StrapworkException when they are not the first bytes of a class file that this Java can load */
    static void checkHeader(byte[] bytes, String path, PluginSource source) {
        if (bytes.length < HEADER_BYTES || ByteBuffer.wrap(bytes).getInt() != MAGIC) {
            throw broken(source, path, "it is not a class file").asException();
        }
        int version = ByteBuffer.wrap(bytes).getShort(6) & 0xffff;
        if (version > ClassFile.latestMajorVersion()) {
            throw Faults.user("SW-D114", source.location(),
                    path + " was compiled for Java " + (version - VERSIONS_BEFORE) + ", but Strapwork runs on Java "
                            + Runtime.version().feature(),
                    "run Strapwork on a newer Java, or build the jar with --release " + Runtime.version().feature()).asException();
        }
    }

    private static byte[] bytes(Resource resource) throws IOException {
        if (resource.getLength() > MAX_CLASS_BYTES) {
            throw new IOException("it is larger than 4 MiB");
        }
        try (resource) {
            return resource.load();
        }
    }

    private static Problem broken(PluginSource source, String path, String reason) {
        return Faults.user("SW-D107", source.location(), path + " can't be read: " + reason, "rebuild or download it again");
    }

    private static String normal(String location) {
        return Path.of(location).toAbsolutePath().normalize().toString();
    }
}
