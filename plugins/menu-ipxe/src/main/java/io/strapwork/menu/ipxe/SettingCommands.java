package io.strapwork.menu.ipxe;

import static java.util.Map.entry;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.menu.ipxe.Call.Command;
import java.util.Map;
import java.util.Optional;

/** Commands that read and write settings: hci/commands/nvo_cmd.c. */
final class SettingCommands {
    private static final Options.Grammar SET = Options.Grammar.of("", 1, Integer.MAX_VALUE);
    private static final Options.Grammar ONE = Options.Grammar.of("", 1, 1);
    private static final Options.Grammar INC = Options.Grammar.of("", 1, 2);
    private static final Options.Grammar READ = Options.Grammar.of("t|timeout=", 1, 1);

    private SettingCommands() {}

    static Map<String, Command> all() {
        return Map.ofEntries(entry("set", SettingCommands::set), entry("clear", SettingCommands::clear), entry("inc", SettingCommands::inc),
                entry("show", SettingCommands::show), entry("read", SettingCommands::read));
    }

    private static SettingName name(String text) throws Options.UsageException {
        return SettingName.parse(text).orElseThrow(() -> new Options.UsageException("\"" + text + "\" has an unknown type"));
    }

    private static Result set(Call call) throws Options.UsageException, FetchException {
        Options options = call.options(SET);
        SettingName name = name(options.rest().getFirst());
        return store(call, name, options.text(1));
    }

    /** Also what {@code choose} does with the label. */
    static Result store(Call call, SettingName name, String value) throws FetchException {
        return store(call.session(), call.source(), name, value)
                ? Result.OK
                : call.failed("\"" + value + "\" is not a value of this setting's type");
    }

    static boolean store(Session session, Source where, SettingName name, String value) throws FetchException {
        if (value.isEmpty()) {
            session.clear(name, where);
            return true;
        }
        SettingType type = name.type().orElse(SettingType.STRING);
        Optional<byte[]> raw = type.parse(value);
        if (raw.isPresent()) {
            session.store(name, new Settings.Value(type, raw.get(), Optional.empty()), where);
        }
        return raw.isPresent();
    }

    private static Result clear(Call call) throws Options.UsageException, FetchException {
        call.session().clear(name(call.options(ONE).rest().getFirst()), call.source());
        return Result.OK;
    }

    private static Result inc(Call call) throws Options.UsageException, FetchException {
        Options options = call.options(INC);
        SettingName name = name(options.rest().getFirst());
        Optional<Long> step = options.rest().size() < 2 ? Optional.of(1L) : CNumber.parse(options.rest().get(1));
        if (step.isEmpty()) {
            return call.failed("\"" + options.rest().get(1) + "\" is not a number");
        }
        Optional<Settings.Value> old = call.session().fetch(name);
        SettingType type = old.map(value -> value.typeAs(name.type())).or(name::type).orElse(SettingType.INT32);
        long before = old.flatMap(value -> type.toNumber(value.raw())).orElse(0L);
        Optional<byte[]> after = type.ofNumber(before + step.get());
        if (after.isEmpty()) {
            return call.failed("\"" + name.key() + "\" is text; write \"set " + name.key() + ":int32 …\" to count with it");
        }
        call.session().store(name, new Settings.Value(type, after.get(), Optional.empty()), call.source());
        return Result.OK;
    }

    private static Result show(Call call) throws Options.UsageException {
        SettingName name = name(call.options(ONE).rest().getFirst());
        return call.session().fetch(name).isPresent() ? Result.OK : call.failed("there is no setting \"" + name.key() + "\"");
    }

    /** Nobody types: Enter is pressed immediately, and the value stays. */
    private static Result read(Call call) throws Options.UsageException {
        name(call.options(READ).rest().getFirst());
        return Result.OK;
    }
}
