package io.isere.scsi.backstore.threads;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.backstore.BackstoreIo;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class IoQueueTest {
    @Test
    void isFirstInFirstOutAndBounded() {
        IoQueue queue = new IoQueue(3);
        BackstoreIo[] ios = new BackstoreIo[5];
        for (int index = 0; index < 5; index++) {
            ios[index] = new BackstoreIo(index);
            assertThat(queue.offer(ios[index])).isEqualTo(index < 4);
        }
        for (int index = 0; index < 4; index++) {
            assertThat(queue.poll()).isSameAs(ios[index]);
        }
        assertThat(queue.poll()).isNull();
        assertThat(queue.offer(ios[4])).isTrue();
        assertThat(queue.poll()).isSameAs(ios[4]);
    }

    @Test
    void deliversEachRequestOnceBetweenManyThreads() throws InterruptedException {
        IoQueue queue = new IoQueue(16);
        int perProducer = 20_000;
        Set<Object> received = ConcurrentHashMap.newKeySet();
        CountDownLatch done = new CountDownLatch(2 * perProducer);
        for (int producer = 0; producer < 2; producer++) {
            int base = producer * perProducer;
            start(() -> {
                for (int index = 0; index < perProducer; index++) {
                    BackstoreIo io = new BackstoreIo(base + index);
                    while (!queue.offer(io)) {
                        Thread.onSpinWait();
                    }
                }
            });
        }
        for (int consumer = 0; consumer < 2; consumer++) {
            start(() -> {
                while (done.getCount() > 0) {
                    BackstoreIo io = queue.poll();
                    if (io != null && received.add(io.owner())) {
                        done.countDown();
                    }
                }
            });
        }
        done.await();
        assertThat(received).hasSize(2 * perProducer);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }
}
