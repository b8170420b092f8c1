package io.strapwork.rules;

import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroupFuture;
import io.netty.util.concurrent.Promise;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;

/** One way to wait in each method. Never run: the rule has to see each of them. */
@SuppressWarnings({"unused", "ResultOfMethodCallIgnored"})
final class Offenders {
    private Offenders() {}

    static void futureGet(Future<?> future) throws Exception {
        future.get();
    }

    static void futureGetWithLimit(Future<?> future) throws Exception {
        future.get(1, TimeUnit.SECONDS);
    }

    static void completableJoin(CompletableFuture<?> future) {
        future.join();
    }

    static void stageJoin(CompletableFuture<?> future) {
        future.toCompletableFuture().join();
    }

    static void reference(List<CompletableFuture<?>> futures) {
        futures.forEach(CompletableFuture::join);
    }

    static Runnable lambda(CompletableFuture<?> future) {
        return () -> future.join();
    }

    static void forkJoin(ForkJoinTask<?> task) {
        task.quietlyJoin();
    }

    static void channelSync(ChannelFuture future) throws Exception {
        future.sync();
    }

    static void channelSyncUninterruptibly(ChannelFuture future) {
        future.syncUninterruptibly();
    }

    static void promiseAwait(Promise<?> promise) throws Exception {
        promise.await();
    }

    static void promiseAwaitWithLimit(Promise<?> promise) throws Exception {
        promise.await(1, TimeUnit.SECONDS);
    }

    static void promiseAwaitUninterruptibly(Promise<?> promise) {
        promise.awaitUninterruptibly(1000);
    }

    static void groupSync(ChannelGroupFuture future) throws Exception {
        future.sync();
    }

    static void latch(CountDownLatch latch) throws Exception {
        latch.await();
    }

    static void barrier(CyclicBarrier barrier) throws Exception {
        barrier.await();
    }

    static void semaphore(Semaphore semaphore) throws Exception {
        semaphore.acquire();
    }

    static void semaphoreWithLimit(Semaphore semaphore) throws Exception {
        semaphore.tryAcquire(1, TimeUnit.SECONDS);
    }

    static void phaser(Phaser phaser) {
        phaser.arriveAndAwaitAdvance();
    }

    static void phaserAdvance(Phaser phaser) {
        phaser.awaitAdvance(0);
    }

    static void exchanger(Exchanger<String> exchanger) throws Exception {
        exchanger.exchange("");
    }

    static void queueTake(BlockingQueue<String> queue) throws Exception {
        queue.take();
    }

    static void queuePut(ArrayBlockingQueue<String> queue) throws Exception {
        queue.put("");
    }

    static void queuePoll(BlockingQueue<String> queue) throws Exception {
        queue.poll(1, TimeUnit.SECONDS);
    }

    static void dequeTake(LinkedBlockingDeque<String> queue) throws Exception {
        queue.takeLast();
    }

    static void completionService(CompletionService<String> service) throws Exception {
        service.take();
    }

    static void condition(Condition condition) throws Exception {
        condition.awaitNanos(1);
    }

    static void park() {
        LockSupport.park();
    }

    static void parkNanos() {
        LockSupport.parkNanos(1);
    }

    static void threadSleep() throws Exception {
        Thread.sleep(1);
    }

    static void threadJoin(Thread thread) throws Exception {
        thread.join();
    }

    static void unitSleep() throws Exception {
        TimeUnit.SECONDS.sleep(1);
    }

    static void objectWait(Object monitor) throws Exception {
        synchronized (monitor) {
            monitor.wait();
        }
    }

    static void objectWaitWithLimit(Offenders monitor) throws Exception {
        synchronized (monitor) {
            monitor.wait(1);
        }
    }

    static void awaitTermination(EventLoopGroup group) throws Exception {
        group.awaitTermination(1, TimeUnit.SECONDS);
    }

    static void executorClose(ExecutorService executor) {
        executor.close();
    }
}
