package io.strapwork.menu.pxelinux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.MenuRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which entry boots by itself, and when: Syslinux' ldlinux.c without a menu, menumain.c with one. */
class PresetTests {
    private static final String[] TWO = {"label a", "kernel a", "label b", "kernel b"};

    private static ConfigCase two(String... before) {
        var lines = new ArrayList<>(List.of(before));
        lines.addAll(List.of(TWO));
        return ConfigCase.of(lines.toArray(String[]::new));
    }

    @Test
    void withoutAMenuDefaultBootsAtOnce() {
        BootMenu menu = two("default b").read();
        assertEquals(Optional.of("b"), menu.preset());
        assertEquals(Optional.of(Duration.ZERO), menu.patience());
    }

    @Test
    void timeoutIsInTenthsAndZeroIsForEver() {
        assertEquals(Optional.of(Duration.ofMillis(2500)), two("default b", "timeout 25").read().patience());
        assertEquals(Optional.empty(), two("default b", "timeout 0", "prompt 1").read().patience());
        assertEquals(Optional.empty(), two("ui menu.c32").read().patience());
        assertEquals(Optional.of(Duration.ofSeconds(9)), two("ui menu.c32", "totaltimeout 90").read().patience());
        assertEquals(Optional.of(Duration.ofSeconds(5)), two("ui menu.c32", "totaltimeout 90", "timeout 50").read().patience());
        assertEquals(Optional.of(Duration.ZERO), two("ui menu.c32", "menu shiftkey").read().patience());
        assertEquals(Optional.empty(), two("ui menu.c32", "timeout -5").read().patience());
        assertEquals(Optional.of(Duration.ofMillis(100L * Integer.MAX_VALUE)),
                two("ui menu.c32", "timeout 99999999999999999999").read().patience());
    }

    @Test
    void withoutDefaultAndMenuNothingIsPreset() {
        BootMenu menu = two("timeout 50").read();
        assertEquals(Optional.empty(), menu.preset());
        assertEquals(Optional.empty(), menu.patience());
        assertEquals(List.of(), menu.remarks());
    }

    /** s390-ccw has no prompt and takes the first. */
    @Test
    void onS390xTheFirstIsPreset() {
        assertEquals("a", two().fact(MenuRequest.ARCHITECTURE, "s390x").preset());
        assertEquals("b", two("default b").fact(MenuRequest.ARCHITECTURE, "s390x").preset());
        ConfigCase misspelt = two("default c").fact(MenuRequest.ARCHITECTURE, "s390x");
        assertEquals("a", misspelt.preset());
        assertEquals(List.of("1:1 DEFAULT names no label; the first one is used, as in s390-ccw"), misspelt.remarks());
    }

    @Test
    void defaultMayHaveArguments() {
        BootMenu menu = ConfigCase.of("default a single", "label a", "kernel k", "append quiet").read();
        assertEquals(List.of("a: kernel=/boot/k | quiet", "a single: kernel=/boot/k | quiet single"), ConfigCase.entries(menu));
        assertEquals(Optional.of("a single"), menu.preset());
    }

    @Test
    void defaultMayBeAnImage() {
        BootMenu menu = ConfigCase.of("default vmlinuz initrd=i ro", "append quiet").read();
        assertEquals(List.of("vmlinuz initrd=i ro: kernel=/boot/vmlinuz initrd=/boot/i | quiet initrd=i ro"), ConfigCase.entries(menu));
        assertEquals(Optional.of("vmlinuz initrd=i ro"), menu.preset());
    }

    @Test
    void notSoWithoutImplicit() {
        BootMenu menu = ConfigCase.of("implicit 0", "default vmlinuz", "label a", "kernel a").read();
        assertEquals(List.of("a"), ConfigCase.ids(menu));
        assertEquals(Optional.empty(), menu.preset());
        assertEquals(List.of("2:1 DEFAULT names no label, and IMPLICIT 0 allows no image; there is no default entry"),
                ConfigCase.remarks(menu));
    }

    @Test
    void labelsWithSpacesAreFoundWholeOrByTheirFirstWord() {
        String[] labels = {"label Install one", "kernel 1", "label Install two", "kernel 2"};
        assertEquals("Install#2", ConfigCase.of("default Install two", labels[0], labels[1], labels[2], labels[3]).preset());
        assertEquals("Install", ConfigCase.of("default Install", labels[0], labels[1], labels[2], labels[3]).preset());
    }

    @Test
    void theCaseOfADefaultIsForgiven() {
        ConfigCase misspelt = two("default B");
        assertEquals("b", misspelt.preset());
        assertEquals(List.of("1:1 there is no label \"B\"; \"b\" is used"), misspelt.remarks());
    }

