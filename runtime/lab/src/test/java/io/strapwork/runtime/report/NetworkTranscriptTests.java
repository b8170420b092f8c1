package io.strapwork.runtime.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.strapwork.runtime.report.Conversation.Line;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NetworkTranscriptTests {
    private static List<String> said(Conversation conversation) {
        return conversation.lines().stream().map(line -> (line.fromClient() ? "> " : "< ") + line.what()).toList();
    }

    private static Stream<String> details(Conversation conversation) {
        return conversation.lines().stream().map(Line::details).flatMap(List::stream);
    }

    @Test
    void dhcpIsOneExchange() {
        Conversation dhcp = SeedFrames.read(new FrozenClock(), "dhcp").conversations().getFirst();
        assertEquals("DHCP", dhcp.protocol());
        assertEquals(List.of("> DHCPDISCOVER to 255.255.255.255", "< DHCPOFFER from 10.0.2.2", "> DHCPREQUEST to 255.255.255.255",
                "< DHCPACK from 10.0.2.2"), said(dhcp));
        List<String> offer = dhcp.lines().get(1).details();
        assertTrue(offer.containsAll(List.of("yiaddr (your address): 10.0.2.15", "54 server: 10.0.2.2", "1 subnet mask: 255.255.255.0")),
                offer::toString);
    }

    @Test
    void dhcp6AndRouters() {
        List<Conversation> both = SeedFrames.read(new FrozenClock(), "ra", "dhcp6").conversations();
        assertEquals(List.of("Router discovery", "DHCPv6"), both.stream().map(Conversation::protocol).toList());
        assertTrue(details(both.getFirst()).anyMatch(detail -> detail.startsWith("prefix: fd00:5354:5250::")), both::toString);
        assertTrue(said(both.get(1)).getFirst().startsWith("> INFORMATION_REQUEST to ff02::1:2"), both::toString);
    }

    @Test
    void namesAndTheirAddresses() {
        List<Conversation> names = SeedFrames.read(new FrozenClock(), "dns").conversations();
        assertTrue(names.stream().anyMatch(one -> details(one).anyMatch(detail -> detail.startsWith("boot.lab. A 10.0.2.2"))),
                names::toString);
        assertEquals("query for boot.lab. AAAA", names.getFirst().lines().getFirst().what());
    }

    @Test
    void tftpFilesThatAreNotThere() {
        List<Conversation> files = SeedFrames.read(new FrozenClock(), "tftp").conversations();
        assertEquals("pxelinux.cfg/01-52-54-00-12-34-56 from 10.0.2.2", files.getFirst().title());
        assertTrue(said(files.getFirst()).get(1).startsWith("< ERROR 1 "), files::toString);
        assertTrue(details(files.getFirst()).anyMatch(detail -> detail.equals("blksize: 65438")), files::toString);
    }

    @Test
    void httpHeads() {
        NetworkTranscript transcript = SeedFrames.read(new FrozenClock(), "http");
        Conversation http = transcript.conversations().getFirst();
        assertEquals("HTTP", http.protocol());
        assertTrue(said(http).contains("> GET /initrd.img HTTP/1.1"), http::toString);
        assertEquals("SYN", http.lines().getFirst().what());
    }

    @Test
    void tlsHellos() {
        Conversation tls = SeedFrames.read(new FrozenClock(), "tls").conversations().getFirst();
        assertEquals("TLS", tls.protocol());
        assertTrue(said(tls).containsAll(List.of("> ClientHello", "< ServerHello")), tls::toString);
        assertTrue(details(tls).anyMatch(detail -> detail.equals("version: TLS 1.3")), tls::toString);
    }

    @Test
    void passwordsAreNotShown() {
        var said = new OpenConversation("TCP", "test", new KeptBytes());
        var http = new HttpReader(said, "10.0.2.2:80", new KeptBytes());
        http.read(true, Unpooled.copiedBuffer("GET /a HTTP/1.1\r\nHost: boot.lab\r\nAuthorization: Basic c2VjcmV0\r\n\r\n".getBytes()), 1);
        http.read(false, Unpooled.copiedBuffer("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 404 Not Found\r\n\r\n".getBytes()),
                2);
        Conversation whole = said.close(List.of());
        assertEquals(List.of("> GET /a HTTP/1.1", "< HTTP/1.1 200 OK", "< 3 bytes in 0 ms", "< HTTP/1.1 404 Not Found"), said(whole));
        assertTrue(details(whole).anyMatch(detail -> detail.equals("Authorization: (not shown)")), whole::toString);
        assertTrue(details(whole).noneMatch(detail -> detail.contains("c2VjcmV0")), whole::toString);
        assertEquals(new Sighting.Http("boot.lab", "GET", "/a", 200, Map.of("content-length", List.of("3"))), http.sightings().getFirst());
    }

    @Test
    void whatIsSaidTwiceIsSaidAgain() {
        var clock = new FrozenClock();
        Conversation twice = SeedFrames.read(clock, "dhcp", "dhcp").conversations().getFirst();
        assertEquals(4, twice.lines().stream().filter(Line::again).count(), twice::toString);
    }

    @Test
    void aFloodIsBounded() {
        var said = new OpenConversation("TCP", "x".repeat(10_000), new KeptBytes());
        for (int i = 0; i < 1000; i++) {
            said.say(i, true, "line " + i);
        }
        Conversation whole = said.close(List.of());
        assertEquals(201, whole.lines().size());
        assertEquals("800 more", whole.lines().getLast().what());
        assertEquals(301, whole.title().length());
    }
}
