package io.strapwork.menu.ipxe;

import static java.util.Map.entry;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.menu.ipxe.Call.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Commands for images: hci/commands/image_cmd.c. Kernels and their parts are taken to be there; only what is to be started at once is looked at. */
final class ImageCommands {
    private static final int MANY = Integer.MAX_VALUE;
    private static final String SINGLE = "n|name= t|timeout= a|autofree r|replace p|permanent k|keep";
    private static final Options.Grammar ONE = Options.Grammar.of(SINGLE, 1, MANY);
    private static final Options.Grammar ANY = Options.Grammar.of(SINGLE, 0, MANY);
    private static final Options.Grammar TRUST = Options.Grammar.of("a|allow p|permanent", 0, 0);
    private static final String NAME_OPTION = "--name";

    private ImageCommands() {}

    static Map<String, Command> all() {
        return Map.ofEntries(entry("kernel", ImageCommands::kernel), entry("imgselect", ImageCommands::kernel),
                entry("imgload", ImageCommands::kernel),
                entry("imgfetch", ImageCommands::fetch), entry("initrd", ImageCommands::fetch), entry("module", ImageCommands::fetch),
                entry("imgextract", ImageCommands::extract), entry("imgargs", ImageCommands::arguments),
                entry("imgfree", ImageCommands::free),
                entry("imgexec", ImageCommands::start), entry("boot", ImageCommands::start), entry("chain", ImageCommands::start),
                entry("imgstat", _ -> Result.OK), entry("imgtrust", ImageCommands::trust), entry("fdt", ImageCommands::deviceTree),
                entry("imgverify",
                        call -> call.impossible("can't check signatures here, so it refuses the image", "set a digest in [trust]")),
                entry("imgdecrypt", call -> call.impossible("can't decrypt here", "")));
    }

    /** @param wanted the image as the command wants it; {@code old} is where it was already there */
    private record Acquired(Optional<Image> old, Image wanted) {
        void keep(Call call) throws FetchException {
            if (old.isPresent()) {
                call.session().replace(old.get(), wanted, call.source());
            } else {
                call.session().add(wanted, call.source());
            }
        }
    }

    /** A new image, with name and arguments. @throws Options.UsageException its address is none */
    private static Image download(Call call, Options options, Image.Role role) throws Options.UsageException {
        String reference = options.rest().getFirst();
        if (reference.contains("##params")) {
            call.desk().remark(call.source(), "the form's parameters are not sent with the request", "put them in the address");
        }
        BootUri uri;
        try {
            uri = Uris.resolve(call.here(), reference);
        } catch (IllegalArgumentException e) {
            call.desk().remark(call.source(), "\"" + reference + "\" is not an address that can be fetched: " + e.getMessage(), "");
            throw new Options.UsageException("\"" + reference + "\" can't be fetched");
        }
        List<String> arguments = new ArrayList<>(options.rest().subList(1, options.rest().size()));
        Optional<String> name = options.value("name").or(() -> lateName(call, arguments));
        Optional<String> joined = arguments.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", arguments));
        return new Image(name.orElse(Uris.name(uri)), uri, role, joined, call.source());
    }

    /** iPXE would hand a {@code --name} after the address to the kernel; what is meant is the image's name. */
    private static Optional<String> lateName(Call call, List<String> arguments) {
        int at = arguments.indexOf(NAME_OPTION);
        if (at < 0 || at + 1 >= arguments.size()) {
            return Optional.empty();
        }
        call.desk().remark(call.source(), "--name comes after the address, where iPXE reads it as an argument of the image",
                "write it before the address");
        arguments.remove(at);
        return Optional.of(arguments.remove(at));
    }

    /** An image that is there already, by its name; otherwise a new one. */
    private static Acquired acquire(Call call, Options options, Image.Role role) throws Options.UsageException {
        Optional<Image> old = call.session().image(options.rest().getFirst());
        if (old.isEmpty()) {
            return new Acquired(old, download(call, options, role));
        }
        Image image = options.value("name").map(old.get()::named).orElse(old.get());
        return new Acquired(old, options.rest().size() < 2 ? image : image.with(Optional.of(options.text(1))));
    }

