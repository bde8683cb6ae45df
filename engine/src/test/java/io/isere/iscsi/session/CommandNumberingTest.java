package io.isere.iscsi.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("RFC 7143, 4.2.2.1: command numbering, both ends against each other")
class CommandNumberingTest {

    /** Commands are sent while the window is open and end in any order, from any first number: none is refused. */
    @Property(tries = 200)
    void aTargetTakesWhatItsWindowLetAnInitiatorSend(
            @ForAll int firstCmdSn,
            @ForAll @IntRange(min = 1, max = 16) int depth,
            @ForAll @IntRange(max = 16) int moreSlots,
            @ForAll long seed) {
        CommandSequence target = new CommandSequence(depth, depth + moreSlots);
        CommandWindow initiator = new CommandWindow();
        target.start(firstCmdSn);
        initiator.start(firstCmdSn);
        initiator.update(target.expCmdSn(), target.maxCmdSn());
        Random random = new Random(seed);
        Deque<Boolean> responding = new ArrayDeque<>();
        int executing = 0;
        for (int step = 0; step < 300; step++) {
            if (random.nextBoolean() && initiator.isOpen()) {
                assertThat(target.accept(initiator.next(false), false)).isEqualTo(CommandSequence.Verdict.IN_ORDER);
                target.begin();
                executing++;
            } else if (executing > 0 && random.nextBoolean()) {
                target.end();
                executing--;
                responding.add(true);
                initiator.update(target.expCmdSn(), target.maxCmdSn());
            } else if (!responding.isEmpty()) {
                responding.remove();
                if (target.freed()) {
                    initiator.update(target.expCmdSn(), target.maxCmdSn());
                }
            }
            assertThat(executing).isLessThanOrEqualTo(depth);
            assertThat(executing + responding.size()).isLessThanOrEqualTo(depth + moreSlots);
        }
        while (executing-- > 0) {
            target.end();
            target.freed();
        }
        responding.forEach(one -> target.freed());
        initiator.update(target.expCmdSn(), target.maxCmdSn());
        assertThat(initiator.isOpen()).as("with nothing under way").isTrue();
    }

    @Test
    void anImmediateCommandIsInOrderWhateverItsNumberAndIsNotCounted() {
        CommandSequence target = new CommandSequence(4, 4);
        target.start(10);
        assertThat(target.accept(99, true)).isEqualTo(CommandSequence.Verdict.IN_ORDER);
        assertThat(target.expCmdSn()).isEqualTo(10);
        CommandWindow initiator = new CommandWindow();
        initiator.start(10);
        assertThat(initiator.next(true)).isEqualTo(10);
        assertThat(initiator.next(false)).isEqualTo(10);
        assertThat(initiator.cmdSn()).isEqualTo(11);
    }

    @Test
    void numbersOutsideTheWindowAreIgnoredAndAGapIsTold() {
        CommandSequence target = new CommandSequence(4, 4);
        target.start(-2);
        assertThat(target.accept(-3, false)).isEqualTo(CommandSequence.Verdict.IGNORE);
        assertThat(target.accept(2, false)).isEqualTo(CommandSequence.Verdict.IGNORE);
        assertThat(target.accept(1, false)).isEqualTo(CommandSequence.Verdict.GAP);
        assertThat(target.accept(-2, false)).isEqualTo(CommandSequence.Verdict.IN_ORDER);
    }

    /** "MaxCmdSN less than ExpCmdSN - 1: both are ignored"; what goes back is of an older PDU. */
    @Test
    void anInitiatorsWindowDoesNotGoBack() {
        CommandWindow initiator = new CommandWindow();
        initiator.start(10);
        initiator.update(10, 20);
        initiator.update(5, 3);
        initiator.update(9, 15);
        for (int i = 10; i <= 20; i++) {
            assertThat(initiator.isOpen()).isTrue();
            assertThat(initiator.next(false)).isEqualTo(i);
        }
        assertThat(initiator.isOpen()).isFalse();
        assertThat(initiator.expCmdSn()).isEqualTo(10);
    }
}
