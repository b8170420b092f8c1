package io.strapwork.runtime.plugins;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;

/** Jars that no honest tool writes. */
public final class HostileJar {
    /** Signature of an entry of the central directory, and where its uncompressed size is (APPNOTE 4.3.12). */
    private static final int DIRECTORY_ENTRY = 0x02014b50;
    private static final int SIZE_AT = 24;

    private final Map<String, byte[]> entries = new LinkedHashMap<>();
    private int claimed = -1;
    private int cut;

    private HostileJar() {}

    public static HostileJar entry(String name, byte[] bytes) {
        return new HostileJar().and(name, bytes);
    }

    public HostileJar and(String name, byte[] bytes) {
        entries.put(name, bytes);
        return this;
    }

    /** The directory tells that size of the first entry, whatever it has. */
    public HostileJar claiming(int bytes) {
        claimed = bytes;
        return this;
    }

    /** Without its last bytes. */
    public HostileJar cut(int bytes) {
        cut = bytes;
        return this;
    }

    public void write(Path jar) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ZipOutputStream(bytes)) {
            for (var entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue());
                out.closeEntry();
            }
        }
        byte[] zip = bytes.toByteArray();
        if (claimed >= 0) {
            ByteBuffer buffer = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
            int at = 0;
            while (buffer.getInt(at) != DIRECTORY_ENTRY) {
                at++;
            }
            buffer.putInt(at + SIZE_AT, claimed);
        }
        Files.write(jar, Arrays.copyOf(zip, zip.length - cut));
    }

    /** The beginning of a class file of that version. */
    public static byte[] classOfJava(int version) {
        return ByteBuffer.allocate(64).putInt(0xcafebabe).putInt(version).array();
    }

    /** Some bytes changed, or some of the end missing. */
    public static byte[] mutate(byte[] seed, Random random) {
        byte[] bytes = random.nextInt(8) == 0 ? Arrays.copyOf(seed, random.nextInt(seed.length)) : seed.clone();
        for (int i = random.nextInt(6); i > 0 && bytes.length > 0; i--) {
            // Most of a jar is compressed data; its directory at the end is where the lies fit in.
            int from = random.nextBoolean() ? Math.max(0, bytes.length - 400) : 0;
            bytes[random.nextInt(from,
                    bytes.length)] = (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextBoolean() ? 0xff : 0);
        }
        return bytes;
    }

    public static Set<String> packages(Path jar) throws IOException {
        var packages = new TreeSet<String>();
        try (var file = new JarFile(jar.toFile())) {
            file.stream().map(ZipEntry::getName)
                    .filter(name -> name.endsWith(".class") && name.contains("/") && !name.startsWith("META-INF/"))
                    .forEach(name -> packages.add(name.substring(0, name.lastIndexOf('/')).replace('/', '.')));
        }
        return packages;
    }

    /** Compiles a class of a library; the answer is the folder of its classes. */
    public static Path library(Path parent, String place, String name, String body) {
        try {
            Path sources = Files.createDirectories(parent.resolve("sources"));
            Path classes = Files.createDirectories(parent.resolve("classes"));
            Path source = Files.writeString(sources.resolve(name + ".java"),
                    "package " + place + "; public class " + name + " { " + body + " }");
            int status = ToolProvider.getSystemJavaCompiler().run(null, null, null,
                    List.of("-d", classes.toString(), "-proc:none", source.toString()).toArray(String[]::new));
            if (status != 0) {
                throw new IllegalArgumentException(body);
            }
            return classes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
