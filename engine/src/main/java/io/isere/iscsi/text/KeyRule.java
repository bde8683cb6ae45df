package io.isere.iscsi.text;

import static io.isere.iscsi.text.TextConstants.NO;
import static io.isere.iscsi.text.TextConstants.REJECT;
import static io.isere.iscsi.text.TextConstants.YES;

import java.util.List;

/**
 * How two sides settle a key: the "result function" of RFC 7143, section 13.
 *
 * <p>Operands are values that the key's {@link ValueSyntax} accepts. Stateless; any thread.
 */
public enum KeyRule {
    /** Yes if both want Yes. */
    AND {
        @Override
        String select(String offered, String own) {
            return offered.equals(YES) && own.equals(YES) ? YES : NO;
        }

        @Override
        boolean admits(String offered, String answer) {
            return offered.equals(YES) || answer.equals(NO);
        }

        @Override
        boolean needsAnswer(String offered) {
            return offered.equals(YES);
        }
    },
    /** Yes if either wants Yes. */
    OR {
        @Override
        String select(String offered, String own) {
            return offered.equals(YES) || own.equals(YES) ? YES : NO;
        }

        @Override
        boolean admits(String offered, String answer) {
            return offered.equals(NO) || answer.equals(YES);
        }

        @Override
        boolean needsAnswer(String offered) {
            return offered.equals(NO);
        }
    },
    /** The smaller number. */
    MIN {
        @Override
        String select(String offered, String own) {
            return NumericalValue.parse(offered) <= NumericalValue.parse(own) ? offered : own;
        }

        @Override
        boolean admits(String offered, String answer) {
            return NumericalValue.parse(answer) <= NumericalValue.parse(offered);
        }
    },
    /** The larger number. */
    MAX {
        @Override
        String select(String offered, String own) {
            return NumericalValue.parse(offered) >= NumericalValue.parse(own) ? offered : own;
        }

        @Override
        boolean admits(String offered, String answer) {
            return NumericalValue.parse(answer) >= NumericalValue.parse(offered);
        }
    },
    /** The first element of the list offered that the other side supports (RFC 7143, section 6.2.1). */
    LIST {
        @Override
        String select(String offered, String own) {
            List<String> supported = ValueSyntax.elements(own);
            for (String element : ValueSyntax.elements(offered)) {
                if (supported.contains(element)) {
                    return element;
                }
            }
            return REJECT;
        }

        @Override
        boolean admits(String offered, String answer) {
            return ValueSyntax.elements(offered).contains(answer);
        }
    },
    /** No negotiation: each sender states its own value. */
    DECLARE {
        @Override
        String select(String offered, String own) {
            return offered;
        }

        @Override
        boolean admits(String offered, String answer) {
            return false;
        }

        @Override
        boolean needsAnswer(String offered) {
            return false;
        }
    },
    /**
     * The marker keys of RFC 3720: refused, but never NotUnderstood (RFC 7143, section 13.25). An offered No is answered
     * No, as other targets do.
     */
    OBSOLETE {
        @Override
        String select(String offered, String own) {
            return offered.equals(NO) ? NO : REJECT;
        }

        @Override
        boolean admits(String offered, String answer) {
            return false;
        }
    };

    /** The result if one side offers {@code offered} and the other wants {@code own}; may be "Reject". */
    abstract String select(String offered, String own);

    /** Whether {@code answer}, itself a legal value, is a possible answer to {@code offered}. */
    abstract boolean admits(String offered, String answer);

    /** Whether the offer leaves anything to be decided by an answer (RFC 7143, section 6.2.2). */
    boolean needsAnswer(String offered) {
        return true;
    }
}