    @Test
    void aDefaultThatCantBootPresetsNothing() {
        BootMenu menu = ConfigCase.of("default local", "timeout 30", "label a", "kernel a", "label local", "localboot 0").read();
        assertEquals(List.of("a"), ConfigCase.ids(menu));
        assertEquals(Optional.empty(), menu.preset());
        assertEquals(List.of("6:1 LOCALBOOT boots what a PC's firmware finds next, which is not possible here",
                "1:1 DEFAULT is \"local\", which does not boot here; there is no default entry"), ConfigCase.remarks(menu));
    }

    @Test
    void aMenuPresetsItsFirstLine() {
        assertEquals("a", two("ui vesamenu.c32").preset());
        assertEquals("a", two("default menu.c32").preset());
        assertEquals("a", two("DEFAULT boot/syslinux/VESAMENU.C32").preset());
        assertEquals("a", two("default m", "label m", "com32 menu").preset());
        assertEquals("a", two("ui menu.c32", "label t", "menu label Title", "menu disable", "menu separator").preset());
    }

    @Test
    void menuDefaultIsTheMenus() {
        assertEquals("b", ConfigCase.of("ui menu.c32", "label a", "kernel a", "label b", "menu default", "kernel b").preset());
        assertEquals("a", ConfigCase.of("default a", "label a", "kernel a", "label b", "menu default", "kernel b").preset());
    }

    /** parse_configs(): a DEFAULT that is a label becomes its menu's default, and its menu is shown first. */
    @Test
    void defaultCountsMoreThanMenuDefault() {
        assertEquals("a", ConfigCase.of("ui menu.c32", "default a", "label a", "kernel a", "label b", "menu default", "kernel b").preset());
        assertEquals("c", ConfigCase.of("ui menu.c32", "default c", "label a", "kernel a", "menu begin", "label b", "kernel b", "label c",
                "kernel c", "menu end").preset());
    }

    @Test
    void aHiddenLabelIsNoDefaultOfAMenu() {
        BootMenu menu = ConfigCase.of("ui menu.c32", "default b", "label b", "menu hide", "menu default", "kernel b", "label a", "kernel a")
                .read();
        assertEquals(Optional.of("a"), menu.preset());
        assertEquals(List.of("a", "b"), ConfigCase.ids(menu), "hidden ones come last");
    }

    @Test
    void ontimeoutCountsWhenTimeRunsOut() {
        assertEquals("b", two("ui menu.c32", "timeout 50", "ontimeout b").preset());
        assertEquals("a", two("ui menu.c32", "ontimeout b").preset());
        assertEquals("b", two("default a", "prompt 1", "timeout 50", "ontimeout b").preset());
        assertEquals("a", two("default a", "timeout 50", "ontimeout b").preset());
        assertEquals("b x=1", two("ui menu.c32", "timeout 50", "ontimeout b x=1").preset());
        assertEquals("none", two("ui menu.c32", "timeout 50", "ontimeout chain.c32 hd0").preset());
    }

    @Test
    void aSubmenuLeadsToItsOwnDefault() {
        assertEquals("c", ConfigCase.of("ui menu.c32", "label a", "kernel a", "menu begin", "menu default", "label b", "kernel b",
                "label c", "menu default", "kernel c", "menu end").preset());
        assertEquals("b", ConfigCase.of("ui menu.c32", "menu begin", "label b", "kernel b", "menu end", "label a", "kernel a").preset());
        assertEquals("c", ConfigCase.of("ui menu.c32", "label a", "kernel a", "menu begin", "menu start", "label b", "kernel b", "label c",
                "menu default", "kernel c", "menu end").preset());
        assertEquals("none", ConfigCase.of("ui menu.c32", "menu begin", "menu end", "label a", "kernel a").preset());
    }

    @Test
    void anUnknownUiIsTakenForAMenu() {
        BootMenu menu = two("default b", "ui gfxboot bootlogo").read();
        assertEquals(Optional.of("b"), menu.preset());
        assertEquals(List.of("2:1 \"gfxboot\" can't run here; the labels are shown as menu.c32 would"), ConfigCase.remarks(menu));
    }

    @Test
    void aDefaultThatOpensAnotherMenuHasThatOnesDefaultAndPatience() {
        BootMenu menu = ConfigCase.of("default m", "label m", "kernel menu.c32", "append other.cfg", "label x", "kernel x")
                .file("other.cfg", "timeout 70", "label a", "kernel a", "label b", "menu default", "kernel b").read();
        assertEquals(Optional.of("b"), menu.preset());
        assertEquals(Optional.of(Duration.ofSeconds(7)), menu.patience());
        assertEquals(List.of("a", "b", "x"), ConfigCase.ids(menu));
    }
}