    private static Result kernel(Call call) throws Options.UsageException, FetchException {
        Acquired acquired = acquire(call, call.options(ONE), Image.Role.KERNEL);
        Image kernel = acquired.wanted().as(Image.Role.KERNEL);
        new Acquired(acquired.old(), kernel).keep(call);
        call.session().select(kernel, call.source());
        return Result.OK;
    }

    private static Result fetch(Call call) throws Options.UsageException, FetchException {
        call.session().add(download(call, call.options(ONE), Image.Role.PART), call.source());
        return Result.OK;
    }

    /** What iPXE unpacks for the kernel, the kernel or its loader unpacks itself. */
    private static Result extract(Call call) throws Options.UsageException, FetchException {
        acquire(call, call.options(ONE), Image.Role.PART).keep(call);
        return Result.OK;
    }

    private static Result deviceTree(Call call) throws Options.UsageException, FetchException {
        Options options = call.options(ANY);
        if (!options.rest().isEmpty()) {
            Acquired acquired = acquire(call, options, Image.Role.DEVICE_TREE);
            new Acquired(acquired.old(), acquired.wanted().as(Image.Role.DEVICE_TREE)).keep(call);
        }
        return Result.OK;
    }

    private static Result arguments(Call call) throws Options.UsageException, FetchException {
        Options options = call.options(ONE);
        Acquired acquired = acquire(call, options, Image.Role.PART);
        Optional<String> text = options.rest().size() < 2 ? Optional.empty() : Optional.of(options.text(1));
        new Acquired(acquired.old(), acquired.wanted().with(text)).keep(call);
        return Result.OK;
    }

    private static Result free(Call call) throws FetchException {
        for (Image image : call.session().images()) {
            if (call.words().isEmpty() || call.words().contains(image.name())) {
                call.session().free(image, call.source());
            }
        }
        return Result.OK;
    }

    private static Result trust(Call call) throws Options.UsageException, FetchException {
        Options options = call.options(TRUST);
        boolean changed = call.session().trust(!options.has("allow"), options.has("permanent"), call.source());
        return changed ? Result.OK : call.failed("the rule that only trusted images start is permanent");
    }

    private static Result start(Call call) throws Options.UsageException, FetchException {
        Options options = call.options(ANY);
        if (options.rest().isEmpty()) {
            Optional<Image> selected = call.session().selected();
            return selected.isEmpty() ? call.failed("no kernel is loaded") : start(call, options, selected.get());
        }
        return start(call, options, acquire(call, options, Image.Role.CHAINED).wanted());
    }

    private static Result start(Call call, Options options, Image image) throws FetchException {
        if (call.session().trustedOnly()) {
            return call.impossible("refuses " + image.uri() + ": imgtrust asks for a signature, which can't be checked here",
                    "set a digest in [trust]");
        }
        boolean kernel = image.role() == Image.Role.KERNEL;
        if (kernel && !Uris.looksLikeScript(image.uri())) {
            return new Result.Boot(image);
        }
        return switch (call.desk().look(image.uri(), call.source())) {
            case Desk.Found.Text text -> {
                // a script that was fetched as a part is none any more
                call.session().free(image, call.source());
                yield new Result.Chain(text.script(), options.has("replace"));
            }
            case Desk.Found.Nothing nothing when !kernel -> call.failed(image.uri() + ": " + nothing.why());
            default -> boot(call, image);
        };
    }

    private static Result boot(Call call, Image image) {
        if (call.session().rootHas("#209") || call.session().rootHas("#210")) {
            call.desk().remark(call.source(),
                    "the script sets DHCP options 209 or 210 for " + image.uri() + ", which does not receive them here", "");
        }
        return new Result.Boot(image);
    }
}
