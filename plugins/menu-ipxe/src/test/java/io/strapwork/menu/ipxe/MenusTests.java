package io.strapwork.menu.ipxe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.FetchException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code menu}, {@code item}, {@code choose}: each item is an entry. */
class MenusTests {
    private static final String[] ITEMS = {":linux", "kernel k1 a", "initrd i1", "boot", ":rescue", "kernel k2", "boot", ":shell", "shell",
        ":local",
        "exit 0", ":back", "goto start", ":off", "reboot"};

    private static Scripts menu(String choose, String... items) {
        var lines = new ArrayList<String>(List.of(":start", "menu Boot menu"));
        lines.addAll(List.of(items));
        lines.add(choose);
        lines.addAll(List.of(ITEMS));
        return Scripts.of(lines.toArray(String[]::new));
    }

    private static List<String> ids(BootMenu menu) {
        return menu.entries().stream().map(BootEntry::id).toList();
    }

    @Test
    void eachItemIsAnEntry() throws FetchException {
        BootMenu menu = menu("choose --timeout 3000 --default rescue target && goto ${target}", "item --gap -- ---- Systems ----",
                "item linux Debian  12",
                "item", "item --key r rescue   ${sp} Rescue").read();
        assertEquals(List.of("linux", "rescue"), ids(menu));
        assertEquals("Debian 12", menu.entries().getFirst().title());
        assertEquals("Rescue", menu.entries().get(1).title());
        assertEquals(Optional.of("a"), menu.entries().getFirst().commandLine());
        assertEquals(List.of(Scripts.ROOT + "i1"), Scripts.initrds(menu.entries().getFirst()));
        assertEquals(Optional.of("rescue"), menu.preset());
        assertEquals(Optional.of(Duration.ofSeconds(3)), menu.patience());
        assertEquals(List.of(), menu.remarks());
    }

    @ParameterizedTest
    @CsvSource({"choose t, linux", "choose --default rescue t, rescue", "choose --default nobody t, linux",
        "choose --default ${nothing} t, linux",
        "choose -d rescue -t 0 t, rescue"})
    void thePreset(String choose, String expected) throws FetchException {
        BootMenu menu = menu(choose + " && goto ${t}", "item linux L", "item rescue R").read();
        assertEquals(Optional.of(expected), menu.preset());
        assertEquals(Optional.empty(), menu.patience());
    }

    @Test
    void anItemMayBeThePresetItself() throws FetchException {
        assertEquals(Optional.of("rescue"), menu("choose t && goto ${t}", "item linux L", "item --default rescue R").read().preset());
        assertEquals(Optional.of("linux"),
                menu("choose --default linux t && goto ${t}", "item linux L", "item --default rescue R").read().preset());
    }

    @Test
    void itemsThatBootNothingAreRemarks() throws FetchException {
        BootMenu menu = menu("choose --timeout 500 --default local t && goto ${t}", "item linux L", "item shell The shell",
                "item local Local disk",
                "item back Back", "item off Restart", "item gone Gone").read();
        assertEquals(List.of("linux"), ids(menu));
        assertEquals(Optional.empty(), menu.preset());
        assertEquals(Optional.empty(), menu.patience());
        List<String> remarks = menu.remarks().stream().map(Object::toString).toList();
        assertTrue(remarks.contains(Scripts.ROOT
                + "start.ipxe:5:1: the item \"The shell\" boots nothing: the command \"shell\" needs somebody at the keyboard"),
                remarks::toString);
        assertTrue(remarks.contains(Scripts.ROOT + "start.ipxe:6:1: the item \"Local disk\" boots nothing: the script ends"),
                remarks::toString);
        assertTrue(remarks.contains(Scripts.ROOT + "start.ipxe:7:1: the item \"Back\" boots nothing: it returns to the menu"),
                remarks::toString);
        assertTrue(remarks.contains(Scripts.ROOT + "start.ipxe:8:1: the item \"Restart\" boots nothing: the machine restarts"),
                remarks::toString);
        assertTrue(remarks.contains(Scripts.ROOT + "start.ipxe:9:1: the item \"Gone\" boots nothing: there is no label \":gone\""),
                remarks::toString);
    }

    @Test
    void menusWithinMenus() throws FetchException {
        Scripts scripts = Scripts.of(":top", "menu Top", "item sub Linux ->", "item plain Plain", "choose --timeout 2000 t && goto ${t}",
                ":plain",
                "kernel plain", "boot", ":sub", "menu Linux", "item v1 One", "item v2 Two", "item top Back",
                "choose --timeout 1000 --default v2 t && goto ${t} || goto top", ":v1", ":v2", "kernel ${t}", "boot");
        BootMenu menu = scripts.read();
        assertEquals(List.of("sub>v1", "sub>v2", "plain"), ids(menu));
        assertEquals(List.of("Linux ->"), menu.entries().getFirst().path());
        assertEquals(List.of(), menu.entries().getLast().path());
        assertEquals("Two", menu.entries().get(1).title());
        assertEquals(Optional.of("sub>v2"), menu.preset());
        assertEquals(Optional.of(Duration.ofSeconds(3)), menu.patience());
    }

    @Test
    void oneMenuBehindTwoItemsIsFollowedTwiceWhenItDoesSomethingElse() throws FetchException {
        Scripts scripts = Scripts.of("menu Release", "item stable S", "item testing T", "choose release", ":type", "menu Type",
                "item text Text", "item gui Gui",
                "choose type", "kernel ${release}/linux ${type}", "boot");
        BootMenu menu = scripts.read();
        assertEquals(List.of("stable>text", "stable>gui", "testing>text", "testing>gui"), ids(menu));
        assertEquals(Scripts.ROOT + "testing/linux", Scripts.kernel(menu.entries().getLast()));
        assertEquals(Optional.empty(), menu.patience());
    }

