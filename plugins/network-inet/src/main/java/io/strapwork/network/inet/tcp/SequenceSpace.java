package io.strapwork.network.inet.tcp;

/**
 * What a segment is judged by (RFC 9293 3.3.1).
 *
 * @param una           SND.UNA
 * @param max           behind the highest sequence number sent
 * @param sendWindow    the largest window the peer has offered (MAX.SND.WND of RFC 5961)
 * @param receiveNext   RCV.NXT
 * @param receiveWindow what has been offered to the peer, in bytes from {@code receiveNext}
 * @param timestamps    whether both ends use them
 * @param recent        TS.Recent
 */
record SequenceSpace(int una, int max, int sendWindow, int receiveNext, int receiveWindow, boolean timestamps, int recent) {}
