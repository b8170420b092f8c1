import java.nio.file.Files
import java.nio.file.Path

Path project = Path.of(request.outputDirectory, request.artifactId)
Path kinds = project.resolve("kinds")
Path kind = kinds.resolve(request.properties.getProperty("kind"))
// The plugin looks at the patterns of properties only when it asks for them.
def wrong = !Files.isDirectory(kind) ? "-Dkind=" + kind.fileName + " is not one of " + kinds.toFile().list().sort().join(", ") :
    !(request.properties.getProperty("id") ==~ /[a-z][a-z0-9-]*/) ? "-Did must be lower-case letters, digits and hyphens" :
    !(request.properties.getProperty("className") ==~ /[A-Z][A-Za-z0-9]*/) ? "-DclassName must be a class name" : ""
if (wrong) {
    project.toFile().deleteDir()
    throw new IllegalArgumentException(wrong)
}
Files.createDirectories(project.resolve("src/main"))
Files.createDirectories(project.resolve("src/test"))
Files.move(kind.resolve("main"), project.resolve("src/main/java"))
Files.move(kind.resolve("test"), project.resolve("src/test/java"))
if (Files.isDirectory(kind.resolve("top"))) {
    kind.resolve("top").toFile().listFiles().each { Files.move(it.toPath(), project.resolve(it.name)) }
}
kinds.toFile().deleteDir()
// A file of its real name would be left out: it is among the files that tools exclude by default.
Files.move(project.resolve("gitignore"), project.resolve(".gitignore"))
