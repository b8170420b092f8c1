package io.strapwork.network.inet.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.dns.DatagramDnsResponseDecoder;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.util.ReferenceCountUtil;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops what answers no query of this channel, or can't be decoded, before Netty's resolver sees it, which logs such bytes as they are. The
 * query goes on waiting for its answer (RFC 5452 9.1). One for each channel, on its loop.
 */
final class AnswerScreen extends ChannelDuplexHandler {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerScreen.class);
    private static final int HEADER = 12;
    private static final int QUESTIONS_AT = 4;
    private static final Trial TRIAL = new Trial();

    /** By the query's id: the question section, which an answer repeats (RFC 1035 4.1). */
    private final Map<Integer, ByteBuf> questions = new HashMap<>();

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof DatagramPacket packet) {
            ByteBuf query = packet.content();
            int from = query.readerIndex();
            questions.put(query.getUnsignedShort(from),
                    Unpooled.wrappedBuffer(ByteBufUtil.getBytes(query, from + HEADER, query.readableBytes() - HEADER)));
        }
        context.write(message, promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof DatagramPacket packet) || answers(packet.content()) && TRIAL.decodes(context, packet)) {
            context.fireChannelRead(message);
        } else {
            LOG.debug("dropped {} bytes from {}: no answer to a query", packet.content().readableBytes(), packet.sender());
            ReferenceCountUtil.release(message);
        }
    }

    private boolean answers(ByteBuf answer) {
        int from = answer.readerIndex();
        if (answer.readableBytes() < HEADER || answer.getUnsignedShort(from + QUESTIONS_AT) != 1) {
            return false;
        }
        ByteBuf question = questions.get(answer.getUnsignedShort(from));
        return question != null && answer.readableBytes() >= HEADER + question.readableBytes()
                && ByteBufUtil.equals(answer, from + HEADER, question, 0, question.readableBytes());
    }

    private static final class Trial extends DatagramDnsResponseDecoder {
        boolean decodes(ChannelHandlerContext context, DatagramPacket packet) {
            try {
                DnsResponse answer = decodeResponse(context, packet.duplicate());
                return answer == null || answer.release();
            } catch (Exception e) {
                return false;
            }
        }
    }
}
