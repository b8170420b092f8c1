import java.nio.file.Files
import java.nio.file.Path

Path project = Path.of(request.outputDirectory, request.artifactId)
Path kinds = project.resolve("kinds")
Path kind = kinds.resolve(request.properties.getProperty("kind"))
Files.createDirectories(project.resolve("src/main"))
Files.createDirectories(project.resolve("src/test"))
Files.move(kind.resolve("main"), project.resolve("src/main/java"))
Files.move(kind.resolve("test"), project.resolve("src/test/java"))
if (Files.isDirectory(kind.resolve("top"))) {
    kind.resolve("top").toFile().listFiles().each { Files.move(it.toPath(), project.resolve(it.name)) }
}
kinds.toFile().deleteDir()
