package io.strapwork.benchmarks;

import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.assembly.AssembledBoot;
import io.strapwork.runtime.assembly.Assembler;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Discovery;
import io.strapwork.runtime.profile.Profile;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What happens before the first room: plugins discovered, the profile read, the firmware assembled, its injector made. In a warm JVM; {@code compare} has cold ones. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AssemblyBenchmark {
    @Param("samples/profiles/embedded-s390x-https.toml")
    public String profile = "";

    private @Nullable URLClassLoader jars;
    private @Nullable Catalogue catalogue;
    private @Nullable Assembly assembly;

    @Setup
    public void open() throws IOException {
        System.setProperty("guice_custom_class_loading", "OFF");
        System.setProperty("guice_bytecode_gen_option", "DISABLED");
        jars = RealJars.loader();
        catalogue = discovery();
        assembly = assembly();
    }

    @TearDown
    public void close() throws IOException {
        if (catalogue != null) {
            catalogue.close();
        }
        if (jars != null) {
            jars.close();
        }
    }

    @Benchmark
    public Catalogue discovery() {
        if (jars == null) {
            throw new IllegalStateException("not open");
        }
        return Discovery.discover(jars, List.of());
    }

    @Benchmark
    public Assembly assembly() {
        if (catalogue == null) {
            throw new IllegalStateException("not open");
        }
        return Assembler.assemble(catalogue, Profile.read(Path.of(profile), List.of()));
    }

    @Benchmark
    public void injector() {
        if (assembly == null) {
            throw new IllegalStateException("not open");
        }
        try (AssembledBoot boot = assembly.open(BootClock.system(), Optional.of(1L))) {
            boot.machine();
        }
    }
}
