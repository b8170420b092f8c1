package io.strapwork.menu.pxelinux;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A LABEL while it is read, and after. */
final class Label implements MenuItem {
    /** MENU GOTO, EXIT and QUIT: a way through the menus, which here are flat. */
    enum Use {
        BOOT, NAVIGATION, DISABLED
    }

    private final Place place;
    private final String text;
    private String title = "";

    @Nullable
    Place kernelPlace;
    String kernel;
    KernelType type = KernelType.KERNEL;
    @Nullable
    Place localBoot;
    @Nullable
    String append;
    /** The global APPEND when this label ended. */
    String inherited = "";
    @Nullable
    Command initrd;
    @Nullable
    Command deviceTree;
    @Nullable
    String menuLabel;
    long sysappend;
    boolean hidden;
    boolean menuDefault;
    Use use = Use.BOOT;

    Label(Place place, String text) {
        this.place = place;
        this.text = text;
        this.kernel = name();
    }

    Place place() {
        return place;
    }

    /** The first word, by which Syslinux knows it. */
    String name() {
        return text.substring(0, Statement.skipWord(text, 0));
    }

    /** All of the line, as SLOF, Petitboot and older Syslinux know it. */
    String text() {
        return text;
    }

    /** The last of these statements counts; but where nothing can be booted locally, an image is better than none. */
    void image(KernelType type, Command image) {
        if (type == KernelType.LOCALBOOT) {
            localBoot = image.place();
        } else {
            this.type = type;
            kernel = image.text();
            kernelPlace = image.place();
        }
    }

    boolean localBootOnly() {
        return localBoot != null && kernelPlace == null;
    }

    boolean namesKernel() {
        return kernelPlace != null;
    }

    Command kernelCommand() {
        return new Command(kernelPlace == null ? place : kernelPlace, kernel);
    }

    /** A label's own APPEND replaces the global one; a lone hyphen is none. */
    String effectiveAppend() {
        String effective = append == null ? inherited : append;
        return effective.equals("-") ? "" : effective;
    }

    /** Its own APPEND only; empty when there is none. */
    String ownAppend() {
        return append == null || append.equals("-") ? "" : append;
    }

    Optional<Command> initrd() {
        return Optional.ofNullable(initrd);
    }

    Optional<Command> deviceTree() {
        return Optional.ofNullable(deviceTree);
    }

    void title(String shown) {
        title = shown;
    }

    @Override
    public String title() {
        return title;
    }
}