    @Test
    void menusThatLeadToEachOtherAreListedOnce() throws FetchException {
        var lines = new ArrayList<String>(List.of(":m0", "menu Top"));
        int count = 9;
        for (int i = 1; i <= count; i++) {
            lines.add("item m" + i + " Menu " + i);
        }
        lines.addAll(List.of("choose t && goto ${t}"));
        for (int i = 1; i <= count; i++) {
            lines.addAll(List.of(":m" + i, "menu Menu " + i));
            for (int j = 0; j <= count; j++) {
                lines.add("item m" + j + " Menu " + j);
            }
            lines.addAll(List.of("item k" + i + " Kernel " + i, "choose t && goto ${t}", ":k" + i, "kernel k" + i, "boot"));
        }
        BootMenu menu = Scripts.of(lines.toArray(String[]::new)).read();
        assertEquals(List.of("m1>k1", "m2>k2", "m3>k3", "m4>k4", "m5>k5", "m6>k6", "m7>k7", "m8>k8", "m9>k9"), ids(menu));
    }

    @Test
    void theSameMenuWithOtherTextsIsTheSameMenu() throws FetchException {
        Scripts scripts = Scripts.of("set arch x86_64", ":start", "menu Top (${arch})", "item linux Linux",
                "item bits Architecture: ${arch}",
                "choose t && goto ${t}", ":bits", "iseq ${arch} i386 && set arch x86_64 || set arch i386", "goto start", ":linux",
                "kernel ${arch}", "boot");
        BootMenu menu = scripts.read();
        assertEquals(List.of("linux"), ids(menu));
        assertEquals(1, menu.remarks().size());
    }

    @Test
    void aMenuMayBeKeptAndNamed() throws FetchException {
        Scripts scripts = Scripts.of("menu --name a A", "item --menu a x X", "menu B", "item y Y", "choose --menu a --keep t",
                "item --menu a z Z && set again yes",
                "choose u", "kernel ${t}${u}${again}", "boot");
        BootMenu menu = scripts.read();
        assertEquals(List.of("x>y"), ids(menu));
        assertEquals(Scripts.ROOT + "xyyes", Scripts.kernel(menu.entries().getFirst()));
    }

    @ParameterizedTest
    @CsvSource({"choose t", "menu A;choose t", "item x X", "menu A;item x X;choose --timeout --default x t",
        "menu A;item x X;choose --timeout soon t",
        "menu A;item --key ab x X", "menu A;item x X;choose", "menu A;item x X;choose t:nonsense", "menu --delete A;item x X"})
    void whatIsNoMenuFails(String lines) throws FetchException {
        String script = lines.replace(";", "\n") + " && set r no || set r went\nkernel k ${r}\nboot\n";
        assertEquals("went", Scripts.of(script).entry().commandLine().orElse(""));
    }

    @Test
    void aLineOfHyphensIsForgivenAndTold() throws FetchException {
        BootMenu menu = menu("choose t && goto ${t}", "item --gap ------ Systems ------", "item linux L").read();
        assertEquals(List.of("linux"), ids(menu));
        assertTrue(menu.remarks().getFirst().what().contains("\"------\""), menu.toString());
    }

    @Test
    void twoItemsOfOneLabelHaveTwoIds() throws FetchException {
        assertEquals(List.of("linux", "linux#2"), ids(menu("choose t && goto ${t}", "item linux A", "item linux B").read()));
    }

    @Test
    void anItemThatNeverEndsTakesNoOtherWithIt() throws FetchException {
        BootMenu menu = Scripts
                .of("menu A", "item loop Loop", "item count Count", "item deep Deep", "item ok Ok", "choose t && goto ${t}", ":loop",
                        "goto loop",
                        ":count", "inc i", "goto count", ":deep", "chain deep.ipxe", ":ok", "kernel k", "boot")
                .put("deep.ipxe", "chain deep.ipxe").read();
        assertEquals(List.of("ok"), ids(menu));
        assertEquals(3, menu.remarks().size(), menu::toString);
    }

    @Test
    void whatWasLoadedBeforeAChoiceIsNoEntryOfAnItemThatEnds() throws FetchException {
        BootMenu menu = Scripts.of("kernel k", "menu A", "item go Go", "item load Load", "item end End", "choose t && goto ${t}", ":go",
                "boot", ":load", "kernel other",
                "exit", ":end", "exit").read();
        assertEquals(List.of("go", "load"), ids(menu));
        assertEquals(Optional.of("go"), menu.preset());
    }

    @Test
    void thePresetIsNoneWhenItDoesNotStartWhatItLoads() throws FetchException {
        BootMenu menu = Scripts.of("menu A", "item load Load", "choose t", "kernel k").read();
        assertEquals(List.of("load"), ids(menu));
        assertEquals(Optional.empty(), menu.preset());
    }

    @Test
    void aFormKeepsWhatIsThere() throws FetchException {
        assertEquals("me",
                Scripts.commandLine("set user me", "form Log in", "item user User", "item --secret password Password", "present",
                        "kernel k ${user}",
                        "boot"));
    }

    @Test
    void menusOfChainedScriptsReturnToTheirCaller() throws FetchException {
        Scripts scripts = Scripts.of("chain choose.ipxe", "kernel ${what}", "boot").put("choose.ipxe", "menu A", "item a A", "item b B",
                "choose what");
        assertEquals(List.of("a", "b"), ids(scripts.read()));
        assertEquals(Scripts.ROOT + "b", Scripts.kernel(scripts.read().entries().getLast()));
    }
}
