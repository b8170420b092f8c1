package io.strapwork.benchmarks;

import java.io.IOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.RuntimeVisibleAnnotationsAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/**
 * Makes jars for {@code sdk/benchmarks/start discovery}: a folder of so many, with one verifier each, with an index or without. Needs no other class, so that {@code java} runs it as a
 * source.
 */
public final class PluginJars {
    private static final ClassDesc MARK = ClassDesc.of("io.strapwork.api.trust.VerifierPlugin");
    private static final ClassDesc TYPE = ClassDesc.of("io.strapwork.api.trust.ImageVerifier");

    private PluginJars() {}

    /** @param arguments the folder, which is made, how many, and {@code index} or {@code scan} */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        int count = Integer.parseInt(arguments[1]);
        for (int i = 0; i < count; i++) {
            write(folder.resolve("plugin-" + i + "-1.0.jar"), "many-" + i, "org.example.many.Plugin" + i, arguments[2].equals("index"));
        }
    }

    private static void write(Path jar, String id, String className, boolean indexed) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry(className.replace('.', '/') + ".class"));
            out.write(plugin(id, ClassDesc.of(className)));
            if (indexed) {
                out.putNextEntry(new ZipEntry("META-INF/strapwork/plugins.idx"));
                out.write(("strapwork-plugins 2\napi 1.0\nplugin trust " + id + " " + className
                        + "\nkind io.strapwork.api.trust.VerifierPlugin "
                        + "io.strapwork.api.trust.ImageVerifier verifier\nasks\nend 1\n").getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** Nothing but what discovery looks at: it verifies nothing. */
    private static byte[] plugin(String id, ClassDesc name) {
        return ClassFile.of().build(name, type -> type.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL).withInterfaceSymbols(TYPE)
                .with(RuntimeVisibleAnnotationsAttribute.of(Annotation.of(MARK, AnnotationElement.ofString("id", id))))
                .withMethodBody(ConstantDescs.INIT_NAME, ConstantDescs.MTD_void, ClassFile.ACC_PUBLIC,
                        code -> code.aload(0).invokespecial(ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                                .return_()));
    }
}
